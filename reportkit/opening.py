"""
Opening a corpus, or a case by its slug: the first line of a notebook.

Under a ceiling nothing marked above it is opened at all, and as of an instant nothing that was not known
then: what was never there cannot reach a page, a file beside it or a message.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from reportkit.analysis import ceiling as markings
from reportkit.analysis import known_at as instants
from reportkit.case import Case, case
from reportkit.problems import Told, Unknown, clipped, count, nearest, visible
from reportkit.reading import encoding, stored, whereabouts
from reportkit.reading.whereabouts import AS_OF_VARIABLE, CEILING_VARIABLE, ENCODING_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reportkit.model import Corpus


SOME = 6  # slugs that are named where none was


class UnknownIncident(Unknown):
    """Raised for a slug that the corpus does not have; the message names the nearest."""


class AboveCeiling(Told, LookupError):  # noqa: N818 - what may not be shown is told, not a fault
    """Raised where nothing that may be shown is left under the ceiling."""


class NotYetKnown(Told, LookupError):  # noqa: N818 - what nobody had said by then is told, not a fault
    """Raised where nothing that was known at an instant speaks of an incident."""


class NotSound(Told, ValueError):  # noqa: N818 - it stands for problems that are told elsewhere
    """Raised where a corpus holds problems that cannot be quoted under a ceiling."""


def load(incident: str, *, seeds: str | Path | None = None, ceiling: str = "", as_of: str = "") -> Case:
    """
    Open the case of one incident.

    Parameters
    ----------
    incident : str
        The incident's slug: the name of a file in ``incidents/``, without its ending.
    seeds : path, optional
        The corpus folder. Left out, it is the one named by ``REPORTKIT_SEEDS``, else the nearest
        folder upwards that holds ``corpus.yaml`` (itself or in ``seeds/``), else the shipped example.
    ceiling : str, optional
        The highest marking of TLP 2.0 that is let in, such as "TLP:GREEN"; the lower of this and of
        ``REPORTKIT_CEILING`` counts. What is marked above it is left out before anything is derived, and
        the page says that something was.
    as_of : str, optional
        An instant, such as "2031-05-05" or "2031-05-05T06:00"; the earlier of this and of ``REPORTKIT_AS_OF``
        counts. What was not known then is left out before anything is derived
        (`reportkit.analysis.known_at` has the rule), and the page says as of when it is.

    Returns
    -------
    Case
        The incident with all that bears on it.

    Raises
    ------
    reportkit.problems.EncodingProblems
        If anything in the corpus is wrong; all of it is listed. Under a ceiling `NotSound`: a list would
        quote what is above it.
    UnknownIncident
        If the corpus has no such incident; the nearest is named.
    AboveCeiling
        If the incident is marked above the ceiling, or all that is said of it.
    NotYetKnown
        If nothing that was known by then speaks of the incident.
    reportkit.analysis.ceiling.UnknownMarking, reportkit.analysis.known_at.NotAnInstant
        If the ceiling is no marking, or the instant neither a day nor a day with a time.
    reportkit.reading.whereabouts.NoCorpus
        If the folder named is no corpus.

    Examples
    --------
    >>> load("kalsu-explosion").incident.label
    'Explosion at Kalsu base'
    """
    folder, how = whereabouts.find(seeds, by="seeds=")
    limit, instant = lowest(ceiling), earliest(as_of)
    part = None if seeds else handed(incident, folder, limit, instant)
    if part is not None:
        return case(part, incident)
    now = sound(folder, limit)
    whole = instants.known_at(now, instant) if instant else now
    found = markings.under(whole, limit) if limit else whole
    if not incident:
        some = ", ".join(sorted(found.incidents)[:SOME]) or "none yet; begin with: reportkit new incident"
        raise UnknownIncident(f"no incident is named: write its slug, one of {folder.name}/incidents: {some}")
    if incident not in found.incidents:
        if incident in whole.incidents:
            raise AboveCeiling(refusal(whole, incident, limit))
        if incident in now.incidents and not (limit and incident not in markings.under(now, limit).incidents):
            raise NotYetKnown(unknown_then(incident, whole.as_of))
        known = nearest(incident, found.incidents, where=f"{folder.name}/incidents")
        asked = clipped(visible(incident))
        name = folder.name
        if how == whereabouts.SHIPPED:  # people meet it when they work in a wrong folder
            name = f"{how}, which is read where none is found from the working folder"
        raise UnknownIncident(f"there is no incident '{asked}' in {name}: {known}")
    return case(found, incident)


def corpus(*, seeds: str | Path | None = None, ceiling: str = "", as_of: str = "") -> Corpus:
    """
    Open a corpus: everything that was read, for questions that go beyond one incident.

    Parameters
    ----------
    seeds : path, optional
        The corpus folder; left out, it is found as `load` finds it.
    ceiling : str, optional
        The highest marking that is let in, as for `load`.
    as_of : str, optional
        An instant up to which things count, as for `load`.

    Raises
    ------
    reportkit.problems.EncodingProblems
        If anything in the corpus is wrong; all of it is listed. Under a ceiling `NotSound`.
    AboveCeiling
        If the corpus itself is marked above the ceiling: its name stands on such pages.
    reportkit.analysis.ceiling.UnknownMarking, reportkit.analysis.known_at.NotAnInstant
        If the ceiling is no marking, or the instant neither a day nor a day with a time.
    reportkit.reading.whereabouts.NoCorpus
        If the folder named is no corpus.

    Examples
    --------
    >>> "kalsu-explosion" in corpus().incidents
    True
    """
    folder, limit = whereabouts.find(seeds, by="seeds=").folder, lowest(ceiling)
    instant, whole = earliest(as_of), sound(folder, limit)
    whole = instants.known_at(whole, instant) if instant else whole
    if not limit:
        return whole
    if markings.above(whole.marking, limit):
        raise AboveCeiling(
            f"the corpus is marked {whole.marking}, above the ceiling {limit}, and its name would stand on "
            "the page: give it a lower marking in corpus.yaml, and mark what is above that"
        )
    return markings.under(whole, limit)


def lowest(ceiling: str, environment: Mapping[str, str] | None = None) -> str:
    """
    Return the ceiling that counts: the lower of the one given and of ``REPORTKIT_CEILING``; "" for none.

    So whoever starts a run can hold every notebook to a ceiling, also one that does not ask for it.

    Parameters
    ----------
    ceiling : str
        The one given; may be empty.
    environment : mapping of str to str, optional
        Where the variable may stand; the process's own if not given.

    Raises
    ------
    reportkit.analysis.ceiling.UnknownMarking
        If either is no marking; the nearest is named.

    Examples
    --------
    >>> lowest("TLP:AMBER", {"REPORTKIT_CEILING": "TLP:GREEN"}), lowest("", {})
    ('TLP:GREEN', '')
    """
    variable = (os.environ if environment is None else environment).get(CEILING_VARIABLE, "")
    given = [
        markings.marking(w, by=by) for w, by in ((ceiling, "ceiling"), (variable, CEILING_VARIABLE)) if w
    ]
    return min(given, key=lambda word: sum(markings.above(word, other) for other in given), default="")


def earliest(as_of: str, environment: Mapping[str, str] | None = None) -> str:
    """
    Return the instant that counts: the earlier of the one given and of ``REPORTKIT_AS_OF``; "" for none.

    Parameters
    ----------
    as_of : str
        The one given; may be empty.
    environment : mapping of str to str, optional
        Where the variable may stand; the process's own if not given.

    Raises
    ------
    reportkit.analysis.known_at.NotAnInstant
        If either is neither a day nor a day with a time.

    Examples
    --------
    >>> earliest("2031-05-05", {"REPORTKIT_AS_OF": "2031-05-04T12:00"}), earliest("", {})
    ('2031-05-04T12:00', '')
    """
    variable = (os.environ if environment is None else environment).get(AS_OF_VARIABLE, "")
    given = [(instants.day(w, by=by), w) for w, by in ((as_of, "as_of"), (variable, AS_OF_VARIABLE)) if w]
    return min(given, default=(None, ""))[1]


def unknown_then(slug: str, day: str) -> str:
    """Return why no page of an incident can be made as of a day, in words for whoever asked for it."""
    return (
        f"nothing that was known on {day} speaks of '{slug}': no page of it can be made as of then; name a "
        "later day (what counts from when: docs/howto/as-known-at.md)"
    )


def handed(incident: str, folder: Path, ceiling: str, as_of: str) -> Corpus | None:
    """
    Return the part of a corpus that ``REPORTKIT_ENCODING`` holds, if it is that of an incident in this state.

    Whoever makes many briefings reads the corpus once, and hands to each run what bears on its incident, in a
    file of its name. A run that asks for another incident, ceiling or day reads the corpus itself.

    Parameters
    ----------
    incident : str
        The slug.
    folder : pathlib.Path
        The folder that the corpus was read from.
    ceiling, as_of : str
        What was asked for, "" for none.

    Raises
    ------
    reportkit.reading.stored.NotStored
        If the file holds anything else.

    Examples
    --------
    >>> from pathlib import Path
    >>> handed("kalsu-explosion", Path("seeds"), "", "")
    """
    file = os.environ.get(ENCODING_VARIABLE, "")
    if not file or Path(file).stem != incident:
        return None
    part = stored.from_bytes(Path(file).read_bytes())
    if (part.ceiling, part.as_of) != (ceiling, as_of):
        return None
    return replace(part, folder=str(folder))


def sound(folder: Path, ceiling: str = "") -> Corpus:
    """
    Return the whole corpus of a folder; under a ceiling what is wrong in it is counted and not quoted.

    Raises
    ------
    reportkit.problems.EncodingProblems, NotSound
        If anything in it is wrong.
    """
    if not ceiling:
        return encoding.load(folder)
    found, problems = encoding.inspect(folder)
    if problems:
        raise NotSound(
            f"the corpus holds {count(problems)}; under a ceiling they are not listed here, since a list "
            "quotes what stands in the files: run reportkit check"
        )
    return found


def refusal(whole: Corpus, slug: str, ceiling: str) -> str:
    """Return why no page of an incident can be made under a ceiling, in words for whoever asked for it."""
    own = markings.Markings(whole).of(whole.incidents[slug])
    if markings.above(own, ceiling):
        return (
            f"the incident '{slug}' is marked {own}, above the ceiling {ceiling}: no page of it can be made"
        )
    return (
        f"all that is said of '{slug}' is marked above the ceiling {ceiling}: no page of it can be made "
        f"(what bears no marking of its own bears the corpus's, {whole.marking})"
    )
