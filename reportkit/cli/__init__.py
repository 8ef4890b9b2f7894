"""
The command line: ``reportkit`` and its commands, the only place that prints.

Each command imports what it needs when it is called, so that ``--help`` starts at once.
"""

from __future__ import annotations

from typing import Any

import click

from reportkit import __version__
from reportkit.cli import adding, checking, listing, rendering, tracing
from reportkit.cli.terminal import (
    INTERRUPTED,
    ended,
    escape_the_unprintable,
    everywhere,
    session,
    shown,
    warn,
)

__all__ = ["main"]


class _Face(click.Group):
    """The group of all commands: what they raise ends in a plain message and an exit code."""

    def invoke(self, context: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        """Run a command."""
        escape_the_unprintable()
        try:
            return super().invoke(context)
        except click.UsageError as wrong:
            raise click.UsageError(shown(wrong.format_message()), wrong.ctx) from None
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except (KeyboardInterrupt, click.Abort):
            warn("stopped")
            context.exit(INTERRUPTED)
        except Exception as error:
            if session().debug:
                raise
            context.exit(ended(error))

    def list_commands(self, _: click.Context) -> list[str]:
        """Return the commands in the order of work, not of the alphabet."""
        return list(self.commands)


@click.group(cls=_Face, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, message="reportkit %(version)s")
@everywhere
def main() -> None:
    """Briefings on contested incidents, made from who said what."""


for _command in (
    rendering.render,
    listing.list_,
    listing.show,
    tracing.trace,
    checking.check,
    checking.pin,
    checking.span,
    adding.add,
    adding.new,
    listing.schema,
):
    main.add_command(_command)
