"""
A working folder made, and made newer, without anything of the analyst's being lost.

The folder remembers, in ``.reportkit.json``, the digest of each file the kit wrote. A file that still has
its digest is the kit's and can be renewed; any other has been changed and stays, and what is new is put
beside it, ending in ``.new``. Files of the corpus are the analyst's from the start and never looked at
again. Whatever is a link, or lies behind one, is left alone.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportkit import __version__
from reportkit.publishing.atomic import make_folder, write_together
from reportkit.reading import ordinary
from reportkit.reading.whereabouts import MARK
from reportkit.working.contents import Content, sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MEMORY = ".reportkit.json"
FORMAT = 1
_CORPUS = f"seeds/{MARK}"
_RUN = "only what running it wrote differs"
_HARMLESS = frozenset(
    {".git", ".venv", ".DS_Store", "Thumbs.db"}
)  # a folder with nothing else counts as empty


class Fate(StrEnum):
    """What becomes of one file."""

    MADE = "made"
    RENEWED = "renewed"
    BESIDE = "put beside"
    CURRENT = "current"
    KEPT = "kept"
    LEFT = "left"


class State(StrEnum):
    """What a folder is before anything is done."""

    NEW = "new"
    OURS = "ours"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Step:
    """
    What becomes of one file, and why.

    Parameters
    ----------
    path : str
        The file, relative to the folder.
    fate : Fate
        What becomes of it.
    why : str
        The reason in a few words, "" where none is needed.
    target : str
        The file that is written, "" where none is.
    content : Content or None
        What is written, or would be.
    """

    path: str
    fate: Fate
    why: str = ""
    target: str = ""
    content: Content | None = None


@dataclass(frozen=True, slots=True)
class Memory:
    """
    What a working folder remembers.

    Parameters
    ----------
    version : str
        The kit that wrote to it last; "" for a folder that is none yet.
    example : bool
        Whether it was made with the example corpus.
    written, offered : mapping of str to str
        Digests by path: of what the kit wrote there, and of what it last put beside or passed over.
    """

    version: str = ""
    example: bool = False
    written: Mapping[str, str] = field(default_factory=dict)
    offered: Mapping[str, str] = field(default_factory=dict)


class NotOurs(ValueError):  # noqa: N818 - told to the user as it is
    """Raised where a folder cannot be made a working folder; the message says why and what to do."""


def state(folder: Path, wanted: Iterable[Content]) -> State:
    """
    Return whether a folder is new, a working folder, or holds other things.

    A folder that holds only files that would be written there is new: an earlier start was interrupted.

    Parameters
    ----------
    folder : pathlib.Path
        The folder; need not exist.
    wanted : iterable of Content
        What would be written.

    Raises
    ------
    NotOurs
        If it is no folder, or a corpus itself.
    OSError
        If the system refuses to look into it.

    Examples
    --------
    >>> state(Path("no-such-folder"), ()).value
    'new'
    """
    if folder.exists() and not folder.is_dir():
        raise NotOurs(f"{folder} is a file; name a folder")
    if (folder / MEMORY).is_file():
        return State.OURS
    if (folder / MARK).is_file():
        raise NotOurs(f"{folder} is a corpus itself; name the folder that holds it, or one for a new corpus")
    expected = {content.path: content.data for content in wanted}
    return State.NEW if all(_as_expected(path, folder, expected) for path in _held(folder)) else State.FOREIGN


def planned(folder: Path, wanted: Iterable[Content], *, adopting: bool = False) -> tuple[Step, ...]:
    r"""
    Return what would become of each file, without doing it.

    Parameters
    ----------
    folder : pathlib.Path
        The folder; need not exist.
    wanted : iterable of Content
        Its files in this version of the kit.
    adopting : bool
        For a folder that holds other things: what is missing is made, all that stands there stays, and
        nothing is put beside it.

    Raises
    ------
    NotOurs
        If what the folder remembers cannot be read.
    OSError
        If the system refuses to look at a file.

    Examples
    --------
    >>> [step.fate.value for step in planned(Path("no-such-folder"), [Content("Makefile", b"all:\n")])]
    ['made']
    """
    memory = remembered(folder)
    settled = bool(memory.version) or (folder / _CORPUS).exists()  # then its corpus is the analyst's
    steps = [
        _step(folder, content, memory, adopting=adopting)
        if content.renewable
        else _corpus_step(folder, content)
        for content in wanted
        if content.renewable or not settled
    ]
    gone = sorted(memory.written.keys() - {step.path for step in steps})
    left = [Step(path, Fate.LEFT, "the kit no longer has it") for path in gone if (folder / path).exists()]
    return (*steps, *left)


def carried_out(folder: Path, steps: Iterable[Step], *, example: bool = False) -> Memory:
    """
    Write what is planned, and what the folder then remembers; each file appears whole or not at all.

    Parameters
    ----------
    folder : pathlib.Path
        The folder; made if need be.
    steps : iterable of Step
        As `planned` returned them.
    example : bool
        Whether they are those of a folder with the example corpus.

    Raises
    ------
    reportkit.publishing.atomic.WriteProblem
        If anything cannot be written; no file has been replaced then unless the system failed while renaming.
    """
    known = remembered(folder)
    steps = tuple(step for step in steps if _still_fits(folder, step, known))
    memory = _after(known, steps, example=example)
    files = {folder / step.target: step.content.data for step in steps if step.target and step.content}
    for parent in sorted({folder, *(path.parent for path in files)}):
        make_folder(parent)
    told = {
        "format": FORMAT,
        "reportkit": memory.version,
        "example": memory.example,
        "files": memory.written,
        "offered": memory.offered,
    }
    text = json.dumps(told, indent=1, sort_keys=True) + "\n"
    if not (folder / MEMORY).is_file() or (folder / MEMORY).read_bytes() != text.encode():
        files[folder / MEMORY] = text.encode()  # last: a folder that remembers is complete
    write_together(files)
    return memory


def _still_fits(folder: Path, step: Step, memory: Memory) -> bool:
    """Whether a file is as it was when its step was planned; what somebody saved meanwhile stays."""
    if not step.target:
        return True
    path = folder / step.target
    if step.fate is Fate.RENEWED:
        ours = {memory.written.get(step.path), memory.offered.get(step.path)}
        return path.is_file() and not path.is_symlink() and digest(path.read_bytes()) in ours
    return step.fate is not Fate.MADE or not _there(path)


def remembered(folder: Path) -> Memory:
    """
    Return what a folder remembers; nothing where it is no working folder yet.

    Raises
    ------
    NotOurs
        If it cannot be read, or was written by a later kit.
    """
    path = folder / MEMORY
    try:
        text = ordinary.content(path).decode("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return Memory()
    except (OSError, UnicodeDecodeError) as error:
        raise NotOurs(f"{path} cannot be read: {getattr(error, 'strerror', None) or 'no UTF-8'}") from None
    try:
        told: Any = json.loads(text)
        if told["format"] != FORMAT:
            raise NotOurs(
                f"{path} has another format than {FORMAT}: it is from a later reportkit; install that"
            )
        written, offered = (
            {str(name): str(digest) for name, digest in told[key].items()} for key in ("files", "offered")
        )
        return Memory(str(told["reportkit"]), told["example"] is True, written, offered)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        if isinstance(error, NotOurs):
            raise
        raise NotOurs(
            f"{path} is not as reportkit wrote it; restore it (git checkout {MEMORY}), or move it away and "
            "run: reportkit init --add"
        ) from None


def later(memory: Memory) -> bool:
    """
    Whether a folder was last written to by a later kit than this one, which would put older files there.

    Examples
    --------
    >>> later(Memory("999.0")), later(Memory("")), later(Memory("0.0.1"))
    (True, False, False)
    """
    return _numbers(memory.version) > _numbers(__version__)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())


def _step(folder: Path, content: Content, memory: Memory, *, adopting: bool) -> Step:
    """Return what becomes of one of the kit's files."""
    path = folder / content.path
    if link := _link(folder, content.path):
        return _kept(content, f"{link} is a link")
    if not _there(path):
        return _kept(content, "you removed it") if content.path in memory.written else _made(content)
    if not path.is_file():
        return _kept(content, "a folder of that name stands there")
    here = path.read_bytes()
    if here == content.data or _only_run(content.path, here, content.data):
        return Step(content.path, Fate.CURRENT, "" if here == content.data else _RUN, content=content)
    if digest(here) in {memory.written.get(content.path), memory.offered.get(content.path)}:
        return Step(content.path, Fate.RENEWED, "you have not changed it", content.path, content)
    return _kept(content, "it is yours") if adopting else _changed(folder, content, memory)


