"""
A corpus from its folder: registers, incidents, readings and pins as one frozen value.

Everything wrong is gathered and told at once. The text of documents is not needed to
load; where it is at hand, `reportkit.reading.texts` verifies the spans against it.
"""

from __future__ import annotations

import gc
import json
from bisect import bisect_right
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from reportkit.model import Corpus, Incident, Reading
from reportkit.problems import EncodingProblems, Place, Problem, in_order
from reportkit.reading import claims, lengths, lookalikes, ordinary, registers
from reportkit.reading.anchors import with_pin
from reportkit.reading.coherence import incoherences
from reportkit.reading.fields import Given, Log, begun, plain, take
from reportkit.reading.places import Places, parts
from reportkit.reading.propositions import Source
from reportkit.reading.shapes import LONGEST_SLUG, SLUG
from reportkit.reading.values import mended
from reportkit.reading.yamltext import Entries, read_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from reportkit.model import Actor, Document, Span
    from reportkit.reading.fields import Record, Taken

CORPUS_FILE = "corpus.yaml"
PINS_FILE = "pins.json"
Pins: TypeAlias = "Mapping[str, Mapping[str, tuple[int, int, str]]]"
T = TypeVar("T")


class Loaded(NamedTuple):
    """What was read: the corpus as far as it goes, and every problem found."""

    corpus: Corpus
    problems: tuple[Problem, ...]


class Written(NamedTuple):
    """What was read, as in `Loaded`, and where its parts are written."""

    corpus: Corpus
    problems: tuple[Problem, ...]
    places: Places


@dataclass(slots=True)
class _Folder:
    """A corpus on its way in: where it is, what was noted so far, and where things are written."""

    path: Path
    log: Log = field(default_factory=Log)
    places: dict[tuple[str, str, str], Place] = field(default_factory=dict)
    doubtful: set[tuple[str, int]] = field(default_factory=set)
    complete: bool = True

    def keep(self, register: str, identity: str, written: Mapping[str, Place]) -> None:
        """Keep where the parts of a record are written; of two with one identity, the first."""
        for part, place in written.items():
            self.places.setdefault((register, identity, part), place)

    def files(self, name: str) -> list[Path]:
        """Return the files of a folder of records, after noting those that would not be read."""
        found = []
        folder = self.path / name
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if is_passed_over(path.name):
                continue
            if (
                path.suffix == ".yaml"
                and path.is_file()
                and SLUG.fullmatch(path.stem)
                and len(path.stem) <= LONGEST_SLUG
            ):
                found.append(path)
                continue
            slug = claims.slugged(path.stem.replace("_", " ").replace(" ", "-"))
            self.log.add(
                "file-name",
                Place(f"{name}/{path.name}"),
                "this file is not read",
                "the name of a record is its id and ends in .yaml: small letters, digits, single hyphens",
                f"rename it to {slug}.yaml, or move it out of {name}/",
            )
        return found


def is_passed_over(name: str) -> bool:
    """
    Whether a file in a folder of records is none of them: hidden ones and what editors leave beside a file.

    Examples
    --------
    >>> [is_passed_over(name) for name in ("a.yaml", ".a.yaml.swp", "a.yaml~", "#a.yaml#")]
    [False, True, True, True]
    """
    return name.startswith((".", "#")) or name.endswith("~") or name in {"README.md", "__pycache__"}


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

    Examples
    --------
    >>> from pathlib import Path
    >>> load(Path("no-such-folder"))
    Traceback (most recent call last):
    reportkit.problems.EncodingProblems: actors.yaml: the file is missing
    ...
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
    corpus, problems, _ = written(folder)
    return Loaded(corpus, problems)


def written(folder: Path) -> Written:
    """
    Read a corpus as `inspect` does, and keep where its parts are written, for further checks to point at.

    Parameters
    ----------
    folder : Path
        A folder that holds ``corpus.yaml``.
    """
    with _uncollected():
        return _written(_Folder(folder))


