"""``list``, ``show`` and ``schema``: what a corpus holds, on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from reportkit.cli import completing
from reportkit.cli.instants import as_of_option, instant_in
from reportkit.cli.terminal import (
    FORMAT,
    USAGE,
    Stop,
    ceiling_option,
    console,
    corpus,
    everywhere,
    json_option,
    on_terminal,
    say,
    say_hanging,
    say_json,
    slug_in,
)
from reportkit.problems import clipped, nearest, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reportkit.analysis.standing import Standing
    from reportkit.case import Case
    from reportkit.model import Claim
    from reportkit.wording.runs import Run
    from reportkit.wording.tables import Cell

_HEADS = ("incident", "label", "claims", "speakers", "it occurred", "documents")
_COUNTS = {"claims", "speakers"}
_DIGEST = 12


@click.command("list")
@everywhere
@ceiling_option
@as_of_option
@json_option
def list_(*, ceiling: str, as_of: str, as_json: bool) -> None:
    """
    List the incidents with what is said of them.

    With --json: format, corpus, and incidents: incident, label, claims, speakers, occurred, flags, documents.
    """
    from reportkit.case import case

    known = corpus(ceiling, instant_in(as_of))
    cases = [case(known, slug) for slug in known.incidents]
    rows = [_listed(one) for one in cases]
    if as_json:
        say_json({"format": FORMAT, "corpus": known.folder, "incidents": rows})
        return
    cells = [
        (
            row["incident"],
            row["label"],
            str(row["claims"]),
            str(len(row["speakers"])),
            occurred,
            ", ".join(row["documents"]),
        )
        for row, occurred in zip(rows, (_standing(one.standing("occurred")) for one in cases), strict=True)
    ]
    if on_terminal():
        _table(cells)
        return
    for line in (_HEADS, *cells):
        say("\t".join(cell.replace("\t", " ") for cell in line))


@click.command(short_help="Show what bears on an incident.")
@everywhere
@click.argument("slug", shell_complete=completing.slugs)
@ceiling_option
@as_of_option
@json_option
def show(slug: str, *, ceiling: str, as_of: str, as_json: bool) -> None:
    """
    Show what bears on an incident: standings, denials, claims, sources.

    With --json: what a briefing has attached as its record (format, slug, label, marking, references,
    documents, standings …), and state and denials in words.
    """
    from reportkit.case import case

    known = corpus(ceiling, instant_in(as_of))
    found = case(known, slug_in(known, slug))
    if as_json:
        say_json(_as_json(found))
        return
    from reportkit.wording import dateline, headline

    say(f"{found.incident.label} ({slug})")
    say_hanging("", _words(headline.subtitle(found)))
    if found.left_out:
        say_hanging("", _words(dateline.left_out(found)))
    for heading, lines in (
        ("Who says what", _propositions(found)),
        ("What each denial covers", _denials(found)),
        ("Claims", _claims(found)),
        ("Sources", _sources(found)),
    ):
        say(f"\n{heading}")
        for head, text in lines:
            say_hanging(head, text)


@click.command(short_help="Print the JSON Schema of the files of a corpus.")
@everywhere
@click.argument("name", required=False, shell_complete=completing.schemas)
def schema(name: str | None) -> None:
    """Print the JSON Schema of a file of a corpus, or all of them by name."""
    from reportkit.reading.schema import schemas

    found = schemas()
    if name is None:
        say_json(dict(found))
        return
    if name not in found:
        fix = nearest(name, found, where="reportkit schema")
        raise Stop(f"there is no schema '{clipped(visible(name))}': {fix}", USAGE)
    say_json(found[name])


def _listed(found: Case) -> dict[str, Any]:
    """Return the row of one incident."""
    occurred = found.standing("occurred")
    return {
        "incident": found.slug,
        "label": found.incident.label,
        "claims": len(found.core),
        "speakers": list(dict.fromkeys(claim.speaker for claim in found.core)),
        "occurred": occurred.word if occurred else "not_addressed",
        "flags": list(occurred.flags) if occurred else [],
        "documents": list(dict.fromkeys(claim.document for claim in found.core)),
    }


def _standing(standing: Standing | None) -> str:
    """Return a standing in words, with its flags."""
    from reportkit import codebook

    words, marks = codebook.vocabulary("standings"), codebook.vocabulary("flags")
    if standing is None:
        return str(words["not_addressed"]["word"])
    parts = [str(words[standing.word]["word"])]
    parts += [str(marks.get(flag, {}).get("word", flag)) for flag in standing.flags]
    if standing.otherwise:
        parts.append(f"without the inference: {words[standing.otherwise]['word']}")
    return " · ".join(parts)


def _table(rows: Iterable[tuple[str, ...]]) -> None:
    """Draw rows on a terminal; what is from files goes in as text, never as markup."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for head in _HEADS:
        table.add_column(
            head, justify="right" if head in _COUNTS else "left", overflow="fold", no_wrap=head == _HEADS[0]
        )
    for row in rows:
        table.add_row(*(Text(visible(cell)) for cell in row))
    console().print(table)


