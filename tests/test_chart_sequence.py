"""The escalation sequence, tested by what stands on the sheet."""

from __future__ import annotations

from reportkit.wording.pictures import End, Lane, LaneMark, SequenceLink, SequencePicture
from reportkit.wording.runs import Line, Run, reference

DAY = 738996  # 20 April 2024


def line(*parts: str) -> Line:
    """Return a line; a part that starts with @ is a reference, with ! a drawn mark, with ~ soft words."""
    runs: list[Run] = []
    for part in parts:
        if part.startswith("@"):
            runs.append(reference(*part[1:].split()))
        elif part.startswith("!"):
            runs.append(Run(part[1:], (), "mark"))
        elif part.startswith("~"):
            runs.append(Run(part[1:], ("C1",), "soft"))
        else:
            runs.append(Run(part, ("C1",)))
    return tuple(runs)


def edge(*, inferred: bool = False) -> End:
    return End("edge", None, cap=False, inferred=inferred)


def cap(column: int, *, inferred: bool = False) -> End:
    return End("column", column, cap=True, inferred=inferred)


def day_cap(day: int = DAY, *, inferred: bool = False) -> End:
    return End("day", day, cap=True, inferred=inferred)


def mark(
    key: str,
    name: str,
    column: int | None,
    *labels: Line,
    flags: tuple[str, ...] = (),
    days: tuple[int, int] | None = None,
    left: End | None = None,
    right: End | None = None,
    own: bool = False,
) -> LaneMark:
    return LaneMark(key, name, flags, column, days, left, right, labels, own)


def event(key: str, name: str, note: str, *marks: LaneMark, own: bool = False) -> Lane:
    return Lane(key, "events", line(name), line(note) if note else (), own, marks)


def speaker(key: str, name: str, *marks: LaneMark) -> Lane:
    return Lane(key, "statements", line(name), (), own=False, marks=marks)


def base_blast() -> SequencePicture:
    """Return a picture of the size of a real case: six incidents, nine speakers, one day."""
    events = (
        event("attacks", "Attacks on US forces", "Iraq and Syria",
              mark("attacks", "reported_only", 0, line("over by January 2024, later than three deaths in Jordan", "@C26"),
                   line("~by several PMU member groups, the outlet writes", "@C24"), left=edge(), right=cap(1))),
        event("jordan", "Strike on a base", "Jordan",
              mark("jordan", "reported_only", 0, line("three US soldiers killed", "@C27", " · author not named"))),
        event("action", "US action", "“against Iraq”",
              mark("action", "reported_only", 1, line("order to all else not stated"), left=cap(0), right=edge())),
        event("strike", "Reported strike", "Iran",
              mark("strike", "reported_only", 2, line("“Israel struck”", "@C3", " · “suspected”", "@C30"),
                   flags=("says_both",))),
        event("blast", "Explosion at Kalsu base", "Iraq",
              mark("blast", "acknowledged", 3, line("PMU members acknowledge it", "@C7"),
                   line("~cause and day: not stated"), flags=("inquiry",),
                   right=day_cap(inferred=True), own=True), own=True),
        event("eilat", "Claimed drone attack", "Eilat",
              mark("eilat", "claimed_only", 4, line("launch claimed, arrival not stated", "@C32"),
                   flags=("inference",), left=edge(inferred=True))),
    )  # fmt: skip
    after = cap(3)
    speakers = (
        speaker("members", "PMU members",
                mark("C7", "affirms", 3, line("acknowledge an explosion", "@C7"), left=after, right=edge())),
        speaker("pmu", "PMU",
                mark("C9", "affirms", 3, line("finds injuries", "@C9", " · unfinished", "@C11"),
                     flags=("inquiry",), left=after, right=edge())),
        speaker("us", "Unnamed US officials",
                mark("C1", "denies", 2, line("deny launching an airstrike on an Iraqi base", "@C1"),
                     left=cap(2), right=edge())),
        speaker("israel", "Unnamed Israeli officials",
                mark("C2", "denies", 2, line("deny likewise", "@C2", " · and any part in it", "@C12"),
                     left=cap(2), right=edge())),
        speaker("reports", "Unnamed reports",
                mark("C15", "accuses", 3, line("say: US airstrikes in Iraq that day", "@C15"),
                     flags=("through_denial",), left=edge(), right=day_cap())),
        speaker("centcom", "CENTCOM",
                mark("C13", "denies", 3, line("denies, the outlet says", "@C13"), left=after, right=edge()),
                mark("C16", "denies", None, line("denies US air strikes in Iraq that day", "@C16"), days=(DAY, DAY))),
        speaker("cjtf", "CJTF-OIR, via RedState",
                mark("C18", "denies", 3, line("denies any US involvement", "@C18"), left=after, right=edge())),
        speaker("iri", "Islamic Resistance in Iraq",
                mark("C34", "accuses", 3, line("accuses Israel, of “camps”", "@C34"),
                     flags=("inference",), left=edge(), right=edge())),
        speaker("groups", "Several PMU member groups",
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
    return SequencePicture(
        line("ORDER ONLY"), line("left comes before right where the document says so; widths mean nothing"),
        line("EVENTS, by incident"), line("STATEMENTS, by speaker"), 5, ((DAY, line("20 APRIL 2024")),),
        (*events, *speakers), links, line("alt"),
    )  # fmt: skip
