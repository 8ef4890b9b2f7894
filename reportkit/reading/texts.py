"""
The texts of documents, where they are at hand: pinning and verifying spans, coverage.

Texts are found by digest in a folder named by the user; the corpus never holds them.
Where a text is not at hand its spans are not verifiable here, which is neither a pass
nor a failure.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reportkit.problems import Place, Problem
from reportkit.reading import anchors, coverage, ordinary
from reportkit.reading.anchors import AnchorProblem
from reportkit.reading.places import NOWHERE, Places, of_claim
from reportkit.reading.places import spans_of as parts_with_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from reportkit.model import Claim, Corpus, Reading, Span


@dataclass(frozen=True, slots=True)
class Verification:
    """How many spans of a corpus were verified against texts, and how many could not be here."""

    verified: int
    not_verifiable: int
    documents_missing: tuple[str, ...]


def find(folder: Path | None, corpus: Corpus) -> dict[str, str]:
    """
    Return the texts at hand by document, found by their digest whatever the files are called.

    Parameters
    ----------
    folder : Path or None
        Where texts lie, at any depth, in files that end in ``.txt``; None or a missing folder
        means that none is at hand. Texts that are not UTF-8 are left out; `changed` tells them.
    corpus : Corpus
        The register of documents with their digests.
    """
    wanted = {document.sha256: document.id for document in reversed([*corpus.documents.values()])}
    found: dict[str, str] = {}
    for _, raw in _files(folder):
        identity, text = wanted.get(hashlib.sha256(raw).hexdigest()), _decoded(raw)
        if identity and text is not None:
            found[identity] = text
    return found


def changed(folder: Path | None, corpus: Corpus, places: Places = NOWHERE) -> Iterator[Problem]:
    """Yield a problem for each text that bears a document's name but not its digest, or is not UTF-8."""
    by_digest = {document.sha256: document for document in corpus.documents.values()}
    for path, raw in _files(folder):
        digest = hashlib.sha256(raw).hexdigest()
        document = by_digest.get(digest) or corpus.documents.get(path.stem)
        if document is None or not document.sha256:
            continue
        at = places.get(("document", document.id, "sha256"), Place("documents.yaml"))
        if digest != document.sha256:
            yield Problem(
                "document-changed",
                at,
                f"{path.name} is not the text that was read",
                f"its digest begins with {digest[:12]}, so spans may point at other words",
                "restore the text, or register this one beside it: reportkit add FILE",
            )
        elif _decoded(raw) is None:
            yield Problem(
                "document-not-utf-8",
                at,
                f"{path.name} is not UTF-8",
                "offsets count its characters, and its bytes do not tell which they are",
                "save the text as UTF-8 and register it: reportkit add FILE",
            )


def spans_of(reading: Reading) -> Iterator[tuple[Claim, Span]]:
    """Yield every span of a reading with its claim."""
    for claim in reading.claims:
        for _, span in parts_with_spans(claim):
            yield claim, span


def stands(claim: Claim, text: str) -> bool:
    """
    Whether every span of a claim is found in its text just where it is pinned.

    Parameters
    ----------
    claim : Claim
        A claim.
    text : str
        The text of its document, found by its digest.
    """
    return all(_check(span, text, claim.place) is None for _, span in parts_with_spans(claim))


def verify(
    corpus: Corpus, texts: Mapping[str, str], places: Places = NOWHERE
) -> tuple[tuple[Problem, ...], Verification]:
    """
    Compare every span with its pin and, where the text is at hand, with the text.

    Parameters
    ----------
    corpus : Corpus
        The corpus.
    texts : mapping of str to str
        Texts at hand by document, as `find` gives them.
    places : mapping, optional
        Where the parts of claims are written, as `reportkit.reading.encoding.inspect` gives it.

    Returns
    -------
    problems : tuple of Problem
        Spans that are not in the text, pinned elsewhere or not pinned; hedges outside their span.
    verification : Verification
        How many spans were verified and how many are not verifiable here.
    """
    problems: list[Problem] = []
    verified = unverifiable = 0
    for reading in corpus.readings.values():
        text = texts.get(reading.document)
        found = [
            (part, _check(span, text, of_claim(places, claim, part)))
            for claim in reading.claims
            for part, span in parts_with_spans(claim)
        ]
        unverifiable += len(found) if text is None else 0
        verified += sum(1 for _, problem in found if text is not None and problem is None)
        found += [("", _check(span, text, at)) for at, span in _gaps(reading, places)]
        problems.extend(_together([problem for _, problem in found if problem]))
        if text is not None:
            problems.extend(problem for claim in reading.claims for problem in _hedges(claim, text, places))
    absent = tuple(sorted(set(corpus.readings) - set(texts)))
    return tuple(problems), Verification(verified, unverifiable, absent)


def pins(
    corpus: Corpus, texts: Mapping[str, str], before: Mapping[str, object], places: Places = NOWHERE
) -> tuple[str, tuple[Problem, ...]]:
    """
    Return the text of ``pins.json`` for a corpus, and the spans that could not be found.

    Pins of documents whose text is not at hand are kept as they were.

    Parameters
    ----------
    corpus : Corpus
        The corpus.
    texts : mapping of str to str
        Texts at hand by document.
    before : mapping
        The pins by document as they are now.
    places : mapping, optional
        Where the parts of claims are written.
    """
    problems: list[Problem] = []
    documents: dict[str, object] = {}
    for identity, reading in sorted(corpus.readings.items()):
        text = texts.get(identity)
        if text is None:
            documents |= {identity: before[identity]} if identity in before else {}
            continue
        wanted = [(of_claim(places, c, part), s) for c in reading.claims for part, s in parts_with_spans(c)]
        wanted += _gaps(reading, places)
        stored: dict[str, tuple[int, int, str]] = {}
        for at, span in wanted:
            try:
                pinned = anchors.locate(span, text)
            except AnchorProblem as problem:
                problems.append(_told(at, problem))
                continue
            stored[span.words] = (pinned.start or 0, pinned.end or 0, pinned.sha256)
        documents[identity] = dict(sorted(stored.items(), key=lambda pair: (*pair[1], pair[0])))
    return _written(documents), tuple(problems)


