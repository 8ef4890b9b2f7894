"""Hostile text is normal input: in any field of any file it is taken as it is or told, and never obeyed."""

from __future__ import annotations

import json
import shutil
import time
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportkit import codebook
from reportkit.problems import EncodingProblems, visible
from reportkit.reading import encoding, texts
from reportkit.reading.checking import check
from reportkit.reading.fields import Log, take
from reportkit.reading.shapes import SHAPES, SLOTS, written_kinds
from reportkit.reading.yamltext import read_text

HERE = Path(__file__).parent
TINY = HERE / "corpora" / "tiny"
LISTED = json.loads((HERE / "data" / "hostile.json").read_text(encoding="utf-8"))["strings"]
OWN = [
    "\x1b[2J\x1b[31mred",
    "\u202egnp.exe",
    "a\u2028b",
    "$x^2$ {{7*7}} %(name)s #panic()",
    "!!python/object/apply:os.system",
    "*alias &anchor",
    "- list",
    "key: value # comment",
    "../../outside",
    "9" * 5_000,
    "p1 " + '"' * 500,
    "\U000e0049\U000e0067",
    "'; DROP TABLE claims;--",
    "\ud800",
]
HOSTILE = [*LISTED, *OWN]
FIELDS = {
    "actors.yaml": [
        "label: Northport Daily",
        "kind: media",
        "text: Liga Portuarum",
        "language: la",
        "  northland:",
    ],
    "places.yaml": ["lat: 61.5", "within: northport-region", "label: River"],
    "documents.yaml": ["title: News at seven", "date: 2031-05-06", "paragraphs: 2", "language: en"],
    "corpus.yaml": ["marking: TLP:CLEAR", "invented: yes"],
    "incidents/harbour-fire.yaml": ["short: Harbour fire", "likelihood: very likely", "role: desk"],
    "readings/daily-1.yaml": [
        'at: p3 "Several people were injured"',
        "speaker: a-dockworker",
        "act: denies",
        "verb: confirmed",
        "about: harbour-fire",
        "nature: fire",
        "actor: southmark",
        "id: injured",
        "voice: daily",
        "on: 2031-05-06",
    ],
}
EACH = 4
PLACES = [(file, field) for file, fields in FIELDS.items() for field in fields]


def quoted(text: str) -> str:
    """Return a text as YAML reads it back, whatever is in it."""
    escaped = any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} or c == "\ufeff" for c in text)
    return json.dumps(text, ensure_ascii=escaped)


@pytest.mark.parametrize(("file", "field"), PLACES)
def test_hostile_text_in_any_field_is_taken_or_told(tmp_path: Path, file: str, field: str) -> None:
    """No string in any field makes the check fail, and what it says shows every hidden character."""
    corpus = shutil.copytree(TINY, tmp_path / "corpus")
    good = (corpus / file).read_text(encoding="utf-8")
    assert field in good
    name, _, value = field.partition(": ")
    turn = (
        PLACES.index((file, field)) % EACH
    )  # every field meets a part of the strings, every string many fields
    for text in HOSTILE[turn::EACH]:
        written = f"{name}: {quoted(text)}" if value else f"  ? {quoted(text)}\n  :"
        (corpus / file).write_text(good.replace(field, written, 1), encoding="utf-8", newline="\n")
        said = str(EncodingProblems(check(corpus, corpus / "texts").problems))
        hidden = {c for c in said if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}} - {"\n", "\t"}
        assert not hidden
        assert max(map(len, said.splitlines())) < 2_000


