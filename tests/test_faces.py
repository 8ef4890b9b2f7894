"""What things show of themselves in a notebook: cards, frames and the messages of mistakes."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbclient import NotebookClient

from reportkit import cards, faces
from reportkit.dates import parse
from reportkit.dossier import UnknownActor, whole
from reportkit.faces import Face, Grid
from reportkit.model import (
    Actor,
    Alternative,
    Assessment,
    Bearing,
    Claim,
    Incident,
    Name,
    Proposition,
    Reading,
    Scope,
    Span,
)
from reportkit.opening import UnknownIncident, load
from reportkit.problems import EncodingProblems, NoSuchName, Place, Problem, Told, closest, no_name, visible
from reportkit.publishing.parameters import ParameterProblem
from reportkit.reading.whereabouts import NoCorpus, find
from reportkit.tables.dictionary import UnknownTable
from reportkit.tables.frames import UnknownColumn
from tests import cases
from tests.strategies import claim

SEEDS, INVENTED = cases.FOLDERS
HOSTILE = json.loads((Path(__file__).parent / "data" / "hostile.json").read_text(encoding="utf-8"))["strings"]
OWN = [
    "\x1b[31mred",
    "\u202egnp.exe",
    "$x^2$",
    "<script>alert(1)</script>",
    "</bdi></div><img src=x>",
    "\ud800",
    "a\tb",
]
TAGS = {"div", "span", "strong", "table", "caption", "thead", "tbody", "tr", "th", "td", "br", "bdi"}
ATTRIBUTES = {"style", "class", "scope"}
HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
hostile = st.sampled_from([*HOSTILE, *OWN]) | st.text(st.characters(categories=None), max_size=30)


class Parsed(HTMLParser):
    """HTML as a browser takes it: its tags and attributes, and the strings that are isolated."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.styles: list[str] = []
        self.isolated: list[str] = []
        self.loose = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that opens."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.styles += [value or "" for name, value in attrs if name == "style"]
        if tag == "bdi":
            self.isolated.append("")
        if tag != "br":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note that the innermost tag closes, and no other."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note text, isolated or not."""
        if self._open[-1] == "bdi":
            self.isolated[-1] += data
        else:
            self.loose += data

    def handle_comment(self, data: str) -> None:
        """Refuse what no face holds."""
        raise AssertionError(data)


def checked(html: str) -> Parsed:
    """Return parsed HTML after looking that it holds nothing that acts or leads elsewhere."""
    found = Parsed(html)
    assert found.tags <= TAGS
    assert found.attributes <= ATTRIBUTES
    assert not any("url" in style or "//" in style for style in found.styles)
    assert not {unicodedata.category(c) for c in html} & HIDDEN
    return found


def shown(text: str) -> str:
    """Return a string as every face shows it."""
    return visible(text).replace("\t", "\\t")


@given(hostile, hostile, hostile, hostile)
def test_every_string_is_shown_literally_and_isolated(kind: str, heading: str, value: str, cell: str) -> None:
    """Whatever a name holds, it is read as it stands, acts as nothing and turns no neighbour around."""
    face = Face(
        kind, heading, ((cell, (value, (cell, " → ", value))),), (Grid((kind,), ((cell,),), value),), cell
    )
    found = checked(faces.html(face))
    assert {shown(s) for s in (kind, heading, value, cell) if s} <= set(found.isolated)
    assert not found.loose.strip()
    lines = faces.text(face)
    assert not {unicodedata.category(c) for c in lines if c != "\n"} & HIDDEN


def test_parts_of_a_line_keep_their_order() -> None:
    """A chain of relays that begins in Arabic is still read from the first to the last."""
    face = Face("Claim", "x", (("relayed by", (faces.joined(" → ", ["مقاومة", "radio"]),)),))
    assert "<bdi>مقاومة</bdi><bdi> → </bdi><bdi>radio</bdi>" in faces.html(face)


def test_no_face_is_taken_for_mathematics() -> None:
    """JupyterLab does not set dollar signs in a card as a formula."""
    assert 'class="tex2jax_ignore mathjax_ignore"' in faces.html(Face("Claim", "$x$"))


