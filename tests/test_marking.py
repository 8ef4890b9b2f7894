"""Markings: the page bears the highest of what is in it, and nothing above a ceiling reaches anything."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import nbformat
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, StreamObject, TextStringObject

import reportkit as rk
from reportkit import briefing, codebook, mentions, opening
from reportkit.analysis import ceiling
from reportkit.case import case
from reportkit.publishing.batch import local
from reportkit.publishing.batch.work import Item, Result
from reportkit.publishing.exporter import BriefingExporter
from reportkit.publishing.record import RunRecord
from reportkit.wording import dateline, record
from reportkit.wording.runs import plain
from tests import cases
from tests.commands import TINY, edit, ran
from tests.samples import marked

if TYPE_CHECKING:
    from reportkit.blocks import Block
    from reportkit.case import Case
    from reportkit.model import Corpus

MARKINGS = codebook.words("markings")
FRAMES = ("harbour-fire", "river-raid")


@cache
def folder() -> Path:
    """Return the marked corpus on the disk, written once."""
    return marked.write(Path(mkdtemp()) / "seeds")


@cache
def opened(limit: str = "") -> Case:
    """Return the case in question, under a ceiling or whole."""
    return opening.load(marked.FOCUS, seeds=folder(), ceiling=limit)


def strings(value: Any) -> Iterator[str]:
    """Yield every string in a value, whatever it is made of."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for part in dataclasses.fields(value):
            yield from strings(getattr(value, part.name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from strings(key)
            yield from strings(inner)
    elif isinstance(value, tuple | list | set | frozenset):
        for inner in value:
            yield from strings(inner)


def canaries(text: str) -> int:
    """Return how often the word of what is left out stands in a text, however it is spaced or written."""
    return re.sub(r"\W+", "", text).casefold().count(marked.CANARY)


def blocks_of_a_briefing(about: Case) -> tuple[Block, ...]:
    """Return every block of a briefing."""
    return tuple(build(about) for build in cases.BLOCKS)


def blocks_of_other_pages(about: Case) -> tuple[Block, ...]:
    """Return the blocks that go over a corpus."""
    whole, texts = about.corpus, str(folder() / "texts")
    corpus_wide = (rk.escalation, rk.orders, rk.sides, rk.contradictions, rk.narratives, rk.escalation_table)
    reviewed = (rk.contested, rk.single_origin, rk.both_ways, rk.inferences, rk.withdrawn, rk.ungraded)
    return (
        rk.title(whole, "review"),
        rk.compare(whole, FRAMES),
        rk.shared(whole, FRAMES),
        rk.links(whole, FRAMES),
        *(ask(whole) for ask in corpus_wide),
        *(ask(whole) for ask in (*reviewed, rk.readers)),
        *(ask(whole, documents=texts) for ask in (rk.encoding_state, rk.unverified, rk.uncovered)),
        *(ask(whole) for ask in (rk.relationships, rk.ties, rk.of_whom, rk.every_claim, rk.notes)),
    )


def faces(found: Block | Case | Corpus) -> str:
    """Return all that something shows in a notebook."""
    return json.dumps(found._repr_mimebundle_(), default=str, ensure_ascii=False)


def pdf(about: Case) -> bytes:
    """Return the PDF of a case's briefing."""
    cells = []
    for number, block in enumerate(blocks_of_a_briefing(about), 1):
        bundle = json.loads(json.dumps(block._repr_mimebundle_()))
        shown = nbformat.v4.new_output("execute_result", bundle, execution_count=number)
        cells.append(nbformat.v4.new_code_cell("rk.block(case)", execution_count=number, outputs=[shown]))
    made: bytes = BriefingExporter().from_notebook_node(nbformat.v4.new_notebook(cells=cells))[0]
    return made


def everything_in(data: bytes) -> dict[str, str]:
    """Return every text of a PDF, by where it stands: bytes, objects, streams, pages, attachments."""
    reader = pypdf.PdfReader(BytesIO(data))
    objects = [reader.get_object(n) for n in range(1, len(reader.xref[0]) + len(reader.xref_objStm) + 1)]
    streams = [found.get_data() for found in objects if isinstance(found, StreamObject)]
    outline = [str(item.title) for item in reader.outline if not isinstance(item, list)]
    xmp = reader.xmp_metadata
    return {
        "bytes": data.decode("latin-1"),
        "objects": "\n".join(words for found in objects for words in words_of(found)),
        "streams": "\n".join(stream.decode("latin-1") for stream in streams),
        "pages": "\n".join(page.extract_text() for page in reader.pages),
        "attachments": "\n".join(
            name + content.decode() for name, contents in reader.attachments.items() for content in contents
        ),
        "info": "\n".join(map(str, (reader.metadata or {}).values())),
        "xmp": xmp.stream.get_data().decode() if xmp else "",
        "bookmarks": "\n".join(outline),
    }


def words_of(found: Any) -> Iterator[str]:
    """Yield the strings of an object of a PDF: alternative texts, titles, names."""
    if isinstance(found, DictionaryObject):
        for key, inner in found.raw_items() if hasattr(found, "raw_items") else dict.items(found):
            yield str(key)
            yield from words_of(inner)
    elif isinstance(found, ArrayObject):
        for inner in list.__iter__(found):
            yield from words_of(inner)
    elif isinstance(found, ByteStringObject):
        yield found.decode("utf-16", "ignore")
        yield found.decode("latin-1")
    elif isinstance(found, TextStringObject):
        yield str(found)


def test_nothing_above_a_ceiling_is_opened() -> None:
    """No record under the ceiling holds the word that every record above it bears in each of its fields."""
    whole, under = opened(), opened(marked.CEILING)
    assert sum(map(canaries, strings(whole.corpus))) > 100
    held = replace(under.corpus, folder="")
    assert [found for found in strings(held) if canaries(found)] == []


def test_the_canary_stands_in_every_field_that_an_encoder_can_fill() -> None:
    """The word stands in each field of text that the format knows, so that none is forgotten here."""
    whole = opened().corpus
    closed = {"kind", "country", "plural", "lat", "lon", "radius_km", "inferred", "region", "marking", "of"}
    closed |= {
        "edition",
        "edition_of",
        "publication_kind",
        "date",
        "sha256",
        "paragraphs",
        "language",
        "reliability",
        "invented",
    }
    registers: tuple[Mapping[str, Any], ...] = (whole.actors, whole.places, whole.documents)
    for register in registers:
        records = tuple(register.values())
        fields = {part.name for part in dataclasses.fields(records[0])}
        filled = {
            name
            for name in fields
            if any(canaries(" ".join(strings(getattr(found, name)))) for found in records)
        }
        assert fields - filled - closed == {"within"} & fields


@pytest.mark.parametrize("blocks", [blocks_of_a_briefing, blocks_of_other_pages])
def test_no_block_shows_what_was_left_out(blocks: Any) -> None:
    """Neither drawing nor table nor alt text of any block holds the word; without a ceiling many do."""
    shown = [faces(block) for block in blocks(opened(marked.CEILING))]
    assert [text for text in shown if canaries(text)] == []
    assert sum(map(canaries, map(faces, blocks(opened())))) > 30


def test_what_a_notebook_shows_of_records_holds_nothing_of_it() -> None:
    """The cards and tables of a case and of a corpus hold nothing that was left out."""
    under = opened(marked.CEILING)
    tables = [found.to_json() for found in (under.claims, under.events, under.actors, under.sources)]
    for text in (faces(under), faces(under.corpus), repr(under), *tables):
        assert not canaries(text)


@pytest.mark.slow
def test_a_dropped_string_stands_nowhere_in_the_file() -> None:
    """In the PDF the word stands in no byte, stream, attachment, metadata, alt text or bookmark."""
    found = everything_in(pdf(opened(marked.CEILING)))
    assert {where: canaries(text) for where, text in found.items()} == dict.fromkeys(found, 0)


@pytest.mark.slow
def test_without_a_ceiling_it_is_found_wherever_it_can_stand() -> None:
    """The search of the test above finds the word in pages, alt texts and attachment if it is there."""
    found = everything_in(pdf(opened()))
    for where in ("objects", "pages", "attachments"):
        assert canaries(found[where]), where


@pytest.mark.slow
@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("name", ["briefing", "review", "actors"])
def test_a_run_under_a_ceiling_leaves_no_trace_of_it(name: str, tmp_path: Path) -> None:
    """Executed notebook, record, PDF and terminal hold nothing of it, whichever notebook is run."""
    seeds, out = shutil.copytree(folder(), tmp_path / "seeds"), tmp_path / "out"
    notebook = cases.ROOT / "notebooks" / f"{name}.ipynb"
    words = ("--notebook", notebook, "--ceiling", marked.CEILING, "--out", out)
    done = ran("--seeds", seeds, "render", marked.FOCUS, *words)
    assert done.exit_code == 0, done.output
    files = {path.name: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    endings = (".pdf", ".ipynb", ".run.json", ".receipt.json")
    assert set(files) == {".lock", "ledger.jsonl", *(f"{marked.FOCUS}{ending}" for ending in endings)}
    assert not canaries(done.output)
    for file, content in files.items():
        assert not canaries(content.decode("latin-1")), file
    assert not any(canaries(text) for text in everything_in(files[f"{marked.FOCUS}.pdf"]).values())
    attached = pypdf.PdfReader(BytesIO(files[f"{marked.FOCUS}.pdf"])).attachments["record.json"][0]
    assert json.loads(attached)["ceiling"] == marked.CEILING


@pytest.mark.usefixtures("alone", "corpus")
def test_the_ceiling_reaches_parameter_and_kernel(notebook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A notebook with the parameter records the ceiling; the kernel is held to it in any case."""
    asked: list[tuple[Any, Any]] = []

    def stand_in(items: Iterable[Item], *_: object, **__: object) -> Iterator[Result]:
        for item in items:
            asked.append((item.parameters, item.environment))
            yield Result(item, RunRecord(item.slug, "ok", "", ()))

    monkeypatch.setattr(local, "make", stand_in)
    for words in (("--ceiling", "TLP:GREEN"), ("-p", "ceiling", "TLP:GREEN")):
        ran("render", "harbour-fire", "--notebook", notebook, *words)
    edit(notebook, "edition: int = 1", 'edition: int = 1\\nceiling: str = \\"\\"')
    ran("render", "harbour-fire", "--notebook", notebook, "--ceiling", "TLP:GREEN")
    assert [parameters.get("ceiling") for parameters, _ in asked] == [None, None, "TLP:GREEN"]
    assert {environment["REPORTKIT_CEILING"] for _, environment in asked} == {"TLP:GREEN"}


def test_the_page_bears_the_highest_of_what_is_in_it() -> None:
    """The marking of the page is that of the most closed thing on it, and never above the ceiling."""
    marks = {limit: record.marking(opened(limit)) for limit in ("", *MARKINGS)}
    assert marks == {
        "": "TLP:RED",
        "TLP:CLEAR": "TLP:CLEAR",
        "TLP:GREEN": "TLP:CLEAR",
        "TLP:AMBER": "TLP:AMBER",
        "TLP:AMBER+STRICT": "TLP:AMBER+STRICT",
        "TLP:RED": "TLP:RED",
    }


def test_the_page_says_that_something_was_left_out_and_not_what() -> None:
    """Date line and record say so, without a number and without the marking of what is gone."""
    under = opened(marked.CEILING)
    said = plain(dateline.status(under, 1, record.marking(under)))
    assert said == (
        "TLP:CLEAR · Edition 1. Information cut-off: 8 May 2031. "
        "Material above TLP:GREEN was left out; what is absent here may stand in it."
    )
    attached = record.attached(under, 1)
    assert (attached["ceiling"], attached["left_out"]) == ("TLP:GREEN", True)
    shown = " ".join(map(faces, blocks_of_a_briefing(under)))
    assert "TLP:RED" not in shown
    assert "TLP:AMBER" not in shown


def test_a_page_of_which_nothing_was_left_out_does_not_say_so() -> None:
    """Where all is at or below the ceiling, the page is the same as without one."""
    kalsu = cases.opened(cases.ROOT / "seeds", "kalsu-explosion")
    under = opening.load("kalsu-explosion", seeds=cases.ROOT / "seeds", ceiling="TLP:CLEAR")
    assert "left out" not in plain(dateline.status(under, 1, "TLP:CLEAR"))
    assert briefing.headline(under).content["subtitle"] == briefing.headline(kalsu).content["subtitle"]
    assert record.attached(under, 1) == record.attached(kalsu, 1) | {
        "ceiling": "TLP:CLEAR",
        "left_out": False,
    }


def test_absence_is_not_told_of_documents_of_which_something_is_gone() -> None:
    """Where material was left out, no page says "in none of its paragraphs" or that none was signed."""
    under, whole = opened(marked.CEILING), opened()
    assert "in none of its paragraphs" in faces(briefing.notes(whole))
    assert "in none of its paragraphs" not in faces(briefing.notes(under))
    bare = replace(under, incident=replace(under.incident, assessments=()))
    assert "No assessment is included." in briefing.assessments(bare).text()


def test_sentences_without_a_claim_are_not_listed_where_claims_are_gone(tmp_path: Path) -> None:
    """A sentence whose claim is above the ceiling would stand among those that no claim covers."""
    seeds = shutil.copytree(TINY, tmp_path / "seeds")
    edit(seeds / "readings/daily-1.yaml", "  verb: confirmed\n", "  verb: confirmed\n  marking: TLP:RED\n")
    texts = str(seeds / "texts")
    under = opening.load("harbour-fire", seeds=seeds, ceiling="TLP:AMBER")
    assert "confirmed" not in faces(rk.uncovered(under, documents=texts))
    assert rk.uncovered(under, documents=texts).text().splitlines()[-1] == (
        "Which sentences no claim covers is not told where material was left out."
    )
    assert "left out" in rk.encoding_state(under, documents=texts).text()


def test_numbers_tell_no_gap() -> None:
    """Claims are numbered after the dropping, on pages and in readings, and no line number is kept."""
    under = opened(marked.CEILING)
    assert list(under.number.values()) == [f"C{n}" for n in range(1, len(under.statements) + 1)]
    for reading in under.corpus.readings.values():
        assert [claim.number for claim in reading.claims] == list(range(1, len(reading.claims) + 1))
        assert all(not claim.place.line and not claim.place.text for claim in reading.claims)


def test_what_was_taken_back_above_the_ceiling_does_not_stand_as_if_it_held() -> None:
    """A claim whose retraction may not be shown goes with it, as does what is known only through the gone."""
    kept = {claim.name for claim in opened("TLP:AMBER").statements}
    assert f"{marked.CANARY}-taken-back" not in kept
    assert f"{marked.CANARY}-through" not in {claim.name for claim in opened(marked.CEILING).statements}


def test_a_later_version_outlives_the_earlier_one() -> None:
    """A claim that replaces or paraphrases one above the ceiling stays, without the reference to it."""
    kept = {claim.name: claim for claim in opened(marked.CEILING).statements}
    assert kept["new-count"].supersedes == ""
    assert kept["league-says-it-again"].paraphrase_of == ""
    assert opened().corpus.claim("open-5/new-count").supersedes


def test_a_name_marked_high_takes_every_claim_along_that_names_it() -> None:
    """An actor, a place and an incident marked above the ceiling leave no claim that names them."""
    under = opened(marked.CEILING).corpus
    assert not any(canaries(" ".join((*under.actors, *under.places, *under.incidents))) for _ in (0,))
    assert "northport-region" in under.places  # a wider place that something else still lies in


def test_an_assessment_goes_with_any_claim_it_rests_on() -> None:
    """Of the three assessments the one stays that is unmarked and rests on nothing that is gone."""
    assert [one.id for one in opened(marked.CEILING).incident.assessments] == ["fire-took-place"]


@pytest.mark.parametrize("limit", MARKINGS)
def test_a_document_read_in_vain_goes_too(limit: str) -> None:
    """A document is there if and only if something of it is, or it is open and unread."""
    under = opened(limit).corpus
    for identity in under.documents:
        reading = under.readings.get(identity)
        assert reading is None or reading.claims
    assert (f"{marked.CANARY}-4" in under.documents) == (limit not in {"TLP:CLEAR", "TLP:GREEN"})


def sown(draw: Any) -> Corpus:
    """Return a corpus with markings strewn over it."""
    found = cases.corpus(draw(st.sampled_from(cases.CORPORA)))
    words = st.sampled_from(("", "", "", *MARKINGS))
    readings = {
        i: replace(r, claims=tuple(replace(c, marking=draw(words)) for c in r.claims))
        for i, r in found.readings.items()
    }
    incidents = {i: replace(one, marking=draw(words)) for i, one in found.incidents.items()}
    actors = {i: replace(one, marking=draw(words)) for i, one in found.actors.items()}
    return replace(
        found,
        readings=MappingProxyType(readings),
        incidents=MappingProxyType(incidents),
        actors=MappingProxyType(actors),
    )


@given(st.data())
def test_a_ceiling_holds_whatever_is_marked(data: st.DataObject) -> None:
    """Whatever bears which marking: nothing above stays, references hold, lower ceilings let in less."""
    whole = sown(data.draw)
    low, high = sorted(data.draw(st.tuples(*[st.sampled_from(MARKINGS)] * 2)), key=MARKINGS.index)
    under = {limit: ceiling.under(whole, limit) for limit in (low, high)}
    for limit, found in under.items():
        marks = ceiling.Markings(found)
        known = {claim.id for claim in found.claims}
        names = mentions.named(found.claims)
        assert not any(ceiling.above(marks.of_claim(claim), limit) for claim in found.claims)
        assert names.actors <= set(found.actors)
        assert names.places <= set(found.places)
        assert names.incidents <= set(found.incidents)
        for claim in found.claims:
            back = {claim.known_through, claim.retracts, claim.supersedes, claim.paraphrase_of} - {""}
            assert back | {i for p in claim.propositions for i in p.of_claims} <= known
        for slug in found.incidents:
            page = case(found, slug)
            assert not ceiling.above(record.marking(page), limit)
            before = {claim.id for claim in case(whole, slug).statements}
            assert page.left_out or before == {claim.id for claim in page.statements}
        assert "" in found.lacking or known == {claim.id for claim in whole.claims}
    assert {c.id for c in under[low].claims} <= {c.id for c in under[high].claims}


@pytest.mark.parametrize(
    ("slug", "limit", "error", "said"),
    [
        (
            "harbour-fire",
            "green",
            ceiling.UnknownMarking,
            "ceiling: 'green' is no marking: write 'TLP:GREEN'",
        ),
        ("harbour-fire", "TLP:AMBRE", ceiling.UnknownMarking, "no marking: write 'TLP:AMBER'"),
        (
            "quillfeather-sinking",
            "TLP:GREEN",
            opening.AboveCeiling,
            "'quillfeather-sinking' is marked TLP:RED, above the ceiling TLP:GREEN: no page of it",
        ),
        (
            "quillfeather-quiet",
            "TLP:GREEN",
            opening.AboveCeiling,
            "all that is said of 'quillfeather-quiet' is marked above the ceiling TLP:GREEN: no page of it",
        ),
    ],
)
def test_what_cannot_be_opened_is_told(slug: str, limit: str, error: type[Exception], said: str) -> None:
    """A wrong marking, an incident above the ceiling and one of which nothing is left are refused."""
    with pytest.raises(error) as raised:
        opening.load(slug, seeds=folder(), ceiling=limit)
    assert said in str(raised.value)


@pytest.mark.parametrize("slug", ["", "quillfeather-sinkin", "harbour-fir"])
def test_no_message_names_what_is_left_out(slug: str) -> None:
    """A mistyped slug or actor is told with what may be shown alone."""
    with pytest.raises(opening.UnknownIncident) as raised:
        opening.load(slug, seeds=folder(), ceiling=marked.CEILING)
    assert canaries(str(raised.value)) == canaries(slug)
    with pytest.raises(KeyError) as unknown:
        opened(marked.CEILING).heard("quillfeathe-ministry")
    assert not canaries(str(unknown.value))


def test_problems_of_the_corpus_are_not_quoted_under_a_ceiling(tmp_path: Path) -> None:
    """A broken corpus is told without its lines, which may be what is marked."""
    seeds = shutil.copytree(folder(), tmp_path / "seeds")
    edit(seeds / f"readings/{marked.CANARY}-3.yaml", "act: retracts", f"act: {marked.CANARY}")
    with pytest.raises(opening.NotSound) as raised:
        opening.load(marked.FOCUS, seeds=seeds, ceiling=marked.CEILING)
    assert str(raised.value) == (
        "the corpus holds 1 problem in 1 file; under a ceiling they are not listed here, since a list quotes "
        "what stands in the files: run reportkit check"
    )


def test_a_default_above_the_ceiling_leaves_only_what_is_marked_itself(tmp_path: Path) -> None:
    """What bears no marking bears the corpus's: nothing of it passes a lower ceiling, nor its name."""
    seeds = shutil.copytree(TINY, tmp_path / "seeds")
    edit(seeds / "corpus.yaml", "marking: TLP:CLEAR", "marking: TLP:AMBER")
    with pytest.raises(opening.AboveCeiling, match="'harbour-fire' is marked TLP:AMBER"):
        opening.load("harbour-fire", seeds=seeds, ceiling="TLP:GREEN")
    with pytest.raises(opening.AboveCeiling, match="its name would stand on the page"):
        opening.corpus(seeds=seeds, ceiling="TLP:GREEN")
    edit(seeds / "incidents/harbour-fire.yaml", "format: 1", "format: 1\nmarking: TLP:GREEN")
    edit(seeds / "documents.yaml", "  daily-1:\n", "  daily-1:\n    marking: TLP:GREEN\n")
    for line in ("daily: {", "port-authority: {", "northland: {"):
        edit(seeds / "actors.yaml", line, line + "marking: TLP:CLEAR, ")
    under = opening.load("harbour-fire", seeds=seeds, ceiling="TLP:GREEN")
    assert [claim.name for claim in under.statements] == ["injured"]
    assert record.marking(under) == "TLP:GREEN"
    assert "Invented: a fire" not in faces(under) + faces(under.corpus)


def test_the_environment_can_only_lower_the_ceiling(monkeypatch: pytest.MonkeyPatch) -> None:
    """A notebook that asks for no ceiling, or for a higher one, is held to that of its run."""
    monkeypatch.setenv("REPORTKIT_CEILING", "TLP:GREEN")
    for asked in ("", "TLP:AMBER"):
        assert opening.load(marked.FOCUS, seeds=folder(), ceiling=asked).corpus.ceiling == "TLP:GREEN"
        assert not canaries(faces(opening.corpus(seeds=folder(), ceiling=asked)))
    assert opening.load(marked.FOCUS, seeds=folder(), ceiling="TLP:CLEAR").corpus.ceiling == "TLP:CLEAR"
    monkeypatch.setenv("REPORTKIT_CEILING", "rot")
    with pytest.raises(ceiling.UnknownMarking, match="REPORTKIT_CEILING: 'rot' is no marking"):
        opening.load(marked.FOCUS, seeds=folder())


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    "words",
    [
        ("list",),
        ("list", "--json"),
        ("show", marked.FOCUS),
        ("show", marked.FOCUS, "--json"),
        ("show", "quillfeathe"),
    ],
)
def test_commands_show_nothing_above_a_ceiling(words: tuple[str, ...], tmp_path: Path) -> None:
    """List and show keep to the ceiling, also where a slug is mistyped."""
    seeds = shutil.copytree(folder(), tmp_path / "seeds")
    under = ran("--seeds", seeds, *words, "--ceiling", marked.CEILING)
    without = ran("--seeds", seeds, *words)
    assert canaries(under.output) == canaries(" ".join(words)) * ("quillfeathe" in under.output)
    assert canaries(without.output) > 0
    assert "material above TLP:GREEN is left out" in under.stderr


@pytest.mark.usefixtures("alone")
def test_render_refuses_what_is_above_the_ceiling_before_anything_runs(tmp_path: Path) -> None:
    """An incident above the ceiling, a word that is no marking and a ceiling given twice end the command."""
    seeds = shutil.copytree(folder(), tmp_path / "seeds")
    told = {
        ("quillfeather-sinking", "--ceiling", "TLP:GREEN"): (1, "above the ceiling TLP:GREEN"),
        ("harbour-fire", "--ceiling", "GREEN"): (2, "--ceiling: 'GREEN' is no marking: write 'TLP:GREEN'"),
        ("harbour-fire", "--ceiling", "TLP:RED", "-p", "ceiling", "TLP:GREEN"): (2, "give one of them"),
    }
    for words, (code, said) in told.items():
        done = ran("--seeds", seeds, "render", *words, "--out", tmp_path / "out")
        assert (done.exit_code, said in done.stderr) == (code, True), done.output
    assert not (tmp_path / "out").exists()


def test_a_name_that_only_what_is_left_out_leads_to_goes_with_it() -> None:
    """An actor or place is not kept because nothing names it, where something left out is part of it."""
    whole = opened().corpus
    state, region = whole.actors["northland"], whole.places["northport-region"]
    found = replace(
        whole,
        actors=MappingProxyType(
            {
                **whole.actors,
                "behind": replace(state, id="behind", marking="", of=""),
                "front": replace(state, id="front", marking="TLP:RED", of="behind"),
            }
        ),
        places=MappingProxyType(
            {
                **whole.places,
                "around": replace(region, id="around", within=""),
                "inside": replace(region, id="inside", within="around", marking="TLP:RED"),
            }
        ),
    )
    under = ceiling.under(found, marked.CEILING)
    assert not {"behind", "front"} & set(under.actors)
    assert not {"around", "inside"} & set(under.places)
    assert {"behind", "front"} <= set(ceiling.under(found, "TLP:RED").actors)


def test_a_page_says_so_where_whose_an_actor_is_was_left_out() -> None:
    """Standings weigh whom an actor belongs to: where that is gone, the page says that something is."""
    tiny = opening.corpus(seeds=TINY)
    actors = dict(tiny.actors)
    actors["secret"] = replace(actors["northland"], id="secret", marking="TLP:RED", of="")
    actors["port-authority"] = replace(actors["port-authority"], of="secret")
    under = ceiling.under(replace(tiny, actors=MappingProxyType(actors)), "TLP:GREEN")
    assert under.actors["port-authority"].of == ""
    assert case(under, "harbour-fire").left_out


def test_reasons_for_sentences_without_a_claim_go_where_claims_are_gone() -> None:
    """Why a sentence has no claim may speak of one that is above the ceiling."""
    whole, under = opened().corpus, opened(marked.CEILING).corpus
    assert whole.readings["daily-1"].uncovered
    assert under.readings["daily-1"].uncovered == ()


def test_every_page_and_every_word_of_absence_says_what_it_is_about() -> None:
    """At the foot of each page, and where nobody says something, a reader is not told that nobody does."""
    under, whole = opened(marked.CEILING), opened()
    assert "material above TLP:GREEN left out" in plain_json(record.framed(under, PAGE, 1)["running"]["foot"])
    assert "left out" not in plain_json(record.framed(whole, PAGE, 1)["running"]["foot"])
    assert "not stated by anybody shown here" in briefing.at_a_glance(under).text()
    assert briefing.unknowns(under).text().startswith("What is not known from what is shown here")
    assert "shown here" not in briefing.at_a_glance(whole).text() + briefing.unknowns(whole).text()


PAGE = record.Page("harbour-fire", "", (), ())


def plain_json(line: list[dict[str, Any]]) -> str:
    """Return the words of a line that stands in a document."""
    return "".join(run["t"] for run in line)
