"""
Invented corpora of any size: as many events and actors round one incident as a chart is to be tried at.

Everything in them is made by counting, so the same numbers give the same corpus. What is said is spread over
all that a claim can be: events with a day, with a bound or with their order alone; people hurt counted
exactly, from below, in words or not at all; accusations, denials, reasons, withdrawals; umbrellas and rival
camps.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from reportkit.case import Case
from reportkit.case import case as case_of
from reportkit.model import Corpus
from reportkit.reading import encoding

FOCUS = "pier-fire"
FIRST_DAY = date(2031, 3, 3)  # a Monday
EVENTS_A_DOCUMENT = 12

NATURES = (
    "fire",
    "explosion",
    "drone_attack",
    "rocket_fire",
    "ground_attack",
    "seizure",
    "cyber",
    "accident",
)
NOUNS = ("Fire", "Blast", "Drones", "Rockets", "Raid", "Seizure", "Outage", "Crash")
KINDS = ("armed_group", "military_force", "government_body", "armed_group", "military_command")
LATIN = ("Amber", "Birch", "Cedar", "Dune", "Elm", "Fern", "Grove", "Heath", "Iris", "Jade", "Kelp", "Larch")
BODIES = ("Guard", "League", "Column", "Ministry", "Brigade", "Front", "Council", "Watch", "Command", "Union")
# Plain words (guard, light, sea, north …) in the scripts that the bundled fonts have.
SCRIPTS = (
    ("حرس الساحل", "ar"),
    ("משמר החוף", "he"),
    ("نیروی دریایی شمال", "fa"),
    ("Береговая стража", "ru"),
    ("Φρουρά της ακτής", "el"),
    ("لواء النور", "ar"),
    ("חזית הנמל", "he"),
    ("Північна рада", "uk"),
)

Json = dict[str, Any]


@dataclass
class _Document:
    """A document that grows: one paragraph for each claim."""

    name: str
    voice: str
    day: date
    paragraphs: list[str] = field(default_factory=list)
    claims: list[Json] = field(default_factory=list)

    def say(self, **claim: Any) -> str:
        number = len(self.paragraphs) + 1
        name = f"c{number}"
        self.paragraphs.append(f"Paragraph {number} of {self.name} reports it so.")
        self.claims.append({"id": name, "at": f"p{number}", **claim})
        return f"{self.name}/{name}"

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs) + "\n"

    def pins(self) -> Json:
        found, at = {}, 0
        for number, words in enumerate(self.paragraphs, 1):
            digest = hashlib.sha256(words.encode()).hexdigest()
            found[f"p{number}"] = [at, at + len(words), digest]
            at += len(words) + 1
        return found


def slug(number: int) -> str:
    """Return the slug of an event; the first is the incident that the case is about."""
    return FOCUS if number == 0 else f"event-{number:03}"


def actor(number: int) -> str:
    """Return the slug of an actor."""
    return f"actor-{number:03}"


def write(  # noqa: PLR0913 - each is a size of its own
    folder: Path,
    *,
    events: int = 10,
    actors: int = 9,
    speakers: int = 4,
    names: str = "latin",
    counts: bool = False,
) -> Path:
    """
    Write an invented corpus and return its folder.

    Parameters
    ----------
    folder : Path
        Where it goes; made if it is not there.
    events : int
        How many incidents there are, with the one that the case is about.
    actors : int
        How many actors are registered beside the outlets; all of them say something of the incident or are
        named in it.
    speakers : int
        How many outlets there are, each with documents of its own.
    names : str
        "latin", or "mixed" for names in Arabic, Hebrew, Persian, Cyrillic and Greek letters as well.
    counts : bool
        Whether every second actor counts the people who came to harm in the incident.
    """
    folder.mkdir(parents=True, exist_ok=True)
    documents = _documents(events, actors, speakers, counts=counts)
    _put(folder / "corpus.yaml", {"name": f"Invented: {events} events, {actors} actors", "language": "en",
                                  "marking": "TLP:CLEAR", "invented": "yes"})  # fmt: skip
    _put(folder / "actors.yaml", {"actors": dict(_actors(actors, speakers, names))})
    _put(folder / "places.yaml", {"places": dict(_places(names))})
    _put(folder / "documents.yaml", {"documents": {d.name: _registered(d) for d in documents}})
    (folder / "incidents").mkdir(exist_ok=True)
    (folder / "readings").mkdir(exist_ok=True)
    (folder / "texts").mkdir(exist_ok=True)
    for number in range(events):
        _put(folder / "incidents" / f"{slug(number)}.yaml", _incident(number))
    for found in documents:
        _put(folder / "readings" / f"{found.name}.yaml", _reading(found))
        (folder / "texts" / f"{found.name}.txt").write_text(found.text, encoding="utf-8", newline="")
    pins = {"format": 1, "documents": {d.name: d.pins() for d in documents}}
    (folder / "pins.json").write_text(json.dumps(pins, indent=1), encoding="utf-8")
    return folder


@cache
def corpus(
    *, events: int = 10, actors: int = 9, speakers: int = 4, names: str = "latin", counts: bool = False
) -> Corpus:
    """Return such a corpus as a value, made once."""
    with tempfile.TemporaryDirectory(prefix="rk-sized-") as folder:
        return encoding.load(
            write(Path(folder), events=events, actors=actors, speakers=speakers, names=names, counts=counts)
        )


@cache
def case(
    *, events: int = 10, actors: int = 9, speakers: int = 4, names: str = "latin", counts: bool = False
) -> Case:
    """Return the case of the incident in the middle of such a corpus, made once."""
    return case_of(corpus(events=events, actors=actors, speakers=speakers, names=names, counts=counts), FOCUS)


def _put(path: Path, content: Json) -> None:
    """Write a file of an encoding; JSON is YAML too."""
    path.write_text(json.dumps({"format": "1", **content}, ensure_ascii=False, indent=1), encoding="utf-8")


def _incident(number: int) -> Json:
    if number == 0:
        return {"label": "Reported fire at the pier", "short": "Pier fire", "called": "the pier fire"}
    noun = NOUNS[number % len(NOUNS)]
    return {"label": f"Reported event {number} ({noun.lower()})", "short": f"{noun} {number}"}


def _registered(document: _Document) -> Json:
    return {
        "title": f"Report {document.name}",
        "publication": f"Outlet {document.voice}",
        "publication_kind": "newspaper",
        "date": document.day.isoformat(),
        "paragraphs": str(len(document.paragraphs)),
        "sha256": hashlib.sha256(document.text.encode()).hexdigest(),
        "language": "en",
        "invented": "yes",
    }


def _reading(document: _Document) -> Json:
    read = {"by": "desk", "on": "2031-12-01", "second": "second desk"}
    return {"document": document.name, "voice": document.voice, "read": read, "claims": document.claims}


def _actors(actors: int, speakers: int, names: str) -> Iterator[tuple[str, Json]]:
    for number in range(speakers):
        yield f"outlet-{number}", {"label": f"Outlet {number}", "kind": "media"}
    for number in range(actors):
        label = f"{LATIN[number % len(LATIN)]} {BODIES[number % len(BODIES)]}"
        again = number // (len(LATIN) * len(BODIES) // 2)
        found: Json = {"label": label + (f" {again + 1}" if again else ""), "kind": _kind(number)}
        if names == "mixed":
            words, language = SCRIPTS[number % len(SCRIPTS)]
            found["names"] = [{"text": words, "language": language, "source": "invented"}]
        yield actor(number), found


def _kind(number: int) -> str:
    if number < 2:
        return "state"
    return "umbrella" if _is_umbrella(number) else KINDS[number % len(KINDS)]


def _is_umbrella(number: int) -> bool:
    return number > 2 and number % 6 == 3


def _places(names: str) -> Iterator[tuple[str, Json]]:
    yield "northland", {"label": "Northland", "kind": "country", "lat": "32.0", "lon": "-41.2",
                        "radius_km": "150", "source": "invented"}  # fmt: skip
    for number in range(12):
        found: Json = {
            "label": f"{LATIN[number]}port",
            "kind": "town",
            "lat": f"{31.2 + number % 4 * 0.45:.2f}",
            "lon": f"{-42.3 + number // 4 * 0.9:.2f}",
            "radius_km": "4",
            "source": "invented",
        }
        if names == "mixed":
            words, language = SCRIPTS[number % len(SCRIPTS)]
            found["names"] = [{"text": words, "language": language, "source": "invented"}]
        yield f"town-{number}", found


def _documents(events: int, actors: int, speakers: int, *, counts: bool) -> list[_Document]:
    count = max(speakers, -(-events // EVENTS_A_DOCUMENT))
    documents = [
        _Document(
            f"report-{n:03}", f"outlet-{n % speakers}", _day(events * (n + 1) // count) + timedelta(days=2)
        )
        for n in range(count)
    ]
    for number in range(events):
        _tell_event(documents[number * count // events], number, actors)
    for number in range(actors):
        _tell_actor(documents[number % count], number, actors)
        if counts and number % 2 == 0:
            documents[number % count].say(
                about=FOCUS, speaker=actor(number), that=[_harm(number // 2 * 4 + 2)]
            )
    return [document for document in documents if document.claims]


def _day(number: int) -> date:
    """Return the day of an event: five in six days."""
    return FIRST_DAY + timedelta(days=number * 6 // 5)


def _tell_event(document: _Document, number: int, actors: int) -> None:
    about, day = slug(number), _day(number)
    that: list[Json | str] = ["occurred", {"nature": NATURES[number % len(NATURES)]}]
    if number % 3 != 2:
        when = {0: day.isoformat(), 1: f"by {day.isoformat()}", 2: f"from {day.isoformat()}"}[number % 7 % 3]
        that.append({"time": {"is": when, "words": "the day it names"}})
    that.append({"location": {"place": f"town-{number % 12}", "words": "at the town"}})
    act = {"speaker": actor(number % actors), "act": "acknowledges"} if number % 4 == 1 else {}
    document.say(about=about, that=that, **act)
    if number:
        _tie(document, number)
    if number % 2 == 0:
        document.say(about=about, that=[_harm(number)])
    if number % 3 == 0:
        whom, by = actor((number + 1) % actors), actor((number + 2) % actors)
        said = document.say(about=about, speaker=by, act="accuses", that=[{"perpetrator": whom}])
        if number % 12 == 9:
            document.say(speaker=by, act="retracts", retracts=said)
    if number % 6 == 0:
        scope = {"actor": actor((number + 1) % actors), "involvement": "any_role"}
        document.say(about=about, speaker=actor((number + 1) % actors), act="denies", scope=scope)


def _tie(document: _Document, number: int) -> None:
    """Tie an event to the one in the middle, so that it belongs to the case."""
    if number % 5 == 0:
        link = {
            "link": "retaliation_for",
            "of": slug(number),
            "to": slug(number - 1),
            "words": "in answer to",
        }
        speaker = {"speaker": actor(2 if number % 2 else 0), "act": "gives_reason"}
    else:
        link = {"link": "after", "of": slug(number), "to": slug(number - 1), "words": "after that"}
        speaker = {}
    document.say(that=[link], **speaker)
    if number % 5 == 0:
        document.say(that=[{"link": "after", "of": slug(number), "to": FOCUS, "words": "after the fire"}])


def _harm(number: int) -> Json:
    kind = ("injured", "killed", "missing")[number // 2 % 3]
    return {
        kind: (
            {"words": "several"},
            {"best": "3", "comparator": "exactly", "words": "three"},
            {"low": "9", "comparator": "at_least", "words": "nine or more"},
            {"low": "2", "best": "4", "high": "7", "comparator": "between", "words": "two to seven"},
            {"best": "0", "comparator": "exactly", "words": "nobody"},
        )[number // 2 % 5]
    }


def _tell_actor(document: _Document, number: int, actors: int) -> None:
    """Let an actor speak of the incident in the middle, and tie it to others."""
    one, other = actor(number), actor((number + 1) % actors)
    if number % 4 == 0:
        document.say(about=FOCUS, speaker=one, act="accuses", that=[{"perpetrator": other}])
    elif number % 4 == 1:
        scope = {"actor": one, "involvement": "any_role"}
        document.say(about=FOCUS, speaker=one, act="denies", scope=scope, said=document.day.isoformat())
    elif number % 4 == 2:
        document.say(about=FOCUS, speaker=one, act="condemns", that=["occurred"])
    else:
        document.say(about=FOCUS, speaker=one, act="states", that=["occurred"])
    if number > 3 and not _is_umbrella(number):
        roof = actor(number // 6 * 6 + 3 if number // 6 * 6 + 3 < actors else 3)
        document.say(that=[{"relation": "member_of", "of": one, "to": roof, "words": "belongs to"}])
    if number % 3 == 0 and actors > 1:
        tie = {"relation": "backed_by", "of": one, "to": actor(number % 2), "words": "backed by"}
        if one != tie["to"]:
            valid = {"valid": "from 2029"} if number % 2 else {}
            document.say(that=[tie | valid])
    if number % 5 == 2 and actors > 2:
        document.say(that=[{"relation": "fights", "of": one, "to": other, "words": "at war with"}])
