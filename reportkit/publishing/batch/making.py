"""
What a worker does with one item: shut itself in, run the notebook, make the page, say how it went.

A worker is a process of its own, for one briefing, whether it is a copy of a warm process or was started for
the purpose. It leads its own session, sees an environment of a few named variables, works in an empty folder,
may hold so much memory and no more, and ends with the process that started it.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportkit.publishing import kernel
from reportkit.publishing.batch.work import Item
from reportkit.publishing.fast import template
from reportkit.publishing.record import RunRecord, to_json
from reportkit.reading.whereabouts import ENCODING_VARIABLE

if TYPE_CHECKING:
    from nbformat import NotebookNode

WORK, HOME, TEMPORARY, LOG, ITEM, ENCODING = "work", "home", "tmp", "log", "item.json", "encoding"
_MB = 1 << 20


def work(told: int, private: str) -> None:
    """
    Make one briefing in this process, which is for nothing else, and write how it went to a descriptor.

    Parameters
    ----------
    told : int
        A descriptor for lines of JSON: ``{"begun": true}``, ``{"cell": [number, of, heading]}`` before each
        cell, and last ``{"record": …}``.
    private : str
        A folder of its own, in which `prepare` has put what it needs.
    """
    folder = Path(private)
    item = Item.read((folder / ITEM).read_bytes())

    def say(what: dict[str, Any]) -> None:
        with suppress(BrokenPipeError):
            os.write(told, json.dumps(what).encode() + b"\n")

    signal.signal(signal.SIGTERM, _stop)
    _shut_in(item, folder)
    say({"begun": True})
    with suppress(KeyboardInterrupt):  # asked to end: the record on the disk says so
        say({"record": to_json(made(item, folder / WORK, lambda *at: say({"cell": at})))})


def prepare(folder: Path, item: Item) -> None:
    """
    Put what a worker needs into its private folder.

    Parameters
    ----------
    folder : pathlib.Path
        An empty folder that nobody else may read.
    item : Item
        What it will make. Files that its cells read are copied, so that no cell reaches the ones people keep.
    """
    for name in (WORK, HOME, TEMPORARY):
        (folder / name).mkdir()
    for name, path in item.beside.items():
        (folder / WORK / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / WORK / name)
    if item.encoding:
        _encoding(folder, item).parent.mkdir()
        _encoding(folder, item).write_text(item.encoding, encoding="utf-8")
    (folder / ITEM).write_bytes(replace(item, encoding="-" if item.encoding else "").written())


def made(
    item: Item, folder: Path | None, on_cell: Callable[[int, int, str], None] | None = None
) -> RunRecord:
    """
    Make one briefing in this process and return how it went.

    Parameters
    ----------
    item : Item
        What is to be made.
    folder : pathlib.Path or None
        The working folder of its cells; None for the folder of the notebook.
    on_cell : callable, optional
        Called before each cell with its number, the number of cells, and the heading above it.
    """
    from reportkit.publishing import run  # noqa: PLC0415 - brings papermill along

    limits = item.limits
    environment = dict(item.environment)
    if item.encoding and folder:
        environment[ENCODING_VARIABLE] = str(_encoding(folder.parent, item))
    return run.render(
        Path(item.notebook),
        item.slug,
        Path(item.out),
        item.parameters,
        environment=environment,
        cell_timeout=limits.cell,
        deadline=limits.whole,
        start_timeout=limits.start,
        on_cell=on_cell,
        export=_printing(item) if item.printer else None,
        engine=item.engine,
        folder=folder,
        receipt=_receipt(item) if item.key else None,
        stamped=lambda record: replace(record, key=item.key, attempts=item.attempt),
    )


def _encoding(folder: Path, item: Item) -> Path:
    """Return where what bears on the incident is handed over: in a file of its name."""
    return folder / ENCODING / f"{item.parameters.get('incident', item.slug)}.json"


def _shut_in(item: Item, folder: Path) -> None:
    """Let this process see, hold and reach no more than it needs."""
    seen = kernel.environment(folder / TEMPORARY, {}, os.environ)
    os.environ.clear()
    os.environ.update(seen | {"HOME": str(folder / HOME)})
    os.chdir(folder / WORK)
    with Path(os.devnull).open("rb") as nothing, (folder / LOG).open("ab") as log:
        os.dup2(nothing.fileno(), 0)
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    random.seed()  # a copy would go on with the numbers of its template
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if item.limits.memory_mb and sys.platform == "linux":
            most = item.limits.memory_mb * _MB
            resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _stop(*_: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough: what follows is the clean end
    raise KeyboardInterrupt


def _printing(item: Item) -> Callable[[NotebookNode], bytes]:
    """Return what makes the page with a typesetter that is warm."""

    def export(executed: NotebookNode) -> bytes:
        from reportkit.publishing import composing  # noqa: PLC0415 - brings what reads Markdown along
        from reportkit.publishing.fast import printer  # noqa: PLC0415 - the same

        return printer.typeset(Path(item.printer), *composing.page(executed))

    return export


def _receipt(item: Item) -> Callable[[RunRecord, bytes], dict[Path, bytes]]:
    """Return what writes down that a briefing is done, and from what."""

    def written(record: RunRecord, pdf: bytes) -> dict[Path, bytes]:
        from reportkit.publishing.batch import receipts  # noqa: PLC0415 - only where one is written

        receipt = receipts.Receipt(
            item.slug,
            item.key,
            tuple(sorted(item.parts.items())),
            record.pdf_sha256 or "",
            record.executed_sha256 or "",
            len(pdf),
            record.engine,
        )
        return {receipts.path(Path(item.out), item.slug): receipts.to_bytes(receipt)}

    return written


def main() -> None:
    """Work in the folder, and tell it to the descriptor, that are the arguments."""
    template.end_with_parent()
    work(int(sys.argv[1]), sys.argv[2])


if __name__ == "__main__":
    main()
