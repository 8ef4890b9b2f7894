"""Which form a sequence takes: by what fits a page, at every size, for one speaker as for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reportkit.blocks import runs
from reportkit.charts import sequence_forms
from reportkit.charts.layout import faults
from reportkit.questions import escalation as asked
from reportkit.wording.pictures import CountedSequence, NumberedSequence, SequencePicture
from reportkit.wording.runs import plain
from reportkit.wording.sequence_told import telling
from tests import cases
from tests.samples import sized
from tests.samples.sequences import event, line, mark, picture
from tests.test_words import faults_of_origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from reportkit.case import Case
    from reportkit.wording.sequence_told import AnySequence

SIZES = [
    (3, 3, "latin", "sentences"),
    (10, 9, "mixed", "sentences"),
    (30, 15, "mixed", "numbered"),
    (30, 60, "latin", "tallied"),
    (100, 15, "mixed", "numbered"),
    (300, 60, "mixed", "counted"),
]
EVERY_SIZE = pytest.mark.parametrize(("events", "actors", "names", "form"), SIZES)
KINDS = {
    "sentences": SequencePicture,
    "numbered": NumberedSequence,
    "tallied": NumberedSequence,
    "counted": CountedSequence,
}


def sized_case(events: int, actors: int, names: str = "latin") -> Case:
    """Return an invented case of a size, from six outlets."""
    return sized.case(events=events, actors=actors, speakers=6, names=names)


def drawn(case: Case, asserter: str = "") -> tuple[str, AnySequence]:
    """Return the form that a case's sequence takes, with its picture."""
    told = telling(case, asserter)
    assert told is not None
    found = sequence_forms.chosen(told.forms)
    assert found is not None
    return found


@EVERY_SIZE
def test_every_size_has_a_form_that_can_be_read(events: int, actors: int, names: str, form: str) -> None:
    """At every size the figure is readable and fits a page, and its form is the fullest that does."""
    found, shown = drawn(sized_case(events, actors, names))
    assert found == form
    assert isinstance(shown, KINDS[form])
    figure = sequence_forms.draw(shown)
    assert faults(figure) == ()
    assert figure.get_figheight() * 25.4 <= sequence_forms.TALLEST_MM


def test_three_events_are_a_low_figure() -> None:
    """A case of three events takes no more of its page than it needs."""
    _, shown = drawn(sized_case(3, 3))
    assert 20 < sequence_forms.draw(shown).get_figheight() * 25.4 < 52


def test_the_height_of_a_page_decides() -> None:
    """What is a millimetre too high for its page takes the next form, and not before."""
    told = telling(sized_case(10, 9))
    assert told is not None
    whole = sequence_forms.draw(told.picture).get_figheight() * 25.4
    assert sequence_forms.fits(told.picture, tallest_mm=whole + 0.01)
    assert not sequence_forms.fits(told.picture, tallest_mm=whole - 0.01)
    found = sequence_forms.chosen(told.forms, tallest_mm=whole - 0.01)
    assert found is not None
    assert found[0] == "numbered"


def test_too_many_words_below_are_numbers_at_marks() -> None:
    """A sequence that would send more labels to its key than a reader looks up is no drawing of sentences."""
    words = line("words " * 60)
    lanes = tuple(
        event(f"E{n}", "", mark(f"e{n}", "disputed", 0, words)) for n in range(sequence_forms.MOST_IN_KEY + 1)
    )
    assert not sequence_forms.fits(picture(14, lanes))
    assert sequence_forms.fits(picture(14, lanes[:-1]))


def test_columns_that_cannot_be_told_apart_do_not_fit() -> None:
    """More columns than the width holds are no error here: the next form is taken."""
    assert not sequence_forms.fits(picture(40, (event("E", "", mark("e", "disputed", 39)),)))


def test_later_forms_are_not_even_made() -> None:
    """Of a sequence that fits as sentences no other record is made."""

    def never() -> SequencePicture:
        raise AssertionError

    first: Callable[[], SequencePicture] = lambda: picture(1, ())  # noqa: E731 - named for its type
    found = sequence_forms.chosen([("sentences", first), ("numbered", never)])
    assert found is not None
    assert found[0] == "sentences"


