"""
What a corpus holds for a batch: its incidents, a digest of what bears on each, and that itself.

To read ten thousand incidents takes a minute, to see that none of their files has changed a second. So the
digests are remembered, in the user's folder for caches, under a digest of all the files they were made from.
What is remembered there is thrown away rather than trusted where it is not whole; it is digests and slugs,
nothing that stands in a corpus besides. As much is kept as a hundred states of corpora need.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportkit.analysis.bearing import index
from reportkit.publishing.atomic import WriteProblem, write_bytes
from reportkit.publishing.batch.keys import digest_of, kit
from reportkit.reading import stored
from reportkit.reading.encoding import PINS_FILE, is_passed_over

if TYPE_CHECKING:
    from reportkit.model import Corpus

_FORMAT = 1
_FOLDERS = ("incidents", "readings")
_FOLDER = "reportkit"
_MOST = 256 << 20  # bytes of what is remembered of one corpus, and of all together
_CORPORA = 100  # states of corpora that are remembered


@dataclass(slots=True)
class Holdings:
    """
    A corpus as far as a batch has to know it.

    Parameters
    ----------
    digests : mapping of str to str
        A digest of what bears on each incident, by slug, in the order of the corpus.
    spoken_of : frozenset of str
        The incidents that some claim speaks of.
    whole : str
        A digest of the whole corpus.
    opens : callable
        Reads the corpus; asked only when something has to be made.
    """

    digests: Mapping[str, str]
    spoken_of: frozenset[str]
    whole: str
    opens: Callable[[], Corpus]
    _opened: list[Corpus] = field(default_factory=list)

    def corpus(self) -> Corpus:
        """Return the corpus, read once."""
        if not self._opened:
            self._opened.append(self.opens())
        return self._opened[0]

    def encoding(self, slug: str) -> str:
        """Return what bears on an incident, as `reportkit.reading.stored` writes it."""
        return stored.to_bytes(index(self.corpus()).bearing(slug)).decode()


def of(folder: Path, opens: Callable[[], Corpus], *state: str) -> Holdings:
    """
    Return what a corpus holds.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the corpus.
    opens : callable
        Reads it, and raises where anything in it is wrong.
    *state : str
        What else its content depends on: the ceiling, the instant as of which it is read.

    Examples
    --------
    >>> from reportkit import opening, resources
    >>> found = of(resources.example(), lambda: opening.sound(resources.example()))
    >>> sorted(found.digests)[0]
    'attacks-on-us-forces'
    """
    name = digest_of(
        [("kit", kit().encode()), *((f"state {n}", one.encode()) for n, one in enumerate(state))]
    )
    files = digest_of(_files(folder))
    file = _file(folder, name)
    known = _remembered(file, files)
    if known is not None:
        return Holdings(known["digests"], frozenset(known["spoken_of"]), known["whole"], opens)
    corpus = opens()
    found = read(corpus, lambda: corpus)
    _remember(file, files, found)
    return found


def read(corpus: Corpus, opens: Callable[[], Corpus]) -> Holdings:
    """Return the holdings of a corpus that has been read."""
    found, known = index(corpus), stored.Digests(corpus)
    digests = {slug: known.of(found.bearing(slug)) for slug in corpus.incidents}
    spoken_of = frozenset(slug for slug in corpus.incidents if found.speaking(slug))
    return Holdings(digests, spoken_of, known.of(corpus), opens)


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a corpus, as far as they bear on what it says."""
    for path in (*sorted(folder.glob("*.yaml")), folder / PINS_FILE):
        if path.is_file():  # a pipe or a folder of such a name is told where the corpus is read
            yield path.name, path.read_bytes()
    for inner in _FOLDERS:
        with os.scandir(folder / inner) if (folder / inner).is_dir() else _nothing() as found:
            names = sorted(entry.name for entry in found if not is_passed_over(entry.name))
        for name in names:
            path = folder / inner / name
            yield f"{inner}/{name}", path.read_bytes() if path.is_file() else b""


class _nothing:  # noqa: N801 - used like os.scandir
    def __enter__(self) -> Iterator[Any]:
        return iter(())

    def __exit__(self, *_: object) -> None:
        return


def cache_folder() -> Path:
    """Return the user's folder for what can be made again: XDG_CACHE_HOME, else .cache in the home folder."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / _FOLDER


def _file(folder: Path, name: str) -> Path | None:
    try:
        where = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
        return cache_folder() / f"{where}-{name[:16]}.json"
    except (OSError, RuntimeError):  # no home folder
        return None


def _remembered(file: Path | None, files: str) -> dict[str, Any] | None:
    """Return what is remembered of exactly these files; None where nothing whole is, or somebody else's."""
    try:
        if file is None or file.is_symlink() or file.stat().st_size > _MOST:
            return None
        if hasattr(os, "getuid") and file.stat().st_uid != os.getuid():
            return None
        seal, _, body = file.read_bytes().partition(b"\n")
        if hashlib.sha256(body).hexdigest().encode() != seal:
            return None
        held: dict[str, Any] = json.loads(body)
    except (OSError, ValueError, RecursionError):
        return None
    return held if held.get("format") == _FORMAT and held.get("files") == files else None


def _remember(file: Path | None, files: str, found: Holdings) -> None:
    """Remember; where that cannot be done, the next time takes as long as this one."""
    if file is None:
        return
    held = {
        "format": _FORMAT,
        "files": files,
        "digests": dict(found.digests),
        "spoken_of": sorted(found.spoken_of),
        "whole": found.whole,
    }
    body = json.dumps(held).encode()
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_bytes(file, hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
        _forget(file.parent, file)
    except (WriteProblem, OSError):
        return


def _forget(folder: Path, new: Path) -> None:
    """Remove what has not been written for longest, where there is more than is kept; never the new one."""
    found = [(path.stat().st_mtime_ns, path.stat().st_size, path) for path in folder.glob("*.json")]
    room = _MOST
    for n, (_, size, path) in enumerate(sorted(found, key=lambda one: (one[2] == new, one[0]), reverse=True)):
        room -= size
        if path != new and (n >= _CORPORA or room < 0):
            path.unlink(missing_ok=True)