def test_a_face_takes_its_colours_from_the_page() -> None:
    """A card is read on white and on black alike: no style sets a colour of letters or of paper."""
    found = Parsed(faces.html(cards.face(cases.corpus(INVENTED))))
    declared = {part.strip() for style in found.styles for part in style.split(";") if part}
    assert {d for d in declared if d.startswith("color:")} == {"color:inherit"}
    assert {d for d in declared if d.startswith("background")} == {"background:transparent"}


def test_text_is_aligned_in_columns_of_a_terminal() -> None:
    """Wide letters take two columns, so that what stands behind them stays in line."""
    face = Face("Claim", "x", (("日本", ("a",)), ("four", ("b",))))
    assert faces.text(face).splitlines()[1:] == ["  日本  a", "  four  b"]


def test_a_long_table_is_cut_and_counted_but_a_dictionary_is_whole() -> None:
    """Hundreds of incidents do not fill the notebook; how many more there are is said."""
    rows = tuple((str(n),) for n in range(100))
    assert "… 40 more" in faces.html(Face("Corpus", "x", grids=(Grid(("n",), rows),)))
    assert "… 88 more" in faces.text(Face("Corpus", "x", grids=(Grid(("n",), rows),)))
    assert "more" not in faces.html(Face("Table", "x", grids=(Grid(("n",), rows, whole=True),)))


def records() -> list[object]:
    """Return every record of the corpora of the project."""
    found: list[object] = []
    for folder in cases.CORPORA:
        corpus = cases.corpus(folder)
        found += [corpus, *corpus.claims]
        for register in (corpus.actors, corpus.places, corpus.documents, corpus.incidents, corpus.readings):
            found += register.values()
        found += [a for incident in corpus.incidents.values() for a in incident.assessments]
    return found


def test_every_record_shows_itself() -> None:
    """Each record of each corpus is one line in a list and a card with text and HTML as a result."""
    for record in records():
        assert "\n" not in repr(record)
        assert len(repr(record)) < 250
        bundle: dict[str, str] = record._repr_mimebundle_()  # type: ignore[attr-defined]
        assert set(bundle) == {"text/plain", "text/html"}
        checked(bundle["text/html"])
        assert max(map(len, bundle["text/plain"].splitlines())) < 250


@pytest.mark.parametrize("folder", cases.CORPORA, ids=lambda folder: folder.name)
def test_a_claim_names_its_speaker_and_act_before_what_it_says(folder: Path) -> None:
    """Nobody reads on a card that something is so before reading who says it."""
    for found in cases.corpus(folder).claims:
        terms = [term for term, lines in cards.claim(found).definitions if lines]
        assert terms[:2] == ["speaker", "act"]
        assert repr(found).startswith(f"<Claim {found.id}: {found.speaker} · {found.act} · {found.certainty}")


def told(found: Claim) -> dict[str, tuple[str, ...]]:
    """Return a claim's card as words, by term."""
    return {
        term: tuple("".join(line) for line in lines)
        for term, lines in cards.claim(found).definitions
        if lines
    }


def test_a_card_says_by_whose_inference_a_claim_is_about_an_incident() -> None:
    """What a reader resolves, and what an outlet brings together, is said on the card of the claim."""
    corpus = cases.corpus(SEEDS)
    assert told(corpus.claim("iraq-base-report/us-officials-deny-airstrike"))["about"] == (
        "kalsu-explosion, from “a military base in Iraq” · reader’s inference",
    )
    (brought,) = told(corpus.claim("iraq-base-report/pmu-inquiry-unfinished"))["about"]
    assert brought.startswith("kalsu-explosion · brought to it by outlet at p4 ")


def test_a_card_says_what_a_claim_takes_back_or_replaces() -> None:
    """A retraction and a recount name the claim that they undo."""
    corpus = cases.corpus(INVENTED)
    assert told(corpus.claim("wire-0512/minister-withdraws"))["takes back"] == ("wire-0502/minister-accuses",)
    assert told(corpus.claim("wire-0512/authority-recounts"))["replaces"] == (
        "wire-0502/authority-counts-dead",
    )
    assert "known only through" in told(corpus.claim("radio-0505/reports-of-boat"))