def _changed(folder: Path, content: Content, memory: Memory) -> Step:
    """Return what becomes of a file the analyst changed: it stays, and what is new is put beside it."""
    offered, written = memory.offered.get(content.path), memory.written.get(content.path)
    if digest(content.data) in {offered, written}:
        waits = f"{content.path}.new"
        if digest(content.data) == offered and (folder / waits).is_file():
            return _kept(content, f"you changed it; what is newer waits in {waits}")
        return _kept(content, "you changed it, and the kit has nothing newer")
    number = 1
    while True:
        target = f"{content.path}.new{number if number > 1 else ''}"
        path = folder / target
        ours = path.is_file() and not path.is_symlink() and digest(path.read_bytes()) == offered
        if ours or not _there(path):
            return Step(
                content.path, Fate.BESIDE, "you changed it" if written else "it is yours", target, content
            )
        number += 1


def _corpus_step(folder: Path, content: Content) -> Step:
    return _kept(content, "it is yours") if _there(folder / content.path) else _made(content)


def _kept(content: Content, why: str) -> Step:
    return Step(content.path, Fate.KEPT, why, content=content)


def _made(content: Content) -> Step:
    return Step(content.path, Fate.MADE, "", content.path, content)


def _after(memory: Memory, steps: Iterable[Step], *, example: bool) -> Memory:
    """Return what the folder remembers when the steps have been carried out."""
    written, offered = {}, {}
    for step in steps:
        content, before = step.content, memory.written.get(step.path)
        if content is None or not content.renewable:
            continue
        if step.fate in {Fate.MADE, Fate.RENEWED} or (step.fate == Fate.CURRENT and not step.why):
            written[step.path] = digest(content.data)
            continue
        if before:
            written[step.path] = before
        if step.fate != Fate.CURRENT:
            offered[step.path] = digest(content.data)
    return Memory(__version__, example, written, offered)


