"""Where the fonts, map data and page templates are: in the project, or in the installed package."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def templates() -> Path:
    """Return the folder that holds the fonts, the map data and the page templates.

    In a checkout it is ``templates`` beside the package; an installed package carries it as
    ``reportkit/_share/templates``.

    Raises
    ------
    FileNotFoundError
        Neither folder is there: the installation is not complete.

    Examples
    --------
    >>> (templates() / "fonts" / "OFL.txt").is_file()
    True
    """
    for folder in (_HERE / "_share" / "templates", _HERE.parent / "templates"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"reportkit's folder of templates is missing; looked beside and inside {_HERE}")
