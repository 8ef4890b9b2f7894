"""
Spans: written as a paragraph with first and last words, pinned to offsets and a digest.

Paragraphs are the non-empty lines of the text, counted from 1. Offsets count Unicode
code points of the text exactly as its bytes decode from UTF-8: newlines and a byte order
mark are counted, nothing is normalised. The corpus keeps the few anchor words, the
offsets and digests; never the text.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from reportkit.model import Span
from reportkit.problems import clipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST_WORDS = 8  # at either end of an anchor: what finds a place, and no more of a text than that
_LONGEST = 400
_WRITTEN = re.compile(r'p(?P<paragraph>[1-9][0-9]{0,5})(?:\s+"(?P<words>.+)")?', re.DOTALL)
_ELLIPSIS = re.compile(r"…|\.\.\.")
_BOM = "\ufeff"
_SAMPLE = 'p2 "confirmed … north basin"'


class AnchorProblem(ValueError):  # noqa: N818 - a problem in what somebody wrote, told like all others
    """An anchor that cannot be read or found; carries the rule, what is wrong, why and the fix."""

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
        ``p2 "several"`` where the words are short; or ``p9`` for a whole paragraph. Three
        dots count as an ellipsis.

    Raises
    ------
    AnchorProblem
        Where it does not have that form.

    Examples
    --------
    >>> parse('p2 "confirmed … north basin"')
    Span(paragraph=2, first='confirmed', last='north basin', start=None, end=None, sha256='')
    >>> parse("p9").first
    ''
    """
    found = _WRITTEN.fullmatch(written.strip()) if len(written) <= _LONGEST else None
    if not found:
        raise _not_an_anchor(written.strip())
    if found["words"] is None:
        return Span(int(found["paragraph"]), "", "")
    parts = [part.strip() for part in _ELLIPSIS.split(found["words"])]
    if len(parts) > 2 or not all(parts):  # noqa: PLR2004 - first and last words
        raise AnchorProblem(
            "anchor-form",
            "an anchor has one ellipsis with words around",
            "only its first and last words are kept, and the two ends are looked for",
            f"write first words, one …, last words:  {_SAMPLE}",
        )
    return Span(int(found["paragraph"]), parts[0], parts[1] if len(parts) > 1 else "")


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    r"""
    Divide a text into its paragraphs.

    White space around a paragraph, a carriage return before its line feed and a byte order
    mark are no part of it, but they are counted in its offset.

    Examples
    --------
    >>> [(p.number, p.start) for p in paragraphs("One.\r\n\r\nTwo.\n")]
    [(1, 0), (2, 8)]
    """
    return _paragraphs(text)


