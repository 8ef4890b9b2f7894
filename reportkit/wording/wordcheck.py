"""
The word check: what no sentence of a briefing may do.

It reads finished lines, runs and all, and knows three faults: a contested matter without
a speaker or a standing beside it; likelihood and confidence in one sentence; a reason
("because", "in retaliation", "in response") without the one who gives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reportkit import codebook
from reportkit.case import Case
from reportkit.model import Claim
from reportkit.wording.runs import Line, Run, plain

_REASON = re.compile(
    r"\b(?:because|in retaliation|in response|in revenge|in reaction|retaliat\w+|provoked|caused by|led to|"
    r"as a result|due to|prompted|triggered)\b",
    re.IGNORECASE,
)
_CONTESTED = {"perpetrator", "nature", "casualty", "damage", "occurred", "motive", "target"}
_OPEN = re.compile(r"^(?:whether|who|how many|what|on which|at what|where)\b", re.IGNORECASE)


def faults(case: Case, line: Iterable[Run]) -> tuple[str, ...]:
    """
    Return what is wrong with the sentences of a line, in words; empty for a sound one.

    Parameters
    ----------
    case : Case
        The case the line is about: it knows who speaks in a claim.
    line : iterable of Run
        A finished line with its references.
    """
    whole = tuple(line)
    parts = [whole] if _OPEN.match(plain(whole)) else sentences(whole)
    return tuple(fault for sentence in parts for fault in _of_sentence(case, sentence))


def sentences(line: Iterable[Run]) -> Iterator[Line]:
    """Yield the sentences of a line; a semicolon ends one too, so that each part names its speaker."""
    found: list[Run] = []
    for run in line:
        whole = run.kind in {"reference", "mark", "quote"}
        parts = [run.words] if whole else re.split(r"(?<=[.;!?])\s+", run.words)
        for n, part in enumerate(parts, 1):
            if part:
                found.append(Run(part, run.source, run.kind))
            ended = n < len(parts) or (not whole and part.rstrip().endswith((".", ";")))
            if ended and found:
                yield tuple(found)
                found = []
    if found:
        yield tuple(found)


def _of_sentence(case: Case, sentence: Line) -> Iterator[str]:
    words, cited = plain(sentence), _cited(case, sentence)
    attributed = _attributed(cited, sentence)
    contested = any(p.kind in _CONTESTED for claim in cited for p in claim.propositions)
    if contested and not (attributed or _standing(sentence) or _OPEN.match(words)):
        yield f"nobody is named as saying it: {words}"
    if _likely(words) and _confident(words):
        yield f"likelihood and confidence stand in one sentence: {words}"
    if _REASON.search(_own_words(sentence)) and not attributed:
        yield f"a reason stands without the one who gives it: {words}"


def _attributed(cited: Iterable[Claim], sentence: Line) -> bool:
    """Whether a sentence names a speaker of a claim it cites, or is an assessment, which its role signs."""
    keys = [key for run in sentence for key in run.source]
    first = [run.source[0] for run in sentence if run.source]
    named = {key.removeprefix("actor:") for key in first if key.startswith("actor:")}
    speakers = {speaker for claim in cited for speaker in (claim.speaker, *claim.jointly)}
    return bool(speakers & named) or any(key.startswith("assessment:") for key in keys)


def _cited(case: Case, sentence: Line) -> list[Claim]:
    numbers = {key for run in sentence for key in run.source}
    return [claim for claim in case.statements if case.number[claim.id] in numbers]


def _own_words(sentence: Line) -> str:
    """Return the words that are not quoted and not a name."""
    return "".join(
        run.words
        for run in sentence
        if run.kind not in {"reference", "mark", "quote"} and not any(":" in key for key in run.source)
    )


def _standing(sentence: Line) -> bool:
    """Whether the sentence says where the matter stands instead of saying it."""
    words = {entry["word"] for entry in codebook.vocabulary("standings").values()}
    said = "".join(run.words for run in sentence).lower()
    return any(re.search(rf"\b{re.escape(str(word))}\b", said) for word in words)


def _likely(words: str) -> bool:
    terms = (*codebook.words("likelihoods"), "likelihood", "probable", "probably", "improbable")
    return any(re.search(rf"\b{re.escape(term)}\b", words, re.IGNORECASE) for term in terms)


def _confident(words: str) -> bool:
    return bool(re.search(r"\b(?:(?:low|moderate|high) confidence|confidence)\b", words, re.IGNORECASE))
