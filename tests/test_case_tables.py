"""
The tables of a case: exactly what their declarations say, and a data dictionary that says the same.

After a change of the declarations: ``REPORTKIT_WRITE_DICTIONARY=1 pytest tests/test_case_tables.py``.
"""

from __future__ import annotations

import io
import json
import os
import pickle
import re
from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportkit import case_tables, codebook
from reportkit.case import case
from reportkit.case_tables import Tables
from reportkit.dossier import Dossier, whole
from reportkit.model import Claim
from reportkit.problems import NoSuchName, visible
from reportkit.tables.declared import CLAIMS, EVENTS, TABLES
from reportkit.tables.dictionary import UnknownTable, dictionary, page
from reportkit.tables.frames import Frame, UnknownColumn, frame
from reportkit.tables.records import NEVER, Column, Table
from tests import cases
from tests.strategies import FIRE, corpus, told

SEEDS, INVENTED = cases.FOLDERS
PAGE = cases.ROOT / "docs" / "data-dictionary.md"
HOSTILE = json.loads((Path(__file__).parent / "data" / "hostile.json").read_text(encoding="utf-8"))["strings"]
few = settings(max_examples=30)  # each makes a whole case
ISO = re.compile(r"\d{4}-\d\d-\d\d")


def dossiers() -> Iterator[tuple[str, Dossier]]:
    """Yield every case of every corpus, the whole of each, and what single speakers say of it."""
    for folder, slug in cases.slugs():
        yield f"{folder.name}/{slug}", cases.opened(folder, slug)
    for folder in cases.CORPORA:
        all_of_it = whole(cases.corpus(folder))
        yield f"{folder.name}", all_of_it
        for speaker in sorted({c.speaker for c in all_of_it.statements})[:5]:
            yield f"{folder.name} by {speaker}", all_of_it.heard(speaker)


ALL = dict(dossiers())


def values(found: pd.DataFrame, column: Column) -> list[object]:
    """Return what stands in a column, lists taken apart and gaps left out."""
    if column.holds == "list":
        return [value for entry in found[column.name] for value in entry]
    return list(found[column.name].dropna())


def by_key(found: pd.DataFrame, *key: str) -> dict[tuple[Any, ...], dict[Hashable, Any]]:
    """Return the rows of a table by what tells them apart."""
    return {tuple(row[name] for name in key): row for row in found.to_dict("records")}


def breaches(made: Dossier) -> Iterator[str]:
    """Yield everything in the tables of a dossier that their declarations do not allow."""
    frames = dict(Tables(made))
    known = {claim.id for claim in made.corpus.claims}
    for name, table in TABLES.items():
        found = frames[name]
        if tuple(found.columns) != table.names:
            yield f"{name}: {list(found.columns)}"
        if found.duplicated(list(table.key)).any():
            yield f"{name}: two rows with one key"
        for column in table.columns:
            yield from (f"{name}.{column.name}: {breach}" for breach in _wrong(found, column))
            if column.refers:
                other, _, target = column.refers.partition(".")
                there = set(frames[other][target]) | (known if column.beyond else set())
                yield from (
                    f"{name}.{column.name}: {value!r} is not in {column.refers}"
                    for value in values(found, column)
                    if value not in there
                )


def _wrong(found: pd.DataFrame, column: Column) -> Iterator[str]:
    if str(found[column.name].dtype) != column.dtype:
        yield f"dtype {found[column.name].dtype}"
    if column.missing == NEVER and found[column.name].isna().any():
        yield "missing"
    if column.holds == "list" and not all(isinstance(entry, tuple) for entry in found[column.name]):
        yield "no tuple"
    if column.holds == "day" and not all(ISO.fullmatch(str(v)) for v in values(found, column)):
        yield "no day"
    if column.words:
        allowed = set(codebook.words(column.words))
        yield from (f"{value!r} is no word of it" for value in values(found, column) if value not in allowed)
    if column.holds in {"text", "day"} and "" in values(found, column):
        yield "empty text, which is neither said nor missing"


