"""
Candidate places for the words and flags of the chart of actors, each with its price.

A label stands best beside the middle of a steep line, on a slanted one (with white paper
behind) or above a level one; the words of a tie stand best on the inner part of its
dotted line; flags at the upper right of their mark.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reportkit.charts.actors_geometry import Point, Rect, around, length, pairs, walk
from reportkit.charts.actors_plan import FLAG_SIZE, PITCH, Spot, Words

AIR = 0.45
"""Millimetres that words keep from lines and boxes."""

_BESIDE, _ABOVE = 1.2, 0.9
_STEEP, _LEVEL, _FLAT = 0.3, 0.25, 0.9
_STEP, _FINEST, _PLACES = 1.5, 0.4, 15
_HEAD, _TAIL = 2.6, 2.0
_MOST_ON_LINE = 4
_AWAY, _BIT, _SETTING = 2.4, 0.6, 0.7
_ON_STEEP, _ON_SLANTED, _ON_LEVEL, _MORE_LINES = 1.0, 0.45, 1.2, 0.3
_SLANTED, _LEFT, _BELOW = 0.5, 0.25, 0.3
_SHIFTS = (-3.0, 3.0, -6.0, 6.0)
_ASIDE, _TIGHT, _ROW, _UNDER_ROW = 0.12, 0.6, 0.3, 0.8
_OUTER, _TIE_SETTING, _OVER, _UNDER, _STEEPEST = 2.5, 0.9, 1.4, 1.6, 6.0
_BEARINGS = (-45, -135, -25, -155, -65, -115, 45, 135, 25, 155, 0, 180, -90, 90)
_RINGS = (0.0, 0.8, 1.8, 3.0, 4.5)


class Place(NamedTuple):
    """A candidate: its price, what it covers, and how its words are set there (None for flags)."""

    price: float
    rect: Rect
    words: Words | None
    align: str
    paper: bool


def for_flags(spot: Spot, count: int) -> Iterator[Place]:
    """
    Places for flags around a mark, side by side.

    Parameters
    ----------
    spot : Spot
        The mark.
    count : int
        How many flags.
    """
    wide = count * (FLAG_SIZE + 0.3)
    for further in _RINGS:
        for rank, angle in enumerate(_BEARINGS):
            dx, dy = math.cos(math.radians(angle)), math.sin(math.radians(angle))
            reach = spot.size / 2 + 0.4 + further
            x = spot.centre[0] + dx * reach + _sign(dx) * wide / 2
            y = spot.centre[1] + dy * reach + _sign(dy) * FLAG_SIZE / 2
            rect = around((x, y), wide, FLAG_SIZE)
            yield Place(rank * 0.3 + further, rect, None, "middle", paper=False)


def _sign(value: float) -> float:
    return round(math.copysign(1.0, value)) if abs(value) > AIR / 10 else 0.0


def for_tie(points: Sequence[Point], settings: Sequence[Words]) -> Iterator[Place]:
    """
    Places for the words of a tie: on its dotted line, the inner part first, or above or below it.

    Parameters
    ----------
    points : sequence of Point
        The dotted line from the actor to the incident.
    settings : sequence of Words
        Ways to set the words, best first; the standing stands on the line.
    """
    for rank, words in enumerate(settings):
        for (a, b), outer in zip(pairs(points)[::-1], (0.0, _OUTER), strict=False):
            middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
            lean = abs(b[1] - a[1]) / max(0.1, abs(b[0] - a[0])) * words.width / 2
            lean = min(lean, _STEEPEST)
            for (x, y), _ in walk((a, b), 1.0):
                price = outer + rank * _TIE_SETTING + math.dist((x, y), middle) * _ASIDE
                first = words.styles[0] == "word"
                top = y - PITCH / 2 if first else y + PITCH / 2 - words.height
                left = x - words.width / 2
                yield Place(price, _set(left, top, words), words, "middle", paper=True)
                over = _set(left, y - words.height - _ABOVE - lean, words)
                yield Place(price + _OVER, over, words, "middle", paper=False)
                under = _set(left, y + _ABOVE + lean, words)
                yield Place(price + _UNDER, under, words, "middle", paper=False)


def _set(left: float, top: float, words: Words) -> Rect:
    return Rect(left, top, left + words.width, top + words.height)


def for_edge(
    points: Sequence[Point], settings: Sequence[Words], levels: Sequence[tuple[float, float]]
) -> Iterator[Place]:
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
    """
    whole = length(points)
    done = 0.0
    for piece in pairs(points):
        long = math.dist(*piece)
        for at, _ in walk(piece, min(_STEP, max(_FINEST, long / _PLACES))):
            before = done + math.dist(piece[0], at)
            away = _AWAY * abs(before / whole - 0.5) + (_BIT if long < whole / 4 else 0.0)
            free = min(before - _TAIL, whole - before - _HEAD)
            for rank, words in enumerate(settings):
                for place in _at(piece, at, words, free, levels):
                    yield place._replace(price=place.price + away + rank * _SETTING)
        done += long


