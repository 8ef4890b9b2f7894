"""Areas of countries and regions from the bundled map data, decoded once.

Coordinates are degrees, longitude before latitude; areas across the date line reach beyond 180.
Names in the data are never shown on a map.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from reportkit import resources

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ring = NDArray[np.float64]  # shape (n, 2): longitude, latitude; first and last point are the same
    Polygon = tuple[Ring, ...]  # the outer ring, then its holes
    Area = tuple[Polygon, ...]


def decode_arcs(arcs: list[list[list[int]]], transform: dict[str, list[float]]) -> list[Ring]:
    """Return the arcs of a TopoJSON topology as coordinates.

    Arcs are stored as steps between whole numbers (TopoJSON specification, section 2.1.4).

    Parameters
    ----------
    arcs : list
        The arcs, each a list of steps.
    transform : dict
        Scale and translation to degrees.

    Examples
    --------
    >>> decode_arcs([[[1, 1], [2, 0]]], {"scale": [0.5, 0.5], "translate": [10, 20]})[0].tolist()
    [[10.5, 20.5], [11.5, 20.5]]
    """
    scale, translate = np.array(transform["scale"]), np.array(transform["translate"])
    return [np.cumsum(np.array(arc, dtype=np.float64), axis=0) * scale + translate for arc in arcs]


def _ring(numbers: list[int], arcs: list[Ring]) -> Ring:
    """Join arcs to a ring; a number below zero means the arc with the complement, backwards.

    A ring that crosses the date line goes on beyond 180 degrees instead of jumping to the other side.
    """
    pieces = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
    ring = np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])
    ring[:, 0] = np.unwrap(ring[:, 0], period=360.0)
    return ring


def _area(geometry: dict[str, Any], arcs: list[Ring]) -> Area:
    if geometry["type"] not in {"Polygon", "MultiPolygon"}:
        return ()
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    return tuple(tuple(_ring(ring, arcs) for ring in polygon) for polygon in polygons)


def _read(name: str) -> Any:  # noqa: ANN401 - JSON
    return json.loads((resources.templates() / "map" / name).read_text(encoding="utf-8"))


@cache
def countries() -> tuple[tuple[str, Area], ...]:
    """Return all countries as pairs of ISO 3166-1 alpha-2 code and area; no code is an empty string.

    Examples
    --------
    >>> len(countries()) > 200
    True
    """
    topology = _read("countries-50m.json")
    arcs = decode_arcs(topology["arcs"], topology["transform"])
    geometries = topology["objects"]["countries"]["geometries"]
    return tuple((geometry["id"], _area(geometry, arcs)) for geometry in geometries)


@cache
def country(code: str) -> Area:
    """Return the area of a country, largest part first; empty where the data has no such country.

    Parameters
    ----------
    code : str
        ISO 3166-1 alpha-2.

    Examples
    --------
    >>> [round(float(v)) for v in country("IQ")[0][0].min(axis=0)]
    [39, 29]
    """
    found = [polygon for key, area in countries() if key == code and code for polygon in area]
    return tuple(sorted(found, key=lambda polygon: -size(polygon[0])))


def size(ring: Ring) -> float:
    """Return the area inside a ring in square degrees, squashed at its middle latitude.

    Examples
    --------
    >>> round(size(np.array([[0, -1], [2, -1], [2, 1], [0, 1], [0, -1]], dtype=float)), 6)
    4.0
    """
    x, y = ring[:, 0], ring[:, 1]
    twice = float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))
    return abs(twice) / 2 * float(np.cos(np.radians((y.min() + y.max()) / 2)))


@cache
def _regions() -> dict[str, Any]:
    """Return the regions as they stand in their file, by country; only those asked for are decoded."""
    found: dict[str, Any] = _read("regions-10m.json")
    return found


@cache
def regions(code: str) -> tuple[tuple[str, str, Area], ...]:
    """Return the first-level regions of a country as ISO 3166-2 code, name in the data, and area.

    Empty for countries without regions in the data.

    Parameters
    ----------
    code : str
        ISO 3166-1 alpha-2.

    Examples
    --------
    >>> [key for key, _, _ in regions("LB")]
    ['LB-AS', 'LB-BA', 'LB-BI', 'LB-JA', 'LB-JL', 'LB-NA']
    """
    topology = _regions().get(code)
    if topology is None:
        return ()
    arcs = decode_arcs(topology["arcs"], topology["transform"])
    return tuple((g["id"], g["name"], _area(g, arcs)) for g in topology["regions"])


def region(code: str, key: str) -> Area:
    """Return the area of a region of a country, found by its ISO 3166-2 code or its name.

    Examples
    --------
    >>> region("IQ", "IQ-BB") == region("IQ", "babil") != ()
    True
    """
    wanted = key.strip().casefold()
    return next(
        (area for iso, name, area in regions(code) if wanted in {iso.casefold(), name.casefold()}), ()
    )


@cache
def disputed_lines() -> tuple[Ring, ...]:
    """Return the boundary lines that are not settled: disputed, indefinite, lines of control.

    Examples
    --------
    >>> all(line.shape[1] == 2 for line in disputed_lines())
    True
    """
    return tuple(np.array(line, dtype=np.float64) for line in _read("disputed-lines-50m.json")["lines"])
