"""
What a page is made from, as files: which they are, where they lie, and whether they have changed.

Content decides, not dates: a file that was saved without a change, or that an editor replaced by its
copy, has not changed. Backups and the temporary files of editors do not count, as the readers of a
corpus pass them over too.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from reportkit import resources
from reportkit.reading.encoding import PINS_FILE, is_passed_over

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_RECORDS = ("incidents", "readings")
_TEMPLATES = ("briefing", "fonts", "map")
_KEPT = ("fonts", "map")  # what a process that has read it does not read again
_STILL = 0.05  # seconds without a further change: editors write, rename and remove in quick succession
_LONGEST_STIR = 2.0  # seconds; a file that never rests is taken as it is
_GONE = "gone"

Stamp: TypeAlias = "tuple[int, int, int] | str"


class Seen(NamedTuple):
    """The state of all files at one moment: when each was written, and a digest of what it holds, by name."""

    stamps: Mapping[str, Stamp]
    digests: Mapping[str, str]


@dataclass(slots=True)
class Inputs:
    """
    The files that one page is made from.

    Parameters
    ----------
    seeds : pathlib.Path
        The folder of the corpus.
    notebook : pathlib.Path
        The notebook.
    """

    seeds: Path
    notebook: Path
    _read: dict[str, tuple[Stamp, str]] = field(default_factory=dict)

    def folders(self) -> dict[Path, tuple[int, int]]:
        """Return the folders that hold them, as far as there are any, each with its identity."""
        templates = _templates()
        wanted = [self.seeds, *(self.seeds / name for name in _RECORDS), self.notebook.parent]
        wanted += [templates / name for name in _TEMPLATES] if templates else []
        found = {}
        for folder in wanted:
            try:
                status = folder.stat()
            except OSError:
                continue
            if folder.is_dir():
                found[folder] = (status.st_dev, status.st_ino)
        return found

    def stamps(self) -> dict[str, Stamp]:
        """Return when each file was written; those that are not there are left out."""
        return {name: _stamp(path) for name, path in self._files()}

    def settled(self) -> Seen:
        """Return the state of all files once they have come to rest."""
        begun, stamps = time.monotonic(), self.stamps()
        while time.monotonic() - begun < _LONGEST_STIR:
            time.sleep(_STILL)
            again = self.stamps()
            if again == stamps:
                break
            stamps = again
        return Seen(stamps, {name: self._digest(name, path, stamps) for name, path in self._files()})

    def _digest(self, name: str, path: Path, stamps: Mapping[str, Stamp]) -> str:
        stamp = stamps.get(name, _GONE)
        if self._read.get(name, ("", ""))[0] != stamp:
            try:
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
            except OSError as error:
                digest = str(error.errno)
            self._read[name] = stamp, digest
        return self._read[name][1]

    def _files(self) -> Iterator[tuple[str, Path]]:
        """Yield each file with the name that messages give it."""
        for path in _listed(self.seeds):
            if path.suffix == ".yaml" or path.name == PINS_FILE:
                yield path.name, path
        for folder in _RECORDS:
            yield from ((f"{folder}/{path.name}", path) for path in _listed(self.seeds / folder))
        if self.notebook.is_file():
            yield self.notebook.name, self.notebook
        templates = _templates()
        for folder in _TEMPLATES if templates else ():
            assert templates is not None  # noqa: S101 - for the type checker
            found = _listed(templates / folder)
            yield from ((f"templates/{folder}/{path.name}", path) for path in found)


def differences(before: Seen | None, after: Seen) -> tuple[str, ...]:
    """
    Return the names of the files that differ between two states, in order.

    Examples
    --------
    >>> differences(Seen({}, {"a": "1", "b": "2"}), Seen({}, {"b": "3", "c": "4"}))
    ('a', 'b', 'c')
    """
    if before is None:
        return ()
    one, other = before.digests, after.digests
    return tuple(sorted(name for name in {*one, *other} if one.get(name) != other.get(name)))


def is_kept(name: str) -> bool:
    """
    Whether a process that has read a file does not read it again: fonts and map data.

    Examples
    --------
    >>> is_kept("templates/fonts/A.ttf"), is_kept("templates/briefing/briefing.typ")
    (True, False)
    """
    return name.startswith(tuple(f"templates/{folder}/" for folder in _KEPT))


def _templates() -> Path | None:
    try:
        return resources.templates()
    except OSError:
        return None


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not is_passed_over(path.name) and path.is_file())
    except OSError:
        return []


def _stamp(path: Path) -> Stamp:
    try:
        status = path.stat()
    except OSError:
        return _GONE
    return status.st_mtime_ns, status.st_size, status.st_ino
