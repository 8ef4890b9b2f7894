"""What changed since an earlier state of the record, and where each proposition stood in each of several."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from reportkit import blocks, dates
from reportkit import changes as comparing
from reportkit.analysis import ceiling as markings
from reportkit.analysis import known_at as instants
from reportkit.case import case as case_of
from reportkit.problems import Told, clipped, visible
from reportkit.questions.drawn import WIDE_MM, drawn
from reportkit.reading import stored
from reportkit.wording import changes as worded
from reportkit.wording import standings_picture as stood
from reportkit.wording.phrases import phrase
from reportkit.wording.runs import Line, Run
from reportkit.wording.tables import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportkit.blocks import Block
    from reportkit.case import Case
    from reportkit.model import Corpus

STORED = "encoding.json"
"""The file in the folder of an edition that holds the state it was issued from."""

MOST = 24
"""Propositions that one figure shows at most."""


class NoState(Told, LookupError):  # noqa: N818 - a file that is not there is told, not a fault
    """Raised where an earlier state is named that is not there, or cannot be read."""


def what_changed(case: Case, *, since: str | Path | bytes | Corpus = "") -> Block:
    """
    Tell what changed since an earlier state: standings, numbers, speakers, texts, judgements, documents.

    What a speaker did and what the desk did are named apart. Without an earlier state nothing is shown.

    Parameters
    ----------
    case : Case
        The case of now.
    since : path, bytes or Corpus, optional
        The earlier state: the folder of an issued edition, the file or bytes of a stored encoding, or a
        corpus. It is held to the ceiling and the day of the case; under a ceiling, what is no longer in the
        record is not told, since it may have been marked higher.

    Raises
    ------
    NoState
        If there is no such folder or file, or it holds no stored encoding.

    Examples
    --------
    >>> from reportkit import opening
    >>> what_changed(opening.load("kalsu-explosion")).text()
    ''
    """
    if isinstance(since, str | Path) and not str(since):
        return blocks.table(Table("changes", (), ()), ())
    before = held(earlier(since), case.corpus)
    found = comparing.compared(before, case.corpus, case.slug)
    table = worded.table(case, found.before, found.found)
    return blocks.table(table if table.rows else worded.unchanged(), phrase("changes.heading"))


def standings_over(case: Case, *, editions: str | Path | Sequence[str | Path | bytes | Corpus] = "") -> Block:
    """
    Draw where each proposition stood in each of several editions: what nobody had spoken of yet has a dash.

    Only propositions that stood otherwise somewhere are drawn. Where none did, or none is named,
    nothing is shown.

    Parameters
    ----------
    case : Case
        The case of now, which is the last column.
    editions : path, or sequence of paths, bytes or Corpus, optional
        The folder of an issued edition: it and those before it. Or earlier states as `what_changed` takes
        them, oldest first. Of many the last five are drawn.

    Raises
    ------
    NoState
        If one of them is not there, or holds no stored encoding.

    Examples
    --------
    >>> from reportkit import opening
    >>> kalsu = opening.load("kalsu-explosion")
    >>> standings_over(kalsu, editions=[kalsu.corpus]).text()
    ''
    """
    from reportkit.charts import standings as chart  # noqa: PLC0415 - matplotlib is loaded to draw something

    picture, heading = stood.picture(case, _states(case, editions)), phrase("changes.chart_heading")
    if not picture.rows:
        return blocks.table(Table("standings_over_editions", (), ()), ())
    for most in range(min(len(picture.rows), MOST), 0, -1):
        fewer = stood.some(picture, most)
        if draw := drawn(chart.draw, fewer):
            caption = stood.caption(fewer, len(picture.rows) - most)
            return blocks.figure("standings", fewer, heading, caption, draw, width_mm=WIDE_MM)
    return blocks.table(stood.table(picture), heading)


def standings_over_table(
    case: Case, *, editions: str | Path | Sequence[str | Path | bytes | Corpus] = ""
) -> Block:
    """
    The same standings as a table, with every proposition that stood otherwise somewhere.

    Parameters
    ----------
    case, editions
        As `standings_over` takes them.

    Raises
    ------
    NoState
        If one of the editions is not there, or holds no stored encoding.
    """
    picture = stood.picture(case, _states(case, editions))
    if not picture.rows:
        return blocks.table(Table("standings_over_editions", (), ()), ())
    return blocks.table(stood.table(picture), phrase("changes.chart_heading"))


def _chain(last: Path) -> Sequence[Path]:
    """Return the folders of the editions up to one, oldest first."""
    if not _numbered(last.name):
        return [last]
    before = [path for path in last.parent.iterdir() if _numbered(path.name) and (path / STORED).is_file()]
    return sorted((p for p in before if int(p.name) <= int(last.name)), key=lambda p: int(p.name)) or [last]


def _numbered(name: str) -> bool:
    return name.isascii() and name.isdigit()


def _states(case: Case, editions: str | Path | Sequence[str | Path | bytes | Corpus]) -> list[stood.State]:
    """Return the states with what their columns are called: edition, day, or now."""
    found = []
    if isinstance(editions, str | Path):
        editions = _chain(Path(editions)) if str(editions) else ()
    for number, since in enumerate(editions[-stood.COLUMNS :], max(1, len(editions) - stood.COLUMNS + 1)):
        state = held(earlier(since), case.corpus)
        name = Path(since).name if isinstance(since, str | Path) else ""
        numbered = int(name) if _numbered(name) else number
        about = case_of(state, case.slug) if case.slug in state.incidents else None
        found.append(stood.State(_head(state, numbered), about))
    now = _head(case.corpus, 0)
    return [*found, stood.State(now, case)]


def _head(state: Corpus, number: int) -> Line:
    if state.as_of:
        return (Run(dates.describe(dates.parse(state.as_of)), ("corpus",)),)
    if not number:
        return phrase("changes.now")
    return phrase("changes.chart_edition", n=(Run(str(number), ("corpus",)),))


def earlier(since: str | Path | bytes | Corpus) -> Corpus:
    """
    Return an earlier state.

    Parameters
    ----------
    since : path, bytes or Corpus
        The folder of an issued edition, the file or bytes of a stored encoding, or a corpus.

    Raises
    ------
    NoState
        If there is no such folder or file, or it holds no stored encoding.
    """
    if isinstance(since, bytes):
        return _read(since, "these bytes")
    if not isinstance(since, str | Path):
        return since
    path = Path(since)
    path = path / STORED if path.is_dir() else path
    shown = clipped(visible(str(path)))
    try:
        content = path.read_bytes()
    except (OSError, ValueError):
        raise NoState(
            f"there is no earlier state {shown}: name the folder of an issued edition, or leave 'since' empty"
        ) from None
    return _read(content, shown)


def _read(content: bytes, shown: str) -> Corpus:
    try:
        return stored.from_bytes(content)
    except stored.NotStored:
        raise NoState(
            f"{shown} holds no encoding that can be read: name the folder of an issued edition, and see "
            "reportkit editions for whether it is whole"
        ) from None


def held(before: Corpus, now: Corpus) -> Corpus:
    """Return an earlier state held to the day and the ceiling of a later one."""
    if now.as_of and not ("" < before.as_of <= now.as_of):
        before = instants.known_at(before, now.as_of)
    if not now.ceiling:
        return before
    before, known = markings.under(before, now.ceiling), {claim.id for claim in now.claims}
    readings = {
        i: replace(reading, claims=tuple(c for c in reading.claims if c.id in known))
        for i, reading in before.readings.items()
        if i in now.readings
    }
    documents = {i: d for i, d in before.documents.items() if i in now.documents}
    return replace(before, readings=MappingProxyType(readings), documents=MappingProxyType(documents))
