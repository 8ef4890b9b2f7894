"""A corpus as bytes: the same records come back, one content has one form, and nothing else is taken."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportkit.analysis.bearing import bearing
from reportkit.analysis.ceiling import under
from reportkit.reading import encoding, stored
from reportkit.reading.stored import NotStored, from_bytes, to_bytes
from tests import cases
from tests.commands import TINY, edit
from tests.samples import sized, states
from tests.strategies import corpus, told

if TYPE_CHECKING:
    from pathlib import Path

    from reportkit.model import Claim, Corpus

READING = "readings/daily-1.yaml"


def without_folder(found: Corpus) -> Corpus:
    """Return a corpus without the folder it was read from, which is no part of what it says."""
    return replace(found, folder="")


def small() -> bytes:
    """Return a small corpus as bytes."""
    return to_bytes(encoding.load(TINY))


def of_copy(folder: Path, path: str, old: str, new: str) -> bytes:
    """Return the small corpus as bytes, after a change to one of its files."""
    shutil.copytree(TINY, folder / "seeds")
    edit(folder / "seeds" / path, old, new)
    return to_bytes(encoding.load(folder / "seeds"))


@pytest.mark.parametrize(
    "whole",
    [
        *map(cases.corpus, cases.CORPORA),
        states.whole(),
        sized.corpus(names="mixed", counts=True),
        under(states.whole(), "TLP:CLEAR"),
    ],
    ids=["kalsu", "invented", "states", "sized", "under a ceiling"],
)
def test_the_same_records_come_back(whole: Corpus) -> None:
    """Every record of a corpus is read again as it was, in the order it had."""
    back = from_bytes(to_bytes(whole))
    assert back == without_folder(whole)
    assert [
        list(getattr(back, name)) for name in ("actors", "places", "documents", "incidents", "readings")
    ] == [list(getattr(whole, name)) for name in ("actors", "places", "documents", "incidents", "readings")]
    assert to_bytes(back) == to_bytes(whole)


@given(told())
def test_whatever_is_said_comes_back(claims: list[Claim]) -> None:
    """So it is for any claims."""
    whole = corpus(claims)
    assert from_bytes(to_bytes(whole)) == whole


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- id: injured", "\n\n# moved down\n- id: injured"),
        ("voice: daily\n", ""),  # and at the end of the line above the readers
        (
            "  speaker: dockworkers-league\n  act: accuses\n",
            "  act: accuses\n  speaker: dockworkers-league\n",
        ),
        ("{link: after, of: harbour-fire, to: river-raid", "{link: after, to: river-raid, of: harbour-fire"),
    ],
    ids=["moved", "head", "keys", "inner keys"],
)
def test_how_it_is_written_changes_nothing(tmp_path: Path, old: str, new: str) -> None:
    """A claim moved down, a comment, another order of keys: the bytes are the same."""
    again = "read: {by: desk, on: 2031-05-06, second: second desk}"
    shutil.copytree(TINY, tmp_path / "seeds")
    edit(tmp_path / "seeds" / READING, old, new)
    if "voice" in old:
        edit(tmp_path / "seeds" / READING, again, f"{again}\nvoice: daily")
    assert to_bytes(encoding.load(tmp_path / "seeds")) == small()


def test_a_word_changes_it(tmp_path: Path) -> None:
    """Another word in a claim gives other bytes."""
    assert of_copy(tmp_path, READING, "verb: confirmed", "verb: said") != small()


def test_the_order_of_claims_is_part_of_what_is_stored(tmp_path: Path) -> None:
    """The claims of a reading are numbered in the order they stand in, and pages refer to the numbers."""
    begun = """- id: begun
  at: p3 "A dockworker … an accident"
  about: harbour-fire
  that: [occurred]
"""
    moved = of_copy(tmp_path, READING, "- id: injured\n", f"{begun}- id: injured\n")
    numbers = {c.id: c.number for c in from_bytes(moved).claims}
    assert (
        numbers["daily-1/injured"]
        == 1 + {c.id: c.number for c in from_bytes(small()).claims}["daily-1/injured"]
    )


def test_where_it_was_read_is_not_in_it(tmp_path: Path) -> None:
    """The same files in another folder give the same bytes, and no path stands in them."""
    folder = shutil.copytree(TINY, tmp_path / "a-secret-place")
    found = to_bytes(encoding.load(folder))
    assert found == small()
    assert b"a-secret-place" not in found


def numbers_in(value: Any) -> set[type]:
    """Return the types of the numbers in JSON."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return set().union(*map(numbers_in, value))
    return {type(value)} & {int, float}


def test_no_editor_of_json_changes_a_number() -> None:
    """There is no number with a fraction in it, which some programs write anew in another form."""
    for folder in cases.CORPORA:
        assert numbers_in(json.loads(to_bytes(cases.corpus(folder)))) <= {int}


def test_half_a_character_comes_back() -> None:
    """What is in no encoding is kept by its escape."""
    whole = replace(encoding.load(TINY), folder="", name="half \ud800 a name")
    assert from_bytes(to_bytes(whole)) == whole


def test_every_beginning_is_refused() -> None:
    """A file that was cut off anywhere is told to be none."""
    whole = to_bytes(bearing(encoding.load(TINY), "river-raid"))
    for length in range(len(whole)):
        with pytest.raises(NotStored):
            from_bytes(whole[:length])


@given(st.data())
def test_what_was_changed_in_it_is_refused_or_read(data: st.DataObject) -> None:
    """Whatever is in place of whichever part, there is a corpus or one told reason, and nothing else."""
    held = json.loads(small())
    at, parts = held, list[Any]()
    while isinstance(at, dict | list) and at and (not parts or data.draw(st.booleans())):
        key = data.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        parts.append((at, key))
        at = at[key]
    where, key = parts[-1]
    where[key] = data.draw(
        st.sampled_from([None, 1, -1, "", "x", [], {}, [[]], [["a", "b", "c"]], True, {"a": 1}])
    )
    try:
        found = from_bytes(json.dumps(held).encode())
    except NotStored:
        return
    assert from_bytes(to_bytes(found)) == found


@pytest.mark.parametrize(
    ("content", "told_as"),
    [
        (b"", "this is no stored encoding: Expecting value: line 1 column 1 (char 0)"),
        (b"x", "this is no stored encoding: Expecting value: line 1 column 1 (char 0)"),
        (b"[]", "this is no stored encoding of format 1"),
        (b'{"format": 2, "corpus": {}}', "this is no stored encoding of format 1"),
        (b'{"format": 1, "format": 1, "corpus": {}}', "this is no stored encoding: a name stands twice"),
        (b'{"format": 1, "corpus": NaN}', "this is no stored encoding: NaN is no number in JSON"),
        (b'{"format": 1, "corpus": []}', "this stored encoding is damaged: [] stands where dict is expected"),
        (b'{"format": 1, "corpus": {"spy": 1}}', "this stored encoding is damaged: Corpus has no spy"),
    ],
)  # fmt: skip
def test_what_is_no_corpus_is_told(content: bytes, told_as: str) -> None:
    """What is wrong with a file is said in one line."""
    with pytest.raises(NotStored) as refused:
        from_bytes(content)
    assert str(refused.value) == told_as


def test_it_cannot_be_nested_to_death() -> None:
    """A file of brackets ends nothing."""
    with pytest.raises(NotStored):
        from_bytes(b'{"format": 1, "corpus": ' + b"[" * 200_000)


def test_it_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file larger than any corpus is refused before it is read."""
    monkeypatch.setattr(stored, "_MOST", 10)
    with pytest.raises(NotStored, match="more than any corpus has"):
        from_bytes(small())
