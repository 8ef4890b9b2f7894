"""
The pages of editions: the proof as it is, or the same once more with its number and what changed.

A proof bears the number it was rendered with. Where that is the number of the next edition, and its page
tells the changes since the last one that stands (or there is none), it is taken as it is. Else the same
notebook is run once more with the same parameters, the number and that edition; what comes out has to be
from the very encoding that the proof was made from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reportkit.publishing.batch import local
from reportkit.publishing.batch.work import Item, Limits, Result
from reportkit.publishing.editions import proofs
from reportkit.publishing.editions.proofs import Proof, Refused
from reportkit.publishing.editions.records import Edition
from reportkit.publishing.parameters import read
from reportkit.reading.whereabouts import AS_OF_VARIABLE, CEILING_VARIABLE

if TYPE_CHECKING:
    from reportkit.case import Case
    from reportkit.model import Corpus
    from reportkit.publishing.parameters import Plain

EDITION: Final = "edition"  # the parameter of a notebook for the number of the edition
PREVIOUS: Final = "previous"  # and the one for the edition that its page tells the changes since


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What is asked for, for all incidents of a call.

    Parameters
    ----------
    out : pathlib.Path
        The folder of the briefings.
    notebook : pathlib.Path
        The notebook they were made from.
    environment : mapping of str to str
        What its cells are told beside the parameters: which corpus, and what it is held to.
    by : str
        Who issues, by role.
    because : str
        Why; may be empty.
    allow_draft : bool
        Whether a page that says DRAFT may be issued.
    again : bool
        Whether an edition may be issued of which nothing has changed since the last.
    limits : Limits
        What making a page may take.
    """

    out: Path
    notebook: Path
    environment: Mapping[str, str]
    by: str = "desk"
    because: str = ""
    allow_draft: bool = False
    again: bool = False
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Next:
    """
    An edition that is about to be issued.

    Parameters
    ----------
    editions : tuple of Edition
        The chain it will be the end of.
    base : Edition or None
        The last edition that stands, which its page tells the changes since; None where none does.
    proof : Proof
        What ``render`` made.
    encoding : bytes
        What the proof was made from, in its stored form.
    case : Case
        The same.
    told : tuple of str
        What changed, in sentences.
    changes : bytes
        What changed, as the file of the edition.
    """

    editions: tuple[Edition, ...]
    base: Edition | None
    proof: Proof
    encoding: bytes
    case: Case
    told: tuple[str, ...]
    changes: bytes

    @property
    def slug(self) -> str:
        """The incident."""
        return self.proof.slug

    @property
    def number(self) -> int:
        """The number it will have."""
        return len(self.editions) + 1


def pages(ready: Sequence[Next], asked: Asked) -> Iterator[tuple[str, bytes | Refused]]:
    """
    Yield the PDF of each edition, or why there is none.

    Parameters
    ----------
    ready : sequence of Next
        The editions.
    asked : Asked
        What is asked for.

    Raises
    ------
    reportkit.publishing.batch.space.Full, reportkit.publishing.atomic.WriteProblem
        When there is no room to make them.
    """
    declared = {one.name for one in read(asked.notebook)}
    anew = [one for one in ready if not _as_it_is(one, declared)]
    yield from ((one.slug, one.proof.pdf) for one in ready if _as_it_is(one, declared))
    if not anew:
        return
    if EDITION not in declared:
        for one in anew:
            yield (
                one.slug,
                Refused(
                    "issue-number",
                    one.slug,
                    f"{asked.notebook.name} has no parameter '{EDITION}'",
                    f"this is edition {one.number}, and its page would bear another number",
                    "give the notebook that parameter, and show it: rk.headline(case, edition=edition)",
                ),
            )
        return
    by_slug = {one.slug: one for one in anew}
    with local.private_base() as base:
        out = base / "out"
        items = (_item(one, out, asked, declared) for one in anew)
        for made in local.make(items, out, len(anew)):
            if isinstance(made, Result):
                slug = made.record.slug
                yield slug, _made(by_slug[slug], made, out)


def _as_it_is(one: Next, declared: set[str]) -> bool:
    """Whether a proof bears the number of its edition, and tells the changes since the right one."""
    given = str(dict(one.proof.run.parameters).get(PREVIOUS, ""))
    right = (
        Path(given).resolve() == one.base.folder.resolve()
        if given and one.base
        else not given and not one.base
    )
    return one.proof.edition == one.number and (right or PREVIOUS not in declared)


def _item(one: Next, out: Path, asked: Asked, declared: set[str]) -> Item:
    parameters: dict[str, Plain] = {**dict(one.proof.run.parameters), EDITION: one.number}
    if PREVIOUS in declared:
        parameters[PREVIOUS] = str(one.base.folder.absolute()) if one.base else ""
    return Item(
        one.slug,
        str(asked.notebook.absolute()),
        str(out),
        parameters,
        {**asked.environment, **_held_to(one.case.corpus)},
        asked.limits,
        engine="auto" if one.proof.run.engine == "in process" else "kernel",
        encoding=one.encoding.decode(),
    )


def _held_to(state: Corpus) -> dict[str, str]:
    """Return the variables that hold a run to the ceiling and the day of a state, whatever cells ask for."""
    limits = {CEILING_VARIABLE: state.ceiling, AS_OF_VARIABLE: state.as_of}
    return {name: limit for name, limit in limits.items() if limit}


def _made(one: Next, result: Result, out: Path) -> bytes | Refused:
    """Return the PDF of a run, if it is one of this edition."""
    run = result.record
    if not run.ok:
        return Refused(
            "issue-failed",
            one.slug,
            f"the page of edition {one.number} could not be made: {run.message.splitlines()[0]}",
            "its run failed where the run of the proof did not",
            f"render it again: reportkit render {one.slug}",
        )
    pdf = (out / f"{one.slug}.pdf").read_bytes()
    try:
        encoding, number = proofs.told_by(pdf, one.slug)
    except Refused as refused:
        return refused
    if encoding not in {None, one.encoding} or number != one.number:
        return Refused(
            "issue-stale",
            one.slug,
            "the corpus was changed while its edition was made",
            "an edition is of one state",
            f"render it again, look at the page, then issue it: reportkit render {one.slug}",
        )
    return pdf
