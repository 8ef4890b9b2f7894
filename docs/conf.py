"""How the documentation is built: ``make docs``. Nothing of it needs the network."""  # noqa: INP001 - no package

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # for `building`, the directives of our own

from reportkit import __version__  # noqa: E402 - after the path is set

project = "reportkit"
author = "The reportkit authors"
project_copyright = author
version = release = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_click",
    "building",
]
exclude_patterns = ["schema", "building", "looks"]
source_suffix = {".md": "markdown"}
master_doc = "index"
language = "en"
smartquotes_action = "qe"  # quotes and ellipses; two hyphens stay what they are, an option

myst_enable_extensions = ["deflist", "attrs_block"]
myst_heading_anchors = 3  # links to a heading work as they do on GitHub

autodoc_typehints = "signature"
autodoc_typehints_format = "short"
maximum_signature_line_length = 90
autodoc_class_signature = "separated"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True  # a constant is shown by its name
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_preprocess_types = True
default_role = "py:obj"  # `load` in a docstring links to load, or is shown as code
add_module_names = False
python_use_unqualified_type_names = True
toc_object_entries_show_parents = "hide"

# Some records of different rooms share a short name (Item, Limits, Refused): a type in a signature then leads
# to the first of them, which is no mistake in the text.
suppress_warnings = ["ref.python"]

html_theme = "furo"
html_title = "reportkit"
html_static_path = ["looks"]
html_css_files = ["house.css"]
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
html_last_updated_fmt = None  # the same pages, whenever they are built
html_permalinks_icon = "#"
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#12324f", "color-brand-content": "#1c5480"},
    "dark_css_variables": {"color-brand-primary": "#a9c8e4", "color-brand-content": "#8fbbe2"},
}
pygments_style = "friendly"
pygments_dark_style = "github-dark"
