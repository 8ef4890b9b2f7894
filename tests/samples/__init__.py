"""Pages to set and the means to read them: what several tests of the PDF share."""