def test_a_scope_is_told_as_one_whole_with_what_it_leaves_open() -> None:
    """A denial's parts stand together, and what it does not restrict is said to be unrestricted."""
    (scope,) = (
        lines for term, lines in told(cases.corpus(SEEDS).claims[0]).items() if term.startswith("scope")
    )
    assert "nature: airstrike" in scope
    assert scope[-1] == "unrestricted: day, target"


def test_a_coders_remark_is_on_no_card() -> None:
    """A note is for later coders and is never printed, so a shared notebook does not hold it either."""
    noted = [c for folder in cases.CORPORA for c in cases.corpus(folder).claims if c.note]
    assert noted
    for found in noted:
        assert found.note not in faces.html(cards.face(found))


def test_a_corpus_says_what_has_no_second_reader() -> None:
    """An analyst sees on the corpus which readings nobody has checked yet."""
    definitions = dict(cards.corpus(cases.corpus(INVENTED)).definitions)
    assert "".join(definitions["no second reader"][0]).startswith("account-post")
    assert not dict(cards.corpus(cases.corpus(SEEDS)).definitions)["no second reader"]


@pytest.mark.parametrize(("folder", "slug"), cases.slugs(), ids=cases.IDS)
def test_a_case_shows_itself(folder: Path, slug: str) -> None:
    """A case's card names its incident by its neutral label and lists the others that claims tie to it."""
    case = cases.opened(folder, slug)
    face = cards.case(case)
    assert face.heading == case.incident.label
    assert [row[0] for row in face.grids[0].rows] == list(case.related[1:])
    checked(faces.html(face))


def test_what_one_side_says_is_shown_as_a_part() -> None:
    """A card of what one actor says tells how many of all claims it holds."""
    heard = cases.opened(INVENTED, "harbour-fire").heard("northland")
    assert f"{len(heard.statements)} claims of 101 in 6 documents" in faces.text(cards.case(heard))
    made = cards.dossier(whole(cases.corpus(INVENTED)))
    assert [row[0] for row in made.grids[0].rows] == list(whole(cases.corpus(INVENTED)).related)
    checked(faces.html(made))


@given(hostile)
def test_no_text_in_a_record_breaks_its_card(text: str) -> None:
    """A hostile name, word or remark is shown on every card and breaks none."""
    span = Span(1, text, text)
    said = replace(
        claim("army", "states", Proposition("described", "", (("actor", text), ("words", text)), text)),
        name=text,
        speaker=text,
        verb=text,
        hedges=(text,),
        via=(text, text),
        jointly=(text,),
        said_words=text,
        about=(Bearing(text, text, "reader"), Bearing(text, text, text, span)),
        spans=(span,),
        scope=Scope(
            actor=text, target=text, day=parse("2031-05-02"), words=(("whole", text), ("actor", text))
        ),
        credibility="2",
        credibility_because=text,
    )
    records: tuple[Any, ...] = (
        said,
        Actor(text, text, text, described_as=text, names=(Name(text, text, text),)),
        Assessment(*(text,) * 6, (text,), text, text, (text,), alternatives=(Alternative(text, text),)),
        Incident(text, text, text, text),
        Reading(text, text, text, text, "", (said,), ((span, text),)),
    )
    for record in records:
        checked(faces.html(cards.face(record)))
        assert not {unicodedata.category(c) for c in repr(record)} & HIDDEN
        assert not {unicodedata.category(c) for c in faces.text(cards.face(record)) if c != "\n"} & HIDDEN


@pytest.mark.parametrize("folder", cases.CORPORA, ids=lambda folder: folder.name)
def test_showing_itself_changes_no_record(folder: Path) -> None:
    """Records stay plain values: equal when their parts are, and as good in a set as before."""
    claims = cases.corpus(folder).claims
    assert {replace(c) for c in claims} == set(claims)
    assert not hasattr(claims[0], "__dict__")


# Mistakes in a cell

PROBLEM = Problem(
    "unknown-word", Place("a.yaml", 3, 9, 3, "  kind: sate"), "unknown\x1b kind", "closed", "'state'"
)


