"""
What somebody reads after a mistake, in the terminal and below a notebook's cell: place, reason, remedy.

The mistakes in the encodings themselves have a corpus each, with its message, in ``broken``.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reportkit.case import case
from reportkit.reading import encoding, whereabouts
from tests.commands import edit, ran
from tests.shell import cell
from tests.test_broken import repin

pytestmark = pytest.mark.usefixtures("alone")

SEEDS = Path(__file__).parents[1] / "seeds"
EXAMPLE = ", ".join(sorted(path.stem for path in (SEEDS / "incidents").glob("*.yaml")))
NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "briefing.ipynb"


def below(source: str) -> str:
    """Return what stands below a cell that begins as every notebook does."""
    return cell(f"import reportkit as rk\n\n{source}")


# Where


def test_in_a_wrong_folder_the_example_is_not_taken_for_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Away from any corpus a slug that is not there leads to the folder, not only to the example's slugs."""
    monkeypatch.chdir(tmp_path)
    done = ran("-q", "show", "my-incident")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        f"there is no incident 'my-incident': write one of: {EXAMPLE} (from reportkit list)\n"
        f"This is the example that comes with the kit: no corpus is in {tmp_path} or above it. "
        "Name yours with --seeds.\n"
    )
    assert below('rk.load("my-incident")') == (
        "there is no incident 'my-incident' in the example that comes with the kit, which is read where "
        f"none is found from the working folder: write one of: {EXAMPLE} (from seeds/incidents)"
    )


