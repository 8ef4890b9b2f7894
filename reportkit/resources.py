"""
Where the kit's own files are: fonts, map data, page templates, notebooks, the example, the schemas.

In a checkout, and so in an editable install, they are read where they stand beside the package; an
installed package carries them inside, as ``reportkit/_share``. This is the one place that knows.
"""

from __future__ import annotations

from pathlib import Path

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


def _folder(name: str) -> Path:
    for folder in (_HERE / "_share" / name, _HERE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(
        f"reportkit's folder {name}/ is missing: it is neither in {_HERE / '_share'} nor beside {_HERE}; "
        "install the kit again"
    )
