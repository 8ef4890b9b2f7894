"""
A briefing made again from what is attached to it: the same bytes, or what is different.

Nothing of the corpus is needed for that. The parameters are those that the record in the PDF tells, or, where
the receipt and the record of its run still lie beside it, those it was made with; then also what has
changed since (notebook, template, kit, libraries …) can be named.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from reportkit.problems import Told
from reportkit.publishing.batch import jobs, keys, local, receipts
from reportkit.publishing.batch.work import Item, Limits, Result
from reportkit.publishing.parameters import read, validate
from reportkit.publishing.record import read as read_record
from reportkit.reading import stored
from reportkit.reading.whereabouts import AS_OF_VARIABLE, CEILING_VARIABLE
from reportkit.themes import finding

if TYPE_CHECKING:
    from reportkit.publishing.parameters import Plain

RECORD, ENCODING = "record.json", "encoding.json"


class NotVerifiable(Told, ValueError):  # noqa: N818 - it tells of a file, it is not a fault
    """Raised for a PDF that does not hold what it was made from; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What came of making one briefing again.

    Parameters
    ----------
    pdf : pathlib.Path
        The file that was looked at.
    same : bool
        Whether the same bytes came out.
    differs : tuple of str
        What is different, in words; none where the bytes are the same.
    failed : str
        Why nothing came out, "" where something did.
    """

    pdf: Path
    same: bool
    differs: tuple[str, ...] = ()
    failed: str = ""


def verify(pdfs: Sequence[Path], notebook: Path, *, workers: int | None = None) -> Iterator[Verdict]:
    """
    Make briefings again and yield, for each, whether the same bytes come out.

    Parameters
    ----------
    pdfs : sequence of pathlib.Path
        The briefings.
    notebook : pathlib.Path
        The notebook they were made by.
    workers : int, optional
        How many are made at a time.

    Raises
    ------
    NotVerifiable
        For a file that is no briefing of this kit, or holds not what it was made from. Nothing is made then.
    """
    asked = [_asked(path, notebook) for path in pdfs]
    with TemporaryDirectory(prefix="rk-verify-") as folder:
        out = Path(folder)
        items = [
            Item(
                f"v{number}",
                str(notebook.absolute()),
                folder,
                one.parameters,
                one.environment,
                Limits(),
                encoding=one.encoding,
                beside={name: str(path.absolute()) for name, path in keys.notebook(notebook).beside.items()},
            )
            for number, one in enumerate(asked)
        ]
        with closing(local.make(items, out, len(items), workers=workers)) as made:
            results = {one.record.slug: one.record for one in made if isinstance(one, Result)}
        for number, one in enumerate(asked):
            record = results[f"v{number}"]
            again = out / f"v{number}.pdf"
            if not record.ok:
                yield Verdict(one.pdf, same=False, failed=record.message)
            elif again.read_bytes() == one.content:
                yield Verdict(one.pdf, same=True)
            else:
                yield Verdict(one.pdf, same=False, differs=_differences(one, again, notebook))


@dataclass(frozen=True, slots=True)
class _Asked:
    """One briefing with what it says of how it was made."""

    pdf: Path
    content: bytes
    record: Mapping[str, Any]
    encoding: str
    parameters: Mapping[str, Plain]
    environment: Mapping[str, str]
    receipt: receipts.Receipt | None


def _asked(path: Path, notebook: Path) -> _Asked:
    content = path.read_bytes()
    attached = attachments(path)
    record = json.loads(attached[RECORD])
    encoding = attached[ENCODING].decode("utf-8", "replace")
    stored.from_bytes(encoding.encode())  # told now, and not by a worker
    receipt, parameters = _beside(path, content)
    if parameters is None:
        told = {
            jobs.SLUG: record["slug"],
            "edition": record["edition"],
            "ceiling": record.get("ceiling", ""),
            "as_of": record.get("as_of", ""),
            "theme": _theme(record),
        }
        declared = {one.name for one in read(notebook)}
        parameters = {name: value for name, value in told.items() if name in declared}
    held = {CEILING_VARIABLE: record.get("ceiling", ""), AS_OF_VARIABLE: record.get("as_of", "")}
    environment = {name: value for name, value in held.items() if value}
    return _Asked(path, content, record, encoding, parameters, environment, receipt)


def attachments(path: Path) -> dict[str, bytes]:
    """
    Return the record and the encoding that are attached to a briefing.

    Raises
    ------
    NotVerifiable
        If the file is no PDF, or lacks one of them.
    """
    import pypdf  # noqa: PLC0415 - slow to load, and asked for only here

    try:
        found = {name: parts[0] for name, parts in pypdf.PdfReader(path).attachments.items()}
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - a broken file makes the reader raise anything
        raise NotVerifiable(f"{path.name} is no PDF that can be read ({type(error).__name__})") from None
    if lacking := [name for name in (RECORD, ENCODING) if name not in found]:
        raise NotVerifiable(
            f"{path.name} has no {' and no '.join(lacking)} attached, so it cannot be made again from itself"
        )
    return found


def _beside(path: Path, content: bytes) -> tuple[receipts.Receipt | None, Mapping[str, Plain] | None]:
    """Return receipt and parameters of the run that made a PDF, where they lie beside it and are of it."""
    digest = hashlib.sha256(content).hexdigest()
    receipt = receipts.read(path.parent, path.stem)
    receipt = receipt if receipt and receipt.pdf_sha256 == digest else None
    try:
        record = read_record(path.parent / f"{path.stem}.run.json")
    except (OSError, ValueError):
        return receipt, None
    return receipt, dict(record.parameters) if record.pdf_sha256 == digest else None


def _theme(record: Mapping[str, Any]) -> str:
    """Return the theme of a page by its name, where it is one of the kit's."""
    about = record.get("theme", {})
    name = str(about.get("name", "")) if isinstance(about, dict) else ""
    return name if name in finding.shipped() else ""


def _differences(one: _Asked, again: Path, notebook: Path) -> tuple[str, ...]:
    """Return what is different, as exactly as can be told."""
    if one.receipt is not None:
        before, now = dict(one.receipt.parts), _parts(one, notebook)
        changed = [
            words for part, words in keys.PARTS.items() if part in now and before.get(part) != now[part]
        ]
        if changed:
            return tuple(changed)
    attached = attachments(again)
    found = []
    if attached[ENCODING].decode("utf-8", "replace") != one.encoding:
        found.append("what bears on the incident")
    if json.loads(attached[RECORD]) != one.record:
        found.append("the record: parameters, or another version of the kit")
    return tuple(found) or ("the page alone: the notebook, a template, fonts, the kit or its libraries",)


def _parts(one: _Asked, notebook: Path) -> Mapping[str, str]:
    """Return the digests of now of all that bears on a briefing, but for its data, which it brings along."""
    asked = keys.notebook(notebook)
    values = validate(notebook, one.parameters)
    theme = finding.find(str(values.get("theme", ""))).folder
    return keys.parts({**values, jobs.SLUG: ""}, asked, theme)
