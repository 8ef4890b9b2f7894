"""
A corpus from its folder: registers, incidents, readings and pins as one frozen value.

Everything wrong is gathered and told at once. The text of documents is not needed to
load; where it is at hand, `reportkit.reading.texts` verifies the spans against it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from reportkit.model import Actor, Corpus, Document, Incident, Reading, Span
from reportkit.problems import EncodingProblems, Place, Problem
from reportkit.reading import claims, registers
from reportkit.reading.anchors import with_pin
from reportkit.reading.coherence import incoherences
from reportkit.reading.fields import Given, Log, Record, take
from reportkit.reading.registers import plain
from reportkit.reading.yamltext import Entries, read_file

CORPUS_FILE = "corpus.yaml"
PINS_FILE = "pins.json"
Pins = Mapping[str, dict[str, tuple[int, int, str]]]
T = TypeVar("T")


class Loaded(NamedTuple):
    """What was read: the corpus as far as it goes, and every problem found."""

    corpus: Corpus
    problems: tuple[Problem, ...]


def load(folder: Path) -> Corpus:
    """
    Load the corpus of a folder.

    Parameters
    ----------
    folder : Path
        A folder that holds ``corpus.yaml``.

    Raises
    ------
    EncodingProblems
        If anything in it is wrong; the message lists all of it.
    """
    corpus, problems = inspect(folder)
    if problems:
        raise EncodingProblems(problems)
    return corpus


def inspect(folder: Path) -> Loaded:
    """
    Read a corpus as far as it goes and gather every problem.

    Parameters
    ----------
    folder : Path
        A folder that holds ``corpus.yaml``.
    """
    log = Log()
    head = _fields(folder, CORPUS_FILE, "corpus", log)
    log.known = {register: _ids(folder, register, log) for register in ("actor", "place", "document")}
    incident_files = sorted((folder / "incidents").glob("*.yaml"))
    log.known["incident"] = {path.stem for path in incident_files}
    actors = _register(folder, "actor", lambda i, at, r: registers.actor(i, at, r, log), log)
    places = _register(folder, "place", lambda i, at, r: registers.place(i, at, r, log), log)
    documents = _register(folder, "document", lambda i, at, r: registers.document(i, at, r, log, head), log)
    incidents = {path.stem: _incident(path, log) for path in incident_files}
    pins = read_pins(folder, log)
    readings: dict[str, Reading] = {}
    for path in sorted((folder / "readings").glob("*.yaml")):
        reading, newcomers = _reading(path, documents, pins, log)
        actors = {**actors, **{a.id: a for a in newcomers if a.id not in actors}}
        if reading:
            readings[reading.document] = reading
    corpus = Corpus(
        plain(head, "name", folder.name),
        plain(head, "language", "en"),
        plain(head, "marking", "TLP:CLEAR"),
        registers_frozen(actors),
        registers_frozen(places),
        registers_frozen(documents),
        registers_frozen(incidents),
        registers_frozen(readings),
        plain(head, "invented", default=False),
        str(folder),
    )
    log.problems.extend(incoherences(corpus))
    return Loaded(corpus, tuple(dict.fromkeys(log.problems)))


def registers_frozen(table: dict[str, T]) -> Mapping[str, T]:
    """Return a read-only copy of a register."""
    return MappingProxyType(dict(table))


def read_pins(folder: Path, log: Log) -> Pins:
    """Return the pins of a corpus by document and anchor; none where there is no file."""
    path = folder / PINS_FILE
    if not path.exists():
        return {}
    try:
        stored: Any = json.loads(path.read_text(encoding="utf-8"))
        return {
            document: {anchor: (int(a), int(b), str(sha)) for anchor, (a, b, sha) in spans.items()}
            for document, spans in stored["documents"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        log.add(
            "pins",
            Place(PINS_FILE),
            "the pins cannot be read",
            "the file is written by the kit, and this one is not as it writes it",
            "delete it and run: reportkit pin",
        )
        return {}


def _fields(folder: Path, name: str, shape: str, log: Log) -> Record:
    entries = read_file(folder / name, name, log.problems)
    return take(shape, entries, log) if entries else {}


def _ids(folder: Path, register: str, log: Log) -> set[str]:
    quiet: list[Problem] = []
    name = f"{register}s.yaml"
    entries = read_file(folder / name, name, quiet)
    table = entries.get(f"{register}s") if entries else None
    return set(table.names()) if isinstance(table, Entries) else set()


def _register(folder: Path, register: str, build: Callable[[str, Place, Record], T], log: Log) -> dict[str, T]:
    record = _fields(folder, f"{register}s.yaml", f"{register}s", log)
    return {identity: build(identity, at, fields) for identity, at, fields in plain(record, f"{register}s", ())}


def _incident(path: Path, log: Log) -> Incident:
    shown = f"incidents/{path.name}"
    entries = read_file(path, shown, log.problems)
    record = take("incident", entries, log) if entries else {}
    return registers.incident(path.stem, record, log)


def _reading(
    path: Path, documents: Mapping[str, Document], pins: Pins, log: Log
) -> tuple[Reading | None, tuple[Actor, ...]]:
    shown = f"readings/{path.name}"
    entries = read_file(path, shown, log.problems)
    record = take("reading", entries, log) if entries else {}
    document = documents.get(plain(record, "document"))
    if document is None:
        return None, ()
    if path.stem != document.id:
        log.add(
            "reading-name",
            record["document"].place,
            f"the reading of '{document.id}' stands in '{path.name}'",
            "a document has one reading, found by its name",
            f"rename the file to {document.id}.yaml",
        )
    voice = plain(record, "voice")
    if not voice:
        return None, ()
    known = claims.Document(document.id, voice, dict(pins.get(document.id, {})))
    given: tuple[Given, ...] = plain(record, "claims", ())
    built = [claims.claim(item.value, item.place, n, known, log) for n, item in enumerate(given, 1)]
    _unique([item for item in given if "id" in item.value], log)
    read: Record = plain(record, "read", {})
    second = plain(read, "second")
    gaps: tuple[tuple[Span, str], ...] = tuple(
        (with_pin(item.value["at"].value, known.pins), plain(item.value, "because"))
        for item in plain(record, "uncovered", ())
        if "at" in item.value
    )
    reading = Reading(
        document.id,
        voice,
        plain(read, "by"),
        str(plain(read, "on")),
        "" if second == "null" else second,
        tuple(claim for claim, _ in built),
        gaps,
    )
    return reading, tuple(actor for _, actor in built if actor)


def _unique(given: list[Given], log: Log) -> None:
    seen: dict[str, int] = {}
    for item in given:
        name = item.value["id"]
        if name.value in seen:
            log.add(
                "claim-twice",
                name.place,
                f"two claims are called '{name.value}'",
                f"line {seen[name.value]} already has one, and references would not know which is meant",
                "give one of them another name",
            )
        seen.setdefault(name.value, name.place.line)