@EVERY_SIZE
def test_the_table_has_what_the_drawing_has_not(events: int, actors: int, names: str, form: str) -> None:
    """Where marks bear numbers each has its row; where they bear words nothing at all is shown."""
    case = sized_case(events, actors, names)
    block = asked.event_table(case)
    if form == "sentences":
        assert (block.content["rows"], block.content["heading"], block.text()) == ([], [], "")
        return
    _, shown = drawn(case)
    numbers = [row[0]["lines"][0][0]["t"] for row in block.content["rows"]]
    assert numbers == [str(n) for n in range(1, len(numbers) + 1)]
    if isinstance(shown, NumberedSequence):
        told = {line_[0].words for _, line_ in shown.numbers}
        names_of = {key: line_[0].words for key, line_ in shown.numbers}
    else:
        assert isinstance(shown, CountedSequence)
        named = [event_ for lane in shown.lanes for event_ in lane.named]
        names_of = {event_.key: event_.label[0].words for event_ in named}
        told = set(names_of.values())
    assert told <= set(numbers)
    rows = {row[0]["lines"][0][0]["t"]: row[2]["lines"][0] for row in block.content["rows"]}
    for slug in set(case.related) & set(names_of):
        assert any(f"incident:{slug}" in run["from"] for run in rows[names_of[slug]])


@EVERY_SIZE
def test_every_string_has_its_origin(events: int, actors: int, names: str, form: str) -> None:
    """Each word of the drawing's block and of its table is from claims, registers or the phrase table."""
    case = sized_case(events, actors, names)
    assert form
    for block in (asked.escalation(case), asked.event_table(case)):
        assert faults_of_origin(block.to_json(), case) == []


def test_every_claim_of_a_crowded_sequence_is_in_its_table() -> None:
    """No reference that the sentences would have is lost when marks have numbers."""
    case = sized_case(30, 15)
    told = telling(case)
    assert told is not None
    marks = [one for lane in told.picture.lanes for one in lane.marks]
    wanted = {
        key
        for one in marks
        for label in one.labels
        for run in label
        if run.kind == "reference"
        for key in run.source
    }
    found = {
        key
        for run in runs(asked.event_table(case).content)
        if run["kind"] == "reference"
        for key in run["from"]
    }
    assert wanted <= found


def test_ties_beyond_five_stand_in_the_table() -> None:
    """At most five lines are drawn; the caption says how many more there are, and the table has them."""
    told = telling(sized_case(100, 15))
    assert told is not None
    assert len(told.picture.links) == 5
    assert len(told.left) == len(told.links) - 5 > 0
    assert f"{len(told.left)} more ties between events" in plain(told.caption("numbered"))
    words = asked.event_table(sized_case(100, 15)).text()
    assert all(plain(link.label).split(",")[0] in words for link in told.left)


def test_what_a_sentence_has_no_line_for_still_has_a_row() -> None:
    """Where the drawing has all words but not all lines, the table has the ties alone, without numbers."""
    told = telling(cases.opened(cases.FOLDERS[1], "harbour-fire"))
    assert told is not None
    table = told.table("sentences")
    assert [plain(row[0].lines[0]) for row in table.rows] == ["–"] * len(told.left)


def test_one_asserter_is_heard_alone() -> None:
    """With an asserter the case's sequence, its caption and its table are from that speaker's word alone."""
    case = sized_case(30, 15)
    speaker = sized.actor(2)
    told = telling(case, speaker)
    assert told is not None
    own = {case.number[c.id] for c in case.statements if c.speaker == speaker}
    block = asked.event_table(case, asserter=speaker)
    shown = asked.escalation(case, asserter=speaker)
    cited = {
        key
        for one in (block, shown)
        for run in runs(one.content)
        for key in run["from"]
        if key[:1] == "C" and key[1:].isdigit()
    }
    assert cited
    assert cited <= own
    assert "is heard" in plain(told.caption("sentences"))


def test_a_case_and_a_corpus_are_told_alike() -> None:
    """The sequence of a case and that of its corpus are drawn from one narrative, the same by number."""
    case = cases.opened(cases.FOLDERS[1], "harbour-fire")
    for narrative in (1, 5):
        told = telling(case, narrative=narrative)
        assert told is not None
        story = case.narratives[narrative - 1]
        speaker = {case.number[c.id]: c.speaker for c in case.statements}
        cited = {run.source[0] for link in told.links for run in link.label if run.kind == "reference"}
        assert {speaker[key] for key in cited} <= set(story.speakers)
        assert f"narrative {narrative} of {len(case.narratives)}" in plain(told.caption("sentences"))


def test_the_same_case_gives_the_same_form_and_bytes() -> None:
    """The choice does not depend on what was drawn before."""
    first = asked.escalation(sized_case(30, 15))
    for events in (3, 100):
        asked.escalation(sized_case(events, 15))
    second = asked.escalation(sized_case(30, 15))
    assert first.draw is not None
    assert second.draw is not None
    assert first.draw() == second.draw()