def test_a_label_is_what_was_written(tmp_path: Path) -> None:
    """A hostile name is kept letter by letter, unless it is told as unreadable."""
    corpus = shutil.copytree(TINY, tmp_path / "corpus")
    path = corpus / "actors.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    added = [f"  hostile-{n}: {{label: {quoted(text)}, kind: media}}" for n, text in enumerate(HOSTILE)]
    path.write_text("\n".join([*lines, *added]), encoding="utf-8", newline="\n")
    read, problems = encoding.inspect(corpus)
    told = {problem.place.line for problem in problems}
    kept = [n for n in range(len(HOSTILE)) if len(lines) + 1 + n not in told]
    assert len(kept) > len(HOSTILE) / 2
    assert all(read.actors[f"hostile-{n}"].label == HOSTILE[n].strip() for n in kept)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_hidden_character_reaches_a_terminal(text: str) -> None:
    """What is shown holds no control, no direction and no surrogate."""
    shown = visible(text)
    assert not {unicodedata.category(c) for c in shown if c != "\t"} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    shown.encode("utf-8")


# Words that a file may hold, in places where they may not stand.
known = st.sampled_from(
    sorted(
        {name for table in SHAPES.values() for name in table}
        | set(SLOTS)
        | set(written_kinds())
        | {word for name in codebook.names() for word in codebook.words(name)}
        | {
            "harbour-fire",
            "daily",
            "northland",
            "harbour",
            "injured",
            'p1 "Fire"',
            "2031-05-02",
            "P1D",
            "null",
        }
    )
)
scalars = st.one_of(known, st.sampled_from(HOSTILE[:-1]), st.text(max_size=8))
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(known, scalars), inner, max_size=4)
    ),
    max_leaves=12,
)


def record(shape: str) -> st.SearchStrategy[dict[str, Any]]:
    """Return records that have the fields of a shape, holding anything."""
    names = st.sampled_from(sorted(SHAPES[shape]))
    return st.dictionaries(
        st.one_of(names, names, names, scalars), st.one_of(values, nested(shape)), max_size=8
    )


def nested(shape: str) -> st.SearchStrategy[Any]:
    """Return what comes near to the records inside a record."""
    inside = {
        "reading": "claim",
        "actors": "actor",
        "places": "place",
        "documents": "document",
        "claim": "scope",
    }
    if shape not in inside:
        return scalars
    one = st.deferred(lambda: record(inside[shape]))
    return st.one_of(st.lists(one, max_size=3), st.dictionaries(scalars, one, max_size=3), one)


@pytest.mark.parametrize("shape", ["actors", "places", "documents", "corpus", "incident", "reading", "claim"])
@settings(max_examples=40)
@given(st.data())
def test_any_record_is_read_or_told(shape: str, data: st.DataObject) -> None:
    """Whatever stands where a record should, it is read as far as it goes and the rest is told."""
    log = Log(known={"actor": {"daily"}, "place": {"harbour"}, "incident": {"harbour-fire"}})
    entries = read_text(json.dumps(data.draw(record(shape))), "x.yaml", log.problems)
    found = take(shape, entries, log) if entries else {}
    assert found or log.problems or not any(field.required for field in SHAPES[shape].values())
    assert all(map(str, log.problems))


@settings(max_examples=30)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "actors.yaml": record("actors"),
            "places.yaml": record("places"),
            "documents.yaml": record("documents"),
            "corpus.yaml": record("corpus"),
            "incidents/harbour-fire.yaml": record("incident"),
            "readings/daily-1.yaml": record("reading"),
            "pins.json": values,
        },
    )
)
def test_any_folder_is_read_or_told(tmp_path_factory: pytest.TempPathFactory, files: dict[str, Any]) -> None:
    """Whatever a folder of encodings holds, everything wrong in it is told at once."""
    corpus = shutil.copytree(TINY, tmp_path_factory.mktemp("any") / "corpus")
    for name, content in files.items():
        (corpus / name).write_text(json.dumps(content), encoding="utf-8", newline="\n")
    checked = check(corpus, corpus / "texts")
    assert checked.problems or not files
    assert str(EncodingProblems(checked.problems))
    texts.pins(checked.corpus, texts.find(corpus / "texts", checked.corpus), {})
    shutil.rmtree(corpus)


