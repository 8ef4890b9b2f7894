"""
What a reading leaves out: sentences that no span touches, and those that few words of are touched.

Dividing into sentences errs towards more of them: a needless warning costs a look, a
missing one hides a sentence that nobody encoded.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from reportkit.reading.anchors import paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reportkit.model import Span

THIN = 0.5
# Ends of sentences: before white space or the end of the paragraph; those of Chinese and Japanese anywhere.
_END = re.compile("[.!?\u061f\u06d4…]+[\"”’»')\\]]*(?=\\s|$)|[\u3002\uff01\uff1f]+[”’\u300d\u300f)\uff09]*")
# What is written with a point and does not end a sentence, unless the next word can only start one.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"“‘'—-])(?:(?:[A-Z]\.)+|(?:Mr|Mrs|Ms|Dr|St|Gen|Lt|Col|Maj|Capt|Sgt|Gov|Sen|Rep|No|vs)\.)$"
)
_STARTERS = """
    A After Although An And As At Before But For He Her His However If In It Its No On She Since That The
    Their There These They This Those Until We When While
"""
_STARTS = frozenset(_STARTERS.split())


class Sentence(NamedTuple):
    """
    A sentence of a text: paragraph from 1, offsets in code points, the share of its words in spans.

    One without any word, such as a row of asterisks, counts as covered and touched.
    """

    paragraph: int
    start: int
    end: int
    text: str
    covered: float = 0.0
    touched: bool = False


def sentences(text: str) -> tuple[tuple[int, int, int], ...]:
    """
    Return the sentences of a text as (paragraph, start, end).

    Examples
    --------
    >>> [s[1:] for s in sentences("The U.S. Navy said no. Then “yes.” In the U.S. The end")]
    [(0, 22), (23, 34), (35, 46), (47, 54)]
    """
    found = []
    for paragraph in paragraphs(text):
        for begin, end in _divided(paragraph.text):
            found.append((paragraph.number, paragraph.start + begin, paragraph.start + end))
    return tuple(found)


def coverage(text: str, spans: Iterable[Span]) -> tuple[Sentence, ...]:
    """
    Return every sentence of a text with the share of its words that lie in pinned spans.

    Parameters
    ----------
    text : str
        The text of a document.
    spans : iterable of Span
        Spans pinned to it; those without a pin do not count.

    Examples
    --------
    >>> from reportkit.reading.anchors import locate, parse
    >>> text = "One thing more. Another thing."
    >>> [s.covered for s in coverage(text, [locate(parse('p1 "One"'), text)])]
    [0.3333333333333333, 0.0]
    """
    taken = _joined((s.start, s.end) for s in spans if s.start is not None and s.end is not None)
    starts = [start for start, _ in taken]
    found = []
    for number, start, end in sentences(text):
        words = [(start + m.start(), start + m.end()) for m in re.finditer(r"\w+", text[start:end])]
        inside = sum(1 for word in words if _touches(word, taken, starts))
        share = inside / len(words) if words else 1.0
        touched = not words or _touches((start, end), taken, starts)
        found.append(Sentence(number, start, end, text[start:end], share, touched))
    return tuple(found)


def uncovered(text: str, spans: Iterable[Span]) -> tuple[tuple[int, str], ...]:
    """
    Return the sentences of a text that no pinned span touches, as (paragraph, sentence).

    Examples
    --------
    >>> from reportkit.reading.anchors import locate, parse
    >>> uncovered("One thing. Another thing.", [locate(parse('p1 "One thing"'), "One thing. Another thing.")])
    ((1, 'Another thing.'),)
    """
    return tuple((s.paragraph, s.text) for s in coverage(text, spans) if not s.touched)


def thinly_covered(
    text: str, spans: Iterable[Span], below: float = THIN
) -> tuple[tuple[int, str, float], ...]:
    """
    Return the sentences that spans touch with few of their words, as (paragraph, sentence, share).

    Parameters
    ----------
    below : float
        Share of words, from 0 to 1, from which a sentence counts as covered well.

    Examples
    --------
    >>> from reportkit.reading.anchors import locate, parse
    >>> text = "One thing and another thing. Nothing."
    >>> thinly_covered(text, [locate(parse('p1 "One thing"'), text)])
    ((1, 'One thing and another thing.', 0.4),)
    """
    return tuple(
        (s.paragraph, s.text, s.covered) for s in coverage(text, spans) if s.touched and s.covered < below
    )


def _divided(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for match in _END.finditer(text):
        end, rest = match.end(), text[match.end() :]
        following = rest.lstrip()
        if following and not _ends(text[begin:end], following):
            continue
        yield begin, end
        begin = end + len(rest) - len(following)
    if text[begin:]:
        yield begin, len(text)


def _ends(so_far: str, following: str) -> bool:
    """Whether a sentence ends between these."""
    if following[0].islower():
        return False
    word = re.match(r"[\"“‘(\[]*(\w+)", following)
    return not _ABBREVIATION.search(so_far[-12:]) or (word is not None and word[1] in _STARTS)


def _joined(intervals: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return intervals in order, those that touch joined to one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(intervals):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _touches(one: tuple[int, int], taken: list[tuple[int, int]], starts: list[int]) -> bool:
    """Whether a stretch shares a character with one of the joined intervals."""
    last = bisect_right(starts, one[1] - 1) - 1
    return last >= 0 and taken[last][1] > one[0]
