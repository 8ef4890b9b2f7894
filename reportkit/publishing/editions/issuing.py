"""
Issuing: what ``render`` made becomes the next edition of its chain, if nothing speaks against it.

Where the proof lacks its number or what changed, `reportkit.publishing.editions.pages` makes it once more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reportkit import __version__
from reportkit.case import case
from reportkit.problems import Place, Problem
from reportkit.publishing import ledger
from reportkit.publishing.atomic import WriteProblem
from reportkit.publishing.batch import locks
from reportkit.publishing.editions import chain as chains
from reportkit.publishing.editions import keeping, proofs
from reportkit.publishing.editions.pages import EDITION, PREVIOUS, Asked, Next, pages
from reportkit.publishing.editions.proofs import Refused
from reportkit.publishing.editions.records import CHANGES, ENCODING, PDF, Edition, Issue, instant
from reportkit.publishing.editions.sealing import FORMAT, canonical, digest
from reportkit.publishing.parameters import content
from reportkit.reading import stored
from reportkit.reading.whereabouts import VARIABLE
from reportkit.themes.finding import NoTheme, find
from reportkit.wording import dateline, record
from reportkit.wording.runs import plain

if TYPE_CHECKING:
    from reportkit.case import Case
    from reportkit.model import Corpus
    from reportkit.publishing.editions.states import Now
    from reportkit.publishing.parameters import Plain

_THEME: Final = "theme"  # the parameter of a notebook that says what its page looks like
_AT_ONCE: Final = 100  # chains held at a time
_SECRET = re.compile(r"secret|token|passw|credential|api_?key|private", re.IGNORECASE)
NOT_RECORDED: Final = "not recorded: its name is that of a secret"


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What became of one incident.

    Parameters
    ----------
    slug : str
        The incident.
    edition : Edition or None
        What was issued, or would be; None where it was refused.
    problem : Problem or None
        Why it was refused.
    told : tuple of str
        What changed since the edition it is compared with, in sentences.
    busy : bool
        Whether another issuer holds the chain.
    """

    slug: str
    edition: Edition | None = None
    problem: Problem | None = None
    told: tuple[str, ...] = ()
    busy: bool = False


def issue(
    slugs: Sequence[str], asked: Asked, now: Now, *, at: datetime, dry: bool = False
) -> Iterator[Outcome]:
    """
    Issue the next edition of each incident, and yield what became of it, in their order.

    Parameters
    ----------
    slugs : sequence of str
        The incidents.
    asked : Asked
        What is asked for.
    now : callable
        What bears on an incident now, as `reportkit.publishing.editions.states.now_in` gives it.
    at : datetime
        The instant at which it is issued.
    dry : bool
        Whether to say only what would be issued; nothing is made and nothing written.

    Raises
    ------
    reportkit.publishing.batch.space.Full, reportkit.publishing.atomic.WriteProblem
        When there is no room to make the pages.
    """
    wanted = tuple(dict.fromkeys(slugs))
    for first in range(0, len(wanted), _AT_ONCE):
        some = wanted[first : first + _AT_ONCE]
        with ExitStack() as held:
            ready: dict[str, Next | Outcome] = {}
            for slug in some:
                try:
                    editions = held.enter_context(keeping.held(asked.out, slug)) if not dry else None
                    ready[slug] = _ready(slug, editions, asked, now)
                except locks.Busy:
                    ready[slug] = Outcome(slug, problem=busy(slug), busy=True)
                except Refused as refused:
                    ready[slug] = Outcome(slug, problem=refused.problem)
                except chains.ChainProblems as broken:
                    ready[slug] = Outcome(slug, problem=_broken(slug, broken))
            to_make = [one for one in ready.values() if isinstance(one, Next)]
            made = {} if dry else dict(pages(to_make, asked))
            for slug, one in ready.items():
                if isinstance(one, Outcome):
                    yield one
                elif dry:
                    record_of = replace(_issue(one, asked, at), number=one.number)
                    yield Outcome(slug, Edition(record_of, "", chains.home(asked.out, slug)), told=one.told)
                else:
                    yield _issued(one, made.get(slug, _lost(slug)), asked, at)


def _ready(slug: str, editions: tuple[Edition, ...] | None, asked: Asked, now: Now) -> Next:
    """Return what is to be issued of an incident, after all was looked at that could speak against it."""
    editions = chains.chain(asked.out, slug) if editions is None else editions
    proof = proofs.proof(asked.out, slug)
    state = now(slug, proof.ceiling, proof.as_of)
    if state is None or not proofs.is_of(proof, state):
        raise Refused(
            "issue-stale",
            slug,
            "its briefing is not of the corpus as it is now",
            "an edition says what is encoded when it is issued",
            f"render it again, look at the page, then issue it: reportkit render {slug}",
        )
    if digest(content(asked.notebook)) != proof.run.notebook_sha256:
        raise Refused(
            "issue-notebook",
            slug,
            f"it was not made by {asked.notebook.name} as it is now",
            "what is issued is made by the same notebook as what was looked at",
            f"render it again (reportkit render {slug}), or name its notebook with --notebook",
        )
    encoding, found = stored.to_bytes(state), case(state, slug)
    if not asked.allow_draft and drafted(found):
        raise Refused(
            "issue-draft",
            slug,
            "its page says DRAFT",
            "a document that it is from has had no second reader",
            "let somebody else read it and write them down ('second: …'), or give --allow-draft",
        )
    if not asked.again:
        _refuse_unchanged(slug, editions, digest(encoding))
    base = chains.standing(editions)
    if base and base.issue.ceiling != state.ceiling:
        under = [limit or "no ceiling" for limit in (base.issue.ceiling, state.ceiling)]
        raise Refused(
            "issue-ceiling",
            slug,
            f"edition {base.number} was issued under {under[0]}, this is under {under[1]}",
            "a chain goes to one circle of readers, and what changed would tell one of them of the other",
            "issue it in a folder of its own: render and issue with another --out",
        )
    told, changes = _changed(base, state, slug, len(editions) + 1)
    return Next(editions, base, proof, encoding, found, told, changes)