@pytest.mark.parametrize(
    "words", [("new", "incident", "quay-fire", "--label", "Fire"), ("pin",), ("new", "reading", "x")]
)
def test_in_a_wrong_folder_nothing_is_written_into_the_example(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commands that make files refuse the example, and say how to get to a corpus of one's own."""
    monkeypatch.chdir(tmp_path)
    done = ran("-q", *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        f"there is no corpus of yours in {tmp_path} or above it, and the example that comes with "
        "the kit is not changed; go to the folder of your corpus, name it with --seeds, or make one: "
        "reportkit init DIR\n"
    )


def test_without_any_corpus_it_is_said_where_was_looked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where not even the example is there, the message names the folders and the ways to name one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(whereabouts, "_shipped", lambda: ())
    told = (
        f"there is no corpus: no corpus.yaml in {tmp_path}, in the folders above it, or in their seeds/; go "
        "to the folder of your corpus, or name it with {by} or REPORTKIT_SEEDS"
    )
    done = ran("-q", "check")
    assert (done.exit_code, done.stderr) == (2, told.format(by="--seeds") + "\n")
    assert below('rk.load("harbour-fire")') == told.format(by="seeds=")


@pytest.mark.usefixtures("corpus")
def test_a_misspelt_slug_leads_to_the_right_one() -> None:
    """A slug that is nearly right is answered with the one that is meant."""
    done = ran("-q", "render", "harbor-fire")
    assert (done.exit_code, done.stderr) == (2, "there is no incident 'harbor-fire': write 'harbour-fire'\n")
    assert (
        below('rk.load("harbor-fire")') == "there is no incident 'harbor-fire' in seeds: write 'harbour-fire'"
    )


# What was written


MISSPELT = """\
readings/daily-1.yaml:9:12: unknown actor 'port-autority'
  |
9 |   speaker: port-autority
  |            ^^^^^^^^^^^^^
  = why: every actor is registered once, so that it has one name on every page
  = fix: write 'port-authority', or add 'port-autority' to actors.yaml

readings/daily-1.yaml:16:23: unknown place 'harbor'
   |
16 |   - location: {place: harbor, words: in the harbour}
   |                       ^^^^^^
   = why: every place is registered once, so that it has one name on every page
   = fix: write 'harbour', or add 'harbor' to places.yaml

readings/radio-2.yaml:16:8: unknown act 'acuses'
   |
16 |   act: acuses
   |        ^^^^^^
   = why: the words are fixed, so that every page and table means the same by them
   = fix: write 'accuses'

3 problems in 2 files"""
COUNTED = (
    "; 8 claims, 2 incidents, 2 documents; 8 spans not verifiable here: the text of daily-1, radio-2 is not "
    "at hand (set --documents or REPORTKIT_DOCUMENTS)\n"
)


def test_misspelt_actor_place_and_act_are_told_at_once(corpus: Path) -> None:
    """Three mistakes in two files are three messages with one look, the same below a cell as from check."""
    edit(corpus / "readings" / "daily-1.yaml", "speaker: port-authority", "speaker: port-autority")
    edit(corpus / "readings" / "daily-1.yaml", "place: harbour", "place: harbor")
    edit(corpus / "readings" / "radio-2.yaml", "act: accuses", "act: acuses")
    before = {path: path.read_bytes() for path in corpus.rglob("*") if path.is_file()}
    assert ran("-q", "check").stdout == MISSPELT + COUNTED
    assert ran("-q", "list").stderr == MISSPELT + "\n"
    assert below('rk.load("harbour-fire")') == MISSPELT
    assert {path: path.read_bytes() for path in corpus.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            b"format: 1\n\tlabel: Raid\n",
            (
                "incidents/river-raid.yaml:2:1: a tab stands here\n"
                "  |\n2 | \tlabel: Raid\n  | ^\n"
                "  = why: it looks like spaces, but nobody knows how many, so what it indents may belong "
                "elsewhere\n"
                "  = fix: replace it by spaces\n"
            ),
        ),
        (
            "format: 1\nlabel: Überfall\n".encode("cp1252"),
            (
                "incidents/river-raid.yaml:2:8: the file is not UTF-8\n"
                "  |\n2 | label: Überfall\n  |        ^\n"
                "  = why: byte 0xdc cannot stand here; in Windows' encoding it is 'Ü'\n"
                "  = fix: save the file as UTF-8 in your editor\n"
            ),
        ),
        (
            "format: 1\r\nlabel: Raid\r\n".encode("utf-16"),
            (
                "incidents/river-raid.yaml:1:1: the file is UTF-16, not UTF-8\n"
                "  |\n1 | format: 1\n  | ^\n"
                "  = why: some editors call it 'Unicode'; each of its letters takes two bytes or more\n"
                "  = fix: save the file as UTF-8 in your editor\n"
            ),
        ),
    ],
    ids=["tab", "cp1252", "UTF-16"],
)
def test_what_an_editor_did_to_a_file_is_told(corpus: Path, content: bytes, told: str) -> None:
    """A tab and a wrong encoding are told with the place, and nothing is rewritten."""
    path = corpus / "incidents" / "river-raid.yaml"
    path.write_bytes(content)
    assert ran("-q", "list").stderr == told
    assert below('rk.load("harbour-fire")') == f"{told}\n1 problem in 1 file"
    assert path.read_bytes() == content


