"""
How long what people type may be, so that a page holds it: told with the count, and nothing is ever cut.

The title stands on one line, so it is measured: widths of the letters of the title's cut (IBM Plex Sans
SemiBold) at its size. What stands in running text is counted in words.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from reportkit.problems import clipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from reportkit.model import Claim, Corpus
    from reportkit.reading.fields import Given, Log, Record

TITLE_PT = 19.0
LINE_MM = 178.0
LONGEST_NAME = 60  # characters of a name within running text
WORDS = {"statement": 60, "because": 60, "about": 20, "role": 12, "would_change": 40}  # of an assessment
WORDS_BESIDE = {"statement": WORDS["statement"], "because": WORDS["because"]}  # of an alternative to it
_LONG_QUOTES, _LONG_NAME, _LONG_LABEL = 15, 5, 12  # words; where none is longer, a bottom line fits
_MM_PER_PT = 25.4 / 72
_OTHER, _WIDE = 700, 1000  # thousandths of an em, for letters outside the table; wide are those of East Asia
_EM = {
    letter: width
    for width, letters in {
        236: " ",
        275: "ij",
        292: "'‘’",
        299: ",.l",
        319: "!:;",
        337: "()[]",
        363: "f{}·",
        376: "t|",
        402: "r-",
        437: "I/\\",
        471: '"',
        502: "?sz",
        524: "cvyL“”",
        545: "xJg*",
        563: "_aeko",
        588: "hnu–FT",
        600: "$+0123456789<=>E^`bdpqZ~",
        632: "SY",
        655: "CPVX",
        678: "#ABKR",
        689: "DU",
        719: "&GHNOQ",
        819: "—Mw",
        899: "@m…",
        960: "W%",
    }.items()
    for letter in letters
}


def title_mm(text: str) -> float:
    """
    Return how wide a title is on the page, in millimetres.

    Letters outside the table count as broad ones, marks that stand on a letter as nothing.

    Examples
    --------
    >>> round(title_mm("Explosion at Kalsu base"))
    74
    """
    letters = unicodedata.normalize("NFD", text)
    return sum(map(_em, letters)) / 1000 * TITLE_PT * _MM_PER_PT


def title(given: Given, noun: str, log: Log) -> None:
    """Note a title that one line of the page does not hold."""
    width = title_mm(given.value)
    if width <= LINE_MM:
        return
    many = len(given.value)
    log.add(
        "title-too-long",
        given.place,
        f"'{noun}' has {many} characters",
        f"it is the title of a page, {width:.0f} mm wide where the line has {LINE_MM:.0f}: about "
        f"{int(many * LINE_MM / width)} characters; no title is cut",
        f"shorten it{'; place and date are what claims say' if noun == 'label' else ''}",
    )


def name(given: Given, noun: str, log: Log) -> None:
    """Note a name that running text and columns do not hold."""
    if len(given.value) > LONGEST_NAME:
        log.add(
            "name-too-long",
            given.place,
            f"'{noun}' has {len(given.value)} characters",
            f"it stands within sentences and columns, which hold {LONGEST_NAME}; no name is cut",
            "shorten it",
        )


def assessment(record: Record, log: Log) -> None:
    """Note the parts of an assessment that have more words than the page holds."""
    _worded(record, WORDS, "beside the map", log)


def alternative(record: Record, log: Log) -> None:
    """Note the parts of an alternative that have more words than the page holds."""
    _worded(record, WORDS_BESIDE, "in a column", log)


def _worded(record: Record, longest: Mapping[str, int], where: str, log: Log) -> None:
    for part, most in longest.items():
        if part not in record:
            continue
        given = record[part]
        for one in given.value if isinstance(given.value, tuple) else (given,):
            many = len(one.value.split())
            if many > most:
                log.add(
                    "too-many-words",
                    one.place,
                    f"'{part}' has {many} words",
                    f"the page holds {most} {where}, and no sentence of an assessment is cut",
                    f"say it in {most} words; it begins '{clipped(one.value, 30)}'",
                )


def wordy(corpus: Corpus) -> Iterator[str]:
    """
    Yield the incidents of which something long is said, so that a bottom line may be too long to be set.

    Whether it is takes making it; of a large corpus that is made for these alone.
    """
    about: dict[str, list[Claim]] = {}
    for claim in corpus.claims:
        for slug in claim.incidents:
            about.setdefault(slug, []).append(claim)
    for slug, claims in about.items():
        incident, named = corpus.incidents[slug], _named(corpus, claims)
        quotes = sum(map(_words, quoted(slug, claims)))
        label = _words(incident.called or incident.label)
        if quotes > _LONG_QUOTES or label > _LONG_LABEL or any(_words(one) > _LONG_NAME for one in named):
            yield slug


def quoted(slug: str, claims: Iterable[Claim]) -> set[str]:
    """Return the words in which claims tell of an incident."""
    told = (p for claim in claims for p in claim.propositions if p.about == slug)
    return {p["words"] for p in told if p.kind in {"occurred", "nature"} and p["words"]}


def _named(corpus: Corpus, claims: Iterable[Claim]) -> set[str]:
    actors, places = set(), set()
    for claim in claims:
        actors |= {claim.speaker, *(p[slot] for p in claim.propositions for slot in ("actor", "by"))}
        places |= {p["place"] for p in claim.propositions}
    found = {corpus.actors[i].called or corpus.actors[i].label for i in actors if i in corpus.actors}
    return found | {corpus.places[i].label for i in places if i in corpus.places}


def _words(text: str) -> int:
    return len(text.split())


def _em(letter: str) -> int:
    if letter in _EM:
        return _EM[letter]
    if unicodedata.combining(letter):
        return 0
    return _WIDE if unicodedata.east_asian_width(letter) in "WF" else _OTHER
