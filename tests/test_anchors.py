"""Anchors and spans: what is written down leads back to the same words, in any script."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from reportkit.reading.anchors import (
    MOST_WORDS,
    AnchorProblem,
    anchor_at,
    anchor_for,
    digest,
    locate,
    paragraphs,
    parse,
)
from reportkit.reading.coverage import coverage, sentences, thinly_covered, uncovered

Made = TypeVar("Made")
LETTERS = "abcéß“”’.,;—\"'0 1𝄞👩\u200d🚀e\u0301中文ไทย\u0627\u0644\u0639\u05d1\u05e8\u05d9\u05ea"
words_of_any_script = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), min_size=1)
lines = st.one_of(
    st.text(LETTERS, max_size=40), words_of_any_script, st.sampled_from(["", "  ", "\t", "\r", "\ufeff"])
)
texts = st.lists(lines, max_size=6).flatmap(
    lambda rows: st.sampled_from(["\n", "\r\n"]).map(lambda end: end.join(rows))
)


def refused(written: str, text: str) -> AnchorProblem:
    """Return the problem of an anchor."""
    with pytest.raises(AnchorProblem) as caught:
        locate(parse(written), text)
    return caught.value


def attempt(make: Callable[[], Made]) -> Made | AnchorProblem:
    """Return what is made, or the problem it is refused with."""
    try:
        return make()
    except AnchorProblem as problem:
        return problem


@given(texts)
def test_paragraphs_stand_where_they_say(text: str) -> None:
    """Offsets count code points of the text as it is, with its newlines and its byte order mark."""
    found = paragraphs(text)
    assert [p.number for p in found] == list(range(1, len(found) + 1))
    for paragraph in found:
        assert text[paragraph.start : paragraph.start + len(paragraph.text)] == paragraph.text
        assert paragraph.text == paragraph.text.strip()
    between = re.sub("[\ufeff]", "", "".join(gaps(text)))
    assert not between.strip()


def gaps(text: str) -> list[str]:
    """Return what stands between the paragraphs of a text."""
    ends = [0]
    for paragraph in paragraphs(text):
        ends += [paragraph.start, paragraph.start + len(paragraph.text)]
    return [text[a:b] for a, b in zip(ends[::2], [*ends[1::2], len(text)], strict=True)]


@given(texts, st.data())
def test_an_anchor_leads_back_to_its_stretch(text: str, data: st.DataObject) -> None:
    """Whatever stretch of a text is marked, its anchor is found at the same offsets, or none is given."""
    found = paragraphs(text)
    assume(found)
    paragraph = data.draw(st.sampled_from(found))
    start = data.draw(st.integers(0, len(paragraph.text) - 1))
    end = data.draw(st.integers(start + 1, len(paragraph.text)))
    inner = paragraph.text[start:end]
    assume(inner.strip())
    lead = len(inner) - len(inner.lstrip())
    expected = paragraph.start + start + lead, paragraph.start + start + lead + len(inner.strip())
    written = attempt(lambda: anchor_at(paragraph.start + start, paragraph.start + end, text))
    if isinstance(written, AnchorProblem):
        assert written.rule == "anchor-ambiguous"
        return
    pinned = locate(parse(written), text)
    assert (pinned.start, pinned.end) == expected
    assert pinned.sha256 == digest(text[expected[0] : expected[1]])
    ends = [words for words in (pinned.first, pinned.last) if words]
    assert all(len(words.split()) <= 2 * MOST_WORDS for words in ends)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, int, int]:
    """Draw a text of different words, with a stretch of whole words in one of its paragraphs."""
    words = draw(
        st.lists(st.text("abcdeéж中א", min_size=1, max_size=6), min_size=1, max_size=40, unique=True)
    )
    cut = draw(st.integers(0, len(words)))
    rows = [row for row in (words[:cut], words[cut:]) if row]
    row = draw(st.integers(0, len(rows) - 1))
    first = draw(st.integers(0, len(rows[row]) - 1))
    last = draw(st.integers(first, len(rows[row]) - 1))
    before = (
        len("\r\n".join(" ".join(r) for r in rows[:row])) + 2 * (row > 0) + len(" ".join(rows[row][:first]))
    )
    start = before + (first > 0)
    text = "\r\n".join(" ".join(r) for r in rows)
    return text, start, start + len(" ".join(rows[row][first : last + 1]))


@given(marked())
@example(("one two\r\none three", 9, 18))
def test_words_of_a_text_give_their_anchor(drawn: tuple[str, int, int]) -> None:
    """What an analyst copies out of a text comes back as an anchor of exactly that stretch."""
    text, start, end = drawn
    inside_others = sum(text.count(word) > 1 for word in text[start:end].split())
    assume(not inside_others or text[start:end] == "one three")
    pinned = locate(parse(anchor_for(text[start:end], text)), text)
    assert (pinned.start, pinned.end) == (start, end)


@given(texts, texts)
def test_any_words_are_found_or_told(words: str, text: str) -> None:
    """Whatever somebody looks for, the answer is an anchor that holds, or a problem with a remedy."""
    written = attempt(lambda: anchor_for(words, text))
    if isinstance(written, AnchorProblem):
        assert all((written.what, written.why, written.fix))
    else:
        assert locate(parse(written), text).start is not None


@given(st.text(max_size=60))
def test_any_text_is_an_anchor_or_told(written: str) -> None:
    """Whatever stands under `at`, it is read or told."""
    span = attempt(lambda: parse(written))
    assert span.rule == "anchor-form" if isinstance(span, AnchorProblem) else span.paragraph > 0


def test_offsets_count_characters_not_bytes() -> None:
    """An emoji counts as one, whatever its bytes and code units."""
    text = "\ufeff𝄞𝄞 first.\r\n\r\n👩‍🚀 second place."
    pinned = locate(parse('p2 "second … place"'), text)
    assert text[pinned.start : pinned.end] == "second place"
    assert (pinned.start, pinned.end) == (18, 30)
    assert locate(parse("p1"), text).start == 1


def test_the_same_words_in_other_code_points_are_not_found() -> None:
    """Nothing is normalised: what looks alike and is not alike does not count as found."""
    assert refused('p1 "cafe\u0301"', "A café stood there.").rule == "anchor-missing"
    assert refused('p1 "cafe"', "A cafe\u0301 stood there.").rule == "anchor-missing"


def test_a_word_is_not_found_inside_another() -> None:
    """'no' does not stand in 'nothing', nor '5' in '50'."""
    assert refused('p1 "no"', "They said nothing.").rule == "anchor-missing"
    assert refused('p1 "5"', "They counted 50.").rule == "anchor-missing"


@pytest.mark.parametrize(
    ("text", "words"),
    [("港口北部发生火灾。", "北部"), ("وقالت والحكومة", "الحكومة"), ("ไฟไหม้ที่ท่าเรือ", "ท่าเรือ")],
)
def test_scripts_without_spaces_between_words_have_anchors(text: str, words: str) -> None:
    """Words of Chinese, Thai or Arabic are found where no space divides them."""
    pinned = locate(parse(f'p1 "{words}"'), text)
    assert text[pinned.start : pinned.end] == words


def test_the_last_words_are_looked_for_after_the_first() -> None:
    """An anchor never runs backwards, and its ends may stand elsewhere before."""
    text = "the fire and the fire brigade"
    pinned = locate(parse('p1 "and … fire"'), text)
    assert text[pinned.start : pinned.end] == "and the fire"
    assert refused('p1 "brigade … and"', text).rule == "anchor-missing"
    assert refused('p1 "the … fire"', text).rule == "anchor-ambiguous"


def test_an_anchor_of_many_words_keeps_only_the_ends() -> None:
    """However much is copied, the corpus keeps a few words of a text."""
    text = " ".join(f"word{n}" for n in range(100))
    assert anchor_for(text, text) == 'p1 "word0 … word99"'


def test_words_in_several_paragraphs_are_shown_with_all_their_places() -> None:
    """One statement quoted twice can be pasted as two places at once."""
    with pytest.raises(AnchorProblem) as caught:
        anchor_for("no fire", "There was no fire.\nAgain: no fire.")
    assert caught.value.fix.endswith('[p1 "no fire", p2 "no fire"]')


def test_a_long_search_ends() -> None:
    """Words and texts that repeat one sign are told without delay."""
    for words in ("a" * 300, "." * 300, " " * 100_000 + "x", '"' * 300, "…" * 300):
        with pytest.raises(AnchorProblem):
            anchor_for(words, "a" * 20_000 + "\n" + ". " * 10_000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("The U.S. Navy came. It left.", ["The U.S. Navy came.", "It left."]),
        ("It was in the U.S. The fire spread.", ["It was in the U.S.", "The fire spread."]),
        ("“No.” He left… and came back.", ["“No.”", "He left… and came back."]),
        ("Gen. Ash spoke at 3.5 km.", ["Gen. Ash spoke at 3.5 km."]),
        ("港口起火。无人受伤。", ["港口起火。", "无人受伤。"]),
        ("هل احترق؟ نعم.", ["هل احترق؟", "نعم."]),
        ("No end\nNext line", ["No end", "Next line"]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    """A text falls into the sentences that a reader sees."""
    assert [text[start:end] for _, start, end in sentences(text)] == expected


@given(texts)
def test_sentences_leave_nothing_out(text: str) -> None:
    """Every character of a paragraph but white space is in one sentence, in order, and in one only."""
    found = sentences(text)
    for paragraph in paragraphs(text):
        own = [(start, end) for number, start, end in found if number == paragraph.number]
        kept = "".join(text[start:end] for start, end in own)
        assert "".join(kept.split()) == "".join(paragraph.text.split())
        assert own[0][0] == paragraph.start
        assert own[-1][1] == paragraph.start + len(paragraph.text)
        assert own == sorted(own)


def test_a_sentence_that_no_span_touches_is_uncovered() -> None:
    """An unread sentence shows, one of which a word is read does not."""
    text = "One thing. Another thing.\n* * *\nA third."
    spans = [locate(parse('p1 "thing. Another"'), text)]
    assert uncovered(text, spans) == ((3, "A third."),)
    assert uncovered(text, []) == ((1, "One thing."), (1, "Another thing."), (3, "A third."))


def test_spans_that_end_where_a_sentence_begins_do_not_cover_it() -> None:
    """Touching means sharing a character."""
    text = "One thing. Another thing."
    assert uncovered(text, [locate(parse('p1 "One thing."'), text)]) == ((1, "Another thing."),)


def test_thin_cover_is_told_with_its_share() -> None:
    """A long sentence of which two words are encoded is worth a second look."""
    text = "A fire broke out in the harbour at night and nobody was hurt. It ended."
    spans = [locate(parse(f'p1 "{words}"'), text) for words in ("A fire", "fire broke", "ended")]
    ((number, sentence, share),) = thinly_covered(text, spans)
    assert (number, sentence) == (1, "A fire broke out in the harbour at night and nobody was hurt.")
    assert share == pytest.approx(3 / 13)
    assert thinly_covered(text, spans, below=0.2) == ()


def test_words_of_another_paragraph_are_shown_where_they_stand() -> None:
    """Whoever miscounts the paragraphs is given the anchor that was meant, if there is only one."""
    text = "A fire broke out.\nIt was put out.\nIt was put out."
    assert refused('p2 "A fire … out"', text).fix == 'they stand in paragraph 1:  p1 "A fire … out"'
    assert "copy the words" in refused('p1 "It was"', text).fix


@given(texts, st.lists(st.integers(1, 4), max_size=4))
def test_the_whole_of_a_paragraph_covers_all_its_sentences(text: str, numbers: list[int]) -> None:
    """Shares run from nothing to all, and a paragraph read whole has no thin sentence."""
    count = len(paragraphs(text))
    spans = [locate(parse(f"p{number}"), text) for number in numbers if number <= count]
    for sentence in coverage(text, spans):
        assert 0 <= sentence.covered <= 1
        if sentence.paragraph in numbers:
            assert sentence.covered == 1
            assert sentence.touched
