"""
The kit's words around what an analyst has added to a page.

What is added has no claims behind it. So the page says whose it is, before it and after it, and every
string of it carries `ANALYST` as its source; the words here are all that the kit says about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from reportkit.wording.phrases import join, phrase
from reportkit.wording.runs import Line, Run, reference, to_json

ANALYST = "analyst"
_MOST = 12  # names of one kind in an alt text


def heading() -> Line:
    """
    Return what stands above all that an analyst has added.

    Examples
    --------
    >>> from reportkit.wording.runs import plain
    >>> plain(heading())
    'Added by the analyst, not derived from the record'
    """
    return phrase("added.heading")


def end() -> Line:
    """Return what stands below it: from there on the page is the record's again."""
    return phrase("added.end")


def more(rows: int = 0, columns: int = 0, *, cut: bool = False) -> list[Line]:
    """
    Return what is said of what a page leaves out of a table: so many rows or columns more, ends of cells.

    Examples
    --------
    >>> from reportkit.wording.runs import plain
    >>> [plain(line) for line in more(rows=99_800, columns=1)]
    ['… 99,800 more rows', '… 1 more column']
    """
    said: list[Line] = []
    if rows:
        said.append(phrase("added.row" if rows == 1 else "added.rows", count=counted(rows)))
    if columns:
        said.append(phrase("added.column" if columns == 1 else "added.columns", count=counted(columns)))
    if cut:
        said.append(phrase("added.cut"))
    return said


def more_lines(lines: int = 0, *, cut: bool = False) -> list[Line]:
    """
    Return what is said of what a page leaves out of a text: so many lines more, and ends of lines.

    Examples
    --------
    >>> from reportkit.wording.runs import plain
    >>> [plain(line) for line in more_lines(3, cut=True)]
    ['… 3 more lines', 'Long lines are shortened; they end in “…”.']
    """
    said: list[Line] = []
    if lines:
        said.append(phrase("added.line" if lines == 1 else "added.lines", count=counted(lines)))
    if cut:
        said.append(phrase("added.cut_lines"))
    return said


def counted(number: int) -> Line:
    """Return a number that was counted in what the analyst added."""
    return (Run(f"{number:,}", (ANALYST,)),)


def columns_shown() -> Line:
    """Return the words over one part of a table that is set in parts; the page puts the numbers in."""
    return phrase("added.part", first=(Run("{first}"),), last=(Run("{last}"),), all=(Run("{all}"),))


def pieces() -> Iterator[str]:
    """Yield the fixed words that may stand beside an analyst's in a caption or an alternative text."""
    for line in (drawing_alt(["x"], ["x"], ["x"], ["x", "y"]), credit("x", "D1"), credit("", "")):
        yield from (run.words for run in line if not run.source)


def undescribed() -> Line:
    """Return the alternative text of a picture that comes without one: it says so."""
    return phrase("added.undescribed")


def not_taken(words: str, address: str) -> list[dict[str, Any]]:
    """
    Return what stands where a picture would have to be fetched, as JSON.

    Examples
    --------
    >>> "".join(run["t"] for run in not_taken("the quay", "https://example.org/q.png"))
    '[picture not shown: the quay, https://example.org/q.png]'
    """
    named = join([(Run(word, (ANALYST,)),) for word in (words.strip(), address) if word])
    return to_json(phrase("added.not_taken", which=named))


def drawing_alt(
    titles: Iterable[str], across: Iterable[str], up: Iterable[str], series: Iterable[str]
) -> Line:
    """
    Return the alternative text of an analyst's figure, from the words that stand in it.

    Parameters
    ----------
    titles, across, up, series : iterable of str
        Its titles, what its axes say, and what its legends name.

    Examples
    --------
    >>> from reportkit.wording.runs import plain
    >>> plain(drawing_alt(["Posts"], ["day"], [], ["radio", "wire"]))
    'The analyst’s figure. Titles: Posts. Across: day. Series: radio, wire.'
    """
    said = [
        phrase(key, words=_named(words))
        for key, words in (
            ("added.titles", tuple(titles)),
            ("added.across", tuple(across)),
            ("added.up", tuple(up)),
            ("added.series", tuple(series)),
        )
        if words
    ]
    return join([phrase("added.drawing"), *said], "space") if said else ()


def _named(words: tuple[str, ...]) -> Line:
    shown = [(Run(word, (ANALYST,)),) for word in dict.fromkeys(words)]
    return join(shown[:_MOST])


def credit(who: str, document: str) -> Line:
    """
    Return whose picture it is and which registered document it is from; or that it is from none.

    Parameters
    ----------
    who : str
        Name of whoever took it, as the analyst wrote it; may be empty.
    document : str
        Number of a document, such as "D1"; empty for none.

    Examples
    --------
    >>> from reportkit.wording.runs import plain
    >>> plain(credit("harbour office", ""))
    'Picture: harbour office. From no document of the record.'
    """
    said = [phrase("added.credit", who=(Run(who, (ANALYST,)),))] if who else []
    said.append(
        phrase("added.from", document=(reference(document),)) if document else phrase("added.from_none")
    )
    return join(said, "space")