def sentences_without_claim(
    corpus: Corpus, texts: Mapping[str, str]
) -> dict[str, tuple[tuple[int, str], ...]]:
    """
    Return, by document at hand, the sentences that no claim covers and no gap explains.

    None where material was left out under a ceiling: sentences whose claims are gone would be among them.
    """
    if corpus.lacking:
        return {}
    return {
        identity: coverage.uncovered(text, _spans_in(corpus, identity, text))
        for identity, text in texts.items()
    }


def sentences_thinly_covered(
    corpus: Corpus, texts: Mapping[str, str], below: float = coverage.THIN
) -> dict[str, tuple[tuple[int, str, float], ...]]:
    """
    Return, by document at hand, the sentences of which claims cover only few words, with that share.

    None where material was left out under a ceiling, as with `sentences_without_claim`.
    """
    if corpus.lacking:
        return {}
    return {
        identity: coverage.thinly_covered(text, _spans_in(corpus, identity, text), below)
        for identity, text in texts.items()
    }


def _files(folder: Path | None) -> Iterator[tuple[Path, bytes]]:
    """Yield the text files of a folder that can be read, in the order of their names."""
    if folder is None or not folder.is_dir():
        return
    for path in sorted(folder.rglob("*.txt")):
        try:
            yield path, ordinary.content(path)
        except OSError:  # a folder or a pipe of that name, or a file without the right to read it
            continue


def _decoded(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _spans_in(corpus: Corpus, identity: str, text: str) -> list[Span]:
    reading = corpus.readings.get(identity)
    if reading is None:
        return []
    wanted = [span for _, span in spans_of(reading)] + [span for span, _ in reading.uncovered]
    return list(_located(wanted, text))


def _located(spans: Iterable[Span], text: str) -> Iterator[Span]:
    for span in spans:
        try:
            yield anchors.locate(span, text)
        except AnchorProblem:
            continue


def _gaps(reading: Reading, places: Places) -> list[tuple[Place, Span]]:
    """Return the spans that no claim covers, each with the place where it is written."""
    file = Place(f"readings/{reading.document}.yaml")
    return [
        (places.get(("reading", reading.document, f"uncovered.{number}.at"), file), span)
        for number, (span, _) in enumerate(reading.uncovered)
    ]


def _together(problems: list[Problem]) -> list[Problem]:
    """Return problems with one for all spans of a reading that are not pinned: one command pins them all."""
    unpinned = sorted(
        (problem for problem in problems if problem.rule == "not-pinned"), key=lambda p: p.place
    )
    rest = [problem for problem in problems if problem.rule != "not-pinned"]
    if not unpinned:
        return rest
    more = f"this span and {len(unpinned) - 1} more are not pinned" if len(unpinned) > 1 else unpinned[0].what
    return [replace(unpinned[0], what=more), *rest]


def _check(span: Span, text: str | None, at: Place) -> Problem | None:
    """Return what is wrong with a span, as far as it can be told here."""
    found = span
    if text is not None:
        try:
            found = anchors.locate(span, text)
        except AnchorProblem as problem:
            return _told(at, problem)
    if span.start is None:
        return Problem(
            "not-pinned",
            at,
            "this span is not pinned",
            "without its offsets and digest nobody can see later whether the words still stand there",
            "run: reportkit pin",
        )
    if found != span:
        return Problem(
            "pin-differs",
            at,
            "this span is pinned to other words",
            f"pinned are characters {span.start} to {span.end}, they stand at {found.start} to {found.end}",
            "look at the span in the text, then run: reportkit pin",
        )
    return None


def _hedges(claim: Claim, text: str, places: Places) -> Iterator[Problem]:
    """Yield hedges that do not stand where the claim stands."""
    stood = [text[span.start : span.end].casefold() for span in _located(claim.spans, text)]
    for number, hedge in enumerate(claim.hedges):
        if stood and not any(hedge.casefold() in words for words in stood):
            yield Problem(
                "hedge-not-in-span",
                of_claim(places, claim, f"hedges.{number}"),
                f"the hedge '{hedge}' is not in the span",
                "a hedge is the speaker's own word, so it stands where the claim stands",
                "widen 'at' until it holds the word, or write the word as it stands",
            )


def _told(at: Place, problem: AnchorProblem) -> Problem:
    return Problem(problem.rule, at, problem.what, problem.why, problem.fix)


def _written(documents: Mapping[str, object]) -> str:
    """Return the pins with one line a span, so that a change of one span is a change of one line."""
    lines = ["{", ' "format": 1,', ' "documents": {']
    for number, (identity, spans) in enumerate(documents.items(), 1):
        lines.append(f"  {_json(identity)}: {{")
        entries = list(spans.items()) if isinstance(spans, dict) else []
        lines += [
            f"   {_json(anchor)}: {_json(list(pin))}{'' if n == len(entries) else ','}"
            for n, (anchor, pin) in enumerate(entries, 1)
        ]
        lines.append("  }" if number == len(documents) else "  },")
    return "\n".join([*lines, " }", "}", ""])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
