"""Put the templates into a wheel; an editable install reads them where they stand."""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Templates(BuildHookInterface[Any]):
    """Adds ``templates/`` to a wheel as ``reportkit/_share/templates``.

    A plain ``force-include`` would also copy them into the environment of an editable install, where the copy
    grows old unseen.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the folder to include, unless the wheel is the editable kind."""
        if version != "editable":
            build_data["force_include"]["templates"] = "reportkit/_share/templates"
