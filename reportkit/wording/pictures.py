"""
What a chart shows, as plain records: the charts draw these and nothing else.

The same record gives the drawing, its alt text and its table, so none of them can
drift from the others. Positions here are those the claims allow (order columns,
days, areas); millimetres are the charts' affair.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from reportkit.wording.runs import Line


@dataclass(frozen=True, slots=True)
class End:
    """
    One end of the bar of an event or statement whose time is bounded, not known.

    ``at`` is "column", "day" or "edge"; ``value`` the column number or the day's
    proleptic ordinal, None at an edge. ``cap`` says that the record bounds it here,
    ``inferred`` that it does so only with a reader's inference.
    """

    at: str
    value: int | None
    cap: bool
    inferred: bool


@dataclass(frozen=True, slots=True)
class LaneMark:
    """One event or one statement in its lane; exactly one of column and days is set."""

    key: str
    mark: str
    flags: tuple[str, ...]
    column: int | None
    days: tuple[int, int] | None
    left: End | None
    right: End | None
    labels: tuple[Line, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of the sequence: an incident's events, or one speaker's statements."""

    key: str
    group: str
    name: Line
    note: Line
    own: bool
    marks: tuple[LaneMark, ...]


@dataclass(frozen=True, slots=True)
class SequenceLink:
    """A tie between two events as somebody states it: plain order, or a reason given."""

    earlier: str
    later: str
    kind: str
    tone: str
    flags: tuple[str, ...]
    label: Line


@dataclass(frozen=True, slots=True)
class SequencePicture:
    """The escalation sequence: an order part, and a dated part for what carries a day."""

    order_heading: Line
    order_note: Line
    events_heading: Line
    statements_heading: Line
    columns: int
    days: tuple[tuple[int, Line], ...]
    lanes: tuple[Lane, ...]
    links: tuple[SequenceLink, ...]
    alt: Line


@dataclass(frozen=True, slots=True)
class Node:
    """
    An actor's box.

    ``registered`` is its place in the register of actors, by which seats are given away;
    ``group`` the umbrella it is counted under where many are ordered.
    """

    key: str
    name: Line
    note: Line
    native: Line
    shape: str
    role: str
    registered: int = 0
    group: str = ""


@dataclass(frozen=True, slots=True)
class Tie:
    """That an actor is answerable for the incident, as a question with its standing."""

    key: str
    actor: str
    mark: str
    flags: tuple[str, ...]
    word: Line
    notes: tuple[Line, ...]
    told: Line = ()


@dataclass(frozen=True, slots=True)
class OtherEvent:
    """Another incident that an actor ties itself to."""

    key: str
    name: Line
    mark: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """
    What one actor says of a tie, an incident or another actor.

    ``told`` is the same as a sentence, for a list; ``sign`` what it is in a matrix: "with",
    "against", "denies", "contested" or nothing; ``hull`` the group whose outline says it too.
    """

    source: str
    target: str
    end: str
    tone: str
    dashed: bool
    labels: tuple[Line, ...]
    told: Line = ()
    sign: str = ""
    hull: str = ""


@dataclass(frozen=True, slots=True)
class Hull:
    """
    A group of actors: an umbrella with its members, as somebody states it or the register has it.

    ``label`` names the umbrella and by whose word these are its members; ``dashed`` says that
    its members are not in the record, and then it holds the umbrella itself alone.
    """

    key: str
    label: Line
    members: tuple[str, ...]
    dashed: bool


@dataclass(frozen=True, slots=True)
class MatrixWords:
    """
    What is written at a matrix of actors.

    ``closest`` and ``every`` are headings, ``signs`` the meaning of each sign, ``names`` those of the
    groups, ``rest`` the name of those without one, ``unsure`` the sign of what is contested.
    """

    closest: Line
    every: Line
    signs: tuple[tuple[str, Line], ...]
    names: tuple[tuple[str, Line], ...]
    rest: Line
    unsure: Line


