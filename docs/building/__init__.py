"""
Directives of the documentation: pages that are made from the project instead of being copied from it.

Each module turns one thing of the project into Markdown: the vocabularies of the codebook, the
messages of `reportkit check`, the blocks of the notebooks, the public face of the package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from building import face, gallery, mistakes, picture, sizes, vocabularies

if TYPE_CHECKING:
    from sphinx.application import Sphinx

QUICK = "quick"  # sphinx-build -t quick: everything but the drawings


class Made(SphinxDirective):
    """A directive whose content is Markdown, made by a function from what the directive names."""

    optional_arguments = 1
    final_argument_whitespace = True
    make: ClassVar[Callable[[str, Path], str]]
    made_from: ClassVar[Callable[[], Iterable[Path]]]
    takes_long: ClassVar[bool] = False

    def run(self) -> list[nodes.Node]:
        """Parse the Markdown, and make the page anew when a file that it is made from changes."""
        if self.env.app.tags.has(QUICK) and type(self).takes_long:
            return []
        for path in (*type(self).made_from(), *Path(__file__).parent.glob("*.py")):
            self.env.note_dependency(str(path))
        text = type(self).make(" ".join(self.arguments), Path(self.env.app.outdir))
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def _directive(name: str, module: ModuleType) -> type[Made]:
    content = {
        "make": staticmethod(module.markdown),
        "made_from": staticmethod(module.made_from),
        "takes_long": module in {gallery, sizes},
    }
    return type(name, (Made,), content)


def _dashed(_: Sphinx, doctree: nodes.document) -> None:
    """Set the dash between a parameter and its meaning; other double hyphens belong to options."""
    for words in list(doctree.findall(nodes.Text)):
        if words == " -- ":
            words.parent.replace(words, nodes.Text(" – "))


def setup(app: Sphinx) -> dict[str, Any]:
    """Make the directives known to Sphinx."""
    directives = {"vocabulary": vocabularies, "mistakes": mistakes, "gallery": gallery, "face": face}
    directives["sizes"] = sizes
    for name, module in directives.items():
        app.add_directive(name, _directive(name, module))
    app.connect("doctree-read", _dashed)
    app.connect("doctree-resolved", picture.set_in)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
