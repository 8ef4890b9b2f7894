"""
`schedules.yaml`: what is made when, of which incidents, how, and where it goes.

The query is a closed list of keys, all of which must hold; nothing in the file is evaluated.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from reportkit.problems import EncodingProblems, Place, Unknown, in_order, nearest, visible
from reportkit.reading.destinations import MATERIAL, Destination, destination, masked, values
from reportkit.reading.fields import Log, plain, take
from reportkit.reading.recurring import day_of, relative
from reportkit.reading.yamltext import read_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reportkit.model import Corpus
    from reportkit.problems import Problem
    from reportkit.reading.fields import Given, Record, Taken

FILE = "schedules.yaml"
SKIP, COALESCE, ALL = "skip", "coalesce", "all"
_LATE_AFTER = timedelta(hours=1)
_LIMIT = 7
_MOST = 366  # missed runs that are made at most: a year of days
_NARROWING = ("slugs", "actor", "place", "from", "to", "standing", "marking")
_HELD_ELSEWHERE = {
    "incident": "'incidents'",
    "ceiling": "'ceiling'",
    "theme": "'theme'",
    "edition": "the chain of editions",
    "previous": "the chain of editions",
    "as_of": "the day of a run",
}


class UnknownSchedule(Unknown):
    """Raised for a schedule that the file does not have; the message names the nearest."""


@dataclass(frozen=True, slots=True)
class Query:
    """
    Which incidents are meant: those for which all that is not empty holds.

    ``since`` and ``until`` are days as people write them, reckoned from the day of a run.
    """

    slugs: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    standings: tuple[str, ...] = ()
    markings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """
    One schedule, as the file says it.

    Parameters
    ----------
    name, label : str
        Its name, and what it is for.
    query : Query
        Which incidents.
    cron, zone : str
        When, on the clocks of which zone.
    notebook : str
        The whole path of the notebook; "" for the briefing.
    parameters : mapping of str to str or tuple of str
        As they are written; days such as -7d are reckoned when it runs.
    theme, ceiling : str
        What the page looks like, and the highest marking that is let in.
    folder : str
        A folder inside that of the briefings; "" for that folder itself.
    by : str
        Who issues, by role.
    drafts : bool
        Whether what says DRAFT is issued.
    late_after : timedelta
        When a run that has not begun counts as missed.
    catch_up : str
        What becomes of missed runs: "skip", "coalesce" (one stands for all) or "all".
    limit : int
        How many missed runs are made at most.
    tell : str
        When readers are told: "material", "always" or "failure".
    deliver : tuple of Destination
        Where editions go.
    expect_within : timedelta or None
        The longest time between two good runs; None where nobody waits for it.
    place : Place
        Where it is written.
    """

    name: str
    query: Query
    cron: str
    zone: str
    label: str = ""
    notebook: str = ""
    parameters: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    theme: str = ""
    ceiling: str = ""
    folder: str = ""
    by: str = "desk"
    drafts: bool = False
    late_after: timedelta = _LATE_AFTER
    catch_up: str = COALESCE
    limit: int = _LIMIT
    tell: str = MATERIAL
    deliver: tuple[Destination, ...] = ()
    expect_within: timedelta | None = None
    place: Place = field(default_factory=lambda: Place(FILE), compare=False)


class Scheduled(NamedTuple):
    """The schedules that could be read, and every problem found."""

    schedules: tuple[Schedule, ...]
    problems: tuple[Problem, ...]


def load(corpus: Corpus) -> tuple[Schedule, ...]:
    """
    Return the schedules of a corpus, none where it has no such file.

    Raises
    ------
    EncodingProblems
        If anything in the file is wrong; the message lists all of it.
    """
    found = inspect(corpus)
    if found.problems:
        raise EncodingProblems(found.problems)
    return found.schedules


def named(schedules: Sequence[Schedule], name: str) -> Schedule:
    """
    Return a schedule by its name.

    Raises
    ------
    UnknownSchedule
        If there is none of that name.

    Examples
    --------
    >>> named([Schedule("morning", Query(), "0 6 * * *", "UTC")], "mornin")
    Traceback (most recent call last):
    ...
    reportkit.reading.schedules.UnknownSchedule: there is no schedule 'mornin': write 'morning'
    """
    for one in schedules:
        if one.name == name:
            return one
    fix = nearest(name, [one.name for one in schedules], where=FILE)
    raise UnknownSchedule(f"there is no schedule '{visible(name[:60])}': {fix}")


def inspect(corpus: Corpus) -> Scheduled:
    """
    Read the schedules of a corpus as far as it goes and gather every problem.

    Parameters
    ----------
    corpus : Corpus
        The corpus, with its folder. Of registers that could not be read, references are let pass.
    """
    folder = Path(corpus.folder).absolute()
    if not (folder / FILE).exists():
        return Scheduled((), ())
    log = Log()
    log.known["incident"] = corpus.incidents.keys()
    log.known |= {k: v.keys() for k, v in (("actor", corpus.actors), ("place", corpus.places)) if v}
    entries = read_file(folder / FILE, FILE, log.problems)
    if entries is None:
        return Scheduled((), in_order(log.problems))
    table = plain(take("schedules", entries, log), "schedules", ())
    found = [_schedule(name, at, record, folder, log) for name, at, record in table]
    schedules = tuple(one for one in found if one)
    _apart(schedules, log)
    return Scheduled(schedules, in_order(masked(log.problems, entries)))


def _schedule(name: str, at: Place, record: Record, folder: Path, log: Log) -> Schedule | None:
    query = _query(record["incidents"], log) if "incidents" in record else None
    told = plain(record, "tell", MATERIAL)
    late_after = plain(record, "late_after", _LATE_AFTER)
    destinations = [
        destination(given, number, told, str(folder), log)
        for number, given in enumerate(plain(record, "deliver", ()), 1)
    ]
    deliver = tuple(one for one in destinations if one)
    _named_once(deliver, record, log)
    if query is None or not {"when", "zone"} <= record.keys():
        return None  # told already
    return Schedule(
        name,
        query,
        plain(record, "when"),
        plain(record, "zone"),
        label=plain(record, "label"),
        notebook=_notebook(record, folder, log),
        parameters=MappingProxyType(_parameters(record, log)),
        theme=plain(record, "theme"),
        ceiling=plain(record, "ceiling"),
        folder=plain(record, "folder"),
        by=plain(record, "by", "desk"),
        drafts=plain(record, "drafts", default=False),
        late_after=late_after,
        catch_up=plain(record, "catch_up", COALESCE),
        limit=_limit(record, log),
        tell=told,
        deliver=deliver,
        expect_within=plain(record, "expect_within", None),
        place=at,
    )


def _query(given: Given, log: Log) -> Query | None:
    record: Taken = given.value
    every = plain(record, "all", default=False)
    narrowing = [name for name in _NARROWING if name in record]
    failed = record.written - record.keys()
    if every and narrowing:
        log.add(
            "query-all",
            record["all"].place,
            f"'all' stands beside '{narrowing[0]}'",
            "it would be unclear whether every incident is meant or some",
            "keep one of them",
        )
    elif not every and not narrowing and not failed:
        log.add(
            "query-empty",
            given.place,
            "this query names no incident",
            "nothing would ever be made, and nobody would notice",
            "write {all: yes}, or what has to hold: slugs, actor, place, from, to, standing, marking",
        )
    since, until = plain(record, "from"), plain(record, "to")
    if since and until and _after(since, until):
        log.add(
            "query-dates",
            record["to"].place,
            f"'{until}' is before '{since}'",
            "no day lies between them, so that nothing would ever be made",
            "write the earlier day under 'from'",
        )

    def several(name: str) -> tuple[str, ...]:
        return tuple(one.value for one in plain(record, name, ()))

    return Query(
        several("slugs"),
        several("actor"),
        several("place"),
        since,
        until,
        several("standing"),
        several("marking"),
    )


def _after(since: str, until: str) -> bool:
    """Whether one day is after another whenever a run is; a date and a reckoned day are not compared."""
    if since[:1].isdigit() != until[:1].isdigit():
        return False
    return all(day_of(since, today) > day_of(until, today) for today in (date(2023, 3, 31), date(2024, 2, 1)))


def _notebook(record: Record, folder: Path, log: Log) -> str:
    if "notebook" not in record:
        return ""
    path = folder / str(record["notebook"].value)
    if not path.is_file():
        log.add(
            "schedule-notebook",
            record["notebook"].place,
            "there is no such notebook",
            "its path is as seen from this file, and no file stands there",
            "correct the path, or leave it out for the briefing",
        )
    return os.path.normpath(path)


def _parameters(record: Record, log: Log) -> dict[str, str | tuple[str, ...]]:
    if "parameters" not in record:
        return {}
    given = record["parameters"]
    found = values(given.value, log)
    for name in found.keys() & _HELD_ELSEWHERE.keys():
        log.add(
            "parameter-elsewhere",
            given.place,
            f"'{name}' is no parameter to give here",
            f"{_HELD_ELSEWHERE[name]} says it already, and the two could differ",
            f"remove '{name}' from the parameters",
        )
    return found


def _limit(record: Record, log: Log) -> int:
    limit: int = plain(record, "catch_up_limit", _LIMIT)
    if not 0 < limit <= _MOST:
        log.add(
            "catch-up-limit",
            record["catch_up_limit"].place,
            f"{limit} is no limit for missed runs",
            f"after a long pause as many would be made at once; at most {_MOST}",
            "write a number such as 7, or 'catch_up: skip' for none",
        )
    return limit


def _named_once(deliver: Sequence[Destination], record: Record, log: Log) -> None:
    seen: set[str] = set()
    for one, given in zip(deliver, plain(record, "deliver", ()), strict=False):
        if one.name in seen:
            log.add(
                "destination-twice",
                given.place,
                f"two destinations are called '{one.name}'",
                "what was sent where is written down by this name",
                "give one of them another name",
            )
        seen.add(one.name)


def _apart(schedules: Sequence[Schedule], log: Log) -> None:
    """Note schedules that would write other briefings of the same name into one folder."""
    first: dict[str, Schedule] = {}
    for one in schedules:
        other = first.setdefault(one.folder, one)
        if _page(one) != _page(other):
            log.add(
                "schedule-folder",
                one.place,
                f"'{one.name}' and '{other.name}' share a folder",
                "they differ in notebook, parameters, theme, ceiling; each would overwrite the other's pages",
                f"give one of them a folder of its own: 'folder: {one.name}'",
            )


def _page(one: Schedule) -> tuple[object, ...]:
    return one.notebook, tuple(sorted(one.parameters.items())), one.theme, one.ceiling


def resolved(
    parameters: Mapping[str, str | tuple[str, ...]], today: date
) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """
    Yield parameters with every day in them reckoned: -7d becomes a date.

    Parameters
    ----------
    parameters : mapping of str to str or tuple of str
        As they are written.
    today : date
        The day of the run.

    Examples
    --------
    >>> dict(resolved({"since": "-7d", "title": "one week"}, date(2031, 5, 6)))
    {'since': '2031-04-29', 'title': 'one week'}
    """

    def one(value: str) -> str:
        return day_of(value, today).isoformat() if relative(value) else value

    for name, value in parameters.items():
        yield name, one(value) if isinstance(value, str) else tuple(map(one, value))
