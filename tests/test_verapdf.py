"""Briefings hold what they say of themselves, by the judgement of veraPDF where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests import cases, test_briefings

if TYPE_CHECKING:
    from pathlib import Path

VERAPDF = shutil.which("verapdf")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        VERAPDF is None,
        reason="verapdf is not on the PATH: nothing was checked by it (docs/howto/verapdf.md)",
    ),
]


@pytest.mark.parametrize("flavour", ["ua1", "3a"])
@pytest.mark.parametrize(("folder", "slug"), cases.slugs(), ids=cases.IDS)
def test_verapdf_finds_nothing(folder: Path, slug: str, flavour: str, tmp_path: Path) -> None:
    """A briefing is PDF/UA-1 and PDF/A-3a."""
    file = tmp_path / f"{slug}.pdf"
    file.write_bytes(test_briefings.pdf(folder, slug))
    words = [str(VERAPDF), "--flavour", flavour, "--format", "text", str(file)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)  # noqa: S603
    assert done.stdout.startswith("PASS"), done.stdout + done.stderr
