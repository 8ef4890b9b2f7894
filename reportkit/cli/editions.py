"""``issue``, ``editions``, ``recall``, ``prune``: briefings that go out, and what becomes of them."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from reportkit.cli import completing
from reportkit.cli.terminal import (
    BUSY,
    FORMAT,
    NO_ROOM,
    PROBLEMS,
    USAGE,
    FilePath,
    Stop,
    corpus_folder,
    everywhere,
    json_option,
    note,
    say,
    say_hanging,
    say_json,
    say_problems,
    warn,
)
from reportkit.problems import nearest, plural, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from reportkit.problems import Problem
    from reportkit.publishing.editions.issuing import Outcome
    from reportkit.publishing.editions.records import Edition, Note

F = TypeVar("F", bound="Callable[..., Any]")
_LONGEST_ROLE, _LONGEST_REASON = 60, 500
_DIGEST = 12  # digits that tell one text from another for a reader


def _words(most: int) -> Callable[[click.Context, click.Parameter, str], str]:
    def one_line(_: click.Context, __: click.Parameter, value: str) -> str:
        value = value.strip()
        if len(value) > most or visible(value) != value or "\t" in value:
            raise click.BadParameter(f"write one line of at most {most} characters, without hidden ones")
        return value

    return one_line


def out_option(command: F) -> F:
    """Give a command the option that names the folder of the briefings."""
    return click.option(
        "--out",
        metavar="DIR",
        default=Path("build"),
        show_default=True,
        type=FilePath(file_okay=False, path_type=Path),
        help="Folder of the briefings.",
    )(command)


def by_option(command: F) -> F:
    """Give a command the option that says who does it."""
    return click.option(
        "--by",
        metavar="ROLE",
        default="desk",
        show_default=True,
        callback=_words(_LONGEST_ROLE),
        help="Who does it, by role.",
    )(command)


@click.command(short_help="Issue briefings as the next edition.")
@everywhere
@click.argument("slugs", nargs=-1, required=True, metavar="SLUG...", shell_complete=completing.slugs)
@out_option
@click.option(
    "--notebook",
    metavar="FILE",
    type=FilePath(exists=True, dir_okay=False, path_type=Path),
    help="The notebook they were made from.  [default: notebooks/briefing.ipynb]",
)
@by_option
@click.option(
    "--because", metavar="TEXT", default="", callback=_words(_LONGEST_REASON), help="Why, for the record."
)
@click.option("--allow-draft", is_flag=True, help="Also what says DRAFT.")
@click.option("--again", is_flag=True, help="Also what has not changed since its last edition.")
@click.option("--dry-run", is_flag=True, help="Say what would be issued; write nothing.")
@json_option
def issue(  # noqa: PLR0913 - the settings of an issue, each by its name
    *,
    slugs: tuple[str, ...],
    out: Path,
    notebook: Path | None,
    by: str,
    because: str,
    allow_draft: bool,
    again: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """
    Issue what render made of each incident as its next edition.

    The briefing has to be whole, of a run that went well, and of the corpus as it is now. Where its page does
    not bear the number of the edition yet, or lacks what changed since the last one that stands, it is made
    once more with both. Rendering alone issues nothing.

    The edition stands in OUT/editions/SLUG/NNNN: briefing.pdf, encoding.json, changes.json, and edition.json,
    which names the digests of all three and of the edition before.

    With --json: format and issued: incident, edition, folder, sha256, pdf_sha256, since, told, problem.
    """
    from reportkit.cli.asking import default_notebook
    from reportkit.publishing.atomic import WriteProblem
    from reportkit.publishing.batch import space
    from reportkit.publishing.editions import issuing, states
    from reportkit.publishing.editions.pages import Asked
    from reportkit.publishing.parameters import ParameterProblem
    from reportkit.reading.whereabouts import VARIABLE

    folder = corpus_folder()
    asked = Asked(
        out,
        notebook or default_notebook(),
        {VARIABLE: str(folder.absolute())},
        by,
        because,
        allow_draft,
        again,
    )
    found: list[Outcome] = []
    try:
        for one in issuing.issue(slugs, asked, states.now_in(folder), at=datetime.now(UTC), dry=dry_run):
            found.append(one)
            if not as_json:
                _say_issued(one, dry=dry_run)
    except (space.Full, WriteProblem) as full:
        raise Stop(str(full), NO_ROOM) from None
    except ParameterProblem as wrong:
        raise Stop(str(wrong), PROBLEMS, wrong.problems) from None
    except ValueError as wrong:  # a corpus with mistakes tells them itself; the rest is wrong usage
        if hasattr(wrong, "problems"):
            raise
        raise Stop(str(wrong), USAGE) from None
    if as_json:
        say_json({"format": FORMAT, "issued": [_as_json(one) for one in found]})
    elif len(found) > 1:
        done = sum(one.edition is not None for one in found)
        say(f"{done} of {plural(len(found), 'briefing')} {'would be issued' if dry_run else 'issued'}")
    if any(one.problem for one in found):
        raise click.exceptions.Exit(BUSY if all(one.busy for one in found if one.problem) else PROBLEMS)


def _say_issued(one: Outcome, *, dry: bool) -> None:
    if one.problem is not None:
        say_problems([one.problem], err=True)
        return
    edition = one.edition
    if edition is None:
        return
    done = "would be issued" if dry else f"issued: {visible(str(edition.pdf))}"
    say(f"{one.slug}: edition {edition.number}, {edition.issue.marking}, {done}")
    since = edition.issue.compared_with
    if since:
        note(f"  since edition {since}:")
        for sentence in one.told or ("nothing that a reader is told of has changed",):
            note(f"  - {sentence}")


def _as_json(one: Outcome) -> dict[str, Any]:
    edition = one.edition
    return {
        "incident": one.slug,
        "edition": edition.number if edition else None,
        "folder": str(edition.folder) if edition else None,
        "sha256": (edition.sha256 or None) if edition else None,
        "pdf_sha256": (edition.issue.pdf_sha256 or None) if edition else None,
        "since": (edition.issue.compared_with or None) if edition else None,
        "told": list(one.told),
        "problem": one.problem.to_json() if one.problem else None,
    }


@click.command(short_help="List the editions of an incident, and verify them.")
@everywhere
@click.argument("slug", shell_complete=completing.slugs)
@out_option
@json_option
def editions(*, slug: str, out: Path, as_json: bool) -> None:
    """
    List the editions of SLUG, and verify every digest and every link of their chain.

    What is damaged, missing, in another's place, or not of the chain is named, with what to do.

    With --json: format, incident, editions (what the record of each says, sha256, folder, recalled, pruned)
    and problems.
    """
    from dataclasses import asdict

    from reportkit.publishing.editions import chain

    found = examined(out, slug)
    if as_json:
        listed = [
            {
                **asdict(one.issue),
                "sha256": one.sha256,
                "folder": str(one.folder),
                "recalled": asdict(one.recalled) if one.recalled else None,
                "pruned": asdict(one.pruned) if one.pruned else None,
            }
            for one in found.editions
        ]
        problems = [one.to_json() for one in found.problems]
        say_json({"format": FORMAT, "incident": slug, "editions": listed, "problems": problems})
    else:
        last = chain.standing(found.editions)
        for one in found.editions:
            _say_edition(one, latest=one is last)
        if not found.problems:
            say(f"{plural(len(found.editions), 'edition')}: every digest and every link verified")
    if found.problems:
        if not as_json:
            say_problems(found.problems, err=True)
            warn(f"\n{plural(len(found.problems), 'problem')} in {visible(str(found.folder))}")
        raise click.exceptions.Exit(PROBLEMS)


def examined(out: Path, slug: str) -> Any:  # noqa: ANN401 - a chain, whose module is imported late
    """Return the chain of an incident; where there is none, the command ends and names the nearest."""
    from reportkit.publishing.editions import chain

    try:
        found = chain.examined(out, slug)
    except ValueError as wrong:
        raise Stop(str(wrong), USAGE) from None
    if not found.editions and not found.problems:
        there = () if slug in chain.slugs(out) else chain.slugs(out)
        fix = nearest(slug, there, where=str(out)) if there else f"run: reportkit issue {slug}"
        raise Stop(f"no edition of '{visible(slug)}' was issued in {visible(str(out))}: {fix}", USAGE)
    return found


def _say_edition(one: Edition, *, latest: bool) -> None:
    what = one.issue
    flags = "".join(
        (
            " · DRAFT" if what.draft else "",
            " · withdrawn" if one.recalled else "",
            " · latest" if latest else "",
            " · PDF removed" if one.pruned else "",
        )
    )
    say(f"{one.number:>4}  {what.issued}  {what.marking}  by {visible(what.by)}{flags}")
    say_hanging("      ", visible(what.cut_off))
    say(f"      record {one.sha256[:_DIGEST]}…  PDF {what.pdf_sha256[:_DIGEST]}…")
    if what.because:
        say_hanging("      because: ", visible(what.because))
    if one.recalled:
        say_hanging(
            f"      withdrawn {one.recalled.at} by {visible(one.recalled.by)}: ",
            visible(one.recalled.because),
        )


@click.command(short_help="Withdraw an edition.")
@everywhere
@click.argument("slug", shell_complete=completing.slugs)
@click.option("--edition", type=click.IntRange(min=1), required=True, metavar="N", help="Which one.")
@click.option(
    "--because", metavar="TEXT", required=True, callback=_words(_LONGEST_REASON), help="Why, for its readers."
)
@by_option
@out_option
@json_option
def recall(  # noqa: PLR0913 - the settings of a recall, each by its name
    *, slug: str, edition: int, because: str, by: str, out: Path, as_json: bool
) -> None:
    """
    Withdraw an edition of SLUG: it stays readable, marked, and latest leads to the last one that stands.

    Who got it is told, by the next reportkit deliver. Run again, it goes on where it was broken off, and
    changes nothing of what was said of the recall.

    With --json: format, incident, edition, recalled (at, by, because), latest (a number or null).
    """
    from reportkit.publishing import ledger
    from reportkit.publishing.atomic import WriteProblem
    from reportkit.publishing.batch import locks
    from reportkit.publishing.editions import chain, keeping
    from reportkit.publishing.editions.records import Note, instant

    if not because:
        raise Stop("--because: say why; its readers are told", USAGE)
    examined(out, slug)
    try:
        with keeping.held(out, slug) as there:
            if edition > len(there):
                raise Stop(
                    f"'{visible(slug)}' has {plural(len(there), 'edition')}, and no edition {edition}", USAGE
                )
            was = there[edition - 1].recalled
            now = keeping.recall(there, Note(slug, edition, "", instant(datetime.now(UTC)), by, because))
    except locks.Busy:
        raise Stop(
            f"another issue or recall holds the editions of {visible(slug)}; run it again", BUSY
        ) from None
    except chain.ChainProblems as broken:
        raise Stop(str(broken), PROBLEMS, broken.problems) from None
    except WriteProblem as wrong:
        raise Stop(str(wrong), NO_ROOM) from None
    if not was:
        with suppress(WriteProblem):  # a log: the recall stands in the chain
            ledger.append(out, "recalled", incident=slug, edition=edition, by=by, because=because)
    last, made = chain.standing(now), now[edition - 1].recalled
    if as_json:
        say_json(
            {
                "format": FORMAT,
                "incident": slug,
                "edition": edition,
                "recalled": _noted(made),
                "latest": last.number if last else None,
            }
        )
        return
    say(f"{slug}: edition {edition} {'was withdrawn already' if was else 'is withdrawn'}")
    note(f"  latest is edition {last.number}" if last else "  no edition stands")


def _noted(found: Note | None) -> dict[str, str] | None:
    return {"at": found.at, "by": found.by, "because": found.because} if found else None


@click.command(short_help="Remove PDFs of old editions; their records stay.")
@everywhere
@click.argument("slugs", nargs=-1, metavar="[SLUG...]", shell_complete=completing.slugs)
@click.option("--keep", type=click.IntRange(min=1), metavar="N", help="The newest N keep their PDFs.")
@click.option(
    "--keep-days", type=click.IntRange(min=0), metavar="D", help="Those of the last D days keep them."
)
@click.option("--dry-run", is_flag=True, help="Say what would be removed; remove nothing.")
@by_option
@out_option
@json_option
def prune(  # noqa: PLR0913 - the settings of a removal, each by its name
    *,
    slugs: tuple[str, ...],
    keep: int | None,
    keep_days: int | None,
    dry_run: bool,
    by: str,
    out: Path,
    as_json: bool,
) -> None:
    """
    Remove the PDFs of old editions of each SLUG, or of all.

    Records, encodings and changes of every edition stay, so that the chain can still be verified and
    compared. The last edition keeps its PDF, and so does the last that stands. Only a PDF that is the one
    issued is removed.

    With --json: format, dry_run, bytes, removed: incident, edition, pdf, bytes; and problems.
    """
    from reportkit.publishing.editions import chain

    if keep is None and keep_days is None:
        raise click.UsageError("Say what is kept: --keep N, --keep-days D, or both.")
    at = datetime.now(UTC)
    known = slugs or chain.slugs(out)
    if not dry_run and not as_json:
        for slug in known:
            for one in _spared(examined(out, slug), keep, keep_days, at):
                note(f"to be removed: {visible(str(one.pdf))}")
    removed, problems = [], []
    for slug in known:
        gone, told = _pruned(out, slug, (keep, keep_days), at, by, dry=dry_run)
        removed += gone
        problems += told
    size = sum(one.issue.pdf_bytes for one in removed)
    if as_json:
        listed = [
            {"incident": one.slug, "edition": one.number, "pdf": str(one.pdf), "bytes": one.issue.pdf_bytes}
            for one in removed
        ]
        told_as = [one.to_json() for one in problems]
        say_json(
            {"format": FORMAT, "dry_run": dry_run, "bytes": size, "removed": listed, "problems": told_as}
        )
    else:
        for one in removed:
            say(f"{'would be removed' if dry_run else 'removed'}: {visible(str(one.pdf))}")
        say(f"{plural(len(removed), 'PDF')}, {size / 1e6:.1f} MB")
        if problems:
            say_problems(problems, err=True)
    if problems:
        raise click.exceptions.Exit(PROBLEMS)


def _spared(found: Any, keep: int | None, keep_days: int | None, at: datetime) -> Iterable[Edition]:  # noqa: ANN401
    from reportkit.publishing.editions import pruning

    return () if found.problems else pruning.spare(found.editions, keep=keep, keep_days=keep_days, at=at)


def _pruned(  # noqa: PLR0913 - as the command gives them
    out: Path, slug: str, kept: tuple[int | None, int | None], at: datetime, by: str, *, dry: bool
) -> tuple[list[Edition], list[Problem]]:
    """Return the editions of a chain whose PDFs went, or would go, and what spoke against it."""
    from contextlib import ExitStack

    from reportkit.publishing import ledger
    from reportkit.publishing.atomic import WriteProblem
    from reportkit.publishing.batch import locks
    from reportkit.publishing.editions import chain, issuing, keeping
    from reportkit.publishing.editions.records import Note, instant

    try:
        with ExitStack() as held:
            if not dry:
                examined(out, slug)
                held.enter_context(keeping.held(out, slug))
            found = examined(out, slug)
            gone = list(_spared(found, *kept, at))
            for one in () if dry else gone:
                keeping.remove_pdf(one, Note(slug, one.number, "", instant(at), by, "to save room"))
                with suppress(WriteProblem):  # a log: the removal stands in the chain
                    ledger.append(out, "pruned", at=at, incident=slug, edition=one.number)
    except locks.Busy:
        return [], [issuing.busy(slug)]
    except chain.ChainProblems as broken:
        return [], list(broken.problems)
    except WriteProblem as wrong:
        raise Stop(str(wrong), NO_ROOM) from None
    return gone, list(found.problems)
