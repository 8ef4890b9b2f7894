"""A briefing can be made again from itself, and says what is different where it cannot."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reportkit.publishing.batch import receipts
from tests.commands import ran

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
SLUG = "eilat-claimed-attack"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with one briefing of the example."""
    out = tmp_path_factory.mktemp("verify") / "out"
    done = ran("-q", "render", SLUG, "--out", out)
    assert done.exit_code == 0, done.output
    return out


@pytest.mark.usefixtures("alone")
def test_a_briefing_alone_holds_all_it_was_made_from(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A PDF in an empty folder, far from any corpus, comes out again with the same bytes."""
    monkeypatch.chdir(tmp_path)
    shutil.copyfile(made / f"{SLUG}.pdf", "received.pdf")
    done = ran("-q", "verify", "received.pdf")
    assert (done.exit_code, done.stdout) == (0, "received.pdf: the same bytes\n"), done.output


@pytest.mark.usefixtures("alone")
def test_a_changed_byte_is_found_and_what_changed_is_named(made: Path, tmp_path: Path) -> None:
    """A PDF that was tampered with is not the same; beside its receipt the part that differs is named."""
    out = Path(shutil.copytree(made, tmp_path / "out"))
    pdf = out / f"{SLUG}.pdf"
    content = pdf.read_bytes()
    pdf.write_bytes(content.replace(b"%%EOF", b"%%EOF\n%", 1))
    done = ran("-q", "verify", pdf)
    assert done.exit_code == 1
    assert "differs: the page alone: the notebook, a template, fonts, the kit or its libraries" in done.stdout
    pdf.write_bytes(content)
    receipt = receipts.read(out, SLUG)
    assert receipt is not None
    old = dict(receipt.parts) | {"template": "0" * 64}
    changed = receipts.Receipt(
        SLUG, receipt.key, tuple(sorted(old.items())), receipt.pdf_sha256, receipt.executed_sha256, 1
    )
    receipts.path(out, SLUG).write_bytes(receipts.to_bytes(changed))
    assert ran("-q", "verify", pdf).stdout.endswith(": the same bytes\n"), "what comes out is what counts"


def test_what_is_no_briefing_is_told(tmp_path: Path) -> None:
    """Another file, and a PDF without what it was made from, end the command in a line each."""
    other = tmp_path / "letter.pdf"
    other.write_bytes(b"%PDF-1.7 nothing")
    done = ran("-q", "verify", other)
    assert done.exit_code == 1
    assert done.stderr.startswith("letter.pdf is no PDF that can be read")
