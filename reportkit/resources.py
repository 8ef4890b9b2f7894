"""
Where the kit's own files are: fonts, map data, page templates, notebooks, the example, the schemas.

In a checkout, and so in an editable install, they are read where they stand beside the package; an
installed package carries them inside, as ``reportkit/_share``. This is the one place that knows.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path

# How Unicode begins the names of letters that one font for Chinese, Japanese and Korean has.
_CJK = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"})
_EVERYWHERE = frozenset({"LATIN", "GREEK", "CYRILLIC", "COMBINING", "MODIFIER"})

_HERE = Path(__file__).resolve().parent


def templates() -> Path:
    """
    Return the folder that holds the fonts, the map data and the page templates.

    Raises
    ------
    FileNotFoundError
        It is neither inside the package nor beside it: the installation is not complete.

    Examples
    --------
    >>> (templates() / "fonts" / "OFL.txt").is_file()
    True
    """
    return _folder("templates")


def notebooks() -> Path:
    """
    Return the folder of the notebooks that come with the kit.

    Raises
    ------
    FileNotFoundError
        As for `templates`.

    Examples
    --------
    >>> (notebooks() / "briefing.ipynb").is_file()
    True
    """
    return _folder("notebooks")


def example() -> Path:
    """
    Return the folder of the example corpus that comes with the kit.

    Raises
    ------
    FileNotFoundError
        As for `templates`.

    Examples
    --------
    >>> (example() / "corpus.yaml").is_file()
    True
    """
    return _folder("seeds")


def schemas() -> Path:
    """
    Return the folder of the JSON Schemas that editors complete encodings from, one file a kind.

    Raises
    ------
    FileNotFoundError
        As for `templates`.

    Examples
    --------
    >>> (schemas() / "reading.json").is_file()
    True
    """
    return _folder("docs/schema")


def working() -> Path:
    """
    Return the folder of what a new working folder is made of, and of what JupyterLab is started with.

    Raises
    ------
    FileNotFoundError
        As for `templates`.

    Examples
    --------
    >>> (working() / "folder" / "Makefile").is_file()
    True
    """
    return _folder("templates") / "working"


def fonts_with(characters: Iterable[str]) -> str:
    """
    Return which free fonts have letters that the bundled ones lack, as a remedy names them; "" for signs.

    Examples
    --------
    >>> fonts_with("港務局 საქ")
    'Noto Sans CJK, Noto Sans Georgian'
    >>> fonts_with("😀")
    ''
    """
    scripts = {
        unicodedata.name(letter, "").partition(" ")[0]
        for letter in characters
        if unicodedata.category(letter)[0] in "LM"
    } - {""}
    found = {"CJK" if script in _CJK else script.capitalize() for script in scripts - _EVERYWHERE}
    found |= {""} if scripts & _EVERYWHERE else set()
    return ", ".join(sorted(f"Noto Sans {script}".rstrip() for script in found))


def _folder(name: str) -> Path:
    for folder in (_HERE / "_share" / name, _HERE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(
        f"reportkit's folder {name}/ is missing: it is neither in {_HERE / '_share'} nor beside {_HERE}; "
        "install the kit again"
    )
