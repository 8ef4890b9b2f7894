"""The reference of the package: all that `import reportkit` and its rooms offer, from the docstrings."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

import reportkit as rk

PACKAGE = Path(rk.__file__).parent
PUBLIC = "functions"


def made_from() -> Iterable[Path]:
    """Yield the files the reference is made from."""
    return sorted(PACKAGE.rglob("*.py"))


def markdown(what: str, _: Path | None = None) -> str:
    """
    Return the reference of the public functions, or of a module with all modules inside it.

    Parameters
    ----------
    what : str
        "functions" for what `reportkit` itself offers, else the name of a module.
    """
    if what == PUBLIC:
        return "\n\n".join(_group(module, names) for module, names in groups().items())
    return "\n\n".join(_module(name) for name in inside(what))


def groups() -> dict[str, list[str]]:
    """Return the public names by the module they come from, in the order in which a notebook meets them."""
    found: dict[str, list[str]] = {}
    for name in rk.__all__:
        thing = getattr(rk, name)
        found.setdefault(thing.__module__, []).append(name)
    ordered = sorted(found, key=lambda module: (_rank(module), module))
    return {module: sorted(found[module], key=_line) for module in ordered}


def inside(name: str) -> Iterator[str]:
    """Yield a module and every public module inside it; a package that names its face is shown by that."""
    yield name
    module = import_module(name)
    if hasattr(module, "__all__"):
        return
    for found in pkgutil.iter_modules(getattr(module, "__path__", []), f"{name}."):
        if not found.name.rpartition(".")[2].startswith("_"):
            yield from inside(found.name)


def _rank(module: str) -> int:
    """Opening stands first, then the blocks of the briefing, then the rest."""
    first = ("reportkit.opening", "reportkit.briefing")
    return first.index(module) if module in first else len(first)


def _line(name: str) -> int:
    thing = getattr(rk, name)
    return inspect.getsourcelines(thing)[1]


def _group(module: str, names: Iterable[str]) -> str:
    said = (inspect.getdoc(import_module(module)) or "").partition("\n\n")[0]
    heading = said.replace("\n", " ").partition(":")[0].rstrip(".").replace("``", "`")
    directives = "\n\n".join(_described(name) for name in names)
    return f"### {heading}\n\n```{{eval-rst}}\n{directives}\n```"


def _described(name: str) -> str:
    kind = "autoclass" if inspect.isclass(getattr(rk, name)) else "autofunction"
    return f".. {kind}:: reportkit.{name}"


def _module(name: str) -> str:
    # `set` is what matplotlib gives each of its artists, with a docstring for its own documentation.
    options = "".join(
        f"   :{option}\n" for option in ("members:", "exclude-members: set", "show-inheritance:")
    )
    return f"### `{name}`\n\n```{{eval-rst}}\n.. automodule:: {name}\n{options}```"
