"""Sequences to be drawn, by hand and at random, and what stands on the sheet when they are."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from hypothesis import strategies as st

from reportkit.charts import marks, style
from reportkit.charts.fonts import MissingGlyph
from reportkit.wording.pictures import End, Lane, LaneMark, SequenceLink, SequencePicture, Tally
from reportkit.wording.runs import Line, Run, reference
from tests.samples.hostile import STRINGS

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

DAY = 738996  # 20 April 2024
BIG = {4.2, 3.0, 2.5}  # sizes of marks that stand for an event or a statement, and not beside one


def line(*parts: str) -> Line:
    """Return a line; a part that starts with @ is a reference, with ~ soft words."""
    runs: list[Run] = []
    for part in parts:
        if part.startswith("@"):
            runs.append(reference(*part[1:].split()))
        else:
            runs.append(Run(part.removeprefix("~"), ("C1",), "soft" if part.startswith("~") else "text"))
    return tuple(runs)


def edge(*, inferred: bool = False) -> End:
    """Return an end without a bound."""
    return End("edge", None, cap=False, inferred=inferred)


def cap(column: int, *, inferred: bool = False) -> End:
    """Return an end that a column bounds."""
    return End("column", column, cap=True, inferred=inferred)


def day_cap(day: int = DAY, *, inferred: bool = False) -> End:
    """Return an end that a day bounds."""
    return End("day", day, cap=True, inferred=inferred)


def mark(  # noqa: PLR0913 - the fields of the record
    key: str,
    name: str,
    where: int | tuple[int, int],
    *labels: Line,
    flags: tuple[str, ...] = (),
    left: End | None = None,
    right: End | None = None,
    own: bool = False,
) -> LaneMark:
    """Return a mark in a column, or on days."""
    column, days = (where, None) if isinstance(where, int) else (None, where)
    return LaneMark(key, name, flags, column, days, left, right, labels, own)


def event(name: str, note: str, *found: LaneMark, own: bool = False) -> Lane:
    """Return a lane of events."""
    return Lane(name, "events", line(name), line(note) if note else (), own, found)


def speaker(name: str, *found: LaneMark) -> Lane:
    """Return a lane of statements."""
    return Lane(name, "statements", line(name), (), own=False, marks=found)


def picture(
    columns: int, lanes: tuple[Lane, ...], links: tuple[SequenceLink, ...] = (), days: tuple[int, ...] = ()
) -> SequencePicture:
    """Return a picture with the usual headings."""
    return SequencePicture(
        order_heading=line("ORDER ONLY"),
        order_note=line("left before right where the document says so; widths mean nothing"),
        events_heading=line("EVENTS, by incident"),
        statements_heading=line("STATEMENTS, by speaker"),
        columns=columns,
        days=tuple((day, line(f"DAY {day - DAY + 20}")) for day in days),
        lanes=lanes,
        links=links,
        alt=line("alt"),
    )


def base_blast() -> SequencePicture:
    """Return a picture of the size of a real case: six incidents, nine speakers, one day."""
    over = line("over by January 2024, later than three deaths in Jordan", "@C26")
    by_groups = line("~by several PMU member groups, the outlet writes", "@C24")
    events = (
        event("Attacks on US forces", "Iraq and Syria",
              mark("attacks", "reported_only", 0, over, by_groups, left=edge(), right=cap(1))),
        event("Strike on a base", "Jordan",
              mark("jordan", "reported_only", 0, line("three US soldiers killed", "@C27", " · no author"))),
        event("US action", "“against Iraq”",
              mark("action", "reported_only", 1, line("its order is not stated"), left=cap(0), right=edge())),
        event("Reported strike", "Iran",
              mark("strike", "reported_only", 2, line("“Israel struck”", "@C3", " · “suspected”", "@C30"),
                   flags=("says_both",))),
        event("Explosion at Kalsu base", "Iraq",
              mark("blast", "acknowledged", 3, line("PMU members acknowledge it", "@C7"),
                   line("~cause and day: not stated"), flags=("inquiry",),
                   right=day_cap(inferred=True), own=True),
              own=True),
        event("Claimed drone attack", "Eilat",
              mark("eilat", "claimed_only", 4, line("launch claimed, arrival not stated", "@C32"),
                   flags=("inference",), left=edge(inferred=True))),
    )  # fmt: skip
    speakers = (
        speaker("PMU members",
                mark("C7", "affirms", 3, line("acknowledge an explosion", "@C7"), left=cap(3), right=edge())),
        speaker("PMU",
                mark("C9", "affirms", 3, line("finds injuries", "@C9", " · unfinished", "@C11"),
                     flags=("inquiry",), left=cap(3), right=edge())),
        speaker("Unnamed US officials",
                mark("C1", "denies", 2, line("deny launching an airstrike on an Iraqi base", "@C1"),
                     left=cap(2), right=edge())),
        speaker("Unnamed Israeli officials",
                mark("C2", "denies", 2, line("deny likewise", "@C2", " · and any part in it", "@C12"),
                     left=cap(2), right=edge())),
        speaker("Unnamed reports",
                mark("C15", "accuses", 3, line("say: US airstrikes in Iraq that day", "@C15"),
                     flags=("through_denial",), left=edge(), right=day_cap())),
        speaker("CENTCOM",
                mark("C13", "denies", 3, line("denies, the outlet says", "@C13"), left=cap(3), right=edge()),
                mark("C16", "denies", (DAY, DAY), line("denies US air strikes in Iraq that day", "@C16"))),
        speaker("CJTF-OIR, via RedState",
                mark("C18", "denies", 3, line("denies any US role", "@C18"), left=cap(3), right=edge())),
        speaker("Islamic Resistance in Iraq",
                mark("C34", "accuses", 3, line("accuses Israel, of “camps”", "@C34"),
                     flags=("inference",), left=edge(), right=edge())),
        speaker("Several PMU member groups",
                mark("C25", "motive", 0, line("give US support of Israel as their reason", "@C25"),
                     left=edge(), right=edge())),
    )  # fmt: skip
    links = (
        SequenceLink(
            "jordan", "action", "reason", "ink", (), line("“retaliated”: the outlet’s word", "@C28")
        ),
        SequenceLink("strike", "blast", "order", "ink", (), line("one day after, says the outlet", "@C29")),
        SequenceLink("blast", "eilat", "reason", "blue", (), line("“in response to”", "@C33")),
    )
    return picture(5, (*events, *speakers), links, (DAY,))


def fire() -> SequencePicture:
    """Return three events in a row, with an order and a reason, and one statement; nothing carries a day."""
    lanes = (
        event(
            "River raid", "South bank", mark("raid", "suspected", 0, line("suspected by the daily", "@C4"))
        ),
        event(
            "Harbour fire",
            "North basin",
            mark("fire", "disputed", 1, line("accused, and denied", "@C1 C2"), flags=("inquiry",), own=True),
            own=True,
        ),
        event("Shelling", "", mark("shells", "denied_only", 2, line("denied before anybody says it", "@C9"))),
        speaker("Port", mark("port", "states", 1, line("states it", "@C3"), left=cap(1), right=edge())),
    )
    links = (
        SequenceLink("raid", "fire", "order", "ink", (), line("a day after, says the daily", "@C5")),
        SequenceLink("fire", "shells", "reason", "blue", ("inference",), line("“for the harbour”", "@C7")),
    )
    return picture(3, lanes, links)


def with_mark(shown: SequencePicture, changed: LaneMark) -> SequencePicture:
    """Return the picture with one mark in the place of the one with its key."""
    lanes = tuple(
        replace(lane, marks=tuple(changed if old.key == changed.key else old for old in lane.marks))
        for lane in shown.lanes
    )
    return replace(shown, lanes=lanes)


Point = tuple[float, float]


class Drawn(NamedTuple):
    """A mark as it stands on the sheet."""

    name: str
    x: float
    y: float
    size: float


def drawn(figure: Figure) -> list[Drawn]:
    """Return the marks of a figure in drawing order."""
    patches = [p for p in figure.axes[0].patches if str(p.get_label()).startswith(marks.LABEL)]
    found: list[Drawn] = []
    while patches:
        name = str(patches[0].get_label()).removeprefix(marks.LABEL)
        outlines = marks.outlines(name)
        parts, patches = patches[: len(outlines)], patches[len(outlines) :]
        boxes = [
            p.get_path().get_extents() for p, (_, paper) in zip(parts, outlines, strict=True) if not paper
        ]
        left, top, right, _ = marks.extent(name)
        size = (max(b.x1 for b in boxes) - min(b.x0 for b in boxes)) / (right - left)
        x, y = min(b.x0 for b in boxes) - left * size, min(b.y0 for b in boxes) - top * size
        found.append(Drawn(name, x, y, round(size, 2)))
    return found


def seated(shown: SequencePicture, figure: Figure) -> dict[str, Drawn]:
    """Return where each mark of the record stands, by its key; each must be drawn exactly once."""
    there = [one for one in drawn(figure) if one.size in BIG]
    found: dict[str, Drawn] = {}
    for lane in shown.lanes:
        mine, there = there[: len(lane.marks)], there[len(lane.marks) :]
        assert sorted(one.name for one in mine) == sorted(one.mark for one in lane.marks)
        records = sorted(lane.marks, key=lambda one: (one.mark, one.days or (0, 0), one.column or 0))
        found |= {
            record.key: one for record, one in zip(records, sorted(mine, key=lambda m: m[:3]), strict=True)
        }
    assert not there
    return found


def lines(figure: Figure, label: str) -> list[Line2D]:
    """Return the lines of a figure that say they are something."""
    return [one for one in figure.axes[0].lines if one.get_label() == label]


def path(one: Line2D) -> list[Point]:
    """Return the points of a line."""
    return [(float(x), float(y)) for x, y in np.asarray(one.get_xydata())]


def shapes(figure: Figure, label: str) -> int:
    """Return how many shapes of a figure say they are something."""
    return sum(one.get_label() == label for one in figure.axes[0].patches)


def together(figure: Figure) -> str:
    """Return all words of a figure in the order they were set, without spaces."""
    return "".join(style.words(figure)).replace(" ", "")


def packed(words: Line) -> str:
    """Return the words of a line without spaces."""
    return "".join(run.words for run in words if run.kind != "mark").replace(" ", "")


def height(figure: Figure) -> float:
    """Return the height of a figure in millimetres."""
    return float(figure.axes[0].get_ylim()[0])


WORDS = (
    "denies",
    "a strike on the harbour",
    "says",
    "“camps”",
    "$x_1$",
    "<b>",
    "العراق",
    "קלסו",
    "not-stated",
)


@st.composite
def labels(make: st.DrawFn) -> tuple[Line, ...]:
    """Up to two lines of words, each with its reference."""
    found = make(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5), max_size=2))
    return tuple(line(" ".join(words), "@C1 C2") for words in found)


@st.composite
def marks_of(make: st.DrawFn, key: str, name: str, columns: int, days: tuple[int, ...]) -> LaneMark:
    """Make a mark with a place and a bar that do not contradict each other."""
    dated = bool(days) and (not columns or make(st.integers(0, 3)) == 0)
    guess, inferred = st.booleans(), st.builds(edge, inferred=st.booleans())
    lefts, rights = [st.none(), inferred], [st.none(), inferred]
    where: int | tuple[int, int]
    if dated:
        first = make(st.sampled_from(days))
        last = make(st.sampled_from([day for day in days if day >= first]))
        where = (first, last)
        rights.append(st.builds(day_cap, st.sampled_from([d for d in days if d >= last]), inferred=guess))
        if columns:
            lefts.append(st.builds(cap, st.integers(0, columns - 1), inferred=guess))
    else:
        where = make(st.integers(0, columns - 1))
        lefts.append(st.builds(cap, st.integers(0, where), inferred=guess))
        rights.append(st.builds(cap, st.integers(where, columns - 1), inferred=guess))
        if days:
            rights.append(st.builds(day_cap, st.sampled_from(days), inferred=guess))
    flags = tuple(make(st.lists(st.sampled_from(marks.FLAGS), max_size=2, unique=True)))
    left, right = make(st.one_of(lefts)), make(st.one_of(rights))
    return mark(key, name, where, *make(labels()), flags=flags, left=left, right=right)


@st.composite
def pictures(make: st.DrawFn) -> SequencePicture:
    """Make a picture of any shape: with and without columns, days, statements and links."""
    columns = make(st.integers(0, 8))
    days = tuple(sorted(make(st.sets(st.integers(DAY, DAY + 20), min_size=0 if columns else 1, max_size=3))))
    lanes: list[Lane] = []
    for number in range(make(st.integers(1, 6))):
        group = "events" if number < 3 else "statements"
        pool = marks.STANDINGS if group == "events" else marks.STATEMENTS
        names = make(st.lists(st.sampled_from(pool), min_size=1, max_size=3, unique=True))
        found = tuple(make(marks_of(f"m{number}.{i}", n, columns, days)) for i, n in enumerate(names))
        note = line("somewhere") if make(st.booleans()) else ()
        lanes.append(Lane(f"l{number}", group, line(f"Lane {number}"), note, number == 1, found))
    keys = [one.key for lane in lanes if lane.group == "events" for one in lane.marks]
    pairs = st.lists(st.sampled_from(keys), min_size=2, max_size=2, unique=True)
    ties = make(st.lists(pairs, max_size=2)) if len(keys) > 1 else []
    kinds = [make(st.sampled_from(("order", "reason"))) for _ in ties]
    links = tuple(
        SequenceLink(one, two, kind, "blue", (), line("one day after", "@C9"))
        for (one, two), kind in zip(ties, kinds, strict=True)
    )
    return picture(columns, tuple(lanes), links, days)


RIGHT_TO_LEFT = ("قاعدة كالسو", "בסיס קלסו", "حرس الساحل", "Base القاعدة 7")


def tally(name: str, **counts: int) -> Tally:
    """Return a speaker with counted statements."""
    return Tally(name, line(name), (), tuple((kind, line(str(n))) for kind, n in counts.items()))


@cache
def writable() -> tuple[str, ...]:
    """Return the hostile strings that the bundled fonts can write, none a page long."""
    found = []
    for words in STRINGS:
        try:
            for weight in (400, 600):
                style.measure((Run(words),), weight=weight)
        except (MissingGlyph, ValueError):
            continue
        if 0 < len(words) < 90 and words.strip():
            found.append(words)
    return tuple(found)


def renamed(lane: Lane, words: str) -> Lane:
    """Return a lane with other words wherever it has a name or a label."""

    def relabel(one: LaneMark) -> LaneMark:
        return replace(one, labels=(line(words),) if one.labels else ())

    return replace(lane, name=line(words), marks=tuple(map(relabel, lane.marks)))