@pytest.mark.parametrize("name", ALL)
def test_tables_are_what_they_are_declared_to_be(name: str) -> None:
    """Columns, dtypes, keys, words and references hold in every case, every corpus and for every speaker."""
    assert list(breaches(ALL[name])) == []


@few
@given(told())
def test_tables_of_any_claims_are_what_they_are_declared_to_be(claims: list[Claim]) -> None:
    """Whatever is said, by whom and of what, no table breaks its declaration."""
    drawn = corpus(claims)
    assert list(breaches(case(drawn, FIRE))) == []
    assert list(breaches(whole(drawn))) == []
    assert list(breaches(whole(drawn).heard("army"))) == []


@pytest.mark.parametrize("name", TABLES)
def test_a_table_without_rows_has_all_columns_with_their_dtypes(name: str) -> None:
    """A notebook that runs on a rich case also runs on an empty one."""
    found = Tables(Dossier(corpus([]), ()))[name]
    assert found.empty
    assert {c.name: str(found[c.name].dtype) for c in TABLES[name].columns} == {
        c.name: c.dtype for c in TABLES[name].columns
    }


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_a_declaration_is_whole(table: Table) -> None:
    """Each column is declared once, with its meaning; keys, words and references name what there is."""
    assert len(set(table.names)) == len(table.names)
    assert set(table.key) <= set(table.names)
    for column in table.columns:
        assert column.means
        assert column.missing
        assert not column.words or codebook.words(column.words)
        if column.refers:
            other, _, target = column.refers.partition(".")
            assert target in TABLES[other].names
        assert column.holds != "list" or column.missing == NEVER, "an empty list is not missing"


def test_no_part_of_a_proposition_is_lost() -> None:
    """Whatever a claim can say has a column in the table of propositions."""
    renamed = {"kind": "casualty", "valid": "when", "claim": "of_claims"}
    slots = {s for kind in codebook.vocabulary("propositions").values() for s in kind["slots"]}
    assert {renamed.get(slot, slot) for slot in slots} <= set(TABLES["propositions"].names)


def test_every_slot_that_was_written_is_in_its_row() -> None:
    """What an encoding says of a proposition is found in the table, and nothing else."""
    made = ALL["invented"]
    rows = by_key(Tables(made)["propositions"], "claim", "position")
    for c in made.statements:
        for number, p in enumerate(c.propositions, 1):
            row = rows[c.id, number]
            for slot, value in p.slots:
                if slot == "of" and p.of_claims:
                    assert row["of_claims"] == p.of_claims
                elif slot not in {"kind", "claim", "valid"} and (slot != "is" or p.kind == "nature"):
                    assert row[slot] == value


def test_what_is_denied_stands_in_its_row_as_denied() -> None:
    """No row of propositions is taken for a fact: each says who says it, and whether it is denied."""
    rows = Tables(ALL["invented/harbour-fire"])["propositions"]
    assert tuple(rows.columns[:5]) == ("number", "speaker", "act", "polarity", "certainty")
    denied = rows[rows["polarity"] == "denies"]
    assert len(denied)
    assert set(denied["act"]) == {"denies"}
    assert not set(denied["certainty"]) & {"CT+", "PR+", "PS+"}


def test_no_word_is_no_number() -> None:
    """Several injured stay a word, and none that is said is a zero: the five silences do not mix."""
    rows = by_key(Tables(ALL["invented"])["propositions"], "claim", "position")
    words = rows["daily-0503/residents-count-burns", 1]
    none = rows["daily-0503/authority-no-firefighter-hurt", 1]
    assert all(words[name] is None for name in ("low", "best", "high"))
    assert words["words"] == "countless burns"
    assert none["best"] == 0


def test_a_denial_is_one_row_of_scope() -> None:
    """A scope is a conjunction: its parts stand in one row, and what it leaves open is missing."""
    rows = by_key(Tables(ALL["seeds/kalsu-explosion"])["scopes"], "claim")
    row = rows["iraq-base-report/us-officials-deny-airstrike",]
    assert (row["actor"], row["involvement"], row["nature"]) == ("united-states", "conducted", "airstrike")
    assert row["inferred"] == ("actor",)
    assert row["day"] is None


