"""
Whether a notebook shows the same when its cells run in the worker as when they run in a kernel of their own.

A kernel catches what is written past Python's streams, has a loop of events, and is a process that may be
left in any state. A worker does not and is not. So a notebook is let in only when all that it does is known
to be the same; what is not known, or not understood, is run by a kernel. The check is about honest notebooks:
it keeps nobody from going around it on purpose, and a notebook is trusted with this machine either way.
"""

from __future__ import annotations

import ast
import builtins
import re
import warnings
from typing import TYPE_CHECKING, Final

from IPython.core import inputtransformer2

from reportkit.problems import clipped
from reportkit.publishing.fast import allowed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nbformat import NotebookNode

    from reportkit.publishing.parameters import Plain

_SHELLS: Final = re.compile(r"_+|_i{1,3}|_i?\d+|_[io]h|_dh|In|Out|__name__|__doc__|display")
_ASYNC: Final = (ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith, ast.Await)
_DUNDER: Final = re.compile(r"__\w+__")


def unfaithful(notebook: NotebookNode, parameters: Mapping[str, Plain]) -> str:
    """
    Why a notebook wants a kernel of its own: "" if it does not, else in plain words.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        The notebook.
    parameters : mapping of str to plain values
        The parameters of the run; they are names that cells may use, and a cell of their own.

    Examples
    --------
    >>> import nbformat
    >>> def notebook(*sources):
    ...     cells = [nbformat.v4.new_code_cell(source) for source in sources]
    ...     return nbformat.v4.new_notebook(cells=cells)
    >>> unfaithful(notebook("import reportkit as rk", "rk.load('harbour-fire')"), {})
    ''
    >>> unfaithful(notebook("files = !ls"), {})
    'cell [1] starts a process (!ls)'
    """
    language = notebook.metadata.get("kernelspec", {}).get("language", "python")
    if str(language).lower() != "python":
        return "it is not written in Python"
    cells: list[tuple[int, ast.Module]] = []
    for number, source in _numbered(notebook, parameters):
        try:
            tree = ast.parse(_plain(source))
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            return f"cell [{number}] is not understood ({clipped(str(error))})"
        cells.append((number, tree))
    check = _Check(set(parameters))
    for _, tree in cells:
        check.learn(tree)
    for number, tree in cells:
        for reason in check.reasons(tree):
            return f"cell [{number}] {reason}"
    return ""


def _plain(source: str) -> str:
    """Return a cell as plain Python, its magics written as calls."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd ends of lines; the run itself will complain of them
        plain: str = inputtransformer2.TransformerManager().transform_cell(source)  # type: ignore[no-untyped-call]
    return plain


def _numbered(notebook: NotebookNode, parameters: Mapping[str, Plain]) -> Iterator[tuple[int, str]]:
    """Yield the cells that are run, by their numbers in the executed notebook."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    code = [cell for cell in code if "skip-execution" not in cell.metadata.get("tags", ())]
    tags = [cell.metadata.get("tags", ()) for cell in code]
    tagged = [n for n, found in enumerate(tags) if "parameters" in found]
    already = any("injected-parameters" in found for found in tags)
    shift_after = (tagged[0] if tagged else -1) if parameters and not already else len(code)
    for number, cell in enumerate(code):
        yield number + 1 + (number > shift_after), cell.source


