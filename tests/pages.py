"""
Pages of the documentation as things to try: their blocks, run in the order in which they stand.

A page is worked through in a folder of its own, as a reader would:

- ``console``: lines that begin with ``$`` are run, and what they print is compared; ``...`` stands for
  anything, as in doctest; which corpus is read is said by every command and left out of the pages.
  Commands of reportkit run in this process, anything with the shell's own
  signs runs in a shell. What installs, starts a server or goes on for ever is only looked up.
- ``yaml``: the first line is a comment that names the file; what follows it after a comma ("at its
  end") means that the block is added to the file. Otherwise the block is the file.
- ``python``: run as a doctest where it has prompts, else as it stands.

A comment ``<!-- start: tests/corpora/invented as seeds -->`` copies something of the project into the
folder first. Other kinds of blocks are only read for the names in them.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from click.testing import CliRunner
from markdown_it import MarkdownIt

from reportkit.cli import main

if TYPE_CHECKING:
    from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[1]
HOME = "/home/ada"  # where the reader of a page works, as far as the page tells
ONLY_NAMED = ("make", "git", "pip", "jupyter", "python3", "source")  # these install, or start a server
GOES_ON = ("reportkit lab", "--watch")
_FILE = re.compile(r"# (?P<file>[\w./-]+\.(?:yaml|toml|json))(?:, (?P<where>.+))?$")
_START = re.compile(r"<!-- start: (?P<what>\S+) as (?P<name>\S+) -->")
_SHELL = re.compile(r"[|<>;&`*]|\$\(|\$\?")
_WHICH = re.compile(r"(?m)^corpus: .*\n")  # said by every command: which corpus it reads
_VARIES = re.compile(r"\d+ cells in [\d.]+ s")  # from run to run, and with every cell that is added
_CHECKER = doctest.OutputChecker()
_LOOSE = doctest.ELLIPSIS | doctest.REPORT_NDIFF


@dataclass(frozen=True, slots=True)
class Step:
    """A command of a console block, with what the page says it prints."""

    command: str
    printed: str


@dataclass
class Reader:
    """Somebody who works through a page, in a folder of their own."""

    home: Path
    folder: Path = field(init=False)
    names: dict[str, object] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder = self.home

    def run(self, command: str) -> tuple[int, str]:
        """Run a command and return its exit code and what it printed, on both streams."""
        words = shlex.split(command, comments=True)
        if words[0] == "cd":
            self.folder = (self.folder / words[1]).resolve()
            return 0, ""
        if words[0] == "export":
            self.environment |= dict([words[1].split("=", 1)])
            return 0, ""
        with self._at_work():
            if words[0] == "reportkit" and not _SHELL.search(command):
                result = CliRunner(env=self.environment).invoke(main, words[1:], prog_name="reportkit")
                code, printed = result.exit_code, result.output
            else:
                code, printed = self._in_a_shell(command)
        return code, _WHICH.sub("", printed).replace(str(self.home), HOME)

    def write(self, block: str) -> str | None:
        """Write a block that names its file, and return the name; None if it names none."""
        first, _, rest = block.partition("\n")
        named = _FILE.fullmatch(first)
        if named is None:
            return None
        path = self.folder / named["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text(encoding="utf-8") if named["where"] else ""
        path.write_text(before + rest if named["where"] else block, encoding="utf-8", newline="\n")
        return named["file"]

    def start(self, what: str, name: str) -> None:
        """Copy something of the project into the folder."""
        source = ROOT / what
        if source.is_dir():
            shutil.copytree(source, self.home / name, dirs_exist_ok=True)
        else:
            (self.home / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, self.home / name)

    def python(self, block: str, name: str, runner: doctest.DocTestRunner | None = None) -> str:
        """Run a block of Python and return what doctest has to say against it."""
        told: list[str] = []
        with self._at_work():
            if ">>> " not in block:
                exec(compile(block, name, "exec"), self.names)  # noqa: S102 - pages of this project
                return ""
            test = doctest.DocTestParser().get_doctest(block, self.names, name, name, 0)
            runner = runner or doctest.DocTestRunner(optionflags=_LOOSE)
            runner.run(test, out=told.append, clear_globs=False)
            self.names.update(test.globs)
        return "".join(told)

    def _in_a_shell(self, command: str) -> tuple[int, str]:
        here = str(Path(sys.executable).parent)
        environment = os.environ | self.environment | {"PATH": here + os.pathsep + os.environ.get("PATH", "")}
        done = subprocess.run(  # noqa: S603 - pages of this project
            ["/bin/sh", "-c", command],
            cwd=self.folder,
            env=environment,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        return done.returncode, done.stdout

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        before = Path.cwd()
        os.chdir(self.folder)
        try:
            yield
        finally:
            os.chdir(before)


def tokens(path: Path) -> list[Token]:
    """Return the parts of a page."""
    return MarkdownIt("commonmark", {"html": True}).enable("table").parse(path.read_text(encoding="utf-8"))


def steps(block: str) -> Iterator[Step]:
    r"""
    Yield the commands of a console block.

    Examples
    --------
    >>> list(steps("$ one\n1\n$ two\n> three\n"))
    [Step(command='one', printed='1\n'), Step(command='two\nthree', printed='')]
    """
    command, printed = "", ""
    for line in block.splitlines():
        if line.startswith("$ "):
            if command:
                yield Step(command, printed)
            command, printed = line[2:], ""
        elif line.startswith("> ") and not printed:
            command += "\n" + line[2:]
        else:
            printed += line + "\n"
    if command:
        yield Step(command, printed)


def is_run(command: str) -> bool:
    """Whether a command of a page is tried, or only looked up."""
    return command.split(maxsplit=1)[0] not in ONLY_NAMED and not any(name in command for name in GOES_ON)


def agrees(said: str, printed: str) -> bool:
    """Whether a page says what a command prints; ``...`` stands for anything."""
    said, printed = (_trimmed(text) for text in (said, printed))
    return _CHECKER.check_output(said, printed, doctest.ELLIPSIS)


def difference(said: str, printed: str) -> str:
    """Return how what a command printed differs from what a page says."""
    example = doctest.Example("", _trimmed(said))
    return _CHECKER.output_difference(example, _trimmed(printed), doctest.REPORT_NDIFF | doctest.ELLIPSIS)


def work_through(path: Path, reader: Reader) -> Iterator[str]:
    """Run the blocks of a page in order and yield everything that is not as the page says."""
    for token in tokens(path):
        if token.type == "html_block" and (start := _START.search(token.content)):
            reader.start(start["what"], start["name"])
        elif token.type == "fence":
            line = (token.map or [0])[0] + 1
            yield from (f"{path.name}:{line}: {wrong}" for wrong in _tried(token, reader, path.name))


def _tried(token: Token, reader: Reader, name: str) -> Iterator[str]:
    kind = token.info.split()[0] if token.info else ""
    if kind == "console":
        for step in steps(token.content):
            if not is_run(step.command):
                continue
            code, printed = reader.run(step.command)
            if not agrees(step.printed, printed):
                yield f"$ {step.command}\n{difference(step.printed, printed)}"
            elif code and not step.printed:
                yield f"$ {step.command}\nends with exit code {code} and the page shows nothing of it"
    elif kind == "yaml" and reader.write(token.content) is None:
        yield "a block of YAML begins with a comment that names its file"
    elif kind == "python" and (wrong := reader.python(token.content, name)):
        yield wrong


def rewritten(path: Path, reader: Reader) -> str:
    """Return a page with what its commands print now, where that is not what the page says."""
    lines = path.read_text(encoding="utf-8").split("\n")
    made = list(lines)
    shift = 0
    for token in tokens(path):
        if token.type == "html_block" and (start := _START.search(token.content)):
            reader.start(start["what"], start["name"])
        if token.type != "fence" or not token.map:
            continue
        if token.info in _WITH_OUTPUT:
            first, last = token.map[0] + 1, token.map[1] - 1
            block = _WITH_OUTPUT[token.info](token.content, reader)
            made[first + shift : last + shift] = block
            shift += len(block) - (last - first)
        else:
            list(_tried(token, reader, path.name))
    return "\n".join(made)


def _as_printed(block: str, reader: Reader) -> list[str]:
    lines: list[str] = []
    for step in steps(block):
        printed = step.printed
        if is_run(step.command):
            _, now = reader.run(step.command)
            printed = printed if agrees(printed, now) else _VARIES.sub("... cells in ... s", now)
        first, *more = step.command.split("\n")
        lines += [f"$ {first}", *(f"> {line}" for line in more), *_trimmed(printed).strip("\n").splitlines()]
    return lines


def _as_shown(block: str, reader: Reader) -> list[str]:
    """Return a block of Python with what its examples show now."""
    noting = _Noting()
    reader.python(block, "page", noting)
    lines = block.splitlines()
    for example in reversed(doctest.DocTestParser().get_examples(block)):
        if example.lineno in noting.got:
            first = example.lineno + example.source.count("\n")
            lines[first : first + example.want.count("\n")] = noting.got[example.lineno].splitlines()
    return lines


class _Noting(doctest.DocTestRunner):
    """Notes what the examples show that is not what the page says."""

    def __init__(self) -> None:
        super().__init__(optionflags=_LOOSE)
        self.got: dict[int, str] = {}

    def report_failure(self, out: object, test: doctest.DocTest, example: doctest.Example, got: str) -> None:
        """Note what an example shows."""
        del out, test
        self.got[example.lineno] = got


_WITH_OUTPUT = {"console": _as_printed, "python": _as_shown}


def _trimmed(text: str) -> str:
    """Return a text without blanks at the ends of lines, and without empty lines around it."""
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n") + "\n"
