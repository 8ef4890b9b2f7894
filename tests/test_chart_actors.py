"""The chart of actors at the case it was made for: where things stand, and what is written on the sheet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.patches import FancyBboxPatch

from reportkit.charts import style
from reportkit.charts.actors import draw
from reportkit.charts.actors_layout import canonical, layout
from reportkit.charts.actors_plan import Sizes, Words
from reportkit.charts.layout import faults
from reportkit.wording.pictures import ActorsPicture
from reportkit.wording.runs import Line
from tests.samples.actors import (
    alone,
    collisions,
    crowd,
    denies,
    given_words,
    is_dashed,
    kalsu,
    line,
    mutual,
    node,
    pair,
    picture,
    plan,
    reciprocal,
    tie,
    tokens,
)

SMALL = (alone(), pair(), mutual(), reciprocal(), picture([], []))


def test_the_case_it_was_made_for_is_faultless() -> None:
    """Two accused and ten others fit in 78 mm, and nothing lies over anything else."""
    sheet = draw(kalsu())
    assert faults(sheet) == ()
    assert collisions(plan(kalsu())) == []
    assert sheet.get_size_inches()[1] * 25.4 <= 78


@pytest.mark.parametrize("shown", SMALL)
def test_small_cases_are_faultless(shown: ActorsPicture) -> None:
    """One speaker, two actors, nobody at all: each is a chart of its own."""
    assert faults(draw(shown)) == ()
    assert collisions(plan(shown)) == []


@pytest.mark.parametrize(("count", "accused"), [(8, 1), (12, 3), (15, 2), (15, 4), (15, 5), (20, 3)])
def test_large_cases_are_faultless(count: int, accused: int) -> None:
    """Fifteen actors and five accused are drawn, and twenty actors are."""
    shown = crowd(count, accused)
    assert faults(draw(shown)) == ()
    assert collisions(plan(shown)) == []


def test_every_word_of_the_record_is_drawn_and_no_other() -> None:
    """The chart writes the names, labels, notes and references of the record and invents none."""
    shown = kalsu()
    written = tokens([(run,) for run in style.runs(draw(shown))])
    assert written == given_words(shown)


def test_accused_stand_at_the_sides_of_the_incident() -> None:
    """The incident is in the middle and each tie lies between it and the accused."""
    planned = plan(kalsu())
    spots = {spot.key: spot for spot in planned.spots}
    boxes = {box.key: box.rect for box in planned.boxes}
    middle = spots["incident"].centre
    assert middle[0] == pytest.approx(89, abs=1)
    left, right = sorted(("us", "israel"), key=lambda key: boxes[key].left)
    assert boxes[left].right < spots[f"tie {left}"].centre[0] < middle[0]
    assert middle[0] < spots[f"tie {right}"].centre[0] < boxes[right].left
    assert {round(spots[f"tie {key}"].centre[1] - middle[1], 6) for key in (left, right)} == {0.0}


def test_accusers_stand_above_and_deniers_below() -> None:
    """Who accuses or speaks of the event stands above it, who denies or inquires below."""
    planned = plan(kalsu())
    level = next(spot.centre[1] for spot in planned.spots if spot.key == "incident")
    below = {box.key for box in planned.boxes if box.rect.top > level}
    above = {box.key for box in planned.boxes if box.rect.bottom < level}
    assert below == {"us-officials", "centcom", "cjtf", "israeli-officials", "iraq"}
    assert above == {"reports", "resistance", "members", "pmu", "iran"}


def test_shapes_of_boxes() -> None:
    """A state has square corners, a command small round ones, a group is a pill, the unnamed are dashed."""
    shapes = ("state", "command", "body", "group", "unnamed", "voice")
    shown = picture([node(shape, shape, f"{shape} witness") for shape in shapes], [])
    patches = {
        str(patch.get_label()).removeprefix("box:"): patch
        for patch in draw(shown).axes[0].patches
        if isinstance(patch, FancyBboxPatch)
    }
    assert set(patches) == set(shapes)
    bends = {shape: np.asarray(patch.get_path().vertices).shape[0] > 5 for shape, patch in patches.items()}
    assert bends == {shape: shape in {"command", "group"} for shape in shapes}
    assert [shape for shape in shapes if is_dashed(patches[shape])] == ["unnamed"]
    assert to_hex(patches["voice"].get_edgecolor()).upper() == style.GREY
    assert patches["voice"].get_linewidth() < patches["state"].get_linewidth()


def test_long_names_wrap_and_keep_their_original_script() -> None:
    """A long name stands on two lines, its original script and its note under it, all inside the box."""
    name = "Democratic and Popular Federation of the Northern Provinces"
    shown = picture([node("north", name, "state witness", "through its mission", "الاتحاد الشعبي")], [])
    box = plan(shown).boxes[0]
    assert box.words.styles == ("name", "name", "native", "note")
    assert box.words.width <= box.rect.width
    assert faults(draw(shown)) == ()


def test_hostile_words_are_shown_as_they_are() -> None:
    """Markup and mathematics in names and labels are letters."""
    label, name = "denies $x^2$ _all_ \\frac{1}{2}", "<script>alert(1)</script>"
    shown = picture(
        [node("north", "North & 'South'", "state accused"), node("y", name, "unnamed denier")],
        [denies("y", "tie north", line(label, "C4"))],
        [tie("north")],
    )
    sheet = draw(shown)
    assert faults(sheet) == ()
    assert tokens([(run,) for run in style.runs(sheet)]) == given_words(shown)
    assert "<script>" not in style.svg(sheet)


@pytest.mark.parametrize(
    "broken",
    [
        replace(pair(), edges=(denies("nobody", "tie north", line("denies")),)),
        replace(pair(), edges=(denies("north", "tie south", line("denies")),)),
        replace(pair(), ties=(tie("south"),)),
    ],
)
def test_ends_that_are_not_in_the_picture_are_refused(broken: ActorsPicture) -> None:
    """A line or tie of an unknown actor is an error that names it, not a line to nowhere."""
    with pytest.raises(ValueError, match=r"nobody|tie south|'south'"):
        draw(broken)


@settings(max_examples=4, deadline=None)
@given(st.data())
def test_order_of_the_record_does_not_show(data: st.DataObject) -> None:
    """The same picture in any order of its tuples is the same drawing, to the byte."""
    shown = kalsu()
    mixed = replace(
        shown,
        nodes=tuple(data.draw(st.permutations(shown.nodes))),
        ties=tuple(data.draw(st.permutations(shown.ties))),
        edges=tuple(data.draw(st.permutations(shown.edges))),
    )
    assert style.svg(draw(mixed)) == style.svg(draw(shown))


def test_layout_needs_no_drawing() -> None:
    """Positions follow from the record and from sizes that anybody may have measured."""
    shown = canonical(kalsu())

    def typed(*lines: Line) -> tuple[Words, ...]:
        widths = tuple(1.3 * sum(len(run.words) for run in each) for each in lines)
        return (Words(lines, ("word",) * len(lines), widths),)

    sizes = Sizes(
        boxes={each.key: typed(each.name) for each in shown.nodes}
        | {each.key: typed(each.name) for each in shown.events},
        labels={edge: typed(*edge.labels) for edge in shown.edges},
        ties={each.key: typed(each.word, *each.notes) for each in shown.ties},
        incident=typed(shown.incident),
    )
    planned = layout(shown, sizes, 200)
    assert planned.width == 200
    assert collisions(planned) == []


WORDS = (
    "port",
    "denies",
    "north",
    "a drone strike",
    "states",
    "any part",
    "outlet",
    "harbour guard",
    "of it",
)
SHAPES = ("state", "command", "body", "group", "unnamed", "voice")
ROLES = ("accuser", "denier", "witness", "inquirer", "background")