def digest(data: bytes) -> str:
    """Return the SHA-256 digest of a file's bytes."""
    return hashlib.sha256(data).hexdigest()


def _held(folder: Path) -> Iterator[Path]:
    """Yield all files in a folder, but not what does not count."""
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.name in _HARMLESS:
            continue
        if path.is_dir() and not path.is_symlink():
            yield from (inner for inner in path.rglob("*") if inner.is_symlink() or not inner.is_dir())
        else:
            yield path


def _as_expected(path: Path, folder: Path, expected: Mapping[str, bytes]) -> bool:
    name = path.relative_to(folder).as_posix()
    if path.name.startswith(".") and path.name.endswith(".tmp"):
        return True  # of a killed start; the next write of the same file sweeps it away
    return name in expected and not path.is_symlink() and path.read_bytes() == expected[name]


def _there(path: Path) -> bool:
    """Whether anything stands at a path, a broken link included."""
    return path.is_symlink() or path.exists()


def _link(folder: Path, name: str) -> str:
    """Return the first part of a path below the folder that is a symbolic link, or nothing."""
    parts = Path(name).parts
    for length in range(1, len(parts) + 1):
        part = Path(*parts[:length])
        if (folder / part).is_symlink():
            return part.as_posix()
    return ""


def _only_run(name: str, here: bytes, new: bytes) -> bool:
    """Whether two notebooks differ in nothing that people write: one of them was run."""
    if not name.endswith(".ipynb"):
        return False
    written = sources(here)
    return written is not None and written == sources(new)