@contextmanager
def _uncollected() -> Iterator[None]:
    """
    Let nobody look for garbage while a corpus is read.

    Reading makes millions of values and next to no garbage, and the collector would walk through all of them
    again and again: a third of the time of a large corpus.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _written(into: _Folder) -> Written:
    folder, log = into.path, into.log
    head = _record(into, CORPUS_FILE, "corpus") or {}
    if "name" in head:
        lengths.title(head["name"], "name", log)
    tables = {register: _table(into, register) for register in ("actor", "place", "document")}
    incident_files = into.files("incidents")
    log.known["incident"] = {path.stem for path in incident_files}
    actors = {i: registers.actor(i, at, fields, log) for i, at, fields in tables["actor"]()}
    places = {i: registers.place(i, at, fields, log) for i, at, fields in tables["place"]()}
    documents = {i: registers.document(i, at, fields, log, head) for i, at, fields in tables["document"]()}
    incidents = {path.stem: _incident(into, path) for path in incident_files}
    pins = read_pins(folder, log)
    readings: dict[str, Reading] = {}
    for path in into.files("readings"):
        reading, newcomers = _reading(into, path, documents, pins)
        actors |= {actor.id: actor for actor in newcomers}
        if reading:
            readings[reading.document] = reading
    corpus = Corpus(
        plain(head, "name", folder.name),
        plain(head, "language", "en"),
        plain(head, "marking", "TLP:CLEAR"),
        MappingProxyType(actors),
        MappingProxyType(places),
        MappingProxyType(documents),
        MappingProxyType(incidents),
        MappingProxyType(readings),
        plain(head, "invented", default=False),
        str(folder),
    )
    told = incoherences(corpus, into.places, doubtful=into.doubtful, complete=into.complete)
    alike = lookalikes.problems(corpus, into.places)
    return Written(corpus, in_order([*log.problems, *told, *alike]), MappingProxyType(into.places))


def unread(found: Written) -> tuple[Problem, ...]:
    """
    Return what is open and not wrong: documents that are registered and have no reading yet.

    Pages are made of what has been read, so these stop nothing; `reportkit check` tells them, and no page
    says anything of such a document.

    Parameters
    ----------
    found : Written
        A corpus as `written` returns it.
    """
    corpus, folder = found.corpus, Path(found.corpus.folder)
    return tuple(
        Problem(
            "not-read",
            found.places.get(("document", identity, ""), Place("documents.yaml")),
            f"'{identity}' has no reading yet",
            "it is registered, and no page says anything of it",
            f"run: reportkit new reading {identity}",
        )
        for identity in corpus.documents
        if identity not in corpus.readings and not (folder / "readings" / f"{identity}.yaml").is_file()
    )


def read_pins(folder: Path, log: Log) -> Pins:
    """Return the pins of a corpus by document and anchor; none where there is no file."""
    path = folder / PINS_FILE
    if not path.exists():
        return {}
    try:
        stored: Any = json.loads(ordinary.content(path).decode("utf-8"))
        return {
            document: {anchor: (int(a), int(b), str(sha)) for anchor, (a, b, sha) in spans.items()}
            for document, spans in stored["documents"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        log.add(
            "pins",
            Place(PINS_FILE),
            "the pins cannot be read",
            "the kit writes this file, and this one is not as it writes it",
            "delete it and run: reportkit pin",
        )
        return {}


def _record(into: _Folder, name: str, shape: str) -> dict[str, Given] | None:
    """Return the record of a file, or None where it could not be read."""
    entries = read_file(into.path / name, name, into.log.problems)
    return None if entries is None else take(shape, entries, into.log)


class _Table(NamedTuple):
    """A register whose ids are known, and whose records can be taken once all ids are."""

    into: _Folder
    register: str
    entries: Entries | None

    def __call__(self) -> Iterator[tuple[str, Place, Taken]]:
        """Yield id, place and fields of each record."""
        if self.entries is None:
            return
        found = take(f"{self.register}s", self.entries, self.into.log)
        for identity, at, fields in plain(found, f"{self.register}s", ()):
            self.into.keep(self.register, identity, dict(parts(fields)) | {"": at})
            yield identity, at, fields


def _table(into: _Folder, register: str) -> _Table:
    """Return a register; where its file cannot be read, references into it are let pass."""
    name = f"{register}s.yaml"
    entries = read_file(into.path / name, name, into.log.problems)
    table = entries.get(f"{register}s") if entries else None
    if isinstance(table, Entries):
        into.log.known[register] = frozenset(map(mended, table.names()))
    return _Table(into, register, entries)


def _incident(into: _Folder, path: Path) -> Incident:
    record = _record(into, f"incidents/{path.name}", "incident") or {}
    into.keep("incident", path.stem, dict(parts(record)))
    return registers.incident(path.stem, record, into.log)


def _reading(
    into: _Folder, path: Path, documents: Mapping[str, Document], pins: Pins
) -> tuple[Reading | None, Sequence[Actor]]:
    log, shown = into.log, f"readings/{path.name}"
    entries = read_file(into.path / shown, shown, log.problems)
    record: Record = take("reading", entries, log) if entries else {}
    if entries and begun(entries):
        return None, ()  # nothing is read yet, and the document counts as unread
    document, voice = documents.get(plain(record, "document")), plain(record, "voice")
    if document is None or not voice:
        into.complete = False
        return None, ()
    if path.stem != document.id:
        _misnamed(path.stem, document.id, record["document"].place, log)
    whole = {name: given for name, given in record.items() if name != "claims"}
    into.keep("reading", document.id, dict(parts(whole)))
    source = Source(document.id, voice, pins.get(document.id, {}))
    given: tuple[Given, ...] = plain(record, "claims", ())
    built = [
        claims.claim(item.value, item.place, number, source, log) for number, item in enumerate(given, 1)
    ]
    for one in built:
        into.keep("claim", one.claim.id, one.places)
    _unique([item.value["id"] for item in given if "id" in item.value], log)
    into.doubtful |= {(document.id, number) for number in _with_problems(given, log.problems, shown)}
    read: Record = plain(record, "read", {})
    second = plain(read, "second")
    reading = Reading(
        document.id,
        voice,
        plain(read, "by"),
        str(plain(read, "on")),
        "" if second in {"null", "~"} else second,
        tuple(one.claim for one in built),
        tuple(_gaps(plain(record, "uncovered", ()), source)),
    )
    marking = document.marking  # who is registered nowhere else is as open as the text that speaks of them
    return reading, [replace(one.newcomer, marking=marking) for one in built if one.newcomer]


def _gaps(given: Sequence[Given], source: Source) -> Iterator[tuple[Span, str]]:
    """Yield the sentences that no claim covers, each with the reason."""
    for gap in given:
        if "at" in gap.value:
            yield with_pin(gap.value["at"].value, source.pins), plain(gap.value, "because")


def _misnamed(name: str, document: str, at: Place, log: Log) -> None:
    log.add(
        "reading-name",
        at,
        f"this reading of '{document}' is called '{name}'",
        "a document has one reading, found by its name",
        f"rename the file to {document}.yaml, or correct 'document'",
    )


def _with_problems(given: Sequence[Given], problems: Sequence[Problem], shown: str) -> set[int]:
    """Return the numbers of the claims that hold a problem of form."""
    starts = [item.place.line for item in given]
    lines = {problem.place.line for problem in problems if problem.place.file == shown}
    return {number for line in lines if (number := bisect_right(starts, line))}


def _unique(names: Sequence[Given], log: Log) -> None:
    seen: dict[str, int] = {}
    for name in names:
        if name.value in seen:
            log.add(
                "claim-twice",
                name.place,
                f"two claims are called '{name.value}'",
                f"line {seen[name.value]} has one already, and references would not know which is meant",
                "give one of them another id",
            )
        seen.setdefault(name.value, name.place.line)
