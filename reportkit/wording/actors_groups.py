"""
Which actors belong together: members of an umbrella as somebody states it, else as the register has it.

A group is never ours alone: its label names who states that these are members, or says that it is the
register that sets them side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from reportkit.analysis.network import may_hold
from reportkit.dates import When
from reportkit.dossier import Dossier
from reportkit.model import Claim
from reportkit.wording import names
from reportkit.wording.phrases import phrase
from reportkit.wording.pictures import Hull, MatrixWords
from reportkit.wording.runs import Line, Run

_MEMBER = {"member_of", "part_of"}
_LEAST, _DEEPEST = 2, 2


@dataclass(frozen=True, slots=True)
class Groups:
    """
    Who belongs to whom among the actors of a picture.

    ``of`` gives the outermost umbrella of each actor that has one (an umbrella's own is itself), at
    most two levels up; ``hulls`` what may be drawn around members that stand together.
    """

    of: Mapping[str, str]
    hulls: tuple[Hull, ...]


def umbrella(kind: str, of: str, to: str) -> str:
    """
    Return the umbrella of a tie that says who is a member of what; nothing for another tie.

    Parameters
    ----------
    kind : str
        The tie, as the codebook names it.
    of, to : str
        Its two ends.

    Examples
    --------
    >>> umbrella("member_of", "militia", "front"), umbrella("umbrella_of", "front", "militia")
    ('front', 'front')
    >>> umbrella("fights", "militia", "front")
    ''
    """
    return to if kind in _MEMBER else of if kind == "umbrella_of" else ""


def groups(case: Dossier, shown: Sequence[str], day: When | None) -> Groups:
    """
    Return which of the actors shown belong together.

    Parameters
    ----------
    case : Dossier
        What is heard.
    shown : sequence of str
        The actors of a picture.
    day : When or None
        Leaves out memberships that are said to end before it or to begin after it.
    """
    stated = _stated(case, day)
    above = {member: roof for roof, members in stated.items() for member in members if member in shown}
    for actor in shown:
        if case.actor(actor).of and case.actor(actor).of != actor:
            above.setdefault(actor, case.actor(actor).of)
    of = {actor: _outermost(actor, above) for actor in shown if actor in above or actor in above.values()}
    hulls = [_hull(case, roof, members, shown) for roof, members in stated.items()]
    hulls += [
        _registered(case, roof, [a for a in shown if case.actor(a).of == roof and a not in of_claims(stated)])
        for roof in dict.fromkeys(case.actor(a).of for a in shown if case.actor(a).of)
    ]
    hulls += [_unknown(case, a) for a in shown if case.actor(a).kind == "umbrella" and not stated.get(a)]
    return Groups(of, tuple(hull for hull in hulls if hull.dashed or len(hull.members) >= _LEAST))


def of_claims(stated: Mapping[str, Mapping[str, Sequence[Claim]]]) -> set[str]:
    """Return the actors that somebody states to be a member of something."""
    return {member for members in stated.values() for member in members}


def _stated(case: Dossier, day: When | None) -> dict[str, dict[str, list[Claim]]]:
    """Return the claims that make each umbrella's members, where nobody denies it."""
    found: dict[str, dict[str, list[Claim]]] = {}
    for claim, p in case.stated("relation"):
        roof = umbrella(p["relation"], p["of"], p["to"])
        member = p["of"] if roof == p["to"] else p["to"]
        holds = day is None or p.when is None or may_hold(p.when.first, p.when.last, day.first, day.last)
        if roof and roof != member and holds and not case.standings[p.key].voices.denied:
            found.setdefault(roof, {}).setdefault(member, []).append(claim)
    return found


def _outermost(actor: str, above: Mapping[str, str]) -> str:
    for _ in range(_DEEPEST):
        if above.get(actor, actor) == actor:
            break
        actor = above[actor]
    return actor


def _hull(case: Dossier, roof: str, members: Mapping[str, Sequence[Claim]], shown: Sequence[str]) -> Hull:
    inside = tuple(actor for actor in shown if actor in members)
    claims = [claim for actor in inside for claim in members[actor]]
    who = names.actors(case, (claim.speaker for claim in claims))
    label = phrase("actors.members", name=_strong(case, roof), who=who)
    return Hull(roof, (*label, *names.cite(case, claims)), inside, dashed=False)


def _registered(case: Dossier, roof: str, members: Iterable[str]) -> Hull:
    label = phrase("actors.members_registered", name=_strong(case, roof))
    return Hull(f"register {roof}", label, tuple(members), dashed=False)


def _unknown(case: Dossier, roof: str) -> Hull:
    label = (*phrase("actors.members_unknown"), *names.cite_silence(case))
    return Hull(f"unknown {roof}", label, (roof,), dashed=True)


def _strong(case: Dossier, actor: str) -> Line:
    return tuple(replace(run, kind="strong") for run in names.actor(case, actor))


def matrix_words(case: Dossier, shown: Sequence[str], found: Groups) -> MatrixWords:
    """
    Return the words of a matrix of actors.

    Parameters
    ----------
    case : Dossier
        The case.
    shown : sequence of str
        The actors of the picture.
    found : Groups
        Which of them belong together.
    """
    count = Run(str(len(shown)), tuple(case.source.values()))
    about = names.called(case, case.slug) if case.slug else ()
    return MatrixWords(
        closest=phrase("actors.closest", incident=about, n=(count,)) if case.slug else (),
        every=phrase("actors.every", n=(count,)),
        signs=(
            ("with", phrase("actors.sign_with")),
            ("against", phrase("actors.sign_against")),
            ("denies", phrase("actors.sign_denies")),
            ("contested", phrase("actors.sign_contested")),
        ),
        names=tuple((roof, names.actor(case, roof)) for roof in dict.fromkeys(found.of.values())),
        rest=phrase("actors.rest"),
        unsure=phrase("actors.unsure"),
    )
