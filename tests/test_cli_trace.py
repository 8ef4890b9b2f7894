"""From a number on a page back to who said it, and where it stands."""

from __future__ import annotations

import json
from pathlib import Path

import pypdf
import pytest

from reportkit.case import case
from reportkit.reading import encoding
from reportkit.wording.record import attached
from tests.commands import TINY, ran

pytestmark = pytest.mark.usefixtures("alone")


def write_pdf(path: Path, attachments: dict[str, bytes]) -> Path:
    """Write a PDF of one empty page."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    for name, content in attachments.items():
        writer.add_attachment(name, content)
    writer.write(path)
    return path


@pytest.fixture
def briefing(tmp_path: Path) -> Path:
    """Return a PDF with the record of a case attached."""
    record = attached(case(encoding.load(TINY), "harbour-fire"), 3)
    return write_pdf(tmp_path / "harbour-fire.pdf", {"record.json": json.dumps(record).encode()})


def test_a_number_leads_back_to_the_words(briefing: Path) -> None:
    """The chain of a claim goes from its number over speaker and relay to the place in the document."""
    assert ran("trace", briefing, "C4").stdout == (
        "C4 of harbour-fire, edition 3, TLP:CLEAR\n"
        "  claim         daily-1/ministry-denies\n"
        "  speaker       Ministry of Southmark (southmark-ministry)\n"
        "  act           denies, certainty CT-\n"
        "  denies        a drone attack by Southmark, that day\n"
        "  about         harbour-fire\n"
        "  relayed via   daily\n"
        "  document      D1 daily-1: Fire at the harbour\n"
        "  publication   Northport Daily, 2031-05-04\n"
        "  text          5 paragraphs, SHA-256 "
        "501ec23b216998205b0a0a645a95986d993d381f2042656a99650b8a31d20581\n"
        '  at            p4 "Southmark’s ministry … that night"\n'
        "                characters 210 to 283, SHA-256 "
        f"{json.loads((TINY / 'pins.json').read_text('utf-8'))['documents']['daily-1'][ANCHOR][2][:12]}…\n"
    )


ANCHOR = 'p4 "Southmark’s ministry … that night"'


@pytest.mark.parametrize("number", ["C4", "c4", "4", "[C4]", "C04"])
def test_a_number_may_be_written_as_it_stands_on_the_page(briefing: Path, number: str) -> None:
    """Brackets, small letters and a missing C do not matter."""
    assert ran("trace", briefing, number).stdout.startswith("C4 of harbour-fire")


def test_a_document_can_be_traced_too(briefing: Path) -> None:
    """D2 leads to title, publication, day and digest of a document."""
    assert (
        "D2 radio-2: News at seven\n  publication   Radio Northland, 2031-05-06\n"
        in ran("trace", briefing, "D2").stdout
    )
    assert json.loads(ran("trace", briefing, "C1", "--json").stdout)["speaker"] == "port-authority"


def test_an_unknown_number_is_answered_with_those_there_are(briefing: Path) -> None:
    """A number that the page has not leads to the range it has."""
    done = ran("trace", briefing, "C99\x1b[2J")
    assert done.exit_code == 2
    assert done.stderr == "there is no C99\\x1b[2J: this briefing has C1 to C8 and D1 to D2\n"


@pytest.mark.parametrize(
    ("attachments", "told"),
    [
        ({}, "this PDF has no record.json attached, so it is no briefing of this kit"),
        ({"record.json": b"nonsense"}, "its record.json is not one of this kit"),
        ({"record.json": b'{"references": {}, "format": 2}'}, "its record has format 2, this kit reads 1"),
        (
            {"record.json": b'{"references": {"C1": []}, "documents": {}, "format": 1}'},
            "its record is not as this version of the kit writes it",
        ),
    ],
)
def test_other_files_are_told_plainly(tmp_path: Path, attachments: dict[str, bytes], told: str) -> None:
    """A PDF that is no briefing is said to be none."""
    done = ran("trace", write_pdf(tmp_path / "other.pdf", attachments), "C1")
    assert (done.exit_code, done.stderr) == (1, f"other.pdf: {told}\n")


@pytest.mark.parametrize("content", [b"", b"no PDF", b"%PDF-1.7\n1 0 obj\n<<"])
def test_a_file_that_is_no_pdf_is_told_plainly(tmp_path: Path, content: bytes) -> None:
    """What no PDF reader can open ends in one line."""
    path = tmp_path / "notes.pdf"
    path.write_bytes(content)
    done = ran("trace", path, "C1")
    assert done.exit_code == 1
    assert done.stderr.startswith("notes.pdf: this is no PDF that can be read (")
    assert done.stderr.count("\n") == 1
