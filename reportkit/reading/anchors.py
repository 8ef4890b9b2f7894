"""
Spans: written as a paragraph with first and last words, pinned to offsets and a digest.

Paragraphs are the non-empty lines of the text, counted from 1. Offsets count Unicode
code points of the text exactly as its bytes decode from UTF-8, newlines untouched. The
corpus keeps the few anchor words, the offsets and digests; never the text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from reportkit.model import Span

_WRITTEN = re.compile(r'p(?P<paragraph>[1-9]\d*)(?:\s+"(?P<words>.+)")?', re.DOTALL)
_ELLIPSIS = re.compile(r"\s*(?:…|\.\.\.)\s*")


class AnchorProblem(ValueError):
    """An anchor that cannot be read or found; carries what, why and fix."""

    def __init__(self, rule: str, what: str, why: str, fix: str) -> None:
        super().__init__(what)
        self.rule, self.what, self.why, self.fix = rule, what, why, fix


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a text: number from 1, start offset in code points, its words."""

    number: int
    start: int
    text: str


def parse(written: str) -> Span:
    """
    Read an anchor as people write it.

    Parameters
    ----------
    written : str
        ``p2 "confirmed … basin"``: paragraph, first words, an ellipsis, last words; or
        ``p2 "several"`` where the words are short; or ``p9`` for a whole paragraph.

    Raises
    ------
    AnchorProblem
        Where it does not have that form.

    Examples
    --------
    >>> parse('p2 "confirmed … north basin"')
    Span(paragraph=2, first='confirmed', last='north basin', start=None, end=None, sha256='')
    >>> parse('p9').words
    'p9'
    """
    found = _WRITTEN.fullmatch(written.strip())
    if not found:
        raise AnchorProblem(
            "anchor-form",
            "this is not an anchor",
            "a place in a document is its paragraph, then first and last words in quotes",
            """write it like  p2 "confirmed … north basin"  (reportkit span prints one to paste)""",
        )
    words = found["words"]
    if words is None:
        return Span(int(found["paragraph"]), "", "")
    parts = _ELLIPSIS.split(words)
    if len(parts) > 2 or not all(parts):  # noqa: PLR2004 - first and last words
        raise AnchorProblem(
            "anchor-form",
            "an anchor has one ellipsis, between its first and last words",
            "the words between are not stored, so only the two ends can be looked for",
            """write the first words, one … and the last words:  p2 "confirmed … north basin" """.rstrip(),
        )
    return Span(int(found["paragraph"]), parts[0], parts[1] if len(parts) == 2 else "")  # noqa: PLR2004


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    r"""
    Divide a text into its paragraphs.

    Examples
    --------
    >>> [(p.number, p.start) for p in paragraphs("One.\n\nTwo.\n")]
    [(1, 0), (2, 6)]
    """
    found, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            lead = len(line) - len(line.lstrip())
            found.append(Paragraph(len(found) + 1, start + lead, line.strip()))
        start += len(line) + 1
    return tuple(found)


def locate(span: Span, text: str) -> Span:
    """
    Pin a span to a text: the same span with offsets and digest.

    Raises
    ------
    AnchorProblem
        If the paragraph or the words are not there, or are there more than once.

    Examples
    --------
    >>> pinned = locate(parse('p1 "two … four"'), "one two three four five")
    >>> pinned.start, pinned.end
    (4, 18)
    """
    found = paragraphs(text)
    if span.paragraph > len(found):
        raise AnchorProblem(
            "anchor-paragraph",
            f"there is no paragraph {span.paragraph}",
            f"the document has {len(found)} paragraphs",
            f"write a paragraph from p1 to p{len(found)}",
        )
    paragraph = found[span.paragraph - 1]
    if not span.first:
        return _pinned(span, paragraph.start, paragraph.start + len(paragraph.text), text)
    start = _only(span.first, paragraph.text, 0, span, "")
    end = start + len(span.first)
    if span.last:
        end = _only(span.last, paragraph.text, end, span, " after the first words") + len(span.last)
    return _pinned(span, paragraph.start + start, paragraph.start + end, text)


