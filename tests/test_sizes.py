"""Every chart at every size of the contact sheet: a page holds it, and it can be read."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from reportkit.mime import BLOCK, DRAWING

DOCS = Path(__file__).parents[1] / "docs"
TALLEST_MM = 235
_HEIGHT = re.compile(r'<svg[^>]*\bheight="([\d.]+)pt"')


@pytest.fixture(scope="module")
def sizes():
    """Return the module that makes the contact sheet."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(DOCS))
        yield importlib.import_module("building.sizes")


@pytest.mark.parametrize("number", range(7))
def test_a_chart_can_be_read_at_every_size(sizes, number):
    """Three events or three hundred, three actors or sixty: no word lies on another, and a page holds it."""
    chart = sizes.charts()[number]
    drawn = 0
    for size in chart.sizes:
        shown = chart.made(size)._repr_mimebundle_()
        if DRAWING not in shown:  # a sentence or a table says it better
            assert shown["text/plain"].strip()
            continue
        drawn += 1
        assert shown[BLOCK]["layout"]["faults"] == [], f"{chart.name}, {size}"
        assert shown[BLOCK]["layout"]["smallest_pt"] >= 7.0
        assert float(_HEIGHT.findall(shown[DRAWING])[0]) / 72 * 25.4 <= TALLEST_MM
    assert drawn


def test_the_contact_sheet_shows_every_chart(sizes):
    """A chart that is not on the sheet is looked at by nobody."""
    assert len(sizes.charts()) == 7
