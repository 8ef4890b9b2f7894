"""``render --watch``: one line a round, with the time of day, what came of it, and what had changed."""

from __future__ import annotations

from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, NoReturn

from reportkit.cli.endings import ended_cleanly
from reportkit.cli.progress import progress, shown_in
from reportkit.cli.terminal import console, note, on_terminal, say, say_problems, warn
from reportkit.problems import count, visible

if TYPE_CHECKING:
    from reportkit.publishing.batch.jobs import Job
    from reportkit.publishing.execution import OnCell
    from reportkit.publishing.watching import Round

_SLUG = "incident"
_NAMED = 3  # files by name; of more, their number is told


def watch(job: Job, slug: str) -> NoReturn:
    """
    Make a page again and again until somebody ends it.

    Parameters
    ----------
    job : Job
        What is made.
    slug : str
        The incident.

    Raises
    ------
    KeyboardInterrupt
        After Ctrl-C; no process is left.
    """
    from reportkit.publishing.watching import Asked, rounds

    asked = Asked(
        job.notebook,
        slug,
        job.out,
        job.seeds,
        parameters={**job.parameters, _SLUG: slug},
        environment=job.environment,
        limits=job.limits,
    )
    note(f"watching the corpus, {visible(job.notebook.name)} and the templates; Ctrl-C ends it")
    page = f"{job.out / slug}.pdf"
    with ended_cleanly(), ExitStack() as shown:

        def begins(_: tuple[str, ...]) -> OnCell | None:
            bar = shown.enter_context(progress())
            return shown_in(bar, slug) if bar else None

        with closing(rounds(asked, begins)) as all_rounds:
            for one in all_rounds:
                shown.close()  # the bar of this round
                _tell(one, slug, page)
    raise AssertionError("a watch has no end of its own")


def _tell(one: Round, slug: str, page: str) -> None:
    """Print what came of a round: problems first, so that the line on them stands where one looks."""
    changed = _changed(one.changed)
    if one.ok:
        mended = "mended: " if one.mended else ""
        state = f", {page} is the same" if one.same else f": {page}"
        _line(one.at, f"{mended}{slug}{state}", f"{one.seconds:.1f} s{changed}", "green")
        return
    if one.problems:
        say_problems(one.problems, err=True)
        what = count(one.problems)
    else:
        warn(one.message)
        what = "the page was not made"
    stands = f"{page} of {one.made} stands" if one.made else "no page of this watch yet"
    _line(one.at, f"{slug}: {what}; {stands}", changed.removeprefix(", "), "red")


def _changed(names: tuple[str, ...]) -> str:
    if not names:
        return ""
    if len(names) > _NAMED:
        return f", {len(names)} files changed"
    return f", {', '.join(map(visible, names))}"


def _line(at: str, what: str, about: str, style: str) -> None:
    """Print the line of a round; in colour where somebody looks at it."""
    behind = f" ({about})" if about else ""
    if not on_terminal():
        say(f"{at} {visible(what)}{behind}")
        return
    from rich.text import Text

    line = Text.assemble((f"{at} ", "dim"), (visible(what), style), (behind, "dim"))
    console().print(line, soft_wrap=True)
