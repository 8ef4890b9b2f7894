"""``plan``: what render would make, and why."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from reportkit.cli import asking
from reportkit.cli.rendering import planned
from reportkit.cli.terminal import FORMAT, everywhere, json_option, say, say_json
from reportkit.problems import plural

if TYPE_CHECKING:
    from reportkit.publishing.batch.planning import Planned

_STANDS = "unchanged"


@click.command(short_help="Say which briefings render would make, and why.")
@everywhere
@asking.options
@click.option("--again", is_flag=True, help="As if all were asked for again.")
@json_option
def plan(*, again: bool, as_json: bool, **what: Any) -> None:  # noqa: ANN401 - what `asking.options` gives
    """
    Say which briefings reportkit render would make with the same options, and why; nothing is made.

    A briefing is new, or something that bears on it has changed (its data, a parameter, the notebook, a
    template, the theme, fonts, the map, the kit, the libraries), or its files are missing or damaged, or its
    last run failed. What ended its worker twice is quarantined until something changes. Content counts, and
    never when a file was saved.

    With --json: format, corpus, out, and briefings: incident, reasons, make, key.
    """
    asked = asking.asked(**what)
    found = planned(asked, again=again)
    if as_json:
        rows = [
            {"incident": one.name, "reasons": list(one.reasons), "make": one.to_make, "key": one.key}
            for one in found
        ]
        say_json(
            {"format": FORMAT, "corpus": str(asked.job.seeds), "out": str(asked.job.out), "briefings": rows}
        )
        return
    width = max((len(one.name) for one in found if one.reasons), default=0)
    for one in found:
        if one.reasons:
            say(f"{one.name:<{width}}  {', '.join(one.reasons)}")
    say(_summary(found))


def _summary(found: tuple[Planned, ...]) -> str:
    """Return how many would be made, and how many stand or are left alone."""
    counts = Counter("make" if one.to_make else one.reasons[0] if one.reasons else _STANDS for one in found)
    rest = [f"{counts[name]:,} {name}" for name in ("quarantined", _STANDS) if counts[name]]
    told = f"{plural(counts['make'], 'briefing')} to make"
    return told + (f", {', '.join(rest)}" if rest else "")
