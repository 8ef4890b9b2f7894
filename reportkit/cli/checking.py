"""``check``, ``pin`` and ``span``: what an encoder runs between two edits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from reportkit.cli.terminal import (
    PROBLEMS,
    USAGE,
    Stop,
    corpus_folder,
    documents_option,
    everywhere,
    listed,
    note,
    say,
    say_json,
)
from reportkit.problems import clipped, count, nearest, plural, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from reportkit.model import Corpus
    from reportkit.reading.checking import Checked

FORMAT = 1
_AT_HAND = "set --documents or REPORTKIT_DOCUMENTS"
_END_WORDS = 3  # of a sentence, at either end: enough to find it in the text
_LONGEST_END = 40
_NEEDS_QUOTES = (": ", " #", ",", "[", "]", "{", "}")  # YAML would read these as its own


@click.command()
@everywhere
@documents_option
@click.option("--coverage", is_flag=True, help="List the sentences that no claim covers.")
@click.option("--json", "as_json", is_flag=True, help="Print problems and counts as JSON.")
def check(documents: Path | None, *, coverage: bool, as_json: bool) -> None:
    """Tell everything that is wrong in the encodings, at once."""
    from reportkit.reading.checking import check as checked_in

    folder = corpus_folder()
    checked = checked_in(folder, documents)
    open_sentences = _uncovered(checked.corpus, documents) if coverage else {}
    if as_json:
        say_json(_as_json(checked, open_sentences if coverage else None))
    else:
        if checked.problems:
            say(listed(checked.problems) + "\n")
        if coverage:
            _say_coverage(checked.corpus, open_sentences)
        say(_summary(checked))
    if checked.problems:
        raise click.exceptions.Exit(PROBLEMS)


@click.command()
@everywhere
@documents_option
def pin(documents: Path | None) -> None:
    """Record in pins.json where each span stands in its text."""
    from reportkit.publishing.atomic import WriteProblem, write_text
    from reportkit.reading import encoding, texts
    from reportkit.reading.fields import Log

    folder = corpus_folder()
    corpus, problems, places = encoding.written(folder)
    if problems:
        raise Stop(f"{listed(problems)}\n\nnothing was pinned: {count(problems)}")
    found = texts.find(documents, corpus)
    changed = list(texts.changed(documents, corpus, places))
    absent = sorted(set(corpus.readings) - set(found))
    if not found:
        told = f"{listed(changed)}\n\n" if changed else ""
        raise Stop(f"{told}nothing to pin here: {_not_at_hand(absent)}", PROBLEMS if changed else USAGE)
    before = encoding.read_pins(folder, Log())
    text, missed = texts.pins(corpus, found, before, places)
    if missed or changed:
        problems = (*changed, *missed)
        raise Stop(f"{listed(problems)}\n\nnothing was pinned: {count(problems)}")
    after = json.loads(text)["documents"]
    for line in _changes(before, after, set(found)):
        say(line)
    if absent:
        note(f"kept as they were: the pins of {', '.join(absent)}, whose text is not at hand ({_AT_HAND})")
    path = folder / encoding.PINS_FILE
    if path.is_file() and path.read_bytes() == text.encode():
        say(f"{path.name} stands as it was")
        return
    try:
        write_text(path, text)
    except WriteProblem as problem:
        raise Stop(str(problem)) from None
    say(f"wrote {path.name}")


@click.command(short_help="Print the anchor to paste for words of a document.")
@everywhere
@documents_option
@click.argument("document", metavar="DOC")
@click.argument("words")
def span(documents: Path | None, document: str, words: str) -> None:
    """Print the anchor to paste for WORDS of a document: "first … last"."""
    from reportkit.reading import encoding, texts
    from reportkit.reading.anchors import AnchorProblem, anchor_for

    corpus = encoding.inspect(corpus_folder()).corpus
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
    say(_as_yaml(anchor))
    if not anchor.isprintable():
        note("what is shown as \\… is a character nobody can see: choose words without it")


def _as_yaml(anchor: str) -> str:
    """Return an anchor as a value that YAML reads back as it is."""
    if any(mark in anchor for mark in _NEEDS_QUOTES):
        return "'" + anchor.replace("'", "''") + "'"
    return anchor


def _not_at_hand(documents: Iterable[str]) -> str:
    return f"the text of {', '.join(documents)} is not at hand ({_AT_HAND})"


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
            say(f"{identity}: a claim covers every sentence")
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
) -> Iterable[str]:
    """Yield what changed, a line a span."""
    for identity in sorted({*before, *after} & ({*at_hand} | ({*before} - {*after}))):
        old = {anchor: list(pin) for anchor, pin in before.get(identity, {}).items()}
        new = {anchor: list(pin) for anchor, pin in after.get(identity, {}).items()}
        added = [anchor for anchor in new if anchor not in old]
        moved = [anchor for anchor in new if anchor in old and old[anchor] != new[anchor]]
        gone = [anchor for anchor in old if anchor not in new]
        same = len(new) - len(added) - len(moved)
        yield f"{identity}: {len(added)} new, {len(moved)} moved, {len(gone)} gone, {same} as they were"
        for sign, anchors in (("+", added), ("~", moved), ("-", gone)):
            yield from (f"  {sign} {anchor}" for anchor in anchors)
