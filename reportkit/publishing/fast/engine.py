"""
The engine by which papermill runs cells in its own process: ``papermill --engine reportkit-inprocess``.

Loaded with papermill itself, wherever this kit is installed, so it brings nothing along until it is used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from papermill.engines import Engine

if TYPE_CHECKING:
    from reportkit.publishing.course import Course

NAME = "reportkit-inprocess"


class InProcess(Engine):  # type: ignore[misc] # papermill has no types
    """Runs the cells of a notebook in this process, which should be for nothing else and end afterwards."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,  # noqa: ANN401 - papermill's manager
        kernel_name: str,  # noqa: ARG003 - there is none
        *,
        run: Course | None = None,
        **_: object,
    ) -> None:
        """Run the cells; refused where this process would not show what a kernel shows."""
        importlib.import_module("reportkit.publishing.fast.inprocess").run_cells(nb_man, run)
