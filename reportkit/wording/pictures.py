"""
What a chart shows, as plain records: the charts draw these and nothing else.

The same record gives the drawing, its alt text and its table, so none of them can
drift from the others. Positions here are those the claims allow (order columns,
days, areas); millimetres are the charts' affair.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    """An actor's box."""

    key: str
    name: Line
    note: Line
    native: Line
    shape: str
    role: str


@dataclass(frozen=True, slots=True)
class Tie:
    """That an actor is answerable for the incident, as a question with its standing."""

    key: str
    actor: str
    mark: str
    flags: tuple[str, ...]
    word: Line
    notes: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class OtherEvent:
    """Another incident that an actor ties itself to."""

    key: str
    name: Line
    mark: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """What one actor says of a tie, an incident or another actor."""

    source: str
    target: str
    end: str
    tone: str
    dashed: bool
    labels: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ActorsPicture:
    """The actors around one incident."""

    incident: Line
    incident_mark: str
    incident_flags: tuple[str, ...]
    incident_notes: tuple[Line, ...]
    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]
    events: tuple[OtherEvent, ...]
    edges: tuple[Edge, ...]
    alt: Line


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
