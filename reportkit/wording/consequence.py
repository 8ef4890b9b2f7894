"""
What a page rests on: for each claim, the foremost part of a briefing that it bears.

A desk that has an hour mends first what the bottom line rests on. The order of parts is fixed: title and
bottom line, signed assessments, at a glance, any other sentence about the incident, nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from reportkit import case as cases
from reportkit.case import Case
from reportkit.dossier import Dossier
from reportkit.model import Claim
from reportkit.wording import bottom_line, glance, headline, names
from reportkit.wording.phrases import phrase
from reportkit.wording.runs import Line

_WORDS = {
    "bottom_line": "rests.bottom_line",
    "assessment": "rests.assessment",
    "glance": "rests.glance",
    "page": "rests.page",
    "": "rests.nothing",
}
PARTS = tuple(_WORDS)


@dataclass(frozen=True, slots=True, order=True)
class Weight:
    """
    The foremost part that rests on something: ``part`` counts in PARTS.

    ``page`` counts incidents as the corpus lists them, ``place`` the order within the part;
    ``incident`` is the one whose page it is, empty where no page rests on it.
    """

    part: int
    page: int
    place: int
    incident: str

    @property
    def name(self) -> str:
        """The part as a word of PARTS."""
        return PARTS[self.part]


NOTHING = Weight(len(PARTS) - 1, 0, 0, "")
Weights = Mapping[str, Weight]


def weights(about: Dossier) -> dict[str, Weight]:
    """
    Return, by claim id, the foremost part of a page that rests on it.

    Parameters
    ----------
    about : Dossier
        A case, for its own page; or the dossier of a corpus, for the pages of all its incidents.

    Examples
    --------
    >>> from reportkit import opening
    >>> found = weights(opening.load("kalsu-explosion"))
    >>> found["iraq-base-report/pmu-members-acknowledge"].name
    'bottom_line'
    """
    found: dict[str, Weight] = {}
    for page, case in enumerate(_pages(about)):
        for number, part in enumerate(_parts(case)):
            for place, identity in enumerate(dict.fromkeys(part)):
                weight = Weight(number, page, place, case.slug)
                found[identity] = min(found.get(identity, NOTHING), weight)
    return found


def of(claims: Iterable[Claim], found: Weights) -> Weight:
    """Return the weight of the weightiest of some claims."""
    return min((found.get(claim.id, NOTHING) for claim in claims), default=NOTHING)


def rests(case: Dossier, weight: Weight) -> Line:
    """Return what rests on it, in words: "bottom line", and whose page where there are several."""
    word = phrase(_WORDS[weight.name])
    if isinstance(case, Case) or not weight.incident:
        return word
    return phrase("rests.of", part=word, incident=names.incident(case, weight.incident, short=True))


def _pages(about: Dossier) -> Iterator[Case]:
    if isinstance(about, Case):
        yield about
    else:
        yield from (cases.case(about.corpus, slug) for slug in about.corpus.incidents)


def _parts(case: Case) -> Iterator[Iterable[str]]:
    """Yield the claims of each part of a page, by id."""
    identity = {number: claim for claim, number in case.number.items()}

    def named(lines: Iterable[Line]) -> list[str]:
        keys = (key for line in lines for run in line for key in run.source)
        return [identity[key] for key in keys if key in identity]

    yield named([headline.subtitle(case), *bottom_line.bottom_line(case)])
    yield [claim for one in case.incident.assessments for claim in one.based_on]
    yield named(row.text for cell in glance.cells(case) for row in cell.rows)
    yield [claim.id for claim in case.core]