def test_spans_are_where_claims_stand() -> None:
    """Every place of every claim is a row with the anchor as people write it, also that of who brings it."""
    made = ALL["seeds/kalsu-explosion"]
    rows = Tables(made)["spans"]
    said = rows[rows["use"] == "says"]
    assert list(said["anchor"]) == [span.words for c in made.statements for span in c.spans]
    assert (said["start"] < said["end"]).all()
    brought = by_key(rows, "claim", "use", "position")["iraq-base-report/pmu-inquiry-unfinished", "bears", 1]
    assert (brought["incident"], brought["by"], brought["paragraph"]) == ("kalsu-explosion", "outlet", 4)


@pytest.mark.parametrize("name", ["seeds/kalsu-explosion", "invented/harbour-fire"])
def test_the_table_of_standings_is_the_standings(name: str) -> None:
    """Each standing is a row with its claims, and none stands without somebody who speaks of it."""
    made = ALL[name]
    rows = Tables(made)["standings"].set_index("proposition")
    assert dict(rows["standing"]) == {key: found.word for key, found in made.standings.items()}
    disputed = rows[rows["standing"] == "disputed"]
    assert disputed["affirmed_by"].map(len).min() > 0
    assert disputed["denied_by"].map(len).min() > 0
    assert (rows["origins_low"] <= rows["origins_high"]).all()


def test_of_what_was_read_alone_no_second_reader_is_named() -> None:
    """The table of sources tells which readings nobody has checked."""
    rows = by_key(Tables(ALL["invented"])["sources"], "document")
    assert [key for key, row in rows.items() if row["second_reader"] is None] == [("account-post",)]


def test_a_date_in_doubt_bounds_nothing_and_is_still_told() -> None:
    """A document dated only about a month keeps its words; its bounds are missing, never guessed."""
    for made in (ALL["invented"], ALL["seeds"]):
        rows = Tables(made)["sources"]
        for row, document in zip(rows.to_dict("records"), made.documents, strict=True):
            assert (row["date"] if document.date else None) == (str(document.date) if document.date else None)
    claims = Tables(ALL["invented"])["claims"]
    assert (claims["said_first"].isna() | claims["said"].notna()).all()


# Frames


def test_days_come_back_from_a_file_as_they_were() -> None:
    """Days are no timestamps: they gain no hour on the way through CSV, and sort as days do."""
    rows = ALL["invented/harbour-fire"].events
    again = pd.read_csv(io.StringIO(rows.to_csv(index=False)), dtype={"earliest": "string"})
    assert list(again["earliest"].dropna()) == list(rows["earliest"].dropna())
    assert list(rows["latest"].dropna().sort_values()) == sorted(rows["latest"].dropna())
    assert pd.to_datetime(rows["latest"]).notna().sum() == rows["latest"].notna().sum()


@given(st.sampled_from(HOSTILE) | st.text(st.characters(categories=None), max_size=20))
def test_a_frame_shows_every_string_literally(text: str) -> None:
    """A label with markup, a formula or hidden characters is read as it stands, and changes no other."""
    row = {
        c.name: {"text": text, "day": None, "number": 0, "flag": False, "list": (text,)}[c.holds]
        for c in EVENTS.columns
    }
    made = frame([row], EVENTS)
    with pd.option_context("display.max_colwidth", None, "display.max_columns", None, "display.width", None):
        html, plain = made._repr_html_() or "", repr(made)
    assert "mathjax_ignore" in html
    assert "<script" not in html.lower()
    assert "<img" not in html.lower()
    assert not any(c in html + plain for c in "\x1b\u202e\u200b\ufeff\x00")
    assert made["label"][0] == text
    if text.isprintable() and text.strip() == text:
        assert text in plain
    elif not set(text) & {"\t", "\n", "\r"}:
        assert visible(text).strip() in plain


