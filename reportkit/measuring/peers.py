"""
Other ways from a notebook to a PDF: papermill, and then nbconvert with a browser, with TeX, or WeasyPrint.

Each makes a PDF of the same notebook over the same incidents, without the code of the cells. What is on the
page differs: a browser and WeasyPrint set the blocks' HTML, TeX what is left of them as plain text; figures
are the same SVG, which TeX can take only as PDF (``rsvg-convert``, which is much faster than Inkscape).
Peers have an environment of their own, with as little in it as they need: the kit, papermill, nbconvert.
"""

from __future__ import annotations

import os
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reportkit import resources
from reportkit.measuring.processes import Cost, Memory, NotMeasured, spent
from reportkit.measuring.rounds import Way
from reportkit.reading.whereabouts import VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_SANDBOX = "--disable-chromium-sandbox"  # the browser refuses to start as root with it
_PDF_OF_SVG = "rsvg-convert -f pdf -o {to_filename} {from_filename}"
_FIGURES = f"--SVG2PDFPreprocessor.command={shlex.quote(_PDF_OF_SVG)}"
_BROWSERS = "PLAYWRIGHT_BROWSERS_PATH"
HOW = "docs/howto/benchmarks.md says how to install it"


@dataclass(frozen=True, slots=True)
class Peer:
    """
    A way to a PDF.

    Parameters
    ----------
    name : str
        What it is called.
    steps : tuple of str
        Commands of a shell; "{bin}", "{slug}" and "{root}" stand for the programs of the environment, the
        incident, and an option for root alone. The notebook that was run is ``<slug>.ipynb``; the PDF is to
        be ``<slug>.pdf``.
    modules, programs : tuple of str
        What it needs: packages in the environment, programs on the path.
    """

    name: str
    steps: tuple[str, ...]
    modules: tuple[str, ...]
    programs: tuple[str, ...] = ()


WEBPDF, XELATEX, WEASYPRINT = "papermill + webpdf", "papermill + xelatex", "papermill + WeasyPrint"
PEERS = (
    Peer(
        WEBPDF,
        ("{bin}/jupyter nbconvert --log-level ERROR --no-input --to webpdf {root} {slug}.ipynb",),
        ("nbconvert", "playwright"),
    ),
    Peer(
        XELATEX,
        ("{bin}/jupyter nbconvert --log-level ERROR --no-input --to pdf {slug}.ipynb " + _FIGURES,),
        ("nbconvert",),
        ("xelatex", "pandoc", "rsvg-convert"),
    ),
    Peer(
        WEASYPRINT,
        (
            "{bin}/jupyter nbconvert --log-level ERROR --no-input --to html {slug}.ipynb",
            "{bin}/weasyprint -q {slug}.html {slug}.pdf",
        ),
        ("nbconvert", "weasyprint"),
    ),
)
_PAPERMILL = "{bin}/papermill --no-progress-bar --log-level ERROR --cwd {folder} {notebook} {slug}.ipynb"


def in_batch(name: str) -> str:
    """Return what a peer is called where it makes many."""
    return f"{name}, batch"


def lacking(peer: Peer, installed: Path) -> str:
    """
    Return what a peer lacks here, "" for nothing.

    Parameters
    ----------
    peer : Peer
        The peer.
    installed : pathlib.Path
        The folder of the environment that peers were installed into.

    Examples
    --------
    >>> lacking(PEERS[0], Path("nowhere"))
    'not installed: papermill in nowhere; docs/howto/benchmarks.md says how to install it'
    """
    modules = tuple(name for name in ("papermill", *peer.modules) if not _has(installed, name))
    programs = tuple(name for name in peer.programs if shutil.which(name) is None)
    inside = [f"{modules[0]} in {installed}"] if modules else []
    missing = ", ".join([*inside, *programs])
    return f"not installed: {missing}; {HOW}" if missing else ""


def _has(installed: Path, module: str) -> bool:
    return any(installed.glob(f"lib/python*/site-packages/{module}"))


def command(peer: Peer, installed: Path, slug: str) -> str:
    """Return the commands of a shell that make one PDF; the incident may be "{}", for xargs."""
    notebook = resources.notebooks() / "briefing.ipynb"
    quoted = {
        "bin": shlex.quote(str(installed / "bin")),
        "folder": shlex.quote(str(notebook.parent)),
        "notebook": shlex.quote(str(notebook)),
        "slug": slug,
        "root": _SANDBOX if os.geteuid() == 0 else "",
    }
    to_filename = {"to_filename": "{to_filename}", "from_filename": "{from_filename}"}
    run = _PAPERMILL.format_map(quoted) + f" -p incident {slug}"
    return " && ".join([run, *(step.format_map(quoted | to_filename) for step in peer.steps)])


def one(peer: Peer, installed: Path, corpus: Path, slug: str, scratch: Path) -> Way:
    """Return how a peer makes one PDF of one incident."""
    words = ["sh", "-c", command(peer, installed, slug)]

    def make(memory: Memory | None) -> Mapping[str, Cost]:
        return {peer.name: _with(words, (slug,), scratch, environment(installed, corpus), memory)}

    return Way(peer.name, make)


def many(  # noqa: PLR0913 - what is made, where, and how many at a time
    peer: Peer, installed: Path, corpus: Path, slugs: Sequence[str], scratch: Path, *, workers: int
) -> Way:
    """Return how a peer makes PDFs of several incidents, some at a time; the cost is that of one of them."""
    name = in_batch(peer.name)
    each = shlex.quote(command(peer, installed, "{}"))
    words = ["sh", "-c", f"printf '%s\\n' {shlex.join(slugs)} | xargs -P {workers} -I{{}} sh -c {each}"]

    def make(memory: Memory | None) -> Mapping[str, Cost]:
        took = _with(words, slugs, scratch, environment(installed, corpus), memory)
        return {name: took.over(len(slugs))}

    return Way(name, make)


def _with(
    words: Sequence[str],
    slugs: Sequence[str],
    folder: Path,
    variables: Mapping[str, str],
    memory: Memory | None,
) -> Cost:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    cost = spent(words, variables, folder, memory=memory)
    expect(folder, slugs)
    return cost


def expect(folder: Path, slugs: Sequence[str]) -> None:
    """
    Let through only what has made a PDF of each incident.

    Raises
    ------
    NotMeasured
        When one is not there, or is no PDF.

    Examples
    --------
    >>> expect(Path("nowhere"), ["harbour-fire"])
    Traceback (most recent call last):
    ...
    reportkit.measuring.processes.NotMeasured: no PDF came out for harbour-fire
    """
    for slug in slugs:
        path = folder / f"{slug}.pdf"
        if not path.is_file() or path.read_bytes()[:5] != b"%PDF-":
            raise NotMeasured(f"no PDF came out for {slug}")


def environment(installed: Path, corpus: Path) -> dict[str, str]:
    """Return the variables that a peer sees: where things are, and which corpus."""
    return dict(_passed_on()) | {
        _BROWSERS: os.environ.get(_BROWSERS, str(installed / "browsers")),
        VARIABLE: str(corpus),
    }


def _passed_on() -> Iterator[tuple[str, str]]:
    for name in ("PATH", "HOME", "LANG", "LC_ALL", "MPLCONFIGDIR", "TMPDIR"):
        if name in os.environ:
            yield name, os.environ[name]
