"""What is loaded ahead of briefings is of nobody's incident, and is enough for all of them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from reportkit.analysis.bearing import bearing
from reportkit.publishing.fast import ahead
from reportkit.reading import stored
from tests import cases


def test_what_is_practised_on_is_the_invented_incident() -> None:
    """The incident that comes with the kit is the one of the invented corpus, as it is now, and says so."""
    invented = bearing(cases.corpus(cases.FOLDERS[1]), ahead.PRACTICE_SLUG)
    assert ahead.PRACTICE.read_bytes() == stored.to_bytes(invented) + b"\n", (
        "write it anew: python -m tests.practising"
    )
    assert invented.invented


@pytest.mark.slow
def test_a_process_to_copy_has_one_thread_and_no_typesetter() -> None:
    """After everything is loaded there is one thread, Typst is not there, and every block has been drawn."""
    code = (
        "import os, sys\n"
        "from reportkit.publishing.fast import ahead, template\n"
        "ahead.load()\n"
        "print(template._threads(), 'typst' in sys.modules, 'reportkit.charts.actors' in sys.modules)\n"
        "ahead.practise()"
    )
    environment = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PATH": "/bin"}
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, env=environment, check=True
    )
    assert done.stdout.split() == ["1", "False", "True"]