def test_a_frame_is_a_data_frame_that_stays_one() -> None:
    """Filters, selections, joins, groups and copies work as always, and show themselves the same way."""
    rows = ALL["invented/harbour-fire"].claims
    assert isinstance(rows, pd.DataFrame)
    for made in (rows[["speaker", "act"]], rows[rows["withdrawn"]], rows.sort_values("speaker"), rows.copy()):
        assert isinstance(made, Frame)
    assert rows.groupby("speaker").size().sum() == len(rows)
    assert len(rows.explode("incidents")) >= len(rows)
    joined = rows.merge(ALL["invented/harbour-fire"].sources, on="document", suffixes=("", "_source"))
    assert len(joined) == len(rows)
    again = pickle.loads(pickle.dumps(rows))  # noqa: S301 - our own bytes
    pd.testing.assert_frame_equal(again, rows)


def test_a_frame_knows_which_table_it_is() -> None:
    """The dictionary is found from a table at hand, also from a part of it."""
    rows = ALL["invented/harbour-fire"].claims
    assert dictionary(rows) == dictionary(rows[rows["withdrawn"]]) == dictionary("claims")
    with pytest.raises(UnknownTable, match="this DataFrame is no table of a case"):
        dictionary(pd.DataFrame())


def test_a_mistyped_column_names_the_nearest() -> None:
    """Who misspells a column is told which was meant, in brackets, in a list and after a dot."""
    rows = frame([], CLAIMS)
    with pytest.raises(UnknownColumn, match="the table 'claims' has no column 'speakr': write 'speaker'"):
        rows["speakr"]
    with pytest.raises(UnknownColumn, match="no column 'sed_first': write 'said_first'"):
        rows[["act", "sed_first"]]
    with pytest.raises(NoSuchName, match="did you mean 'speaker'"):
        _ = rows.speakr
    assert rows.get("speakr") is None
    assert not hasattr(rows, "speakr")


def test_what_is_no_name_is_refused_as_pandas_refuses_it() -> None:
    """A key that names no column by a word keeps the message of pandas."""
    with pytest.raises(KeyError) as caught:
        frame([], CLAIMS)[3]
    assert not isinstance(caught.value, UnknownColumn)


def test_tables_are_found_by_name() -> None:
    """All tables of a case are listed, made on demand, and a misspelt one names the nearest."""
    found = Tables(ALL["seeds/kalsu-explosion"])
    assert list(found) == list(TABLES)
    assert len(found) == len(TABLES)
    assert all(name in repr(found) for name in TABLES)
    assert found._ipython_key_completions_() == list(TABLES)
    with pytest.raises(UnknownTable, match="there is no table 'spns': write 'spans'"):
        found["spns"]
    assert "spns" not in found


# The dictionary


def test_the_dictionary_in_the_docs_is_current() -> None:
    """The documentation says of each column what the kit puts there today."""
    if os.environ.get("REPORTKIT_WRITE_DICTIONARY") == "1":
        PAGE.write_text(page(), encoding="utf-8", newline="\n")
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("name", TABLES)
def test_the_dictionary_tells_every_column(name: str) -> None:
    """In a notebook and on the page each column stands with its dtype and its meaning."""
    shown, html = repr(dictionary(name)), dictionary(name)._repr_mimebundle_()["text/html"]
    section = page().partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    for column in TABLES[name].columns:
        assert re.search(rf"^  {column.name} +{column.dtype} ", shown, re.MULTILINE)
        assert f"<bdi>{column.name}</bdi>" in html
        assert f"| `{column.name}` | {column.dtype} | {column.means}" in section


def test_no_cell_of_the_dictionary_breaks_its_table() -> None:
    """No meaning holds what Markdown takes for the end of a cell."""
    for line in page().splitlines():
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) in {3, 5}


def test_the_tables_of_a_case_are_those_of_its_properties() -> None:
    """What notebooks have long used and what is listed are the same tables."""
    made = cases.opened(SEEDS, "kalsu-explosion")
    for name in ("claims", "events", "actors", "relations", "sources"):
        pd.testing.assert_frame_equal(getattr(made, name), Tables(made)[name])
        assert getattr(case_tables, name.upper()) == TABLES[name].names
