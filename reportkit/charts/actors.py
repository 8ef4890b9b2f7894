"""
The chart of actors: who accuses, denies, acknowledges, and at which tie they point.

The incident stands in the middle. A state or group said to be answerable touches it
only through a dotted line that carries the standing of that tie; whoever speaks of the
tie points at its mark. Up to twenty actors are drawn so; more of them stand in a matrix,
under a drawing of the few that are closest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from reportkit.charts import marks
from reportkit.charts.actors_closest import closest
from reportkit.charts.actors_layout import canonical, layout
from reportkit.charts.actors_painting import paint, painted
from reportkit.charts.actors_pins import CannotPin, Pin
from reportkit.charts.actors_plan import INCIDENT, MOST, Plan, TooManyActors
from reportkit.charts.actors_rows import registered
from reportkit.charts.actors_words import measured
from reportkit.charts.signed_matrix import MatrixPlan, arranged, tallest
from reportkit.charts.signed_matrix_painting import paint as paint_matrix
from reportkit.charts.style import BRAND, figure, own_settings, write
from reportkit.wording.pictures import ActorsPicture, MatrixWords

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["CannotPin", "Planned", "TooManyActors", "as_matrix", "draw", "drawn", "planned"]

_NO_WORDS = MatrixWords((), (), (), (), (), ())
_HEAD, _HEAD_SIZE, _BETWEEN = 5.0, 7.9, 4.0


@dataclass(frozen=True, slots=True)
class Planned:
    """
    A chart of actors before it is drawn: a drawing with lines, a matrix, or both.

    ``lines`` is the drawing of all, or with a matrix that of the few closest to the incident;
    ``picture`` is the record it is from.
    """

    picture: ActorsPicture
    lines: Plan | None
    matrix: MatrixPlan | None

    @property
    def order(self) -> tuple[str, ...]:
        """The actors in the order of the matrix, which numbers them; without one as they are registered."""
        return tuple(row.key for row in self.matrix.rows) if self.matrix else registered(self.picture)

    @property
    def form(self) -> str:
        """What it is: "lines", "numbers" (a list stands under the lines) or "matrix"."""
        if self.matrix:
            return "matrix"
        return "numbers" if self.lines and (self.lines.numbered or self.lines.unlined) else "lines"


def draw(picture: ActorsPicture, width_mm: float = 178, *, seats: Mapping[str, Pin] | None = None) -> Figure:
    """
    Draw the chart of actors; the height follows from what it holds.

    Parameters
    ----------
    picture : ActorsPicture
        The record; the order of its tuples does not matter.
    width_mm : float
        Width in millimetres.
    seats : mapping of str to (float, float), optional
        Seats that somebody fixed; see `reportkit.charts.actors_pins`.

    Raises
    ------
    TooManyActors
        More actors than any form can show; the caller lists them instead.
    reportkit.charts.actors_pins.CannotPin
        A fixed seat cannot be kept.
    ValueError
        A line or a tie names an actor that is not in the picture.

    Examples
    --------
    >>> from reportkit.charts.style import words
    >>> from reportkit.wording.pictures import Edge, Node
    >>> from reportkit.wording.runs import Run
    >>> port = Node("port", (Run("Port authority"),), (), (), "body", "witness")
    >>> says = Edge("port", "incident", "dot", "ink", False, ((Run("confirms it"),),))
    >>> words(draw(ActorsPicture((Run("Fire"),), "acknowledged", (), (), (port,), (), (), (says,), ())))
    ('Port authority', 'Fire', 'confirms it')
    """
    return drawn(planned(picture, width_mm, seats=seats))


def planned(
    picture: ActorsPicture, width_mm: float = 178, *, seats: Mapping[str, Pin] | None = None
) -> Planned:
    """
    Return the chart of actors before it is drawn, in the form that its size asks for.

    Parameters
    ----------
    picture : ActorsPicture
        The record.
    width_mm : float
        Width in millimetres.
    seats : mapping of str to (float, float), optional
        Seats that somebody fixed; see `reportkit.charts.actors_pins`.

    Raises
    ------
    TooManyActors
        More actors than a matrix can show.
    reportkit.charts.actors_pins.CannotPin
        A fixed seat cannot be kept.
    ValueError
        A line or a tie names an actor that is not in the picture.
    """
    return _planned(picture, width_mm, tuple(sorted((seats or {}).items())))


@lru_cache(
    maxsize=8
)  # a briefing asks for the same chart to show it, to cite it and to list what it leaves out
def _planned(picture: ActorsPicture, width_mm: float, seats: tuple[tuple[str, Pin], ...]) -> Planned:
    with own_settings():
        picture = canonical(picture)
        if len(picture.nodes) <= MOST:
            try:
                return Planned(picture, layout(picture, measured(picture), width_mm, dict(seats)), None)
            except TooManyActors:
                if picture.matrix is None:
                    raise
        lines = _few(picture, width_mm, dict(seats))
        top = _HEAD + lines.height + _BETWEEN + _HEAD if lines else _HEAD
        return Planned(picture, lines, arranged(picture, width_mm, tallest(top)))


def _few(picture: ActorsPicture, width_mm: float, seats: Mapping[str, Pin]) -> Plan | None:
    """Plan a drawing of the few actors closest to the incident; None where nobody speaks of it."""
    few = closest(picture)
    if not few.ties and not any(edge.target == INCIDENT for edge in few.edges):
        return None
    drawn_keys = {node.key for node in few.nodes}
    pins = {key: pin for key, pin in seats.items() if key in drawn_keys}
    try:
        return layout(few, measured(few), width_mm, pins)
    except TooManyActors:
        return None


def as_matrix(picture: ActorsPicture, width_mm: float = 178) -> Planned:
    """
    Return a matrix of actors alone, for ties that no drawing with lines can hold.

    Parameters
    ----------
    picture : ActorsPicture
        The record.
    width_mm : float
        Width in millimetres.

    Raises
    ------
    TooManyActors
        More actors than a matrix can show.
    """
    with own_settings():
        return Planned(canonical(picture), None, arranged(picture, width_mm, tallest(_HEAD)))


def drawn(plan: Planned) -> Figure:
    """
    Draw a planned chart of actors.

    Parameters
    ----------
    plan : Planned
        What `planned` returns.
    """
    with own_settings():
        colours = {tie.key: marks.colour(tie.mark) for tie in plan.picture.ties}
        if plan.matrix is None:
            return painted(plan.lines, colours) if plan.lines else figure(1, 1)
        words = plan.picture.matrix or _NO_WORDS
        under = plan.lines.height + _HEAD + _BETWEEN if plan.lines else 0.0
        sheet = figure(plan.matrix.width, under + _HEAD + plan.matrix.height)
        axes = sheet.axes[0]
        if plan.lines:
            write(axes, 0.4, _HEAD / 2, words.closest, size=_HEAD_SIZE, weight=600, colour=BRAND)
            paint(axes, plan.lines.lowered(_HEAD), colours)
        write(axes, 0.4, under + _HEAD / 2, words.every, size=_HEAD_SIZE, weight=600, colour=BRAND)
        paint_matrix(axes, plan.matrix, under + _HEAD)
        return sheet
