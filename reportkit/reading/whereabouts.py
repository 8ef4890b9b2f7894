"""
Where the corpus is: named, or found from the working folder, or the shipped example.

The first that there is counts: a folder that was named; the one that REPORTKIT_SEEDS names;
the nearest folder upwards from the working folder that holds ``corpus.yaml``, itself or in
its ``seeds/``; the example that comes with the kit. A folder that was named and is no corpus
is an error, never passed over for the next one.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reportkit.problems import Told, closest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MARK = "corpus.yaml"  # makes a folder a corpus
VARIABLE = "REPORTKIT_SEEDS"
CEILING_VARIABLE = "REPORTKIT_CEILING"  # the highest marking that a process may open, if it is named
AS_OF_VARIABLE = "REPORTKIT_AS_OF"  # the instant up to which a process may open anything, if it is named
ENCODING_VARIABLE = "REPORTKIT_ENCODING"  # a file with all that bears on one incident, in place of the corpus
FOLDER = "seeds"
SHIPPED = "the example that comes with the kit"


class Whereabouts(NamedTuple):
    """A corpus folder, absolute, and how it was found, in words."""

    folder: Path
    found: str


class NoCorpus(Told, LookupError):  # noqa: N818 - a folder that is no corpus is told, not a fault
    """Raised where there is no corpus; the message says where was looked and what to do."""


def find(
    named: str | Path | None = None,
    *,
    by: str = "--seeds",
    environment: Mapping[str, str] | None = None,
    start: Path | None = None,
    shipped: Path | None = None,
) -> Whereabouts:
    """
    Find the corpus folder.

    Parameters
    ----------
    named : path, optional
        A folder somebody named, such as with ``--seeds``.
    by : str, optional
        How people name it here, for messages.
    environment : mapping of str to str, optional
        Where REPORTKIT_SEEDS may stand; the process's own if not given.
    start : Path, optional
        Where to start looking upwards; the working folder if not given.
    shipped : Path, optional
        The example that comes with the kit, if it is elsewhere than beside the package.

    Raises
    ------
    NoCorpus
        If a folder was named that is no corpus, or none was found anywhere.

    Examples
    --------
    >>> find("no-such-folder")
    Traceback (most recent call last):
    ...
    reportkit.reading.whereabouts.NoCorpus: --seeds names no corpus: there is no folder no-such-folder
    """
    variable = (os.environ if environment is None else environment).get(VARIABLE)
    for folder, naming in ((named, by), (variable, VARIABLE)):
        if folder:
            return _named(Path(folder), naming)
    began = start or _working_folder()
    for candidate in _upwards(began):
        if _is_corpus(candidate):
            return Whereabouts(candidate, "found from the working folder")
    for candidate in [shipped] if shipped else _shipped():
        if _is_corpus(candidate):
            return Whereabouts(candidate, SHIPPED)
    raise NoCorpus(
        f"there is no corpus: no {MARK} in {began or 'the working folder'}, in the folders above it, or in "
        f"their {FOLDER}/; go to the folder of your corpus, or name it with {by} or {VARIABLE}"
    )


def _named(folder: Path, by: str) -> Whereabouts:
    if _is_corpus(folder):
        return Whereabouts(folder.absolute(), f"named by {by}")
    if not folder.is_dir():
        raise NoCorpus(f"{by} names no corpus: there is no folder {folder}{_near(folder)}")
    inside = folder / FOLDER
    if _is_corpus(inside):
        return Whereabouts(inside.absolute(), f"named by {by}")
    raise NoCorpus(f"{by} names no corpus: {folder} holds no {MARK}; reportkit init makes a folder with one")


def _near(folder: Path) -> str:
    """Return a remedy where a corpus beside it has a name that is nearly the same."""
    try:
        beside = [other.name for other in folder.parent.iterdir() if _is_corpus(other)]
    except OSError:
        return ""
    near = closest(folder.name, beside)
    return f"; name {folder.parent / near}" if near else ""


def _working_folder() -> Path | None:
    try:
        return Path.cwd()
    except OSError:  # it was removed under our feet
        return None


def _upwards(start: Path | None) -> Iterator[Path]:
    for folder in (start, *start.parents) if start else ():
        yield folder
        yield folder / FOLDER


def _shipped() -> tuple[Path, ...]:
    package = Path(__file__).resolve().parents[1]
    return package / "_share" / FOLDER, package.parent / FOLDER


def _is_corpus(folder: Path) -> bool:
    try:
        return (folder / MARK).is_file()
    except OSError:  # a folder nobody may look into
        return False