class _Check:
    """What is known of a notebook's names, and what is found in its cells."""

    def __init__(self, names: set[str]) -> None:
        self.names = names
        self.libraries: dict[str, str] = {}  # what is imported, by the name that it is given

    def learn(self, tree: ast.Module) -> None:
        """Take down the names that a cell makes."""
        for node in ast.walk(tree):
            match node:
                case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                    self.names.add(name)
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    self.names.add(name)
                case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                    self.names.add(name)
                case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                    self.names.add(name)
        self._learn_libraries(tree)
        self.names |= set(self.libraries)

    def _learn_libraries(self, tree: ast.Module) -> None:
        for node in ast.walk(tree):
            match node:
                case ast.Import():
                    for alias in node.names:
                        first = alias.name.partition(".")[0]
                        self.libraries[alias.asname or first] = alias.name if alias.asname else first
                case ast.ImportFrom():
                    for alias in node.names:
                        self.libraries[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        for node in ast.walk(tree):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=other)):
                    if other in self.libraries:  # another name for the same
                        self.libraries[name] = self.libraries[other]

    def reasons(self, tree: ast.Module) -> Iterator[str]:
        """Yield what in a cell is not known to be the same."""
        for node in ast.walk(tree):
            yield from filter(None, [_by_itself(node)])
            yield from self._of_a_node(node, tree)

    def _of_a_node(self, node: ast.AST, tree: ast.Module) -> Iterator[str]:
        match node:
            case ast.Import():
                yield from filter(None, (_imported(alias.name) for alias in node.names))
            case ast.ImportFrom():
                yield from self._taken_from(node)
            case ast.Call(func=called) if _of_the_shell(called):
                yield from _magic(node)
            case ast.Call(func=ast.Name(id="getattr" | "hasattr"), args=[_, *named]):
                yield from filter(None, [_looked_up(named)])
            case ast.Name(id=name, ctx=ast.Load()):
                yield from self._name(name, tree)
            case ast.Attribute():
                yield from self._attribute(node)
            case ast.Subscript(ctx=ast.Store() | ast.Del(), value=changed):
                if self._of_a_library(changed) and not self._is_setting(changed):
                    yield f"changes a library ({clipped(ast.unparse(changed))})"

    def _taken_from(self, node: ast.ImportFrom) -> Iterator[str]:
        module = node.module or ""
        if node.level or any(alias.name == "*" for alias in node.names):
            yield f"imports what cannot be seen from here (from {'.' * node.level}{module} import …)"
            return
        if reason := _imported(module):
            yield reason
            return
        for alias in node.names:
            if reason := _reached(f"{module}.{alias.name}"):
                yield reason

    def _name(self, name: str, tree: ast.Module) -> Iterator[str]:
        if name == "get_ipython":
            if not _only_in_magics(tree):
                yield "works on the shell itself (get_ipython)"
        elif name in self.names:
            return
        elif name in allowed.REFUSED_NAMES:
            yield allowed.REFUSED_NAMES[name].format(name=name)
        elif not hasattr(builtins, name) and not _SHELLS.fullmatch(name):
            yield f"asks for a name that no cell makes ({clipped(name)})"

    def _attribute(self, node: ast.Attribute) -> Iterator[str]:
        if _of_the_shell(node):
            return  # a magic: looked at as a whole
        if node.attr in allowed.REFUSED_ATTRIBUTES:
            yield allowed.REFUSED_ATTRIBUTES[node.attr].format(name=clipped(ast.unparse(node)))
        elif (path := self._path(node)) and (reason := _reached(path)):
            yield reason
        elif _DUNDER.fullmatch(node.attr) and node.attr not in allowed.DUNDERS:
            yield f"looks inside of objects ({clipped(ast.unparse(node))})"
        elif (
            isinstance(node.ctx, ast.Store | ast.Del)
            and self._of_a_library(node)
            and not self._is_setting(node.value)
        ):
            yield f"changes a library ({clipped(ast.unparse(node))})"

    def _path(self, node: ast.expr) -> str:
        """Return what an expression such as ``np.linalg`` means in full; "" if it begins elsewhere."""
        match node:
            case ast.Name(id=name):
                return self.libraries.get(name, "")
            case ast.Attribute(value=value, attr=attr):
                before = self._path(value)
                return f"{before}.{attr}" if before else ""
        return ""

    def _is_setting(self, node: ast.expr) -> bool:
        """Return whether an expression means settings that are there to be changed."""
        return allowed.SETTINGS.fullmatch(self._path(node)) is not None

    def _of_a_library(self, node: ast.expr) -> bool:
        while isinstance(node, ast.Attribute | ast.Subscript):
            node = node.value
        return isinstance(node, ast.Name) and node.id in self.libraries