@pytest.mark.parametrize(
    "error",
    [
        EncodingProblems([PROBLEM]),
        ParameterProblem([PROBLEM]),
        UnknownIncident("there is no incident 'x'"),
        NoCorpus("there is no corpus"),
        UnknownTable("there is no table 'x'"),
        UnknownColumn("there is no column 'x'"),
        NoSuchName("there is no 'x'"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_mistake_in_a_cell_reads_like_the_check(error: Told) -> None:
    """A notebook shows the message that a command prints, and no traceback of the kit's own lines."""
    lines = error._render_traceback_()
    assert "\n".join(lines) == str(error)
    assert not any("Traceback" in line for line in lines)


def test_a_message_shows_what_is_hidden_in_it() -> None:
    """An escape sequence in a path neither colours the notebook nor hides the remedy."""
    assert NoCorpus("no \x1b[8mfolder")._render_traceback_() == ["no \\x1b[8mfolder"]


def test_a_part_of_a_slug_names_the_only_one_that_holds_it() -> None:
    """Whoever writes kalsu is told of kalsu-explosion."""
    with pytest.raises(UnknownIncident, match="write 'kalsu-explosion'"):
        load("kalsu", seeds=SEEDS)


@pytest.mark.parametrize(
    ("word", "meant"),
    [("fire", "harbour-fire"), ("Harbour Fire", "harbour-fire"), ("ar", ""), ("", ""), ("o" * 500, "")],
)
def test_the_closest_is_named_only_if_it_was_likely_meant(word: str, meant: str) -> None:
    """A few letters that stand in many words name none of them."""
    assert closest(word, ["harbour-fire", "river-raid", "depot-blast"]) == meant


def test_a_mistyped_name_asks_for_the_one_that_was_meant() -> None:
    """A name that is near asks, and one that is far from all does not guess."""
    assert str(no_name("reportkit", "botom_line", ["bottom_line"])).endswith("did you mean 'bottom_line'?")
    assert str(no_name("reportkit", "zzz", ["bottom_line"])) == "reportkit has no 'zzz'"


def test_a_mistyped_folder_names_the_corpus_beside_it(tmp_path: Path) -> None:
    """A wrong path is told with the corpus that lies where it was looked for."""
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "corpus.yaml").touch()
    (tmp_path / "sedds").touch()
    with pytest.raises(NoCorpus, match=r"there is no folder .*/sedes; name .*/seeds$"):
        find(tmp_path / "sedes", by="seeds=")


NEXT_TO_IT = f"{SEEDS}s"
CELLS = {
    "import reportkit as rk": "",
    f"rk.load('kalsu', seeds={str(SEEDS)!r})": (
        "there is no incident 'kalsu' in seeds: write 'kalsu-explosion'"
    ),
    f"case = rk.load('kalsu-explosion', seeds={str(SEEDS)!r})": "",
    "case.claims['speakr']": "the table 'claims' has no column 'speakr': write 'speaker'",
    "case.events.labl": "the table 'events' has no 'labl': did you mean 'label'?",
    f"rk.load('x', seeds={NEXT_TO_IT!r})": (
        f"seeds= names no corpus: there is no folder {NEXT_TO_IT}; name {SEEDS}"
    ),
    "case.statements[0]": "",
}


@pytest.mark.slow
def test_a_notebook_shows_messages_and_cards(tmp_path: Path) -> None:
    """In a kernel a mistake is its message alone, as it is stored and read again, and a claim is a card."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS])
    NotebookClient(
        notebook, kernel_name="python3", allow_errors=True, resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    for cell, message in zip(notebook.cells, CELLS.values(), strict=True):
        errors = [output for output in cell.outputs if output.output_type == "error"]
        assert [error.traceback for error in errors] == ([[message]] if message else [])
        assert all(error.evalue == message for error in errors)
    assert set(notebook.cells[-1].outputs[0].data) == {"text/plain", "text/html"}


def test_an_unknown_actor_is_told_the_same_way() -> None:
    """A misspelt asserter is a message in a cell and no traceback."""
    with pytest.raises(UnknownActor) as caught:
        cases.opened(SEEDS, "kalsu-explosion").heard("centcm")
    assert isinstance(caught.value, Told)
