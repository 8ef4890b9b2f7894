"""Where a theme is: one of the kit's by its name, a folder by its path, or ``theme/`` beside the corpus."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from reportkit.problems import Told, clipped, nearest, visible
from reportkit.resources import templates
from reportkit.themes import reading
from reportkit.themes.records import Theme

HOUSE: Final = "house"
FOLDER: Final = "theme"


class NoTheme(Told, LookupError):  # noqa: N818 - a theme that is not there is told, not a fault
    """Raised where there is no such theme; the message names the nearest."""


class Found(NamedTuple):
    """A theme's folder, how messages call it, and whether it ships with the kit."""

    folder: Path
    shown: str
    ours: bool


def shipped() -> tuple[str, ...]:
    """
    Return the names of the themes that come with the kit.

    Examples
    --------
    >>> "house" in shipped()
    True
    """
    return tuple(sorted(path.parent.name for path in _home().glob(f"*/{reading.FILE}")))


def find(asked: str = "", seeds: str | Path | None = None) -> Found:
    """
    Return where a theme is.

    Parameters
    ----------
    asked : str
        The name of a theme that comes with the kit, or a folder. Left out, it is ``theme/`` beside the
        corpus, if there is one, else the house's.
    seeds : path, optional
        The corpus.

    Raises
    ------
    NoTheme
        What was asked for is neither.

    Examples
    --------
    >>> find().shown
    'house'
    >>> find("huose")
    Traceback (most recent call last):
    ...
    reportkit.themes.finding.NoTheme: there is no theme 'huose': write 'house'
    """
    if not asked:
        beside = Path(seeds).parent / FOLDER if seeds else None
        if beside is not None and _is_theme(beside):
            return Found(beside, FOLDER, ours=False)
        asked = HOUSE
    if asked in shipped():
        return Found(_home() / asked, asked, ours=True)
    folder = Path(asked)
    if _is_theme(folder):
        return Found(folder, folder.name or asked, ours=False)
    said = clipped(visible(asked))
    if _is_folder(folder):
        raise NoTheme(f"the folder {said} holds no theme: it has no {reading.FILE}")
    known = nearest(asked, shipped(), where="the themes that come with the kit")
    raise NoTheme(
        f"there is no theme '{said}': {known}" + ("" if known.startswith("write '") else ", or a folder")
    )


def load(asked: str = "", seeds: str | Path | None = None) -> Theme:
    """
    Return a theme, found as `find` finds it.

    Raises
    ------
    NoTheme
        There is none.
    reportkit.themes.reading.ThemeProblems
        Something is wrong with it; all of it is listed.

    Examples
    --------
    >>> load().name
    'house'
    """
    found = find(asked, seeds)
    return reading.read(found.folder, shown=found.shown, ours=found.ours)


def _home() -> Path:
    return templates() / "themes"


def _is_theme(folder: Path) -> bool:
    try:
        return (folder / reading.FILE).is_file()
    except (OSError, ValueError):  # a folder nobody may look into, or no path at all
        return False


def _is_folder(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except (OSError, ValueError):
        return False
