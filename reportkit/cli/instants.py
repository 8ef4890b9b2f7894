"""The option ``--as-of`` of commands: what was known at an instant, and nothing that came later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from reportkit.cli.terminal import USAGE, Stop

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., Any]")


def as_of_option(command: F) -> F:
    """Give a command the option that leaves out what was not known at an instant."""
    return click.option(
        "--as-of",
        "as_of",
        metavar="DATE",
        default="",
        help="As it was known then: 2031-05-05, or 2031-05-05T06:00.",
    )(command)


def instant_in(given: str) -> str:
    """Return the instant that counts, REPORTKIT_AS_OF weighed in; "" where there is none."""
    from reportkit.analysis.known_at import NotAnInstant
    from reportkit.opening import earliest

    try:
        return earliest(given)
    except NotAnInstant as wrong:
        raise Stop(f"--{str(wrong).replace('as_of', 'as-of', 1)}" if given else str(wrong), USAGE) from None
