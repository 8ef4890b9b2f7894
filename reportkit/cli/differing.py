"""``diff``: what is different between two editions of an incident, or between one and the corpus now."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportkit.cli import completing
from reportkit.cli.editions import examined, out_option
from reportkit.cli.terminal import (
    FORMAT,
    PROBLEMS,
    USAGE,
    Stop,
    corpus_folder,
    everywhere,
    json_option,
    listed,
    say,
    say_hanging,
    say_json,
)
from reportkit.problems import plural, visible

if TYPE_CHECKING:
    from reportkit.model import Corpus
    from reportkit.publishing.editions.records import Edition

NOW = "now"
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


class _Side(click.ParamType[Any]):
    """The number of an edition, or the corpus as it is now."""

    name = "edition"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | str:  # noqa: ANN401
        """Return which."""
        if value == NOW:
            return NOW
        if _NUMBER.fullmatch(str(value)):
            return int(value)
        raise click.BadParameter(f"{value!r} is no edition: write its number, or {NOW}", ctx, param)


@click.command("diff", short_help="Say what changed between editions.")
@everywhere
@click.argument("slug", shell_complete=completing.slugs)
@click.argument("one", metavar="[A]", required=False, type=_Side())
@click.argument("other", metavar="[B]", required=False, type=_Side())
@out_option
@json_option
def diff(*, slug: str, one: int | str | None, other: int | str | None, out: Path, as_json: bool) -> None:
    """
    Say what is different in edition B of SLUG from edition A.

    B left out is the corpus as it is now ("now"), A the last edition that stands. Where A was issued under a
    ceiling, so is what it is compared with.

    With --json: format, incident, from, to (numbers, null for now), told (sentences) and delta: operations of
    RFC 6902 on the stored encodings, with their digests.
    """
    from reportkit.publishing.editions import chain, differences

    found = examined(out, slug)
    if found.problems:
        raise Stop(listed(found.problems), PROBLEMS, found.problems)
    last = chain.standing(found.editions) or found.editions[-1]
    first = last if one is None else _side(found.editions, one, slug)
    second = None if other is None else _side(found.editions, other, slug)
    limits = first or second
    before, after = (chain.state(side) if side else _now(slug, limits) for side in (first, second))
    told = differences.difference(before, after, slug)
    if as_json:
        say_json(
            {
                "format": FORMAT,
                "incident": slug,
                "from": first.number if first else None,
                "to": second.number if second else None,
                "told": list(told.told),
                "delta": told.delta,
            }
        )
        return
    head = f"{slug}: {_named(first)} → {_named(second)}"
    if told.empty:
        say(f"{head}: no difference")
        return
    if not told.told:
        many = plural(len(told.delta["operations"]), "difference")
        say(f"{head}: nothing that a reader is told of; {many} in the stored encoding")
        return
    say(f"{head}: {plural(len(told.told), 'change')}")
    for sentence in told.told:
        say_hanging("- ", visible(sentence))


def _side(editions: tuple[Edition, ...], asked: int | str, slug: str) -> Edition | None:
    if asked == NOW:
        return None
    if int(asked) > len(editions):
        raise Stop(f"'{slug}' has {plural(len(editions), 'edition')}, and no edition {asked}", USAGE)
    return editions[int(asked) - 1]


def _now(slug: str, held_to: Edition | None) -> Corpus:
    """Return what bears on the incident now, held to the ceiling under which an edition was issued."""
    from reportkit.publishing.editions import states

    ceiling = held_to.issue.ceiling if held_to else ""
    found = states.now_in(corpus_folder())(slug, ceiling, "")
    if found is None:
        under = f" under {ceiling}" if ceiling else ""
        raise Stop(f"the corpus does not speak of '{visible(slug)}'{under} any more", USAGE)
    return found


def _named(side: Edition | None) -> str:
    if side is None:
        return "the corpus now"
    return f"edition {side.number}" + ("" if side.stands else " (withdrawn)")
