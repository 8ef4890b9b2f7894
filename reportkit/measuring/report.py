"""What was measured, for people and for scripts: tables, goals, and on what machine."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from reportkit.measuring import ours, peers
from reportkit.measuring.rounds import Measured, Spread, of, ratio

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reportkit.measuring.goals import Goal

FORMAT = 1
_LIBRARIES = ("matplotlib", "pandas", "papermill", "nbconvert", "ipykernel", "typst")
_SMALL, _LARGE = 1.0, 10.0  # below and above which numbers have more and fewer digits


@dataclass(frozen=True, slots=True)
class Report:
    """
    Everything there is to tell of a measurement.

    Parameters
    ----------
    measured : Measured
        What each way cost.
    goals : tuple of Goal
        What is asked for, and what was found.
    settings : dict of str to plain values
        With what it was measured: briefings in a batch, workers, rounds.
    grown : dict of str to float
        By how many megabytes lasting processes grew in a thousand briefings; empty if not looked at.
    """

    measured: Measured
    goals: tuple[Goal, ...]
    settings: dict[str, Any] = field(default_factory=dict)
    grown: dict[str, float] = field(default_factory=dict)


def machine() -> dict[str, Any]:
    """
    Return what the numbers depend on.

    Examples
    --------
    >>> sorted(machine())
    ['libraries', 'processors', 'python', 'system']
    """
    versions = {}
    for name in _LIBRARIES:
        versions[name] = importlib.metadata.version(name)
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "libraries": versions,
    }


def to_json(report: Report) -> dict[str, Any]:
    """Return a report as plain values, the cost of every way in every round included."""
    return {
        "format": FORMAT,
        "machine": machine(),
        "settings": report.settings,
        "rounds": [{name: asdict(cost) for name, cost in one.items()} for one in report.measured.rounds],
        "peak_mb": {name: round(most, 1) for name, most in report.measured.peaks.items()},
        "grown_mb_per_1000": {name: round(more, 2) for name, more in report.grown.items()},
        "not_measured": report.measured.not_measured,
        "goals": [asdict(goal) for goal in report.goals],
    }


def to_text(report: Report) -> str:
    """
    Return a report as Markdown, in columns, so that it can also be read as it is.

    Examples
    --------
    >>> print(to_text(Report(Measured(not_measured={"papermill + xelatex": "not installed: xelatex"}), ())))
    Not measured:
    - papermill + xelatex: not installed: xelatex
    """
    rounds, peaks = report.measured.rounds, report.measured.peaks
    alone = [peer.name for peer in peers.PEERS]
    batches = [peers.in_batch(name) for name in alone]
    parts = [
        _costs("One briefing", rounds, peaks, (ours.COLD, ours.WATCHED, *alone), ours.COLD),
        _costs("One briefing of a batch", rounds, peaks, (ours.BATCH, *batches), ours.BATCH),
        _costs("One briefing without a notebook", rounds, peaks, ours.FLOORS.values(), ours.BATCH),
        "\n".join(_goals(report.goals)),
        "\n".join(_grown(report.grown)),
        "\n".join(_lines("Not measured:", report.measured.not_measured)),
    ]
    return "\n\n".join(part for part in parts if part)


def _costs(
    title: str,
    rounds: Sequence[dict[str, Any]],
    peaks: dict[str, float],
    names: Iterable[str],
    beside: str,
) -> str:
    rows = []
    for name in names:
        wall, cpu = of(rounds, name, "wall"), of(rounds, name, "cpu")
        if wall is None or cpu is None:
            continue
        longer, more = (ratio(rounds, name, [beside], what) for what in ("wall", "cpu"))
        peak = f"{peaks[name]:.0f}" if name in peaks else ""
        rows.append((name, told(wall), told(cpu), told(longer), told(more), peak))
    heads = (title, "s", "CPU s", f"s ÷ {beside}", f"CPU ÷ {beside}", "peak MB")
    return "\n".join(_table([heads, *rows], empty=not peaks)) if rows else ""


def _table(rows: Sequence[tuple[str, ...]], *, empty: bool) -> Iterator[str]:
    """Yield the lines of a table; without its last column where nothing stands in it."""
    rows = [row[:-1] for row in rows] if empty else rows
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        yield f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |"
        if number == 0:
            yield f"|{'|'.join('-' * (width + 2) for width in widths)}|"


def _goals(goals: Sequence[Goal]) -> Iterator[str]:
    if not goals:
        return
    says = {True: "met", False: "not met", None: "not measured"}
    rows = [("Asked for", "found", "")]
    rows += [(goal.asked, told(goal.found), says[goal.met]) for goal in goals]
    yield from _table(rows, empty=False)


def _grown(grown: dict[str, float]) -> Iterator[str]:
    return _lines("Grown, MB in 1,000 briefings:", {name: f"{more:+.2f}" for name, more in grown.items()})


def _lines(title: str, entries: dict[str, str]) -> Iterator[str]:
    if entries:
        yield title
        yield from (f"- {name}: {words}" for name, words in entries.items())


def told(found: Spread | None) -> str:
    """
    Return a number with the lowest and the highest behind it.

    Examples
    --------
    >>> told(Spread(2.5, 2.25, 12.0)), told(Spread(0.25, 0.25, 0.25)), told(None)
    ('2.50 (2.25-12.0)', '0.250', '')
    """
    if found is None:
        return ""
    median, lowest, highest = map(_number, (found.median, found.lowest, found.highest))
    return median if lowest == highest else f"{median} ({lowest}-{highest})"


def _number(value: float) -> str:
    size = abs(value)
    return f"{value:.3f}" if size < _SMALL else f"{value:.2f}" if size < _LARGE else f"{value:.1f}"
