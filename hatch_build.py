"""Put what the kit brings along into a wheel; an editable install reads it where it stands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if TYPE_CHECKING:
    from collections.abc import Iterator

SHARED = "reportkit/_share"
# Folders of the project, and the files of them that belong to the product.
FOLDERS = {
    "templates": ("*",),
    "notebooks": ("*.ipynb",),
    "seeds": ("*.yaml", "*.json", "*.md"),
    "docs/schema": ("*.json",),
}


class Shared(BuildHookInterface[Any]):
    """
    Adds templates, notebooks, the example corpus and the schemas to a wheel as ``reportkit/_share``.

    A plain ``force-include`` would also copy them into the environment of an editable install, where the copy
    grows old unseen.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name each file to include, unless the wheel is the editable kind."""
        if version != "editable":
            root = Path(self.root)
            for path in shared(root):
                at = path.relative_to(root).as_posix()
                build_data["force_include"][str(path)] = f"{SHARED}/{at}"


def shared(root: Path) -> Iterator[Path]:
    """Yield the files to include, in order; nothing hidden, and nothing that a tool left behind."""
    for folder, patterns in FOLDERS.items():
        found = {path for pattern in patterns for path in (root / folder).rglob(pattern) if path.is_file()}
        for path in sorted(found):
            parts = path.relative_to(root).parts
            if not any(part.startswith((".", "__pycache__")) for part in parts):
                yield path
