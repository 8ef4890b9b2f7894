"""Titles and bottom lines: what a page cannot hold is refused at check with the count, and nothing is cut."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from reportkit import resources
from reportkit.reading import lengths
from reportkit.wording import bottom_line, overlong, wordcheck
from reportkit.wording.runs import plain
from tests import cases
from tests.commands import edit, ran
from tests.samples import sized

EVERY = pytest.mark.parametrize(("folder", "slug"), cases.slugs(), ids=cases.IDS)


def set_mm(text: str) -> float:
    """Return how wide the title's font sets a text."""
    font = TTFont(resources.templates() / "fonts" / "IBMPlexSans_600SemiBold.ttf")
    glyphs, widths = font.getBestCmap(), font["hmtx"]
    units = sum(widths[glyphs[ord(letter)]][0] for letter in text)
    return float(units / font["head"].unitsPerEm * lengths.TITLE_PT * 25.4 / 72)


@pytest.mark.parametrize(
    "text",
    [
        "Explosion at Kalsu base",
        "Reported attacks on US forces in Iraq and Syria",
        "THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG",
        "the quick brown fox, jumps: over (the) lazy dog!",
        "0123456789 “quoted” – ‘so’ … – 50 %",
        "Île-de-France, Ağri, Łódź, Straße",
        "WWWWWWWWWW mmmmmmmmmm iiiiiiiiii",
    ],
)
def test_a_title_is_measured_as_it_is_set(text: str) -> None:
    """The table of widths agrees with the font of the title: never narrower, at most a twentieth wider."""
    assert set_mm(text) - 0.01 <= lengths.title_mm(text) <= set_mm(text) * 1.05


@pytest.mark.usefixtures("alone")
def test_a_title_too_long_is_refused_with_its_count(corpus: Path) -> None:
    """`check` names the line, the count, both widths and what to do; one letter fewer passes."""
    fits = "Reported fire in the port, seen from ships and from land"
    assert lengths.title_mm(fits) <= lengths.LINE_MM < lengths.title_mm(fits + " too")
    path = corpus / "incidents" / "harbour-fire.yaml"
    edit(path, "label: Fire at the harbour of Northport", f"label: {fits}")
    assert ran("check").exit_code == 0
    edit(path, fits, f"{fits} too")
    done = ran("check", "--json")
    (problem,) = json.loads(done.stdout)["problems"]
    assert done.exit_code == 1
    assert (problem["rule"], problem["line"]) == ("title-too-long", 3)
    assert problem["what"] == "'label' has 60 characters"


@EVERY
def test_every_form_of_a_bottom_line_refers_to_the_same_claims(folder: Path, slug: str) -> None:
    """However short it is said, a bottom line leaves out no claim, and each sentence names who says so."""
    case = cases.opened(folder, slug)
    forms = list(bottom_line.forms(case))
    cited = [
        {k for line in form for run in line if run.kind == "reference" for k in run.source} for form in forms
    ]
    assert all(one == cited[0] for one in cited)
    for form in forms:
        assert [fault for line in form for fault in wordcheck.faults(case, line)] == []
    assert set(bottom_line.bottom_line(case)) <= {line for form in forms for line in form}


@pytest.mark.parametrize("size", [(10, 5), (30, 15), (300, 60)], ids=str)
def test_a_bottom_line_fits_at_every_size(size: tuple[int, int]) -> None:
    """At 300 events and 60 actors it still has at most eighty words, with every claim it rests on."""
    case = sized.case(events=size[0], actors=size[1])
    found = bottom_line.bottom_line(case)
    assert sum(map(bottom_line.words_in, found)) <= bottom_line.BOTTOM_LINE_WORDS
    full = next(bottom_line.forms(case))
    cited = [
        {k for line in form for run in line if run.kind == "reference" for k in run.source}
        for form in (found, full)
    ]
    assert cited[0] == cited[1]


def test_denials_stand_in_the_bottom_line_of_a_crowded_case() -> None:
    """Where accusers are many, who denies is not dropped: it is said together."""
    said = " ".join(plain(line) for line in bottom_line.bottom_line(cases.opened(*harbour())))
    assert (
        "Denials, each in its own scope: the Northland Defence Ministry, an unnamed Northland military "
        "spokesman, Southmark, the Six Harbours Coalition and the Border League" in said
    )


def harbour() -> tuple[Path, str]:
    """Return the invented case with most voices."""
    return cases.FOLDERS[1], "harbour-fire"


@pytest.mark.usefixtures("alone")
def test_a_bottom_line_too_long_is_refused_with_its_count(corpus: Path) -> None:
    """`check` counts the words, names the label's line and the longest words that make it so."""
    words = " ".join(["a fire that was seen from every ship in the roads"] * 8)
    edit(corpus / "readings" / "daily-1.yaml", "  - occurred\n", f"  - occurred: {{words: {words}}}\n")
    done = ran("check")
    assert done.exit_code == 1
    assert done.stdout.startswith(
        "incidents/harbour-fire.yaml:3:8: the bottom line has 101 words\n"
        "  |\n"
        "3 | label: Fire at the harbour of Northport\n"
        "  |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "  = why: the page holds 80, and no sentence of it is cut or left out; this is its shortest form\n"
        "  = fix: shorten what it repeats: 'words' of daily-1/port-acknowledges has 88, 'a fire that was seen"
    )


@pytest.mark.parametrize("folder", cases.FOLDERS, ids=lambda folder: folder.name)
def test_no_shipped_bottom_line_is_too_long(folder: Path) -> None:
    """What is shipped passes, also where every case is made to see."""
    for slug in cases.corpus(folder).incidents:
        words = sum(map(bottom_line.words_in, bottom_line.bottom_line(cases.opened(folder, slug))))
        assert words <= bottom_line.BOTTOM_LINE_WORDS
    assert list(overlong.problems(cases.corpus(folder), {})) == []
