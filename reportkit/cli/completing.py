"""
Completion in the shell: ``completion`` prints the script, and what it asks for comes from the corpus.

A shell asks at every press of a key: what is offered is read from the names of files and of one
register, without looking whether the corpus is sound, and nothing is ever said of what is wrong.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportkit.cli.terminal import Session, everywhere

if TYPE_CHECKING:
    from collections.abc import Iterable

_HOW = {
    "bash": 'eval "$(reportkit completion bash)"          in ~/.bashrc',
    "zsh": 'eval "$(reportkit completion zsh)"           in ~/.zshrc, below compinit',
    "fish": "reportkit completion fish | source          in ~/.config/fish/config.fish",
}
_PROGRAM = "reportkit"
_VARIABLE = "_REPORTKIT_COMPLETE"


@click.command(
    short_help="Print the script that completes words in a shell.",
    epilog="\b\nWhere it goes:\n" + "\n".join(f"  {line}" for line in _HOW.values()),
)
@everywhere
@click.argument("shell", type=click.Choice(list(_HOW)))
def completion(shell: str) -> None:
    """Print the script with which a SHELL completes commands, options, slugs, documents and parameters."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - click knows the three
    root = click.get_current_context().find_root().command
    template = kind(root, {}, _PROGRAM, _VARIABLE)
    # Not source(): for bash it would start one to look at its version, and complain of that of macOS.
    click.echo(template.source_template % template.source_vars())


def slugs(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """Return the slugs of the corpus that go on from what is typed, each once in a line."""
    taken = set(context.params.get("slugs") or ())
    return _going_on(begun, (slug for slug in _stems(context, "incidents") if slug not in taken))


def schedules(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """Return the schedules of the corpus that go on from what is typed."""
    with suppress(Exception):
        from reportkit.reading.schedules import FILE
        from reportkit.reading.yamltext import Entries, read_file

        entries = read_file(_folder(context) / FILE, FILE, [])
        table = entries.get("schedules") if entries else None
        return _going_on(begun, table.names() if isinstance(table, Entries) else ())
    return []


def themes(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
    """Return the themes of the kit that go on from what is typed; folders the shell itself completes."""
    from reportkit.themes.finding import shipped

    return _going_on(begun, shipped())


def documents(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """Return the ids of registered documents that go on from what is typed."""
    return _going_on(begun, _registered(context))


def unread(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """Return the ids of documents without a reading that go on from what is typed."""
    read = set(_stems(context, "readings"))
    return _going_on(begun, (identity for identity in _registered(context) if identity not in read))


def schemas(_context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """Return the names of schemas that go on from what is typed."""
    with suppress(Exception):
        from reportkit.reading.schema import schemas as all_schemas

        return _going_on(begun, all_schemas())
    return []


def parameters(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """Return the names of the notebook's parameters that go on from what is typed."""
    with suppress(Exception):
        from reportkit.cli.asking import SLUG, default_notebook
        from reportkit.publishing.parameters import read

        notebook = context.params.get("notebook") or default_notebook()
        names = [parameter.name for parameter in read(Path(notebook))]
        return _going_on(begun, (name for name in names if name != SLUG))
    return []


def _going_on(begun: str, words: Iterable[str]) -> list[str]:
    return sorted({word for word in words if word.startswith(begun) and word.isprintable()})


def _folder(context: click.Context) -> Path:
    from reportkit.reading import whereabouts

    asked = context.find_object(Session)
    return whereabouts.find(asked.seeds if asked else None).folder


def _stems(context: click.Context, name: str) -> list[str]:
    """Return the names of the records in a folder of the corpus; none where there is no corpus."""
    with suppress(Exception):
        from reportkit.reading.shapes import SLUG

        files = (_folder(context) / name).glob("*.yaml")
        return [path.stem for path in files if SLUG.fullmatch(path.stem)]
    return []


def _registered(context: click.Context) -> list[str]:
    """Return the ids in documents.yaml; none where it cannot be read."""
    with suppress(Exception):
        from reportkit.reading.shapes import SLUG
        from reportkit.reading.yamltext import Entries, read_file

        entries = read_file(_folder(context) / "documents.yaml", "", [])
        found = entries.get("documents") if entries else None
        return [name for name in found.names() if SLUG.fullmatch(name)] if isinstance(found, Entries) else []
    return []