@dataclass(frozen=True, slots=True)
class ActorsPicture:
    """
    The actors around one incident.

    ``hulls`` are groups that may be drawn around their members, ``matrix`` the words of the
    form for many actors, ``also`` the heading of what is told and not drawn as a line.
    """

    incident: Line
    incident_mark: str
    incident_flags: tuple[str, ...]
    incident_notes: tuple[Line, ...]
    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]
    events: tuple[OtherEvent, ...]
    edges: tuple[Edge, ...]
    alt: Line
    hulls: tuple[Hull, ...] = ()
    matrix: MatrixWords | None = None
    also: Line = ()


@dataclass(frozen=True, slots=True)
class PlaceMark:
    """Where an incident is said to be, never drawn finer than it is said."""

    key: str
    name: Line
    labels: tuple[Line, ...]
    mark: str
    flags: tuple[str, ...]
    precision: str
    lat: float | None
    lon: float | None
    radius_km: float | None
    country: str
    own: bool
    inferred: bool


@dataclass(frozen=True, slots=True)
class PlacesPicture:
    """The locator map."""

    marks: tuple[PlaceMark, ...]
    countries: tuple[tuple[str, Line], ...]
    towns: tuple[tuple[float, float, Line], ...]
    regions: tuple[tuple[str, Line], ...]
    scale: Line
    alt: Line


@dataclass(frozen=True, slots=True)
class HarmRow:
    """
    What one claim says of how many came to harm; a number that is not said stays None and is not drawn.

    ``left`` and ``right`` say that the number is open to that side ("at most", "at least"), ``about`` that
    it is said roughly, ``gone`` that its speaker took it back or replaced it.
    """

    key: str
    who: Line
    note: Line
    mark: str
    low: int | None
    best: int | None
    high: int | None
    left: bool
    right: bool
    about: bool
    gone: bool
    said: Line
    when: Line


@dataclass(frozen=True, slots=True)
class HarmGroup:
    """One kind of harm: its own scale from zero, what each claim says, and who is silent on it."""

    kind: str
    name: Line
    ticks: tuple[tuple[int, Line], ...]
    rows: tuple[HarmRow, ...]
    silent: Line


@dataclass(frozen=True, slots=True)
class HarmPicture:
    """Casualty ranges by source; ``heads`` stand over who, the scale, what is said and when."""

    heads: tuple[Line, Line, Line, Line]
    groups: tuple[HarmGroup, ...]
    alt: Line


@dataclass(frozen=True, slots=True)
class StanceRow:
    """
    One statement on a proposition, at the time it was said.

    ``first`` and ``last`` are proleptic ordinals of the days that bound it, None where nothing does; a
    statement with neither has a ``column`` of the order part. ``change`` is "", "reversal", "softer",
    "firmer", "both" or "back", and ``since`` the key of the row it changes.
    """

    key: str
    mark: str
    column: int | None
    first: int | None
    last: int | None
    about: bool
    gone: bool
    change: str
    since: str
    said: tuple[Line, ...]
    when: Line


@dataclass(frozen=True, slots=True)
class StanceLane:
    """What one speaker says of a proposition, first to last as far as that is known."""

    who: Line
    note: Line
    rows: tuple[StanceRow, ...]


@dataclass(frozen=True, slots=True)
class StancePanel:
    """One proposition, with the mark of its standing and a lane for each speaker."""

    key: str
    mark: str
    flags: tuple[str, ...]
    what: Line
    standing: Line
    heading: Line
    lanes: tuple[StanceLane, ...]


@dataclass(frozen=True, slots=True)
class StancesPicture:
    """Stance over time: ``heads`` stand over who, the order part, what is said and when."""

    heads: tuple[Line, Line, Line, Line]
    columns: int
    ticks: tuple[tuple[int, Line], ...]
    panels: tuple[StancePanel, ...]
    alt: Line


@dataclass(frozen=True, slots=True)
class WeeksLane:
    """Events of one kind: for each week of the picture how many are acknowledged, and how many are not."""

    key: str
    name: Line
    note: Line
    counts: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class WeeksPicture:
    """
    Events by week and kind; ``weeks`` holds the ordinal of each Monday and whether the week is observed.

    ``gaps`` tells, by position in ``weeks``, how many weeks before it are left out because they are
    neither observed nor hold an event. ``levels`` are the marks of the one scale of all lanes.
    """

    head: Line
    weeks: tuple[tuple[int, bool], ...]
    gaps: tuple[tuple[int, Line], ...]
    ticks: tuple[tuple[int, Line], ...]
    levels: tuple[tuple[int, Line], ...]
    lanes: tuple[WeeksLane, ...]
    alt: Line


