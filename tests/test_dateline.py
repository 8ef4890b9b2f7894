"""What a page says of itself first, and small faults of wording that were once on pages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reportkit import briefing, opening
from reportkit.dossier import whole
from reportkit.wording import dateline, glance, headline, propositions, tables, title
from reportkit.wording.runs import plain
from tests import cases
from tests.commands import TINY, edit


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """Return a small corpus to change."""
    return shutil.copytree(TINY, tmp_path / "seeds")


def said(seeds: Path) -> str:
    """Return what the page of the fire says of itself."""
    return plain(dateline.status(opening.load("harbour-fire", seeds=seeds), 2, "TLP:GREEN"))


def test_marking_edition_and_cut_off_stand_in_the_text(seeds: Path) -> None:
    """The first line below the title says all three, since running heads are not read aloud."""
    assert said(seeds) == "TLP:GREEN · Edition 2. Information cut-off: 6 May 2031."


def test_the_cut_off_is_as_sure_as_the_dates_of_the_documents(seeds: Path) -> None:
    """One undated document makes it partial; where none has a date, the day of reading is all there is."""
    edit(seeds / "documents.yaml", "date: 2031-05-06", "date: none")
    assert said(seeds).endswith("Information cut-off: 4 May 2031, as far as documents are dated.")
    edit(seeds / "documents.yaml", "date: 2031-05-04", "date: none")
    assert said(seeds).endswith("Information cut-off: not stated, read on 6 May 2031.")


def test_a_month_makes_no_day(seeds: Path) -> None:
    """A document of a month gives the month, no more."""
    edit(seeds / "documents.yaml", "date: 2031-05-06", "date: 2031-05")
    assert said(seeds).endswith("Information cut-off: May 2031.")


def test_a_case_without_documents_states_no_cut_off(seeds: Path) -> None:
    """Where nothing was read, nothing is said of a day."""
    path = seeds / "incidents" / "quiet.yaml"
    path.write_text("format: 1\nlabel: Something nobody speaks of\n", encoding="utf-8")
    about = opening.load("quiet", seeds=seeds)
    assert plain(dateline.cut_off(about)) == "Information cut-off: not stated"


@pytest.mark.parametrize(("folder", "slug"), cases.slugs(), ids=cases.IDS)
def test_the_date_line_stays_short(folder: Path, slug: str) -> None:
    """It has at most four parts, and the first is what the page says of itself."""
    case = cases.opened(folder, slug)
    lines = headline.dateline(case, 1, "TLP:CLEAR")
    assert 2 <= len(lines) <= 4
    assert plain(lines[0]) == plain(dateline.status(case, 1, "TLP:CLEAR"))


def test_pages_over_a_corpus_say_it_too(seeds: Path) -> None:
    """The page that goes over all incidents names the latest of all documents."""
    about = whole(opening.corpus(seeds=seeds))
    (line,) = title.dateline(about, 1, "TLP:CLEAR")
    assert plain(line) == "TLP:CLEAR · Edition 1. Information cut-off: 6 May 2031."


def test_the_words_of_a_kind_without_a_name_are_told(seeds: Path) -> None:
    """Of an event of another kind the page gives the text's own words, and two such words are two."""
    edit(
        seeds / "readings/daily-1.yaml",
        "- nature: {is: accident, words: an accident}",
        "- nature: {is: other, words: a landslip}",
    )
    edit(
        seeds / "readings/radio-2.yaml", "  that:\n", "  that:\n  - nature: {is: other, words: a stampede}\n"
    )
    case = opening.load("harbour-fire", seeds=seeds)
    kinds = case.standings_of("nature")
    labels = [plain(propositions.label(case, found)) for found in kinds]
    assert "It was an event of another kind, “a landslip”" in labels
    assert "It was an event of another kind, “a stampede”" in labels
    heads = [plain(head) for head, _ in tables.matrix_rows(case)]
    assert {label for label in labels if "another kind" in label} <= set(heads)
    cell = next(cell for cell in glance.cells(case) if plain(cell.head) == "What it was")
    assert any("“a landslip”" in plain(row.text) for row in cell.rows)


def test_a_place_has_a_name_within_sentences(seeds: Path) -> None:
    """The page says "at the harbour" where the register has that form, and keeps the label elsewhere."""
    edit(
        seeds / "places.yaml",
        "label: Harbour of Northport",
        "label: Harbour of Northport\n    called: the harbour",
    )
    case = opening.load("harbour-fire", seeds=seeds)
    assert "at the harbour" in briefing.bottom_line(case).text()
    assert "Harbour of Northport" in str(briefing.places(case).to_json())


def test_nobody_denies_an_act_of_their_own() -> None:
    """Who denies having struck is not said to deny a strike "of their own"."""
    shown = briefing.matrix(cases.opened(cases.FOLDERS[0], "kalsu-explosion")).text()
    denials = briefing.sources(cases.opened(cases.FOLDERS[0], "kalsu-explosion")).text()
    assert "of their own" not in shown + denials
    assert "deny: carrying out an airstrike" in denials
