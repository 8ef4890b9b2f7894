"""What a reader is told of changes: before and now, by whose act, each string with where it is from."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reportkit as rk
from reportkit import changes as comparing
from reportkit.analysis.ceiling import under
from reportkit.blocks import runs
from reportkit.case import case
from reportkit.charts import marks, style
from reportkit.charts.standings import draw
from reportkit.questions.changes import NoState
from reportkit.reading import stored
from reportkit.wording import notes, standings_picture
from reportkit.wording.pictures import StoodCell, StoodPicture, StoodRow
from reportkit.wording.runs import plain
from tests.samples import states
from tests.samples.charted import lines, run, strange, unwritten, wrong
from tests.samples.states import SLUG, corpora, opened, state
from tests.strategies import FIRE
from tests.test_words import faults_of_origin

if TYPE_CHECKING:
    from reportkit.blocks import Block
    from reportkit.model import Corpus

GOLDEN = Path(__file__).parent / "samples" / "told.txt"
WRITE = os.environ.get("REPORTKIT_WRITE_MESSAGES") == "1"


@cache
def block(number: int) -> Block:
    """Return what changed from the state before one of the five."""
    return rk.what_changed(opened(number), since=stored.to_bytes(state(number - 1)))


def told() -> str:
    """Return what a terminal or a mail tells of all five states."""
    parts = []
    for number, day in enumerate(states.DAYS[1:], 2):
        found = comparing.told(state(number - 1), state(number), SLUG)
        parts.append("\n".join([f"As known at the end of {day}", *found]))
    return "\n\n".join(parts) + "\n"


def test_the_five_states_are_told_word_for_word() -> None:
    """Every change of the five states stands in these lines; REPORTKIT_WRITE_MESSAGES=1 writes them anew."""
    if WRITE:
        GOLDEN.write_text(told(), encoding="utf-8", newline="\n")
    assert told() == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("number", range(2, 6))
def test_every_string_has_its_origin(number: int) -> None:
    """Each word is from a claim, a register or the phrase table, and no number is of another page."""
    assert faults_of_origin(block(number).to_json(), opened(number)) == []
    assert not [r for r in runs(block(number).to_json()) if any(k.startswith("previous:") for k in r["from"])]


def test_what_is_gone_is_told_from_where_it_was() -> None:
    """A claim that the desk took out is quoted from the earlier state, without a reference of that page."""
    before, claims = state(4), state(4).readings["wire-0513"].claims
    now = states.with_claims(before, "wire-0513", tuple(c for c in claims if c.name != "league-claims-fire"))
    shown = rk.what_changed(case(now, SLUG), since=before)
    assert faults_of_origin(shown.to_json(), case(now, SLUG)) == []
    row = next(line for line in shown.text().splitlines() if line.startswith("Encoding"))
    assert row == (
        "Encoding | The Border League claims: it as its own act | encoded | "
        "taken out by the desk; nobody took it back"
    )
    assert any("previous:wire-0513/league-claims-fire" in r["from"] for r in runs(shown.to_json()))


def test_the_standing_before_and_now_bears_its_mark() -> None:
    """Both cells of a standing have the mark of where the proposition stood, and its flags."""
    rows = [row for row in block(5).to_json()["rows"] if row[0]["lines"][0][0]["t"] == "Standing"]
    league = next(row for row in rows if "Border League" in str(row[1]))
    assert (league[2]["mark"], league[3]["mark"]) == ("reported_only", "disputed")
    assert league[3]["flags"] == ["says_both"]


def test_silence_and_zero_are_worded_apart() -> None:
    """Not mentioned, declines, not stated, none and a word stand each as what it is, before and now."""
    shown = " ".join(block(number).text() for number in (2, 3))
    for words in (
        "not mentioned",
        "declines to comment",
        "not stated",
        "“No harbour policeman",
        "“several injured”",
    ):
        assert words in shown
    assert "a zero became a number; nobody says that the zero was wrong" in block(3).text()


def test_no_change_is_said_and_no_earlier_state_shows_nothing() -> None:
    """An edition without a change says so; without an earlier edition there is no table at all."""
    same = rk.what_changed(opened(5), since=state(5))
    assert "Nothing that bears on this incident is otherwise than in the last edition" in same.text()
    assert same.kind == "table"
    assert rk.what_changed(opened(5)).text() == rk.what_changed(opened(5), since="").text() == ""


def test_an_earlier_state_is_found_in_the_folder_of_an_edition(tmp_path: Path) -> None:
    """The folder, the file, its bytes and the corpus are the same earlier state."""
    (tmp_path / "0001").mkdir()
    file = tmp_path / "0001" / "encoding.json"
    file.write_bytes(stored.to_bytes(state(3)))
    shown = {
        rk.what_changed(opened(4), since=since).text()
        for since in (file.parent, str(file), file.read_bytes())
    }
    assert shown == {block(4).text()}


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", None])
def test_an_earlier_state_that_is_not_there_is_told(tmp_path: Path, content: bytes | None) -> None:
    """A missing or damaged state is named with what to do, and no page says that nothing changed."""
    file = tmp_path / "encoding.json"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(NoState, match="name the folder of an issued edition"):
        rk.what_changed(opened(4), since=tmp_path)


def test_under_a_ceiling_nothing_is_told_of_what_went_above_it() -> None:
    """A claim that is marked higher now is not told as taken out: that would tell of it."""
    before = state(4)
    raised = states.changed(before, "wire-0513/league-claims-fire", marking="TLP:RED")
    about = case(under(raised, "TLP:GREEN"), SLUG)
    shown = rk.what_changed(about, since=before).text()
    assert "Border League claims" not in shown
    assert "taken out" not in shown
    assert "Nothing that bears on this incident is otherwise" in shown


def test_the_notes_tell_what_a_later_edition_drops() -> None:
    """The note of a second edition names the first, and what it no longer holds or gives otherwise."""
    items = ["".join(run_["t"] for run_ in item["text"]) for item in notes.notes(opened(3))]
    second = next(text for text in items if "Edition 2 of" in text)
    assert "Edition 2 of D2. No longer in it, and taken back by nobody: C22. Otherwise in it" in second


@settings(max_examples=60, deadline=None, derandomize=True)
@given(corpora(), corpora())
def test_any_two_states_are_told(one: Corpus, two: Corpus) -> None:
    """Whatever two states hold, every change is worded, and every string knows where it is from."""
    about = case(two, FIRE)
    assert faults_of_origin(rk.what_changed(about, since=one).to_json(), about) == []
    shown = standings_picture.picture(about, [standings_picture.State((run("1"),), case(one, FIRE))])
    assert all(len({cell.mark for cell in row.cells}) > 1 for row in shown.rows)


# the chart


def over() -> tuple[Block, Block]:
    """Return standings over the five states as a figure and as a table."""
    earlier = [state(number) for number in range(1, 5)]
    return (
        rk.standings_over(opened(5), editions=earlier),
        rk.standings_over_table(opened(5), editions=earlier),
    )


def test_the_chart_and_its_table_say_the_same() -> None:
    """Figure and table have the same propositions, editions and standings, each with its origin."""
    figure, table = over()
    picture = figure.drawn
    assert isinstance(picture, StoodPicture)
    assert [plain(head) for head in picture.columns][0::4] == ["2 May 2031", "2 June 2031"]
    cells = [[cell["mark"] or "" for cell in row[1:]] for row in table.to_json()["rows"]]
    assert [[cell.mark for cell in row.cells] for row in picture.rows] == cells
    for shown in (figure, table):
        assert faults_of_origin(shown.to_json(), opened(5)) == []
    assert strange(picture, {*opened(5).number.values(), "corpus"}) == []
    assert wrong(draw(picture)) == ()
    assert unwritten(picture, draw(picture)) == []


def test_the_alt_text_tells_each_turn_with_its_day() -> None:
    """Whoever cannot see the chart hears when each standing became another."""
    alt = plain(over()[0].drawn.alt)  # type: ignore[union-attr]
    assert (
        "The Border League is answerable: 2 May 2031: nobody spoke of it, 5 May 2031: denied only, "
        "13 May 2031: reported only, 2 June 2031: disputed." in alt
    )


def test_a_cell_that_differs_stands_on_a_ground_and_has_its_own_mark() -> None:
    """A change is seen without colour: by the mark, the word, and a ground under the cell."""
    cells = (StoodCell("suspected", (), (run("suspected"),)), StoodCell("disputed", (), (run("disputed"),)))
    same = (cells[0], cells[0])
    for pair, many in ((cells, 1), (same, 0)):
        figure = draw(
            StoodPicture((), ((run("1"),), (run("2"),)), (StoodRow("p", (run("A fire"),), pair),), ())
        )
        grounds = [patch for patch in figure.axes[0].patches if patch.get_zorder() == 0]
        assert len(grounds) == many
        assert set(style.words(figure)) >= {plain(cell.words) for cell in pair}


def test_of_many_editions_the_last_are_drawn() -> None:
    """More editions than a page holds: the last six, with the words of their standings."""
    many = [state(1 + n % 4) for n in range(12)]
    picture = rk.standings_over(opened(5), editions=many).drawn
    assert isinstance(picture, StoodPicture)
    assert len(picture.columns) == standings_picture.COLUMNS


def test_editions_are_called_by_their_number(tmp_path: Path) -> None:
    """A folder 0007 is edition 7; a state that was held to no day and has no folder is counted."""
    held = replace(state(2), as_of="")
    folder = tmp_path / "0007"
    folder.mkdir()
    (folder / "encoding.json").write_bytes(stored.to_bytes(held))
    now = case(replace(state(5), as_of=""), SLUG)
    shown = rk.standings_over_table(now, editions=[held, folder]).to_json()["columns"]
    assert ["".join(r["t"] for r in column["head"]) for column in shown[1:]] == [
        "Edition 1",
        "Edition 7",
        "Now",
    ]


def test_the_folder_of_an_edition_stands_for_those_before_it_too(tmp_path: Path) -> None:
    """Named by its folder, an edition brings the earlier ones of its chain, and none that came later."""
    for number in range(1, 5):
        (tmp_path / f"{number:04}").mkdir()
        (tmp_path / f"{number:04}" / "encoding.json").write_bytes(stored.to_bytes(state(number)))
    (tmp_path / "notes").mkdir()
    about = opened(4)
    shown = rk.standings_over(about, editions=str(tmp_path / "0003")).to_json()
    assert shown == rk.standings_over(about, editions=[state(1), state(2), state(3)]).to_json()


def test_where_nothing_moved_no_chart_is_shown() -> None:
    """Without an edition, or where every proposition stands where it stood, the blocks are empty."""
    for editions in ("", [], [state(5)]):
        assert rk.standings_over(opened(5), editions=editions).text() == ""
        assert rk.standings_over_table(opened(5), editions=editions).text() == ""


def test_a_state_without_the_incident_has_dashes() -> None:
    """Before anybody spoke of the incident every cell of a state is a dash and has no mark."""
    empty = replace(state(1), incidents=MappingProxyType({}), readings=MappingProxyType({}))
    picture = rk.standings_over(opened(2), editions=[empty]).drawn
    assert isinstance(picture, StoodPicture)
    assert {row.cells[0].mark for row in picture.rows} == {""}


@st.composite
def pictures(make: st.DrawFn) -> StoodPicture:
    """Draw a picture of up to six editions and thirty rows, with words that try everything."""
    many = make(st.integers(1, standings_picture.COLUMNS))
    rows = []
    for n in range(make(st.sampled_from([0, 1, 4, 30]))):
        cells = tuple(
            StoodCell(
                mark,
                tuple(make(st.lists(st.sampled_from(marks.FLAGS), max_size=3, unique=True))) if mark else (),
                (run(mark.replace("_", " ") or "–"),),
            )
            for mark in make(st.lists(st.sampled_from(["", *marks.STANDINGS]), min_size=many, max_size=many))
        )
        rows.append(StoodRow(str(n), make(lines()), cells))
    return StoodPicture(make(lines(1)), tuple(make(lines(1)) for _ in range(many)), tuple(rows), ())


@settings(max_examples=50, deadline=None, derandomize=True)
@given(pictures())
def test_any_picture_is_drawn_and_can_be_read(shown: StoodPicture) -> None:
    """Whatever words come: no exception, nothing on words, nothing outside, nothing below 7 pt."""
    figure = draw(shown)
    assert wrong(figure) == ()
    assert unwritten(shown, figure) == []


def test_what_cannot_be_drawn_is_refused() -> None:
    """A row without all its cells, and more editions than the width holds, are told."""
    with pytest.raises(ValueError, match="0 cells for 1 editions"):
        draw(StoodPicture((), ((run("1"),),), (StoodRow("p", (), ()),), ()))
    with pytest.raises(ValueError, match="9 editions are more than 178 mm hold"):
        draw(StoodPicture((), ((run("1"),),) * 9, (), ()))
