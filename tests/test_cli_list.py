"""What a corpus holds, on the terminal: list, show and schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import edit, ran

pytestmark = pytest.mark.usefixtures("alone")


HOSTILE = "Fire \u202eat\u202c $x$ [red]the[/red] harbour"


@pytest.mark.usefixtures("corpus")
def test_the_list_on_a_pipe_is_a_table_of_tabs() -> None:
    """Each incident has one line: slug, label, claims, speakers, whether it occurred, documents."""
    assert [line.split("\t") for line in ran("-q", "list").stdout.splitlines()] == [
        ["incident", "label", "claims", "speakers", "it occurred", "documents"],
        ["harbour-fire", "Fire at the harbour of Northport", "7", "5", "acknowledged", "daily-1, radio-2"],
        ["river-raid", "Reported raid on the river", "1", "1", "not addressed", "daily-1"],
    ]


@pytest.mark.usefixtures("corpus")
def test_the_list_as_json_has_the_same() -> None:
    """--json gives each incident with its speakers by id."""
    fire, raid = json.loads(ran("-q", "list", "--json").stdout)["incidents"]
    assert (fire["incident"], fire["occurred"], fire["documents"]) == (
        "harbour-fire",
        "acknowledged",
        ["daily-1", "radio-2"],
    )
    assert raid["speakers"] == ["daily"]


@pytest.mark.parametrize("words", [("list",), ("show", "harbour-fire"), ("check",)], ids=" ".join)
def test_hostile_labels_cannot_act_on_a_terminal(corpus: Path, words: tuple[str, ...]) -> None:
    """Characters of direction in a label are shown as escapes; markup stays as it was written."""
    edit(
        corpus / "incidents" / "harbour-fire.yaml",
        "label: Fire at the harbour of Northport",
        f"label: '{HOSTILE}'",
    )
    done = ran("-q", *words)
    assert "\u202e" not in done.stdout + done.stderr
    assert words == ("check",) or "Fire \\u202eat\\u202c $x$ [red]the[/red] harbour" in done.stdout


@pytest.mark.usefixtures("corpus")
def test_show_names_everybody_who_affirms_and_denies() -> None:
    """An incident is shown with standings, who says what by number, denials, claims and sources."""
    shown = ran("-q", "show", "harbour-fire").stdout
    assert shown.startswith("Fire at the harbour of Northport (harbour-fire)\n")
    assert "\n  It took place: acknowledged\n      Port authority of Northport: acknowledges [C1]\n" in shown
    assert "\nWhat each denial covers\n  Ministry of Southmark [C4], taken back or replaced [C7]\n" in shown
    assert "\n  C1    D1 ¶2  Port authority of Northport acknowledges: " in shown
    assert "\n  C7    D2 ¶1  Ministry of Southmark " in shown
    assert (
        "\n  D2    radio-2: News at seven; Radio Northland; 2031-05-06; 2 paragraphs; SHA-256 66bd473a57e9…"
        in shown
    )


@pytest.mark.usefixtures("corpus")
def test_show_as_json_holds_the_record_of_the_page() -> None:
    """--json holds the same references, standings and documents that a briefing attaches."""
    found = json.loads(ran("-q", "show", "harbour-fire", "--json").stdout)
    assert found["references"]["C1"]["speaker"] == "port-authority"
    assert found["documents"]["D2"]["id"] == "radio-2"
    assert {"standings", "state", "denials"} <= set(found)


@pytest.mark.usefixtures("corpus")
def test_a_slug_that_is_not_there_leads_to_the_nearest() -> None:
    """A mistyped slug, or a part of one, is answered with the one that is meant."""
    for typed in ("harbor-fire", "harbour"):
        done = ran("-q", "show", typed)
        assert (done.exit_code, done.stderr) == (2, f"there is no incident '{typed}': write 'harbour-fire'\n")


def test_a_broken_corpus_is_not_listed(corpus: Path) -> None:
    """Commands that need a sound corpus list what is wrong and end with exit code 1."""
    edit(corpus / "incidents" / "river-raid.yaml", "format: 1", "format: 2")
    done = ran("-q", "list")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("incidents/river-raid.yaml:")


def test_a_schema_is_printed_by_name() -> None:
    """Asked for a schema, the command prints the JSON Schema of a file; a wrong name leads to the nearest."""
    assert json.loads(ran("schema", "reading").stdout)["type"] == "object"
    assert "reading" in json.loads(ran("schema").stdout)
    done = ran("schema", "readin")
    assert (done.exit_code, done.stderr) == (2, "there is no schema 'readin': write 'reading'\n")
