"""
Sentences of the bottom line said together, for where one after the other would be too many words.

What they join keeps every reference. They say less than the single sentences and never more: who names and
who only suspects is "name or suspect", a denial is no denial of everything, and who is heard through a denial
alone is said to be.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reportkit.case import Case
from reportkit.model import Claim
from reportkit.wording import names
from reportkit.wording.phrases import phrase, sentence, verb
from reportkit.wording.runs import Line, Run

FEW = 3  # names in a row that a reader still holds together
EVERY = 1_000_000


def speakers(case: Case, identities: Iterable[str], most: int, key: str = "shorter.speakers") -> Line:
    """
    Return speakers by name where they are at most so many, else how many they are.

    Examples
    --------
    >>> from reportkit import opening
    >>> from reportkit.wording.runs import plain
    >>> kalsu = opening.load("kalsu-explosion")
    >>> [plain(speakers(kalsu, ["centcom", "israel"], most)) for most in (2, 1)]
    ['CENTCOM and Israel', '2 speakers']
    """
    unique = tuple(dict.fromkeys(identities))
    if len(unique) <= max(most, 1):
        return names.actors(case, unique)
    return phrase(key, n=(Run(str(len(unique)), tuple(f"actor:{identity}" for identity in unique)),))


def accusations(case: Case, accusing: Sequence[tuple[Sequence[Claim], str]], most: int) -> tuple[Line, ...]:
    """Return who names or suspects whom, in one sentence: each claims of one speaker, and the accused."""
    claims = [claim for of_one, _ in accusing for claim in of_one]
    who = [claim.speaker for claim in claims]
    line = phrase(
        "shorter.answerable",
        who=speakers(case, who, most),
        verb=verb("shorter.names", names.number(case, claims), plural=names.plural(case, who)),
        whom=speakers(case, [accused for _, accused in accusing], most, "shorter.actors"),
    )
    if through := [claim.speaker for claim in claims if claim.known_through]:
        line = (*line, *phrase("shorter.through", who=speakers(case, through, most)))
    return (sentence(line, names.cite(case, claims)),)


def denials(case: Case, claims: Sequence[Claim], most: int) -> tuple[Line, ...]:
    """Return who denies something, in one sentence that says that each denial has a scope of its own."""
    who = speakers(case, [claim.speaker for claim in claims], most)
    return (sentence(phrase("shorter.denials", who=who), names.cite(case, claims)),) if claims else ()


def denials_about(case: Case, accused: str, claims: Sequence[Claim]) -> Line:
    """Return who denies something about an actor, in one sentence."""
    who = names.actors(case, [claim.speaker for claim in claims])
    whom = names.actor(case, accused, inside=True)
    return sentence(phrase("shorter.denials_about", who=who, whom=whom), names.cite(case, claims))


def inquiries(case: Case, most: int) -> tuple[Line, ...]:
    """Return who speaks of inquiries that are not finished, in one sentence."""
    unfinished = case.open_inquiries(case.slug)
    told = [(c, p) for c, p in case.said(case.slug, "process") if c in unfinished]
    if not told:
        return ()
    claims, who = [claim for claim, _ in told], [claim.speaker for claim, _ in told]
    several = len({p["inquiry"] for _, p in told}) > 1
    line = phrase(
        "shorter.inquiries",
        who=speakers(case, who, most),
        verb=verb("bottom.speaks", names.number(case, claims), plural=names.plural(case, who)),
        what=phrase("shorter.inquiries_many" if several else "shorter.inquiry"),
    )
    return (sentence(line, names.cite(case, claims)),)
