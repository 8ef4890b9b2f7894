"""
Candidate places for the words and flags of the chart of actors, each with its price.

A label stands best beside the middle of a steep line, on a slanted one (with white paper
behind) or above a level one; the words of a tie stand best on the inner part of its
dotted line; flags at the upper right of their mark.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from reportkit.charts.actors_geometry import Point, length, pairs, walk
from reportkit.charts.actors_plan import FLAG_SIZE, PITCH, Spot, Words

AIR = 0.45
"""Millimetres that words keep from lines and boxes."""

_BESIDE, _ABOVE = 1.2, 0.9
_STEEP, _LEVEL, _FLAT = 0.3, 0.25, 0.9
_STEP, _FINEST, _PLACES, _MOST_PLACES = 1.6, 0.5, 14, 22
_HEAD, _TAIL = 2.6, 2.0
_MOST_ON_LINE = 4
_AWAY, _BIT, _SETTING = 2.4, 0.6, 0.7
_ON_STEEP, _ON_SLANTED, _ON_LEVEL, _MORE_LINES = 1.0, 0.45, 1.2, 0.3
_SLANTED, _LEFT, _BELOW = 0.5, 0.25, 0.3
_SHIFTS = (-3.0, 3.0, -6.0, 6.0)
_ASIDE, _TIGHT, _ROW, _UNDER_ROW = 0.12, 0.6, 0.3, 0.8
_OUTER, _TIE_SETTING, _OVER, _UNDER, _STEEPEST = 2.5, 0.9, 1.4, 1.6, 6.0
_TIE_STEP = 1.25
_BEARINGS = (-45, -135, -25, -155, -65, -115, 45, 135, 25, 155, 0, 180, -90, 90)
_RINGS = (0.0, 0.8, 1.8, 3.0, 4.5)


class Place(NamedTuple):
    """
    A place: its price, its upper left corner, and which setting of the words stands there how.

    ``setting`` is the number of the way to set the words, -1 for flags; ``paper`` says that
    they stand over their own line and need white behind them.
    """

    price: float
    left: float
    top: float
    setting: int
    align: str
    paper: bool


Candidate: TypeAlias = tuple[float, float, float, int, str, bool]
"""The same as a plain tuple, because there are thousands of them."""


def for_flags(spot: Spot, count: int) -> Iterator[Candidate]:
    """
    Places for flags around a mark, side by side.

    Parameters
    ----------
    spot : Spot
        The mark.
    count : int
        How many flags.
    """
    wide = flags_width(count)
    for further in _RINGS:
        for rank, angle in enumerate(_BEARINGS):
            dx, dy = math.cos(math.radians(angle)), math.sin(math.radians(angle))
            reach = spot.size / 2 + 0.4 + further
            x = spot.centre[0] + dx * reach + _sign(dx) * wide / 2
            y = spot.centre[1] + dy * reach + _sign(dy) * FLAG_SIZE / 2
            yield (rank * 0.3 + further, x - wide / 2, y - FLAG_SIZE / 2, -1, "middle", False)


def flags_width(count: int) -> float:
    """
    Millimetres that flags take up side by side.

    Parameters
    ----------
    count : int
        How many flags.
    """
    return count * (FLAG_SIZE + 0.3)


def _sign(value: float) -> float:
    return round(math.copysign(1.0, value)) if abs(value) > AIR / 10 else 0.0


def for_tie(
    points: Sequence[Point], settings: Sequence[Words], first: int = 0, extra: float = 0.0
) -> Iterator[Candidate]:
    """
    Places for the words of a tie: on its dotted line, the inner part first, or above or below it.

    Parameters
    ----------
    points : sequence of Point
        The dotted line from the actor to the incident.
    settings : sequence of Words
        Ways to set the words, best first; the standing stands on the line.
    first : int
        The number of the first setting.
    extra : float
        What is added to each price.
    """
    for rank, words in enumerate(settings, first):
        for (a, b), outer in zip(pairs(points)[::-1], (0.0, _OUTER), strict=False):
            middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
            lean = abs(b[1] - a[1]) / max(0.1, abs(b[0] - a[0])) * words.width / 2
            lean = min(lean, _STEEPEST)
            for (x, y), _ in walk((a, b), _TIE_STEP):
                price = extra + outer + rank * _TIE_SETTING + math.dist((x, y), middle) * _ASIDE
                leads = words.styles[0] != "note"
                top = y - words.pitch / 2 if leads else y + words.pitch / 2 - words.height
                left = x - words.width / 2
                yield (price, left, top, rank, "middle", True)
                over = y - words.height - _ABOVE - lean
                yield (price + _OVER, left, over, rank, "middle", False)
                yield (price + _UNDER, left, y + _ABOVE + lean, rank, "middle", False)


def for_edge(
    points: Sequence[Point],
    settings: Sequence[Words],
    levels: Sequence[tuple[float, float]],
    first: int = 0,
    extra: float = 0.0,
) -> Iterator[Candidate]:
    """
    Places for the label of an edge along its line.

    Parameters
    ----------
    points : sequence of Point
        The line.
    settings : sequence of Words
        Ways to set the label, best first.
    levels : sequence of (float, float)
        Upper and lower edge of each row of boxes.
    first : int
        The number of the first setting.
    extra : float
        What is added to each price.
    """
    whole = length(points)
    done = 0.0
    for piece in pairs(points):
        long = math.dist(*piece)
        if long < _FINEST:
            done += long
            continue
        way = (piece[1][0] - piece[0][0]) / long, (piece[1][1] - piece[0][1]) / long
        for at, _ in walk(piece, max(_FINEST, min(max(_STEP, long / _MOST_PLACES), long / _PLACES))):
            before = done + math.dist(piece[0], at)
            away = _AWAY * abs(before / whole - 0.5) + (_BIT if long < whole / 4 else 0.0)
            free = min(before - _TAIL, whole - before - _HEAD)
            for rank, words in enumerate(settings, first):
                price = extra + away + rank * _SETTING
                if abs(way[1]) < _LEVEL:
                    yield from _over_and_under(piece, at, way, (rank, words, price), levels)
                else:
                    yield from _beside(at, way, (rank, words, price))
                yield from _upon(at, way, (rank, words, price), free)
        done += long


def _beside(at: Point, way: Point, setting: tuple[int, Words, float]) -> Iterator[Candidate]:
    """Places at the right and at the left of one point of a line."""
    (x, y), (dx, dy), (rank, words, price) = at, way, setting
    lean = abs(dx / dy) * (words.height / 2 + AIR)
    top, cost = y - words.height / 2, price + (0.0 if abs(dx) < _STEEP else _SLANTED)
    yield (cost, x + lean + _BESIDE, top, rank, "left", False)
    yield (cost + _LEFT, x - lean - _BESIDE - words.width, top, rank, "right", False)


def _upon(at: Point, way: Point, setting: tuple[int, Words, float], free: float) -> Iterator[Candidate]:
    """Places on a line, where enough of it stays to be seen."""
    (x, y), (dx, dy), (rank, words, price) = at, way, setting
    across, down = words.width / 2 / max(abs(dx), 1e-6), words.height / 2 / max(abs(dy), 1e-6)
    if min(across, down) >= free or len(words.lines) > _MOST_ON_LINE:
        return
    cost = _ON_STEEP if abs(dx) < _STEEP else _ON_SLANTED if abs(dy) >= _LEVEL else _ON_LEVEL
    cost += price + _MORE_LINES * (len(words.lines) - 1)
    for shift in (0.0, -0.25, 0.25) if abs(dx) < _FLAT else (0.0,):
        left, top = x - words.width * (0.5 + shift), y - words.height / 2
        yield (cost + 2 * abs(shift), left, top, rank, "middle", True)


def _over_and_under(
    piece: tuple[Point, Point],
    at: Point,
    way: Point,
    setting: tuple[int, Words, float],
    levels: Sequence[tuple[float, float]],
) -> Iterator[Candidate]:
    """Places above and below a level line, also past the boxes of its row."""
    (x, y), (dx, dy), (rank, words, price) = at, way, setting
    start, end = sorted(point[0] for point in piece)
    half = words.width / 2
    tight = _TIGHT if half > (end - start) / 2 - 1.0 else 0.0
    near = _ABOVE + abs(dy / dx) * half
    over, under = [(near, tight)], [(near, tight + _BELOW)]
    for top, bottom in levels:
        if top < y < bottom:
            for more in (0.0, PITCH + AIR):
                over.append((y - top + _ABOVE + more, _ROW * (1 + more)))
                under.append((bottom - y + _ABOVE + more, _UNDER_ROW + _ROW * more))
    middle = abs(x - (start + end) / 2) <= _STEP / 2
    for shift in (0.0, *_SHIFTS, start + half - x, end - half - x) if middle else (0.0,):
        left, aside = x - half + shift, price + abs(shift) * _ASIDE
        for lift, cost in over:
            yield (cost + aside, left, y - lift - words.height, rank, "middle", False)
        for lift, cost in under:
            yield (cost + aside, left, y + lift, rank, "middle", False)
