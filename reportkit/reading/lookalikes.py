# ruff: noqa: RUF001, RUF002, RUF003 - letters that look like others are what this module is about
"""
Letters that look like others, in the names that pages print: a Cyrillic "а" in "Iran".

After the idea of Unicode's confusables (Unicode Technical Standard 39): a name is reduced to what the eye
sees of it, its skeleton, and two names with one skeleton are one name to a reader. The table is our own and
small: the letters of Cyrillic, Greek and Armenian that a reader of Latin takes for Latin, in upright type.
Which script a letter is of, the standard library's name of it says (docs/decisions/0020).

What can only be a mistake or a deceit is a problem: letters of two scripts within one word that look alike,
and two actors or two places whose names differ only in such letters. What can be right is told as open and
stops nothing: a word that is all look-alikes (АТО), a one beside an I.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from reportkit.problems import Place, Problem, clipped

if TYPE_CHECKING:
    from reportkit.model import Actor, Corpus, Incident, Locality
    from reportkit.reading.places import Places

_LOOKS = {
    # Cyrillic
    **dict(zip("АВЕЅІЈКМНОРСТУҮХԜԌѴӀԚ", "ABESIJKMHOPCTYYXWGVIQ", strict=True)),
    **dict(zip("асԁеһіјӏорԛѕѵԝхуү", "acdehijlopqsvwxyy", strict=True)),
    # Greek
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹͿϺ", "ABEZHIKMNOPTYXCJM", strict=True)),
    **dict(zip("αγινορυϲϳ", "ayivopucj", strict=True)),
    # Armenian
    **dict(zip("ՍՏՕ", "USO", strict=True)),
    **dict(zip("հոսօցգզ", "hnuogqq", strict=True)),
}
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN")
_CALLED = {"LATIN": "Latin", "CYRILLIC": "Cyrillic", "GREEK": "Greek", "ARMENIAN": "Armenian"}
_ALIKE = str.maketrans("I1|0", "lllO")  # within one script
_WORD = re.compile(r"[^\W\d_]+")
_FOLDED = re.compile(r"\s+")
# Characters that no font draws, and that are not of the category of controls (those are told elsewhere).
_UNSEEN = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_SHORTEST = 2  # letters of a word that can read as another


class Imitation(NamedTuple):
    """A letter that looks like one of another script, both by their script."""

    letter: str
    script: str
    like: str
    other: str


class Written(NamedTuple):
    """A name as it stands in a register: whose, in which part, and where."""

    register: str
    owner: str
    part: str
    text: str
    place: Place

    @property
    def original(self) -> bool:
        """Whether it is one of the names in other scripts, which need not be Latin."""
        return self.part.startswith("names.")


def script(letter: str) -> str:
    """
    Return the script of a letter, of those that have look-alikes; "" for any other and for what is no letter.

    Examples
    --------
    >>> script("a"), script("а"), script("ο"), script("ا"), script("1")
    ('LATIN', 'CYRILLIC', 'GREEK', '', '')
    """
    first = unicodedata.name(letter, "").split(" ")[0] if letter.isalpha() else ""
    if first in _SCRIPTS:
        return first
    plain = unicodedata.normalize("NFKC", letter)  # full width, or of mathematics: 𝐈
    return (
        "styled Latin" if plain != letter and len(plain) == 1 and plain.isascii() and plain.isalpha() else ""
    )


def imitations(word: str) -> tuple[Imitation, ...]:
    """
    Return the letters of a word that look like those of its other script; none where it has only one.

    Of two scripts the rarer imitates; where both are as frequent, the one that is not Latin.

    Examples
    --------
    >>> [(found.letter, found.like) for found in imitations("Irаn")]
    [('а', 'a')]
    >>> imitations("Иран"), imitations("Iran"), imitations("ИранI")
    ((), (), (Imitation(letter='I', script='Latin', like='І', other='Cyrillic'),))
    """
    letters = [(letter, own) for letter in word if (own := script(letter))]
    counts = {own: sum(one == own for _, one in letters) for _, own in letters}
    main = max(counts, key=lambda own: (counts[own], own == "LATIN"), default="")
    found = [
        Imitation(letter, _CALLED.get(own, own), like, _CALLED.get(main, main))
        for letter, own in letters
        if own != main and (like := _like(letter, main))
    ]
    return tuple(dict.fromkeys(found))


def skeleton(name: str) -> str:
    """
    Return what a reader sees of a name: equal for names that look alike.

    Examples
    --------
    >>> skeleton("Irаn") == skeleton("Iran"), skeleton("Unit 1") == skeleton("Unit I")
    (True, True)
    >>> skeleton("Iran") == skeleton("Iraq"), skeleton("iran") == skeleton("Iran")
    (False, False)
    """
    return letters_alike(name).translate(_ALIKE).replace("rn", "m")


def letters_alike(name: str) -> str:
    """Return a name with every letter of another script that looks Latin written in Latin."""
    if name.isascii():
        return _FOLDED.sub(" ", name).strip()
    plain = _UNSEEN.sub("", "".join(map(_plain, name)))
    return _FOLDED.sub(" ", plain).strip()


def problems(corpus: Corpus, places: Places) -> Iterator[Problem]:
    """
    Yield names with letters that imitate others, with characters nobody sees, and pairs that look the same.

    Parameters
    ----------
    corpus : Corpus
        What was read.
    places : mapping
        Where the parts of registers are written; names that are written nowhere are passed over.
    """
    written = tuple(_names(corpus, places))
    for name in written:
        if found := _UNSEEN.search(name.text):
            yield Problem(
                "unseen-character",
                name.place,
                f"an unseen character stands here (U+{ord(found.group()):04X})",
                "no font draws it, and the name would not be found by whoever types it",
                "type the name anew",
            )
        for word in () if name.text.isascii() else _WORD.findall(name.text):
            if imitated := imitations(word):
                yield _imitated(name, word, imitated)
    for one, other in _pairs(written):
        if letters_alike(one.text) == letters_alike(other.text):
            yield Problem("look-alike-names", other.place, *_alike(one, other))


def doubtful(corpus: Corpus, places: Places) -> Iterator[Problem]:
    """
    Yield what may be right and should be looked at: words that are all look-alikes, a one beside an I.

    Parameters
    ----------
    corpus : Corpus
        What was read.
    places : mapping
        Where the parts of registers are written.
    """
    written = tuple(_names(corpus, places))
    for name in written:
        for word in () if name.original or name.text.isascii() else _WORD.findall(name.text):
            if _all_alike(word):
                own = _CALLED[script(word[0])]
                yield Problem(
                    "look-alike-word",
                    name.place,
                    f"'{clipped(word)}' is {own} and reads like Latin '{letters_alike(word)}'",
                    "a reader takes it for the other",
                    f"if it is meant, leave it; else write it in Latin, and the {own} form under 'names'",
                )
    for one, other in _pairs(written):
        if letters_alike(one.text) != letters_alike(other.text):
            yield Problem("nearly-alike", other.place, *_alike(one, other))


def _like(letter: str, main: str) -> str:
    """Return the letter of a script that a letter of another looks like; "" where there is none."""
    if main == "LATIN":
        plain = _plain(letter)
        return plain if plain.isascii() else ""
    latin = _LOOKS.get(letter, letter)
    return next((own for own, looks in _LOOKS.items() if looks == latin and script(own) == main), "")


def _plain(letter: str) -> str:
    """Return the Latin letter that one looks like; else what it is without width or style."""
    return _LOOKS.get(letter) or unicodedata.normalize("NFKC", letter)


def _all_alike(word: str) -> bool:
    scripts = {script(letter) for letter in word}
    alone = len(word) >= _SHORTEST and len(scripts) == 1 and scripts <= set(_SCRIPTS[1:])
    return alone and all(letter in _LOOKS for letter in word)


def _names(corpus: Corpus, places: Places) -> Iterator[Written]:
    """Yield every name in the registers of actors, places and incidents that is written in a file."""
    registers = (("actor", corpus.actors), ("place", corpus.places), ("incident", corpus.incidents))
    for register, found in registers:
        for identity, record in found.items():
            for part, text in _parts(record):
                if place := places.get((register, identity, part)):
                    yield Written(register, identity, part, text, place)


def _parts(record: Actor | Locality | Incident) -> Iterator[tuple[str, str]]:
    for part in ("label", "short", "called", "described_as"):
        if text := getattr(record, part, ""):
            yield part, text
    for number, name in enumerate(getattr(record, "names", ())):
        yield f"names.{number}.text", name.text


def _pairs(written: tuple[Written, ...]) -> Iterator[tuple[Written, Written]]:
    """Yield names of different actors, places or incidents that look the same and are not, each once."""
    first: dict[tuple[str, str], Written] = {}
    for name in written:
        if name.part == "described_as":  # the text's own words, not a name
            continue
        known = first.setdefault((name.register, skeleton(name.text)), name)
        if known.owner != name.owner and known.text != name.text:
            yield known, name


def _imitated(name: Written, word: str, found: tuple[Imitation, ...]) -> Problem:
    shown = ", ".join(f"{one.letter} (U+{ord(one.letter):04X})" for one in found)
    first = found[0]
    return Problem(
        "look-alike",
        name.place,
        f"'{clipped(word)}' mixes {first.other} and {first.script} letters",
        f"{shown} looks like {first.other} {', '.join(one.like for one in found)}; who searches for the name "
        "misses it, and who reads it takes it for another",
        f"type the word anew in {first.other} letters",
    )


def _alike(one: Written, other: Written) -> tuple[str, str, str]:
    """Return what, why and fix of two names that look the same."""
    return (
        f"'{clipped(other.text)}' looks like the name of '{one.owner}'",
        f"that is called '{clipped(one.text)}', and no reader can tell the two apart",
        "if both are meant, add what tells them apart; else correct one",
    )
