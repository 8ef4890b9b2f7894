"""
Invented corpora of many incidents, each with a document of its own that says little of it.

Made by counting, so the same number gives the same corpus. Every tenth incident is said to have come after
the one before it, so two documents bear on that one.
"""

from __future__ import annotations

import hashlib
import json
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

TIED = 10  # of so many incidents one is tied to the one before
OUTLETS = 40
GROUPS = 60
TOWNS = 50
_FIRST = date(2031, 1, 1)
_NATURES = ("fire", "explosion", "drone_attack", "rocket_fire", "seizure", "accident")


def slug(number: int) -> str:
    """Return the slug of an incident, counted from 0."""
    return f"event-{number:05}"


def document(number: int) -> str:
    """Return the id of the document that speaks of an incident."""
    return f"report-{number:05}"


def write(folder: Path, incidents: int) -> Path:
    """
    Write such a corpus and return its folder.

    Parameters
    ----------
    folder : Path
        Where it goes; made if it is not there.
    incidents : int
        How many incidents there are.
    """
    for name in ("incidents", "readings"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    head = {"name": f"Invented: {incidents} incidents", "language": "en", "marking": "TLP:CLEAR"}
    _put(folder / "corpus.yaml", {**head, "invented": "yes"})
    actors = {f"outlet-{n}": {"label": f"Outlet {n}", "kind": "media"} for n in range(OUTLETS)}
    actors |= {f"group-{n}": {"label": f"Group {n}", "kind": "armed_group"} for n in range(GROUPS)}
    _put(folder / "actors.yaml", {"actors": actors})
    _put(folder / "places.yaml", {"places": {f"town-{n}": _town(n) for n in range(TOWNS)}})
    _put(folder / "documents.yaml", {"documents": {document(n): _registered(n) for n in range(incidents)}})
    for number in range(incidents):
        _put(folder / "incidents" / f"{slug(number)}.yaml", {"label": f"Reported event {number}"})
        _put(folder / "readings" / f"{document(number)}.yaml", _reading(number))
    pins = {"format": 1, "documents": {document(n): _pins(n) for n in range(incidents)}}
    (folder / "pins.json").write_text(json.dumps(pins), encoding="utf-8")
    return folder


def _put(path: Path, content: dict[str, Any]) -> None:
    """Write a file of an encoding; JSON is YAML too."""
    path.write_text(json.dumps({"format": "1", **content}, indent=1), encoding="utf-8")


def _town(number: int) -> dict[str, str]:
    at = {"lat": f"{31 + number % 7 * 0.5:.1f}", "lon": f"{-42 + number // 7 * 0.5:.1f}", "radius_km": "4"}
    return {"label": f"Town {number}", "kind": "town", **at, "source": "invented"}


def _registered(number: int) -> dict[str, str]:
    return {
        "title": f"Report {number}",
        "publication": f"Outlet {number % OUTLETS}",
        "publication_kind": "newspaper",
        "date": _day(number, later=1),
        "paragraphs": "6",
        "sha256": hashlib.sha256(str(number).encode()).hexdigest(),
        "language": "en",
        "invented": "yes",
    }


def _pins(number: int) -> dict[str, list[int | str]]:
    """Return where the paragraphs of a document stand, each of twenty letters."""
    digest = hashlib.sha256(f"paragraph of {number}".encode()).hexdigest()
    return {f"p{n}": [20 * n, 20 * n + 19, digest] for n in range(1, 6 if _is_tied(number) else 5)}


def _is_tied(number: int) -> bool:
    return number % TIED == TIED - 1


def _day(number: int, later: int = 0) -> str:
    return (_FIRST + timedelta(days=number % 300 + later)).isoformat()


def _reading(number: int) -> dict[str, Any]:
    about, one, other = slug(number), f"group-{number % GROUPS}", f"group-{(number + 7) % GROUPS}"
    that = [
        "occurred",
        {"nature": _NATURES[number % len(_NATURES)]},
        {"time": {"is": _day(number), "words": "on the day"}},
        {"location": {"place": f"town-{number % TOWNS}", "words": "in the town"}},
    ]
    claims: list[dict[str, Any]] = [
        {"id": "took-place", "at": "p1", "about": about, "that": that},
        {"id": "hurt", "at": "p2", "about": about, "that": [{"injured": {"words": "several"}}]},
        {
            "id": "blamed",
            "at": "p3",
            "speaker": one,
            "act": "accuses",
            "about": about,
            "that": [{"perpetrator": other}],
        },
        {
            "id": "denied",
            "at": "p4",
            "speaker": other,
            "act": "denies",
            "about": about,
            "scope": {"actor": other, "involvement": "any_role"},
        },
    ]
    if _is_tied(number):
        link = {"link": "after", "of": about, "to": slug(number - 1), "words": "the next day"}
        claims.append({"id": "after", "at": "p5", "that": [link]})
    read = {"by": "desk", "on": "2031-12-01", "second": "second desk"}
    voice = f"outlet-{number % OUTLETS}"
    return {"document": document(number), "voice": voice, "read": read, "claims": claims}


if __name__ == "__main__":  # python -m tests.samples.many FOLDER INCIDENTS
    write(Path(sys.argv[1]), int(sys.argv[2]))
