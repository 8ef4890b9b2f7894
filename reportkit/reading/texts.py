"""
The texts of documents, where they are at hand: pinning and verifying spans, coverage.

Texts are found by digest in a folder named by the user; the corpus never holds them.
Where a text is not at hand its spans are not verifiable here, which is neither a pass
nor a failure.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from reportkit.model import Claim, Corpus, Reading, Span
from reportkit.problems import Place, Problem
from reportkit.reading import anchors
from reportkit.reading.anchors import AnchorProblem


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
        Where texts lie; None or a missing folder means that none is at hand.
    corpus : Corpus
        The register of documents with their digests.
    """
    if folder is None or not folder.is_dir():
        return {}
    wanted = {document.sha256: document.id for document in corpus.documents.values()}
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*.txt")):
        raw = path.read_bytes()
        identity = wanted.get(hashlib.sha256(raw).hexdigest())
        if identity:
            found[identity] = raw.decode("utf-8")
    return found


def changed(folder: Path | None, corpus: Corpus) -> Iterator[Problem]:
    """Yield a problem for each text that bears a document's name but not its digest."""
    if folder is None or not folder.is_dir():
        return
    for document in corpus.documents.values():
        path = folder / f"{document.id}.txt"
        if path.is_file() and (digest := hashlib.sha256(path.read_bytes()).hexdigest()) != document.sha256:
            yield Problem(
                "document-changed",
                Place("documents.yaml"),
                f"the text of '{document.id}' is not the one that was read",
                f"its digest is {digest[:12]}…, the register has {document.sha256[:12]}…; spans may point at other words",
                "restore the text, or register the new one as an edition of its own: reportkit add FILE",
            )


def spans_of(reading: Reading) -> Iterator[tuple[Claim, Span]]:
    """Yield every span of a reading with its claim."""
    for claim in reading.claims:
        for span in (*claim.spans, *(b.span for b in claim.about if b.span)):
            yield claim, span


def verify(corpus: Corpus, texts: Mapping[str, str]) -> tuple[tuple[Problem, ...], Verification]:
    """
    Compare every span with its pin and, where the text is at hand, with the text.

    Returns
    -------
    problems : tuple of Problem
        Spans that are not in the text, or are pinned elsewhere, or not pinned.
    verification : Verification
        How many spans were verified and how many are not verifiable here.
    """
    problems: list[Problem] = []
    verified = missing = 0
    for reading in corpus.readings.values():
        text = texts.get(reading.document)
        for claim, span in spans_of(reading):
            found = _check(claim, span, text)
            problems.extend(found)
            if text is None:
                missing += 1
            elif not found:
                verified += 1
        if text is not None:
            problems.extend(_words_in_spans(reading, text))
    absent = tuple(sorted(set(corpus.readings) - set(texts)))
    return tuple(problems), Verification(verified, missing, absent)


def pins(corpus: Corpus, texts: Mapping[str, str], before: Mapping[str, object]) -> tuple[str, tuple[Problem, ...]]:
    """
    Return the text of ``pins.json`` for a corpus, and the spans that could not be found.

    Pins of documents whose text is not at hand are kept as they were.
    """
    problems: list[Problem] = []
    documents: dict[str, object] = {}
    for identity, reading in sorted(corpus.readings.items()):
        text = texts.get(identity)
        if text is None:
            if identity in before:
                documents[identity] = before[identity]
            continue
        stored: dict[str, list[object]] = {}
        for claim, span in [*spans_of(reading), *((None, gap) for gap, _ in reading.uncovered)]:
            try:
                pinned = anchors.locate(span, text)
            except AnchorProblem as problem:
                if claim is not None:
                    problems.append(_told(claim, problem))
                continue
            stored[span.words] = [pinned.start, pinned.end, pinned.sha256]
        documents[identity] = dict(sorted(stored.items(), key=lambda pair: (pair[1][0], pair[1][1], pair[0])))  # type: ignore[arg-type,return-value]  # offsets are integers
    return _written({"format": 1, "documents": documents}), tuple(problems)


def sentences_without_claim(corpus: Corpus, texts: Mapping[str, str]) -> dict[str, tuple[tuple[int, str], ...]]:
    """
    Return, by document at hand, the sentences that no claim covers and no gap explains.
    """
    found = {}
    for identity, text in texts.items():
        reading = corpus.readings.get(identity)
        if reading is None:
            found[identity] = anchors.uncovered(text, ())
            continue
        spans = [span for _, span in spans_of(reading)] + [span for span, _ in reading.uncovered]
        found[identity] = anchors.uncovered(text, _located(spans, text))
    return found


def _located(spans: Iterable[Span], text: str) -> Iterator[Span]:
    for span in spans:
        try:
            yield anchors.locate(span, text)
        except AnchorProblem:
            continue


def _check(claim: Claim, span: Span, text: str | None) -> list[Problem]:
    if span.start is None:
        if text is not None:
            try:
                anchors.locate(span, text)
            except AnchorProblem as problem:
                return [_told(claim, problem)]
        return [
            Problem(
                "not-pinned",
                claim.place,
                f"{claim.name}: {span.words} is not pinned",
                "without offsets and digest nobody can see later whether the words still stand there",
                "run: reportkit pin",
            )
        ]
    if text is None:
        return []
    try:
        found = anchors.locate(span, text)
    except AnchorProblem as problem:
        return [_told(claim, problem)]
    if (found.start, found.end, found.sha256) != (span.start, span.end, span.sha256):
        return [
            Problem(
                "pin-differs",
                claim.place,
                f"{claim.name}: {span.words} is pinned to other words",
                f"the pin says {span.start}–{span.end}, the words stand at {found.start}–{found.end}",
                "look at the span, then run: reportkit pin",
            )
        ]
    return []


def _words_in_spans(reading: Reading, text: str) -> Iterator[Problem]:
    """Yield hedges and quotes that the text does not bear out."""
    for claim in reading.claims:
        stood = [text[s.start : s.end] for s in _located(claim.spans, text)]
        for hedge in claim.hedges:
            if stood and not any(hedge in words for words in stood):
                yield Problem(
                    "hedge-not-in-span",
                    claim.place,
                    f"{claim.name}: the hedge '{hedge}' is not in the span",
                    "a hedge is the speaker's own word, so it must stand where the claim stands",
                    "widen the span to hold it, or correct the hedge",
                )


def _told(claim: Claim, problem: AnchorProblem) -> Problem:
    return Problem(problem.rule, claim.place, f"{claim.name}: {problem.what}", problem.why, problem.fix)


def _written(content: dict[str, object]) -> str:
    """One line a span, so that a change of one span is a change of one line."""
    text = json.dumps(content, ensure_ascii=False, indent=1)
    lines, depth = [], 0
    buffer = ""
    for line in text.split("\n"):
        stripped = line.strip()
        if depth or stripped.endswith("["):
            depth += stripped.endswith("[") - stripped.startswith("]")
            buffer += stripped if not buffer else (" " if not buffer.endswith("[") and not stripped.startswith("]") else "") + stripped
            if not depth:
                lines.append(line[: len(line) - len(stripped)] + buffer)
                buffer = ""
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"