@dataclass(frozen=True, slots=True)
class StripCell:
    """How many speakers give one kind of answer: the number, its grey step from 0 to 4, and its words."""

    count: int
    step: int
    words: Line


@dataclass(frozen=True, slots=True)
class StripRow:
    """One proposition with its counts of answers and its standing."""

    key: str
    label: Line
    cells: tuple[StripCell, ...]
    mark: str
    flags: tuple[str, ...]
    standing: Line


@dataclass(frozen=True, slots=True)
class StripPicture:
    """A strip of counts for each proposition; ``answers`` are the heads of its columns with their marks."""

    heads: tuple[Line, Line]
    answers: tuple[tuple[str, Line], ...]
    rows: tuple[StripRow, ...]
    alt: Line


@dataclass(frozen=True, slots=True)
class StoodCell:
    """Where a proposition stood in one state: its mark, flags and word; or no mark."""

    mark: str
    flags: tuple[str, ...]
    words: Line


@dataclass(frozen=True, slots=True)
class StoodRow:
    """One proposition with where it stood in each state."""

    key: str
    label: Line
    cells: tuple[StoodCell, ...]


@dataclass(frozen=True, slots=True)
class StoodPicture:
    """Standings over editions: a proposition a row, a state a column, oldest first."""

    head: Line
    columns: tuple[Line, ...]
    rows: tuple[StoodRow, ...]
    alt: Line


@dataclass(frozen=True, slots=True)
class Tally:
    """How many statements of which kind one speaker makes: each mark with its number in words."""

    key: str
    name: Line
    note: Line
    counts: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True)
class NumberedSequence:
    """
    The sequence with a number at each mark, which a table explains.

    ``sequence`` has lanes by place and, as labels, the short names of its events; ``numbers`` the
    number of each mark by its key. Statements stand in lanes of the sequence or, where these would be
    too many, in ``tallies``.
    """

    sequence: SequencePicture
    numbers: tuple[tuple[str, Line], ...]
    tallies: tuple[Tally, ...]
    alt: Line


@dataclass(frozen=True, slots=True)
class Bin:
    """
    What events are counted in: some columns of the order, some days, or what fits neither.

    ``part`` is "order" or "days", with the first and last column or ordinal; or "unordered" (nobody
    states an order or a day) or "open" (a day, but no single stretch of days), with zeros.
    """

    part: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Stack:
    """How many events of which standing are counted in a bin, by its number."""

    bin: int
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class NamedEvent:
    """An event that is named over its bin; the own incident is drawn as its mark and counted in no stack."""

    key: str
    bin: int
    mark: str
    own: bool
    label: Line


@dataclass(frozen=True, slots=True)
class CountedLane:
    """The events of a place, counted, with those that are named."""

    key: str
    name: Line
    note: Line
    own: bool
    stacks: tuple[Stack, ...]
    named: tuple[NamedEvent, ...]


@dataclass(frozen=True, slots=True)
class CountedSequence:
    """The sequence as counts by lane: per columns of the order, per week or longer where days are known."""

    order_heading: Line
    order_note: Line
    unordered_heading: Line
    days_heading: Line
    open_heading: Line
    events_heading: Line
    statements_heading: Line
    scale: Line
    legend: tuple[tuple[str, Line], ...]
    bins: tuple[Bin, ...]
    days: tuple[tuple[int, Line], ...]
    lanes: tuple[CountedLane, ...]
    tallies: tuple[Tally, ...]
    alt: Line


Picture: TypeAlias = (
    SequencePicture
    | NumberedSequence
    | CountedSequence
    | ActorsPicture
    | PlacesPicture
    | HarmPicture
    | StancesPicture
    | WeeksPicture
    | StripPicture
    | StoodPicture
)