@lru_cache(maxsize=4)
def _paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Keep the last texts divided, because every span of a document asks for it."""
    found: list[Paragraph] = []
    start = 0
    for line in text.split("\n"):
        inner = line.removeprefix(_BOM) if not start else line
        if stripped := inner.strip():
            lead = len(line) - len(inner.lstrip())
            found.append(Paragraph(len(found) + 1, start + lead, stripped))
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
        raise no_paragraph(span.paragraph, len(found))
    try:
        return _located(span, found[span.paragraph - 1], text)
    except AnchorProblem as problem:
        raise _elsewhere(problem, span, text) from None


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
    r"""
    Return the anchor to paste for words of a text, wherever they stand once.

    Parameters
    ----------
    words : str
        ``first … last``, or all the words, of which the anchor keeps only the two ends.
    text : str
        The text of the document.

    Raises
    ------
    AnchorProblem
        If the words are in no paragraph or in several, or no anchor can name them.

    Examples
    --------
    >>> anchor_for("two … four", "zero\none two three four five")
    'p2 "two … four"'
    >>> anchor_for("a b c d e f g h i j", "a b c d e f g h i j k")
    'p1 "a … j"'
    """
    if not words.strip():
        raise AnchorProblem(
            "anchor-form", "there are no words", "a place is found by its words", f"give some:  {_SAMPLE}"
        )
    found: list[Span] = []
    missed: list[AnchorProblem] = []
    for paragraph in paragraphs(text):
        try:
            found.append(_in_paragraph(words.strip(), paragraph, text))
        except AnchorProblem as problem:
            missed.append(problem)
    if len(found) == 1:
        return found[0].words
    if found:
        listed = ", ".join(span.words for span in found)
        raise AnchorProblem(
            "anchor-ambiguous",
            f"these words stand in {len(found)} paragraphs",
            f"an anchor names one place; these are {listed}",
            f"paste the one meant, or all if it is one statement quoted again:  [{listed}]",
        )
    absent = AnchorProblem(
        "anchor-missing",
        "no paragraph holds these words",
        "words are compared exactly, with quotes and dashes",
        "copy them from the text of the document",
    )
    raise next((problem for problem in missed if problem.rule != "anchor-missing"), absent)


def anchor_at(start: int, end: int, text: str) -> str:
    """
    Return the shortest anchor for a stretch of a text, given by its offsets.

    Parameters
    ----------
    start, end : int
        Offsets in code points, end exclusive; white space at the ends does not count.
    text : str
        The text of the document.

    Raises
    ------
    AnchorProblem
        If the stretch is not within one paragraph, or no words name it.

    Examples
    --------
    >>> anchor_at(4, 18, "one two three four five")
    'p1 "two … four"'
    """
    for paragraph in paragraphs(text):
        if paragraph.start <= start < end <= paragraph.start + len(paragraph.text):
            return _shortest(start, end, paragraph, text).words
    raise AnchorProblem(
        "anchor-paragraph",
        "this stretch is not in one paragraph",
        "a span stands within one paragraph",
        "give each paragraph a span of its own:  [p2, p3]",
    )


def with_pin(span: Span, pins: Mapping[str, tuple[int, int, str]]) -> Span:
    """Return a span with the pin recorded for it, or unpinned where there is none."""
    pin = pins.get(span.words)
    return replace(span, start=pin[0], end=pin[1], sha256=pin[2]) if pin else span


def no_paragraph(number: int, last: int) -> AnchorProblem:
    """Return the problem of a paragraph beyond the end."""
    return AnchorProblem(
        "anchor-paragraph",
        f"there is no paragraph {number}",
        f"the last one of the document is {last}; empty lines do not count",
        f"write a paragraph from p1 to p{last}" if last else "check the text of the document",
    )


def _located(span: Span, paragraph: Paragraph, text: str) -> Span:
    """Return a span pinned within one paragraph."""
    start, end = 0, len(paragraph.text)
    if span.first:
        start = _only(span.first, paragraph, 0)
        end = start + len(span.first)
    if span.last:
        end = _only(span.last, paragraph, end) + len(span.last)
    start, end = paragraph.start + start, paragraph.start + end
    return replace(span, start=start, end=end, sha256=digest(text[start:end]))


def _elsewhere(problem: AnchorProblem, span: Span, text: str) -> AnchorProblem:
    """Return the problem with the paragraph that was meant, where just one other holds the words."""
    if problem.rule != "anchor-missing":
        return problem
    held = [p.number for p in paragraphs(text) if p.number != span.paragraph and _names_in(span, p, text)]
    if len(held) != 1:
        return problem
    meant = replace(span, paragraph=held[0]).words
    fix = f"they stand in paragraph {held[0]}:  {meant}"
    return AnchorProblem(problem.rule, problem.what, problem.why, fix)


def _names_in(span: Span, paragraph: Paragraph, text: str) -> bool:
    """Whether the words of a span name one place in a paragraph."""
    try:
        _located(span, paragraph, text)
    except AnchorProblem:
        return False
    return True


def _in_paragraph(words: str, paragraph: Paragraph, text: str) -> Span:
    given = parse(f'p{paragraph.number} "{words}"') if len(words) <= _LONGEST // 2 else None
    if given and (given.last or len(words.split()) <= MOST_WORDS):
        return _located(given, paragraph, text)
    start = paragraph.start + _only(words, paragraph, 0)
    return _shortest(start, start + len(words), paragraph, text)


def _shortest(start: int, end: int, paragraph: Paragraph, text: str) -> Span:
    """Return the span with the fewest words at either end that name a stretch alone."""
    inner = text[start:end]
    parts = [(m.start(), m.end()) for m in re.finditer(r"\S+", inner)]
    for count in range(1, min(MOST_WORDS, len(parts)) + 1):
        first, last = inner[parts[0][0] : parts[count - 1][1]], inner[parts[-count][0] : parts[-1][1]]
        whole = 2 * count >= len(parts)
        candidate = (
            Span(paragraph.number, inner.strip(), "") if whole else Span(paragraph.number, first, last)
        )
        if _names(candidate, start + parts[0][0], start + parts[-1][1], text):
            return candidate
        if whole:
            break
    raise AnchorProblem(
        "anchor-ambiguous",
        "no few words name this stretch alone",
        "its first or last words stand elsewhere in the paragraph, or cannot stand in an anchor",
        f"take a stretch that starts and ends elsewhere, or the paragraph:  p{paragraph.number}",
    )


def _names(span: Span, start: int, end: int, text: str) -> bool:
    """Whether a span, written down and read again, is found at these offsets."""
    try:
        found = locate(parse(span.words), text)
    except AnchorProblem:
        return False
    return (found.start, found.end) == (start, end)


def _only(words: str, paragraph: Paragraph, after: int) -> int:
    """Return where words stand in a paragraph, if they stand there once."""
    starts = list(_standing(words, paragraph.text, after))
    if len(starts) == 1:
        return starts[0]
    ones = "last words" if after else "words"
    if not starts:
        raise AnchorProblem(
            "anchor-missing",
            f"paragraph {paragraph.number} has no such {ones}",
            f"'{clipped(words)}' is looked for{' after the first words' * bool(after)}, exactly as it stands",
            "copy the words from the document, or ask: reportkit span DOCUMENT 'first … last'",
        )
    raise AnchorProblem(
        "anchor-ambiguous",
        f"paragraph {paragraph.number} has these {ones} {len(starts)} times",
        f"'{clipped(words)}' must name one place",
        "add the next word or two, until they stand there once",
    )


def _standing(words: str, text: str, after: int) -> Iterator[int]:
    """Yield each place where words stand whole, so that 'no' is not found in 'not'."""
    start = text.find(words, after)
    while start >= 0:
        end = start + len(words)
        if not (_joined(text[start - 1 : start], words[0]) or _joined(words[-1], text[end : end + 1])):
            yield start
        start = text.find(words, start + 1)


def _joined(left: str, right: str) -> bool:
    """Whether two neighbours are of one word; only scripts with capitals divide words by spaces reliably."""
    if not left or not right:
        return False
    return unicodedata.category(right).startswith("M") or (_of_word(left) and _of_word(right))


def _of_word(character: str) -> bool:
    return (
        character.isdecimal()
        or character.lower() != character.upper()
        or unicodedata.category(character)[0] == "M"
    )


def _not_an_anchor(written: str) -> AnchorProblem:
    fix = f"write it like  {_SAMPLE}  (reportkit span prints one to paste)"
    if len(written) > _LONGEST:
        fix = f"keep the first and the last words only:  {_SAMPLE}"
    elif written.count('"') == 1:
        fix = f"""put single quotes around an anchor with a comma, ': ' or ' #' in it:  '{_SAMPLE}'"""
    return AnchorProblem(
        "anchor-form",
        "this is not an anchor",
        "a place is a paragraph, then first and last words in double quotes",
        fix,
    )
