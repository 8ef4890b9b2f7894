"""
The command line: ``reportkit`` and its commands, the only place that prints.

Each command imports what it needs when it is called, so that ``--help`` starts at once.
"""

from __future__ import annotations

import errno
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from reportkit import __version__
from reportkit.cli.commands import COMMANDS
from reportkit.cli.terminal import (
    EXIT_CODES,
    INTERRUPTED,
    PROBLEMS,
    ended,
    escape_the_unprintable,
    everywhere,
    session,
    shown,
    warn,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["main"]

_FULL = {errno.ENOSPC, errno.EIO}  # where the output goes, without a name


class _Face(click.Group):
    """The group of all commands: what they raise ends in a plain message and an exit code."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:  # noqa: ANN401 - click's own signature
        """Read what stands before a command's name."""
        escape_the_unprintable()
        with _plain():
            return super().make_context(*args, **extra)

    def invoke(self, context: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        """Run a command."""
        try:
            with _plain():
                return super().invoke(context)
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except (KeyboardInterrupt, click.Abort):
            warn("stopped")
            context.exit(INTERRUPTED)
        except Exception as error:
            if session().debug:
                raise
            if isinstance(error, OSError) and error.errno in _FULL and error.filename is None:
                with suppress(OSError):
                    warn("the output cannot be written: there is no room where it goes")
                context.exit(PROBLEMS)
            context.exit(ended(error))

    def list_commands(self, _: click.Context) -> list[str]:
        """Return the commands in the order of work, not of the alphabet."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Return a command, loaded when it is called."""
        if name not in COMMANDS:
            return super().get_command(context, name)
        if name not in self.commands:
            module, _, function = COMMANDS[name][0].partition(".")
            self.add_command(getattr(import_module(f"reportkit.cli.{module}"), function), name)
        return self.commands[name]

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each command does, without loading it."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, does) for name, (_, does) in COMMANDS.items()])


@contextmanager
def _plain() -> Iterator[None]:
    """Let nothing of what was typed act on the terminal when it is told as wrong usage."""
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:  # it shows the help and nothing that was typed
        raise
    except click.UsageError as wrong:
        raise click.UsageError(shown(wrong.format_message()), wrong.ctx) from None


_EXIT_CODES = "\b\nExit codes:\n" + "\n".join(f"  {code:<4} {means}" for code, means in EXIT_CODES.items())


@click.group(
    cls=_Face,
    epilog=_EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(__version__, message="reportkit %(version)s")
@everywhere
def main() -> None:
    """Briefings on contested incidents, made from who said what."""
