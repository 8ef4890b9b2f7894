"""``check``, ``pin`` and ``span``: what an encoder runs between two edits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from reportkit.cli import completing
from reportkit.cli.terminal import (
    FORMAT,
    PROBLEMS,
    USAGE,
    Stop,
    corpus_folder,
    documents_option,
    everywhere,
    json_option,
    listed,
    note,
    say,
    say_json,
    say_problems,
    texts_beside,
)
from reportkit.problems import clipped, count, in_order, nearest, plural, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from reportkit.model import Corpus
    from reportkit.problems import Problem
    from reportkit.reading.checking import Checked

_AT_HAND = "set --documents or REPORTKIT_DOCUMENTS"
_END_WORDS = 3  # of a sentence, at either end: enough to find it in the text
_LONGEST_END = 40
_NAMED = 12  # documents without a text; of more, their number
_NEEDS_QUOTES = (": ", " #", ",", "[", "]", "{", "}")  # YAML would read these as its own


@click.command()
@everywhere
@documents_option
@click.option("--coverage", is_flag=True, help="List the sentences that no claim covers.")
@json_option
def check(documents: Path | None, *, coverage: bool, as_json: bool) -> None:
    """
    Tell everything that is wrong in the encodings, at once.

    What is open and not wrong is told too and changes no exit code: documents that nobody has read yet, and
    readings that hold no claim yet.

    With --json: format, corpus (its whole path), problems and open (each a list of rule, file, line, column,
    width, what, why, fix), claims, incidents, documents, spans_verified, spans_not_verifiable,
    documents_not_at_hand; with --coverage also uncovered.
    """
    from reportkit.reading import drafting
    from reportkit.reading.checking import check as checked_in
    from reportkit.themes import checking as themed

    folder = corpus_folder()
    documents = documents or texts_beside(folder)
    checked = checked_in(folder, documents)
    checked = checked._replace(problems=(*checked.problems, *_too_long(checked)))
    checked = checked._replace(open=(*checked.open, *drafting.begun(folder, checked.corpus)))
    look = themed.check(checked.corpus, folder)
    checked = checked._replace(
        problems=in_order([*checked.problems, *look.problems]), open=(*checked.open, *look.open)
    )
    open_sentences = _uncovered(checked.corpus, documents) if coverage else {}
    if as_json:
        say_json(_as_json(checked, open_sentences if coverage else None))
    else:
        if checked.problems:
            say_problems(checked.problems)
            say()
        for problem in checked.open:
            say(f"open: {problem.what} ({_where(problem)}); {problem.fix}")
        if coverage:
            _say_coverage(checked.corpus, open_sentences)
        say(_summary(checked))
        if not (checked.problems or checked.corpus.incidents):
            note("no incident yet; begin with: reportkit new incident SLUG --label 'A neutral name'")
    if checked.problems:
        raise click.exceptions.Exit(PROBLEMS)


@click.command()
@everywhere
@documents_option
@json_option
def pin(documents: Path | None, *, as_json: bool) -> None:
    """
    Record in pins.json where each span stands in its text.

    With --json: format, corpus (its whole path), wrote, not_at_hand, and documents: for each the anchors that
    are new, moved and gone, and how many are as they were (same).
    """
    from reportkit.publishing.atomic import WriteProblem, write_text
    from reportkit.reading import encoding, texts
    from reportkit.reading.fields import Log

    folder = corpus_folder(to_write=True)
    documents = documents or texts_beside(folder)
    corpus, problems, places = encoding.written(folder)
    if problems:
        raise Stop(f"{listed(problems)}\n\nnothing was pinned: {count(problems)}", problems=problems)
    found = texts.find(documents, corpus)
    changed = list(texts.changed(documents, corpus, places))
    absent = sorted(set(corpus.readings) - set(found))
    if not (found or absent or changed):
        _say_no_pins(folder, as_json=as_json)
        return
    if not found:
        told = f"{listed(changed)}\n\n" if changed else ""
        raise Stop(
            f"{told}nothing to pin here: {_not_at_hand(absent)}", PROBLEMS if changed else USAGE, changed
        )
    before = encoding.read_pins(folder, Log())
    text, missed = texts.pins(corpus, found, before, places)
    if missed or changed:
        problems = (*changed, *missed)
        raise Stop(f"{listed(problems)}\n\nnothing was pinned: {count(problems)}", problems=problems)
    changes = _changes(before, json.loads(text)["documents"], set(found))
    path = folder / encoding.PINS_FILE
    stands = path.is_file() and path.read_bytes() == text.encode()
    if not stands:
        try:
            write_text(path, text)
        except WriteProblem as problem:
            raise Stop(str(problem)) from None
    if as_json:
        found_out = {"wrote": not stands, "not_at_hand": absent, "documents": changes}
        say_json({"format": FORMAT, "corpus": str(folder), **found_out})
        return
    for line in _told(changes):
        say(line)
    if absent:
        note(f"kept as they were: the pins of {', '.join(absent)}, whose text is not at hand ({_AT_HAND})")
    say(f"{path.name} stands as it was" if stands else f"wrote {path.name}")


def _say_no_pins(folder: Path, *, as_json: bool) -> None:
    """Say that there is nothing to pin yet, which is how every corpus begins."""
    if as_json:
        found_out = {"wrote": False, "not_at_hand": [], "documents": {}}
        say_json({"format": FORMAT, "corpus": str(folder), **found_out})
    else:
        say("nothing to pin yet: no document was read")


@click.command(short_help="Print the anchor to paste for words of a document.")
@everywhere
@documents_option
@click.argument("document", metavar="DOC", shell_complete=completing.documents)
@click.argument("words")
@json_option
def span(documents: Path | None, document: str, words: str, *, as_json: bool) -> None:
    """
    Print the anchor to paste for WORDS of a document: "first … last".

    With --json: format, document, anchor, and yaml: the anchor as it is written into a reading.
    """
    from reportkit.reading import encoding, texts
    from reportkit.reading.anchors import AnchorProblem, anchor_for

    folder = corpus_folder()
    corpus, documents = encoding.inspect(folder).corpus, documents or texts_beside(folder)
    if document not in corpus.documents:
        fix = nearest(document, corpus.documents, where="documents.yaml")
        raise Stop(f"there is no document '{clipped(visible(document))}': {fix}", USAGE)
    text = texts.find(documents, corpus).get(document)
    if text is None:
        raise Stop(f"no anchor can be made: {_not_at_hand([document])}", USAGE)
    try:
        anchor = anchor_for(words, text)
    except AnchorProblem as problem:
        raise Stop(f"{document}: {problem.what}\n  = why: {problem.why}\n  = fix: {problem.fix}") from None
    if as_json:
        say_json({"format": FORMAT, "document": document, "anchor": anchor, "yaml": _as_yaml(anchor)})
        return
    say(_as_yaml(anchor))
    if not anchor.isprintable():
        note("what is shown as \\… is a character nobody can see: choose words without it")


def _as_yaml(anchor: str) -> str:
    """Return an anchor as a value that YAML reads back as it is."""
    if any(mark in anchor for mark in _NEEDS_QUOTES):
        return "'" + anchor.replace("'", "''") + "'"
    return anchor


def _too_long(checked: Checked) -> tuple[Problem, ...]:
    """Return the bottom lines that no page holds; of a corpus with other problems nothing is derived."""
    from reportkit.reading.lengths import wordy

    if checked.problems or not any(wordy(checked.corpus)):
        return ()
    from reportkit.wording import overlong  # what makes pages is loaded only now

    return in_order(overlong.problems(checked.corpus, checked.places))


def _where(problem: Problem) -> str:
    at = problem.place
    return f"{at.file}:{at.line}" if at.line else at.file


def _not_at_hand(documents: Iterable[str]) -> str:
    """Return that the texts of documents are not here; of many a few are named, and all by --json."""
    found = list(documents)
    more = f" and {len(found) - _NAMED:,} more" if len(found) > _NAMED else ""
    return f"the text of {', '.join(found[:_NAMED])}{more} is not at hand ({_AT_HAND})"


def _summary(checked: Checked) -> str:
    """Return the last line: what there is, and what was verified."""
    corpus, verification = checked.corpus, checked.verification
    parts = [count(checked.problems)] if checked.problems else []
    counted = (
        plural(len(corpus.claims), "claim"),
        plural(len(corpus.incidents), "incident"),
        plural(len(corpus.documents), "document"),
    )
    parts.append(", ".join(counted))
    if verification.verified or not verification.not_verifiable:
        parts.append(f"{plural(verification.verified, 'span')} verified")
    if verification.not_verifiable:
        absent = _not_at_hand(verification.documents_missing)
        parts.append(f"{plural(verification.not_verifiable, 'span')} not verifiable here: {absent}")
    return "; ".join(parts)


def _uncovered(corpus: Corpus, documents: Path | None) -> dict[str, tuple[tuple[int, str], ...]]:
    """Return the uncovered sentences of the documents at hand, each by its paragraph and ends."""
    from reportkit.reading import texts

    found = texts.sentences_without_claim(corpus, texts.find(documents, corpus))
    return {
        identity: tuple((paragraph, _ends(sentence)) for paragraph, sentence in sentences)
        for identity, sentences in found.items()
    }


def _ends(sentence: str) -> str:
    """Return the first and last words of a sentence: the text itself is not repeated."""
    words = sentence.split()
    kept = max(1, min(_END_WORDS, len(words) // 3))
    first, last = " ".join(words[:kept]), " ".join(words[-kept:])
    if len(words) == 1:
        return clipped(first, _LONGEST_END // 2)
    return f"{clipped(first, _LONGEST_END)} … {clipped(last, _LONGEST_END)}"


def _say_coverage(corpus: Corpus, found: Mapping[str, tuple[tuple[int, str], ...]]) -> None:
    for identity in corpus.documents:
        if identity not in found:
            say(f"{identity}: coverage cannot be told: {_not_at_hand([identity])}")
            continue
        if not found[identity]:
            say(f"{identity}: every sentence is covered by a claim, or listed as uncovered")
            continue
        say(f"{identity}: no claim covers {plural(len(found[identity]), 'sentence')}:")
        for paragraph, ends in found[identity]:
            say(f"  p{paragraph} “{ends}”")
    say()


def _as_json(checked: Checked, uncovered: Mapping[str, tuple[tuple[int, str], ...]] | None) -> dict[str, Any]:
    corpus, verification = checked.corpus, checked.verification
    found: dict[str, Any] = {
        "format": FORMAT,
        "corpus": corpus.folder,
        "problems": [problem.to_json() for problem in checked.problems],
        "open": [problem.to_json() for problem in checked.open],
        "claims": len(corpus.claims),
        "incidents": len(corpus.incidents),
        "documents": len(corpus.documents),
        "spans_verified": verification.verified,
        "spans_not_verifiable": verification.not_verifiable,
        "documents_not_at_hand": list(verification.documents_missing),
    }
    if uncovered is not None:
        found["uncovered"] = {
            identity: [{"paragraph": paragraph, "sentence": ends} for paragraph, ends in sentences]
            for identity, sentences in uncovered.items()
        }
    return found


def _changes(
    before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]], at_hand: set[str]
) -> dict[str, dict[str, Any]]:
    """Return, by document, the anchors that are new, moved and gone, and how many are as they were."""
    found = {}
    for identity in sorted({*before, *after} & ({*at_hand} | ({*before} - {*after}))):
        old = {anchor: list(pin) for anchor, pin in before.get(identity, {}).items()}
        new = {anchor: list(pin) for anchor, pin in after.get(identity, {}).items()}
        added = [anchor for anchor in new if anchor not in old]
        moved = [anchor for anchor in new if anchor in old and old[anchor] != new[anchor]]
        gone = [anchor for anchor in old if anchor not in new]
        same = len(new) - len(added) - len(moved)
        found[identity] = {"new": added, "moved": moved, "gone": gone, "same": same}
    return found


def _told(changes: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    """Yield what changed, a line a span."""
    for identity, of in changes.items():
        counted = (f"{len(of['new'])} new", f"{len(of['moved'])} moved", f"{len(of['gone'])} gone")
        yield f"{identity}: {', '.join(counted)}, {of['same']} as they were"
        for sign, which in (("+", "new"), ("~", "moved"), ("-", "gone")):
            yield from (f"  {sign} {anchor}" for anchor in of[which])
