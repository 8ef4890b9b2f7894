"""
The exporter that nbconvert and JupyterLab know as "briefing": from the displayed blocks to the PDF.

What is on the page is settled by `reportkit.publishing.composing`, as a pure function of the outputs; a run
of the kit asks that, and so goes without this module and without nbconvert.

Typst is imported when a page is made, not before, and so is what reads Markdown and pictures: an exporter
that fails on import or on construction takes the export menus of all others with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbconvert.exporters import Exporter
from traitlets import default

from reportkit.problems import visible
from reportkit.publishing.composing import ExportProblem, composed, page

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["BriefingExporter", "ExportProblem", "page"]


class BriefingExporter(Exporter):
    """
    Make the briefing PDF of an executed notebook.

    Examples
    --------
    >>> BriefingExporter().file_extension
    '.pdf'
    """

    export_from_notebook = "Briefing PDF"
    output_mimetype = "application/pdf"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"

    @default("default_preprocessors")
    def _default_preprocessors_default(self) -> list[str]:
        # Only what --execute asks for: others would take outputs away, by tag or by setting.
        return ["nbconvert.preprocessors.ExecutePreprocessor"]

    def from_notebook_node(  # type: ignore[override]  # nbconvert's own exporters return text or bytes here
        self,
        nb: NotebookNode,
        resources: Any = None,  # noqa: ANN401 - nbconvert's own name and type for what it passes on
        **kw: Any,  # noqa: ANN401
    ) -> tuple[bytes, Any]:
        """
        Return the PDF and nbconvert's resources.

        Parameters
        ----------
        nb : NotebookNode
            An executed notebook, format 4.
        resources : dict, optional
            What nbconvert passes on; nothing in it changes the PDF.
        **kw
            Passed on to nbconvert.

        Raises
        ------
        ExportProblem
            The notebook was not run, ended in an error, its blocks are not one briefing, or it displays
            something that no page can show.
        reportkit.publishing.typesetting.TypesettingError
            The blocks are one briefing, and it cannot be set as a page.
        """
        from reportkit.publishing.typesetting import typeset  # noqa: PLC0415 - see above, on late imports

        nb, resources = super().from_notebook_node(nb, resources, **kw)
        made, told = composed(nb)
        for words in told:
            self.log.warning("%s", visible(words))
        pdf = typeset(*made)
        # jupyter_server would try to zip what stands here together with the PDF, and fail on bytes.
        resources.pop("outputs", None)
        return pdf, resources
