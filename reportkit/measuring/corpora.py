"""
A corpus of any size, made of the incidents of another one, so that a batch has something to make.

Each copy has its own incidents, documents and readings under names of their own; actors and places are
shared. What is said in a copy is what is said in the corpus it is made of, word for word.
"""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SHARED = ("actors.yaml", "places.yaml", "corpus.yaml")
_DIGEST = re.compile(r"(?m)^(\s+sha256: )([0-9a-f]{64})$")


def repeated(corpus: Path, folder: Path, incidents: int) -> Path:
    """
    Write a corpus of at least so many incidents, made of another one.

    Parameters
    ----------
    corpus : pathlib.Path
        The folder of the corpus it is made of.
    folder : pathlib.Path
        A new folder.
    incidents : int
        How many incidents it holds at least; whole copies are made, so there can be a few more.

    Returns
    -------
    pathlib.Path
        The new folder.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from reportkit.resources import example
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = repeated(example(), Path(folder) / "seeds", 20)
    ...     len(list((made / "incidents").iterdir()))
    24
    """
    slugs = slugs_of(corpus)
    documents = tuple(sorted(path.stem for path in (corpus / "readings").glob("*.yaml")))
    for name in ("incidents", "readings"):
        (folder / name).mkdir(parents=True)
    for name in _SHARED:
        if (corpus / name).is_file():
            shutil.copyfile(corpus / name, folder / name)
    named = re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, (*slugs, *documents))) + r")(?![\w-])")
    head, _, entries = (corpus / "documents.yaml").read_text("utf-8").partition("documents:\n")
    registered = []
    for number in range(1, -(-incidents // len(slugs)) + 1):
        renamed = _Renamed(named, number)
        registered.append(_DIGEST.sub(renamed.digest, renamed(entries)))
        for kind, stems in (("incidents", slugs), ("readings", documents)):
            for stem in stems:
                text = (corpus / kind / f"{stem}.yaml").read_text("utf-8")
                (folder / kind / f"{stem}-{number}.yaml").write_text(renamed(text), encoding="utf-8")
    (folder / "documents.yaml").write_text(f"{head}documents:\n{''.join(registered)}", encoding="utf-8")
    return folder


def slugs_of(corpus: Path) -> tuple[str, ...]:
    """Return the slugs of the incidents of a corpus, in the order of the alphabet."""
    return tuple(sorted(path.stem for path in (corpus / "incidents").glob("*.yaml")))


class _Renamed:
    """A text with the names of one copy in it."""

    def __init__(self, named: re.Pattern[str], number: int) -> None:
        self._named, self._number = named, number

    def __call__(self, text: str) -> str:
        return self._named.sub(lambda found: f"{found[1]}-{self._number}", text)

    def digest(self, found: re.Match[str]) -> str:
        """Return a digest of its own for each document, as documents of their own have."""
        return f"{found[1]}{self._number:08x}{found[2][8:]}"