def test_a_byte_order_mark_is_no_mistake(corpus: Path) -> None:
    """UTF-8 with a mark, as some editors save it, is read like any other."""
    for path in corpus.rglob("*.yaml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert ran("-q", "list").exit_code == 0


def test_two_claims_of_one_name_are_told_with_the_first(corpus: Path) -> None:
    """The second of two claims with one id is pointed at, and the line of the first is named."""
    edit(corpus / "readings" / "radio-2.yaml", "id: league-repeats", "id: ministry-withdraws")
    told = (
        "readings/radio-2.yaml:13:7: two claims are called 'ministry-withdraws'\n"
        "   |\n13 | - id: ministry-withdraws\n   |       ^^^^^^^^^^^^^^^^^^\n"
        "   = why: line 7 has one already, and references would not know which is meant\n"
        "   = fix: give one of them another id\n"
    )
    done = ran("-q", "render", "harbour-fire", "--notebook", NOTEBOOK)
    assert (done.exit_code, done.stderr) == (1, told)


def test_a_text_that_changed_under_its_pins_is_told_and_no_pin_is_lost(corpus: Path) -> None:
    """An edited text is named with its digest, and pinning leaves the pins as they were."""
    edit(corpus / "texts" / "radio-2.txt", "drones", "boats")
    before = (corpus / "pins.json").read_bytes()
    digest = "66bd473a57e926ef7c7b7b859bb8e68213440d35c18d08b3d0f23ed118e6637b"
    told = (
        f"documents.yaml:19:13: radio-2.txt is not the text that was read\n"
        f"   |\n19 |     sha256: {digest}\n   |             {'^' * 64}\n"
        "   = why: its digest begins with e9d86778293a, so spans may point at other words\n"
        "   = fix: restore the text, or register this one beside it: reportkit add FILE\n"
    )
    assert ran("-q", "check", "--documents", corpus / "texts").stdout.startswith(
        f"{told}\n1 problem in 1 file; "
    )
    done = ran("-q", "pin", "--documents", corpus / "texts")
    assert (done.exit_code, done.stderr) == (1, f"{told}\nnothing was pinned: 1 problem in 1 file\n")
    assert (corpus / "pins.json").read_bytes() == before


# The notebook


@pytest.mark.usefixtures("corpus")
def test_a_misspelt_parameter_leads_to_the_right_one() -> None:
    """Before anything runs, a parameter that the notebook has not is answered with the nearest."""
    done = ran("-q", "render", "harbour-fire", "--notebook", NOTEBOOK, "-p", "editon", "2")
    assert (done.exit_code, done.stderr) == (
        2,
        (
            "briefing.ipynb, parameters cell: unknown parameter 'editon'\n"
            "  = why: the notebook does not declare it\n"
            "  = fix: write 'edition'\n"
        ),
    )


@pytest.mark.usefixtures("corpus")
def test_a_notebook_without_a_parameters_cell_is_told_how_to_have_one(notebook: Path) -> None:
    """A notebook in which no cell is tagged is refused before a kernel starts, with an example."""
    content = json.loads(notebook.read_bytes())
    content["cells"][0]["metadata"] = {}
    notebook.write_text(json.dumps(content), encoding="utf-8")
    done = ran("-q", "render", "harbour-fire", "--notebook", notebook)
    assert (done.exit_code, done.stderr) == (
        1,
        (
            "briefing.ipynb: no cell is tagged 'parameters'\n"
            "  = why: without one nothing says what the notebook takes\n"
            "  = fix: tag one code cell 'parameters'; give each parameter a line: "
            'incident: str = "harbour-fire"  # what it means\n'
        ),
    )


# What is not done yet


def test_a_document_that_nobody_has_read_stops_no_page(corpus: Path) -> None:
    """Between `add` and `new reading` pages are made, without that document; check tells what is open."""
    (corpus / "readings" / "radio-2.yaml").unlink()
    repin(corpus)
    done = ran("-q", "check", "--documents", corpus / "texts")
    assert (done.exit_code, done.stdout) == (
        0,
        (
            "open: 'radio-2' has no reading yet (documents.yaml:13); run: reportkit new reading radio-2\n"
            "6 claims, 2 incidents, 2 documents; 6 spans verified\n"
        ),
    )
    found = case(encoding.load(corpus), "harbour-fire")
    assert [document.id for document in found.documents] == ["daily-1"]
    assert "radio-2" not in ran("-q", "show", "harbour-fire").stdout
    assert below('rk.load("harbour-fire").slug').endswith("'harbour-fire'")


def test_a_document_with_a_broken_reading_is_not_told_twice(corpus: Path) -> None:
    """A reading that cannot be read is one problem, and its document is not called unread beside it."""
    (corpus / "readings" / "radio-2.yaml").write_text("format: 1\n- ", encoding="utf-8")
    done = ran("-q", "check")
    assert done.exit_code == 1
    assert "has no reading yet" not in done.stdout
