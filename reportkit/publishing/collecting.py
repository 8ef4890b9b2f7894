"""
How the outputs of cells are collected, whatever runs the cells: nbclient's way, but for updates of displays.

nbclient remembers a display by its position in its cell, and joins what was printed when the cell has ended,
which moves the displays. A later update would then change another output, or fail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbformat.v4 import output_from_msg
from papermill.clientwrap import PapermillNotebookClient

if TYPE_CHECKING:
    from nbformat import NotebookNode


class Collector(PapermillNotebookClient):  # type: ignore[misc] # papermill has no types
    """
    Papermill's client, which updates the displays that are meant.

    Examples
    --------
    >>> import nbformat
    >>> from types import SimpleNamespace
    >>> notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("")])
    >>> collector = Collector(SimpleNamespace(nb=notebook))
    >>> content = {"data": {"text/plain": "a"}, "metadata": {}, "transient": {"display_id": "x"}}
    >>> def message(kind, words):
    ...     told = content | {"data": {"text/plain": words}}
    ...     return {"header": {"msg_type": kind}, "parent_header": {}, "msg_type": kind, "content": told}
    >>> collector.clear_before_next_output, outputs = False, []
    >>> shown = collector.output(outputs, message("display_data", "a"), "x", 0)
    >>> outputs.insert(0, "something else")
    >>> collector._update_display_id("x", message("update_display_data", "b"))
    >>> shown.data["text/plain"]
    'b'
    """

    def __init__(self, *given: Any, **settings: Any) -> None:  # noqa: ANN401 - those of papermill
        super().__init__(*given, **settings)
        self._shown: dict[str, list[NotebookNode]] = {}

    def output(
        self, outs: list[NotebookNode], msg: dict[str, Any], display_id: str | None, cell_index: int
    ) -> NotebookNode | None:
        """Add an output to its cell, and remember it where it has a name."""
        made: NotebookNode | None = super().output(outs, msg, display_id, cell_index)
        if made is not None and display_id:
            self._shown.setdefault(display_id, []).append(made)
        return made

    def _update_display_id(self, display_id: str, msg: dict[str, Any]) -> None:
        """Give all outputs of a name their new content; one that was cleared away is changed for nobody."""
        header = msg["header"] | {"msg_type": "display_data"}
        for shown in self._shown.get(display_id, ()):
            new = output_from_msg(msg | {"header": header})  # type: ignore[no-untyped-call]
            shown["data"], shown["metadata"] = new["data"], new["metadata"]
