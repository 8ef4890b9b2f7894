"""From notebook to PDF: the only place that starts kernels, sets pages and looks at the clock."""