def _refuse_unchanged(slug: str, editions: tuple[Edition, ...], now: str) -> None:
    """Refuse a state that is that of the last edition, or of the last that stands."""
    for same in (chains.standing(editions), *editions[-1:]):
        if same and same.issue.record_sha256 == now:
            fate = "" if same.stands else ", which was withdrawn"
            raise Refused(
                "issue-unchanged",
                slug,
                f"nothing has changed since edition {same.number}{fate}",
                "a reader of two equal editions looks for a difference that is not there",
                "issue it when something has changed, or give --again and say why with --because",
            )


def _changed(base: Edition | None, state: Corpus, slug: str, number: int) -> tuple[tuple[str, ...], bytes]:
    """Return what changed since an edition, in sentences, and as the file of the next one."""
    from reportkit.publishing.editions.differences import difference  # noqa: PLC0415 - brings drawing along

    found = difference(chains.state(base), state, slug) if base else None
    told = found.told if found else ()
    content_of: dict[str, Any] = {
        "format": FORMAT,
        "slug": slug,
        "edition": number,
        "since": base.number if base else None,
        "delta": found.delta if found else None,
        "told": list(told),
    }
    return told, canonical(content_of)


def drafted(found: Case) -> bool:
    """Whether the page of a case says DRAFT: a document it is from has had no second reader."""
    return any(not found.corpus.readings[document].second for document in found.source)


def _issued(one: Next, pdf: bytes | Refused, asked: Asked, at: datetime) -> Outcome:
    if isinstance(pdf, Refused):
        return Outcome(one.slug, problem=pdf.problem)
    parts = {PDF: pdf, ENCODING: one.encoding, CHANGES: one.changes}
    try:
        made = keeping.append(asked.out, one.editions, _issue(one, asked, at), parts)
    except WriteProblem as wrong:
        return Outcome(
            one.slug,
            problem=Problem("issue-write", Place(one.slug), "it was not issued", wrong.why, wrong.fix),
        )
    with suppress(WriteProblem):  # a log: what was issued stands in the chain
        ledger.append(
            asked.out,
            "issued",
            at=at,
            incident=one.slug,
            edition=made.number,
            sha256=made.sha256,
            by=asked.by,
        )
    return Outcome(one.slug, made, told=one.told)


def _issue(one: Next, asked: Asked, at: datetime) -> Issue:
    """Return what the record of an edition says; number, link and digests are the chain's to put in."""
    run, state = one.proof.run, one.case.corpus
    return Issue(
        slug=one.slug,
        number=0,
        previous="",
        compared_with=one.base.number if one.base else 0,
        record_sha256="",
        pdf_sha256="",
        changes_sha256="",
        pdf_bytes=0,
        cut_off=plain(dateline.cut_off(one.case)),
        as_of=state.as_of,
        parameters=recorded({**dict(run.parameters), EDITION: one.number}),
        notebook=run.notebook,
        notebook_sha256=run.notebook_sha256,
        theme=_look(str(dict(run.parameters).get(_THEME, "")), asked.environment.get(VARIABLE)),
        ceiling=state.ceiling,
        marking=record.marking(one.case),
        draft=drafted(one.case),
        kit=__version__,
        issued=instant(at),
        by=asked.by,
        because=asked.because,
    )


def _look(theme: str, seeds: str | None) -> str:
    """Return what the theme of a page is called: its name where it is the kit's, else that of its folder."""
    try:
        return find(theme, seeds).shown
    except NoTheme:  # it was there when the page was made
        return Path(theme).name


def recorded(parameters: Mapping[str, Plain]) -> dict[str, Plain]:
    """
    Return parameters as the record of an edition has them, which goes to its readers.

    Paths of this machine become names, the edition before stands in the record anyway, and what is named
    like a secret is left out.

    Parameters
    ----------
    parameters : mapping of str to plain values
        What a notebook was asked.

    Examples
    --------
    >>> recorded({"theme": "/home/desk/looks/fern", "token": "x", "previous": "/b/0001", "limit": 3})
    {'theme': 'fern', 'token': 'not recorded: its name is that of a secret', 'limit': 3}
    """
    found: dict[str, Plain] = {}
    for name, value in parameters.items():
        if name == PREVIOUS:
            continue
        whole_path = isinstance(value, str) and Path(value).is_absolute()
        found[name] = NOT_RECORDED if _SECRET.search(name) else Path(str(value)).name if whole_path else value
    return found


def _lost(slug: str) -> Refused:
    why = "its worker told nothing of how it went"
    return Refused(
        "issue-failed", slug, "its page was not made", why, f"issue it again: reportkit issue {slug}"
    )


def busy(slug: str) -> Problem:
    """Return that another writer holds the chain of an incident."""
    return Problem(
        "issue-busy",
        Place(slug),
        "another issue or recall holds its editions",
        "two at once would make two editions of one number",
        "wait until it has ended, then look: reportkit editions " + slug,
    )


def _broken(slug: str, broken: chains.ChainProblems) -> Problem:
    more = f" ({len(broken.problems)} problems)" if len(broken.problems) > 1 else ""
    return Problem(
        "issue-chain",
        Place(slug),
        f"its chain of editions is not whole{more}",
        f"{broken.problems[0].place.file}: {broken.problems[0].what}",
        f"see reportkit editions {slug}, and mend what it names; nothing is added before",
    )