def _by_itself(node: ast.AST) -> str:
    """Return what a part of a cell does that needs no look at names, "" if that is known to be the same."""
    match node:
        case ast.comprehension(is_async=1):
            return "uses asyncio"
        case ast.Constant(value=str(words)) if allowed.OWN_FILES.match(words):
            return f"opens what belongs to the process ({clipped(words)})"
        case ast.FunctionDef(name="__del__"):
            return "does something when an object is given up (__del__)"
    return "uses asyncio" if isinstance(node, _ASYNC) else ""


def _imported(module: str) -> str:
    """Return why a module may not be imported, "" if it may."""
    first = module.partition(".")[0]
    if first in allowed.WHY_NOT:
        return f"{allowed.WHY_NOT[first]} (import {module})"
    if first not in allowed.MODULES:
        return f"imports what has not been tried in a worker (import {clipped(module)})"
    return _reached(module)


def _reached(path: str) -> str:
    """Return why something in a library may not be used, "" if it may; ``path`` begins with its module."""
    first, *rest = path.split(".")
    if not rest:
        return ""
    known = allowed.MODULES.get(first)
    if known is not None and rest[0] not in known:
        doing = allowed.DOING.get(path, allowed.DOING.get(f"{first}.{rest[0]}", "uses what is not known"))
        return f"{doing} ({clipped(path)})"
    for name in rest:
        if name in allowed.WHY_NOT:
            return f"{allowed.WHY_NOT[name]} ({clipped(path)})"
    if first == "sys" and rest[0] in {"stdout", "stderr"} and not set(rest[1:2]) <= allowed.STREAMS:
        return f"works on the streams themselves ({clipped(path)})"
    begun = ""
    for name in (first, *rest):
        begun = f"{begun}.{name}" if begun else name
        if begun in allowed.INNER:
            return f"{allowed.INNER[begun]} ({clipped(path)})"
    return ""


def _magic(node: ast.Call) -> Iterator[str]:
    """Yield why a magic may not be used; they have been written as calls by now."""
    words = [arg.value if isinstance(arg, ast.Constant) else None for arg in node.args]
    called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    name, line = (str(word or "") for word in [*words, "", ""][:2])
    if called in {"system", "getoutput", "getoutput_and_error"}:
        yield f"starts a process (!{clipped(name)})"
    elif called == "run_cell_magic":
        yield f"asks something special of the shell (%%{clipped(name)})"
    elif called != "run_line_magic":
        yield f"works on the shell itself ({clipped(called)})"
    elif not any(name == known and re.fullmatch(form, line.strip()) for known, form in allowed.MAGICS):
        doing = "starts a process" if name in allowed.STARTING else "asks something special of the shell"
        yield f"{doing} (%{clipped(f'{name} {line}'.strip())})"


def _only_in_magics(tree: ast.Module) -> bool:
    """Return whether the shell is named only where a magic was written."""
    named = sum(isinstance(node, ast.Name) and node.id == "get_ipython" for node in ast.walk(tree))
    asked = sum(isinstance(node, ast.Call) and _of_the_shell(node.func) for node in ast.walk(tree))
    return named == asked


def _of_the_shell(node: ast.expr) -> bool:
    """Return whether an expression is ``get_ipython().…``, as magics are written."""
    match node:
        case ast.Attribute(value=ast.Call(func=ast.Name(id="get_ipython"))):
            return True
    return False


def _looked_up(named: list[ast.expr]) -> str:
    """Return why an attribute may not be looked up by its name, "" if it may."""
    match named:
        case [ast.Constant(value=str(name)), *_]:
            plain = name not in allowed.REFUSED_ATTRIBUTES and name not in allowed.WHY_NOT
            if plain and (name in allowed.DUNDERS or not _DUNDER.fullmatch(name)):
                return ""
    return "looks up attributes by names that are not known beforehand (getattr)"