def digest(text: str) -> str:
    """
    Return the SHA-256 of text in UTF-8, in hexadecimal.

    Examples
    --------
    >>> digest("")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def anchor_for(words: str, text: str) -> str:
    """
    Return the anchor to paste for words given as ``first … last``, wherever they stand once.

    Raises
    ------
    AnchorProblem
        If the words are in no paragraph or in several.

    Examples
    --------
    >>> anchor_for("two … four", "zero\\none two three four five")
    'p2 "two … four"'
    """
    fitting, misses = [], []
    for paragraph in paragraphs(text):
        try:
            fitting.append(locate(parse(f'p{paragraph.number} "{words}"'), text))
        except AnchorProblem as problem:
            misses.append(problem)
    if len(fitting) == 1:
        return fitting[0].words
    if fitting:
        places = ", ".join(f"p{span.paragraph}" for span in fitting)
        raise AnchorProblem(
            "anchor-ambiguous",
            f"these words stand in {len(fitting)} paragraphs: {places}",
            "an anchor names one place",
            "paste them all, one statement quoted several times: ["
            + ", ".join(span.words for span in fitting)
            + "]",
        )
    raise next((m for m in misses if m.rule != "anchor-missing"), misses[0] if misses else _empty())


def _empty() -> AnchorProblem:
    return AnchorProblem("anchor-missing", "the document is empty", "it has no paragraph", "check the file")


def _pinned(span: Span, start: int, end: int, text: str) -> Span:
    return replace(span, start=start, end=end, sha256=digest(text[start:end]))


def _only(words: str, text: str, after: int, span: Span, where: str) -> int:
    starts = [m.start() for m in re.finditer(re.escape(words), text[after:]) if _whole(m, text[after:])]
    if len(starts) == 1:
        return after + starts[0]
    if not starts:
        raise AnchorProblem(
            "anchor-missing",
            f"paragraph {span.paragraph} does not hold these words{where}: '{words}'",
            "a span is found by its first and last words, exactly as they stand (quotes and dashes too)",
            "copy the words from the document, or ask: reportkit span DOCUMENT 'first … last'",
        )
    raise AnchorProblem(
        "anchor-ambiguous",
        f"paragraph {span.paragraph} holds these words {len(starts)} times{where}: '{words}'",
        "an anchor must name one place",
        "add a word or two until they stand there once",
    )


def _whole(match: re.Match[str], text: str) -> bool:
    """Whether a match starts and ends at word boundaries, so that 'no' is not found in 'not'."""
    start, end = match.span()
    inner = match.group()
    opens = start == 0 or not (text[start - 1].isalnum() and inner[0].isalnum())
    closes = end == len(text) or not (text[end].isalnum() and inner[-1].isalnum())
    return opens and closes


def sentences(text: str) -> tuple[tuple[int, int, int], ...]:
    """
    Return the sentences of a text as (paragraph, start, end).

    A sentence ends at '.', '!' or '?' (with closing quotes) before a space and a capital,
    a quote or the end; single capitals and common abbreviations ("U.S.") do not end one.

    Examples
    --------
    >>> [s[1:] for s in sentences("The U.S. said no. Then yes.")]
    [(0, 17), (18, 27)]
    """
    found = []
    for paragraph in paragraphs(text):
        begin = 0
        for match in re.finditer(r"[.!?][\"”’')\]]*(?=\s+[\"“‘(\[]?[A-Z0-9—]|\s*$)", paragraph.text):
            if re.search(r"(?:\b[A-Z]\.)+$|\b(?:Mr|Mrs|Dr|St|Gen|Lt|Col|Gov)\.$", paragraph.text[begin : match.start() + 1]) and (
                match.end() < len(paragraph.text)
            ):
                continue
            found.append((paragraph.number, paragraph.start + begin, paragraph.start + match.end()))
            begin = match.end() + len(paragraph.text[match.end() :]) - len(paragraph.text[match.end() :].lstrip())
        if paragraph.text[begin:].strip():
            found.append((paragraph.number, paragraph.start + begin, paragraph.start + len(paragraph.text)))
    return tuple(found)


def uncovered(text: str, spans: Iterable[Span]) -> tuple[tuple[int, str], ...]:
    """
    Return the sentences of a text that no pinned span touches, as (paragraph, sentence).

    Examples
    --------
    >>> uncovered("One thing. Another thing.", [locate(parse('p1 "One thing"'), "One thing. Another thing.")])
    ((1, 'Another thing.'),)
    """
    taken = [(s.start, s.end) for s in spans if s.start is not None and s.end is not None]
    return tuple(
        (number, text[start:end])
        for number, start, end in sentences(text)
        if not any(a < end and start < b for a, b in taken)
    )


def with_pin(span: Span, pins: Mapping[str, tuple[int, int, str]]) -> Span:
    """Return a span with the pin recorded for it, or unpinned where there is none."""
    pin = pins.get(span.words)
    return replace(span, start=pin[0], end=pin[1], sha256=pin[2]) if pin else span