def _at(
    piece: tuple[Point, Point], at: Point, words: Words, free: float, levels: Sequence[tuple[float, float]]
) -> Iterator[Place]:
    """Places at one point of a line, beside it and on it."""
    (x, y), (dx, dy) = at, _way(*piece)
    if abs(dy) < _LEVEL:
        yield from _over_and_under(piece, at, words, levels)
    else:
        lean = abs(dx / dy) * (words.height / 2 + AIR)
        top, cost = y - words.height / 2, 0.0 if abs(dx) < _STEEP else _SLANTED
        yield Place(cost, _set(x + lean + _BESIDE, top, words), words, "left", paper=False)
        left = _set(x - lean - _BESIDE - words.width, top, words)
        yield Place(cost + _LEFT, left, words, "right", paper=False)
    across, down = words.width / 2 / max(abs(dx), 1e-6), words.height / 2 / max(abs(dy), 1e-6)
    if min(across, down) < free and len(words.lines) <= _MOST_ON_LINE:
        cost = _ON_STEEP if abs(dx) < _STEEP else _ON_SLANTED if abs(dy) >= _LEVEL else _ON_LEVEL
        cost += _MORE_LINES * (len(words.lines) - 1)
        for shift in (0.0, -0.25, 0.25) if abs(dx) < _FLAT else (0.0,):
            rect = _set(x - words.width * (0.5 + shift), y - words.height / 2, words)
            yield Place(cost + 2 * abs(shift), rect, words, "middle", paper=True)


def _way(a: Point, b: Point) -> Point:
    whole = math.dist(a, b)
    return (b[0] - a[0]) / whole, (b[1] - a[1]) / whole


def _over_and_under(
    piece: tuple[Point, Point], at: Point, words: Words, levels: Sequence[tuple[float, float]]
) -> Iterator[Place]:
    """Places above and below a level line, also past the boxes of its row."""
    (x, y), (dx, dy) = at, _way(*piece)
    start, end = sorted(point[0] for point in piece)
    half = words.width / 2
    tight = _TIGHT if half > (end - start) / 2 - 1.0 else 0.0
    near = _ABOVE + abs(dy / dx) * half
    over, under = [(near, tight)], [(near, tight + _BELOW)]
    for top, bottom in levels:
        if top < y < bottom:
            for more in (0.0, PITCH + AIR, 2 * (PITCH + AIR)):
                over.append((y - top + _ABOVE + more, _ROW * (1 + more)))
                under.append((bottom - y + _ABOVE + more, _UNDER_ROW + _ROW * more))
    for shift in (0.0, *_SHIFTS, start + half - x, end - half - x):
        left = x - half + shift
        for lift, cost in over:
            rect = _set(left, y - lift - words.height, words)
            yield Place(cost + abs(shift) * _ASIDE, rect, words, "middle", paper=False)
        for lift, cost in under:
            yield Place(cost + abs(shift) * _ASIDE, _set(left, y + lift, words), words, "middle", paper=False)