actors = st.sampled_from(["daily", "southmark", "southmark-ministry", "a-dockworker", "unknown-men", "radio"])
incidents = st.sampled_from(["harbour-fire", "river-raid"])
names = st.sampled_from(["c1", "c2", "c3", "daily-1/injured", "daily-1/ministry-denies"])
days = st.sampled_from(["2031-05-01", "from 2031-05-07", "by 2031", "about 2031-05", "none", "2031-05-02?"])
ends = st.one_of(
    incidents, st.fixed_dictionaries({"words": scalars, "read_as": incidents, "by": st.just("reader")})
)
propositions: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(
        ["occurred", {"nature": "fire"}, {"nature": "strike"}, {"location": "harbour"}, {"killed": "0"}]
    ),
    st.fixed_dictionaries({"perpetrator": actors}),
    st.fixed_dictionaries({"time": days}),
    st.fixed_dictionaries({"link": st.sampled_from(["after", "before", "part_of"]), "of": ends, "to": ends}),
    st.fixed_dictionaries({"relation": st.sampled_from(["backed_by", "fights"]), "of": actors, "to": actors}),
    st.fixed_dictionaries(
        {"utterance": st.fixed_dictionaries({"claim": st.lists(names, min_size=1, max_size=2)})}
    ),
)
well_formed = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["c1", "c2", "c3"]),
        "at": st.sampled_from(['p1 "On 5 May"', 'p2 "It was … drones"', "p7"]),
    },
    optional={
        "speaker": st.one_of(actors, st.fixed_dictionaries({"unnamed": scalars})),
        "act": st.sampled_from(codebook.words("acts")),
        "certainty": st.sampled_from(codebook.words("certainties")),
        "hedges": st.lists(scalars, min_size=1, max_size=2),
        "about": st.one_of(ends, st.lists(incidents, min_size=1, max_size=2)),
        "that": st.lists(propositions, min_size=1, max_size=3),
        "scope": st.fixed_dictionaries(
            {"actor": actors}, optional={"nature": st.just("strike"), "day": days}
        ),
        "via": st.lists(actors, min_size=1, max_size=3),
        "jointly": actors,
        "said": days,
        "retracts": names,
        "supersedes": names,
        "known_through": names,
        "paraphrase_of": names,
        "credibility": st.sampled_from(codebook.words("credibility")),
    },
)


@settings(max_examples=60)
@given(st.lists(st.one_of(well_formed, well_formed, record("claim")), max_size=5))
def test_any_claims_are_judged(tmp_path_factory: pytest.TempPathFactory, found: list[dict[str, Any]]) -> None:
    """Whatever claims a reading holds, the rules within and between them tell the same each time."""
    corpus = shutil.copytree(TINY, tmp_path_factory.mktemp("any") / "corpus")
    read = {"by": "desk", "on": "2031-05-06", "second": "null"}
    reading = {"format": "1", "document": "radio-2", "voice": "radio", "read": read, "claims": found}
    (corpus / "readings" / "radio-2.yaml").write_text(json.dumps(reading), encoding="utf-8", newline="\n")
    told = str(EncodingProblems(check(corpus, corpus / "texts").problems))
    assert told == str(EncodingProblems(check(corpus, corpus / "texts").problems))
    shutil.rmtree(corpus)


def test_a_thousand_claims_are_read_at_once(tmp_path: Path) -> None:
    """A corpus of a year's work is checked while somebody waits."""
    corpus = shutil.copytree(TINY, tmp_path / "corpus")
    path = corpus / "readings" / "daily-1.yaml"
    head, _, rest = path.read_text(encoding="utf-8").partition("claims:\n")
    one, _, gaps = rest.partition("uncovered:")
    many = "".join(one.replace("- id: ", f"- id: n{number}-") for number in range(170))
    path.write_text(f"{head}claims:\n{many}uncovered:{gaps}", encoding="utf-8", newline="\n")
    started = time.process_time()
    read, _ = encoding.inspect(corpus)
    assert len(read.claims) > 1_000
    assert time.process_time() - started < 3