def _words(line: Iterable[Run]) -> str:
    """Return a line with its references in brackets and without its marks."""
    return "".join(
        f"[{run.words}]" if run.kind == "reference" else "" if run.kind == "mark" else run.words
        for run in line
    ).strip()


def _cell(cell: Cell) -> str:
    return " ".join(filter(None, map(_words, cell.lines)))


def _propositions(found: Case) -> Iterator[tuple[str, str]]:
    """Yield each proposition with its standing, then everybody who says something of it."""
    from reportkit.wording import names, tables

    # The page shows nine speakers; here nobody is left out, so the rows are taken before the page cuts them.
    rows = tables.matrix_rows(found)
    for label, standing in rows:
        yield "  ", f"{_words(label)}: {_standing(standing)}"
        voices = standing.voices
        said = (*voices.affirmed, *voices.denied, *voices.partly, *voices.own, *voices.withdrawn)
        for speaker in dict.fromkeys(claim.speaker for claim in sorted(said, key=found.statements.index)):
            cell = tables.said_cell(found, standing, speaker)
            yield "      ", f"{_words(names.actor(found, speaker))}: {_cell(cell)}"
    if not rows:
        yield "  ", "nothing about the incident itself"


def _denials(found: Case) -> Iterator[tuple[str, str]]:
    """Yield each denial with the parts of its scope."""
    from reportkit.wording import tables

    table = tables.denials(found)
    heads = [_words(column.head) for column in table.columns]
    for speaker, *parts in table.rows:
        yield "  ", _cell(speaker)
        for head, part in zip(heads[1:], parts, strict=True):
            yield f"      {head}: ", _cell(part)
    if not table.rows:
        yield "  ", "nobody denies anything about it"


def _claims(found: Case) -> Iterator[tuple[str, str]]:
    """Yield the claims about the incident in order, with document and paragraph."""
    from reportkit.wording import names
    from reportkit.wording.gist import act, gist

    core = {claim.id for claim in found.core}
    shown = [c for c in found.statements if core & {c.id, c.retracts, c.supersedes}]
    taken = _taken_back(found)
    places = [_place(found, claim) for claim in shown]
    width = max(map(len, places), default=0)
    for claim, place in zip(shown, places, strict=True):
        speaker = _words(names.actor(found, claim.speaker))
        head = f"  {found.number[claim.id]:<5} {place:<{width}}  "
        later = taken.get(found.number[claim.id], "")
        yield head, f"{speaker} {_words(act(found, claim))}: {_words(gist(found, claim))}{later}"
    left = len(found.statements) - len(shown)
    if left:
        yield "  ", f"and {left} more in these documents, about other incidents and about actors"


def _taken_back(found: Case) -> dict[str, str]:
    """Return, by number, what to say of claims that their speaker took back or replaced."""
    told = {}
    for claim in found.statements:
        for earlier, word in ((claim.retracts, "taken back"), (claim.supersedes, "replaced")):
            if earlier in found.number:
                told[found.number[earlier]] = f" ({word} in {found.number[claim.id]})"
    return told


def _place(found: Case, claim: Claim) -> str:
    paragraphs = ", ".join(str(n) for n in dict.fromkeys(span.paragraph for span in claim.spans))
    return f"{found.source[claim.document]} ¶{paragraphs}"


def _sources(found: Case) -> Iterator[tuple[str, str]]:
    for document in found.documents:
        date = document.date.words if document.date else "no date stated"
        digest = f"SHA-256 {document.sha256[:_DIGEST]}…"
        about = (document.title, document.publication, date, f"{document.paragraphs} paragraphs", digest)
        yield f"  {found.source[document.id]:<5} ", f"{document.id}: {'; '.join(about)}"
    if not found.documents:
        yield "  ", "no document speaks of it"


def _as_json(found: Case) -> dict[str, Any]:
    """Return what bears on an incident as plain values."""
    from reportkit.wording import headline, record, tables

    attached = record.attached(found, 0)
    del attached["edition"]
    table = tables.denials(found)
    heads = ("speaker", "whom", "act", "where", "day", "not_addressed")
    denials = [dict(zip(heads, map(_cell, row), strict=True)) for row in table.rows]
    return {**attached, "state": _words(headline.subtitle(found)), "denials": denials}
