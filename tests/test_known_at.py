"""A record as of an instant: all that was certainly known then, and no trace of anything later."""

from __future__ import annotations

import re
import shutil
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportkit import opening
from reportkit.analysis.known_at import NotAnInstant, day, known_at, known_from
from reportkit.dates import parse
from reportkit.model import Document, Reading
from reportkit.opening import NotYetKnown
from reportkit.reading import stored
from reportkit.wording import dateline, record
from reportkit.wording.runs import plain
from tests import cases
from tests.commands import ran
from tests.samples import states
from tests.samples.states import DAYS, FOLDER, SLUG, corpora, state, whole
from tests.test_marking import everything_in, faces

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from reportkit.model import Corpus

INSTANTS = st.sampled_from(
    ["2031-05-01", "2031-05-02", "2031-05-03", "2031-05-05T06:00", "2031-05-31", "2031-06-30"]
)
LAWS = settings(max_examples=80, deadline=None, derandomize=True)
EARLY = 2  # the state that is looked at for traces of the three after it
SHORTEST = 6  # letters of a text that can be told from others


def document(words: str) -> Document:
    """Return a document with a date as people write it."""
    when = parse(words)
    dated = None if when.kind == "none" else when
    return Document("d", "d", "d", "newspaper", dated, "", 1, "", "en", invented=True)


def read_on(words: str) -> Reading:
    """Return a reading of that day."""
    return Reading("d", "daily", "desk", words, "", ())


@pytest.mark.parametrize(
    ("printed", "read", "since"),
    [
        ("2031-05-04", "2031-05-20", "2031-05-04"),  # its own day counts, whenever it was read
        ("night of 2031-05-04", "2031-05-20", "2031-05-05"),  # a night ends on the next day
        ("2031-05", "2031-05-20", "2031-05-20"),  # a month is not over, but somebody has read it
        ("2031-05", "", "2031-05-31"),
        ("by 2031-05-04", "2031-05-20", "2031-05-04"),
        ("about 2031-05-04", "2031-05-20", "2031-05-20"),  # may have been later
        ("from 2031-05-04", "2031-05-20", "2031-05-20"),
        ("2031-05-04?", "2031-05-20", "2031-05-20"),
        ("none", "2031-05-20", "2031-05-20"),
        ("none", "2031-05", "2031-05-31"),
        ("2031-05-04", "2031-05-01", "2031-05-04"),  # nobody reads what is not printed
        ("about 2031-05-04", "", None),
        ("none", "", None),
        ("none", "some day", None),
    ],
)
def test_from_when_a_document_counts(printed: str, read: str, since: str | None) -> None:
    """A document counts from the last day its date leaves open, else from its reading; else never."""
    found = known_from(document(printed), read_on(read))
    assert found == (date.fromisoformat(since) if since else None)


@pytest.mark.parametrize(
    ("instant", "last"),
    [
        ("2031-05-05", "2031-05-05"),
        ("2031-05-05T00:00", "2031-05-04"),
        ("2031-05-05 23:59", "2031-05-04"),
        ("2031-05-05T06:00Z", "2031-05-04"),
        ("2031-05-05T06:00+03:00", "2031-05-04"),
        ("2031-01-01T06:00", "2030-12-31"),
    ],
)
def test_a_day_counts_when_it_is_over(instant: str, last: str) -> None:
    """A day is its whole day; at a time within a day, only the days before it are over."""
    assert day(instant) == date.fromisoformat(last)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "2031-05",
        "2031",
        "yesterday",
        "2031-02-30",
        "0001-01-01T06",
        "2031-05-05T99",
        "\x1b[31m",
        "05/05/31",
    ],
)
def test_what_is_no_instant_is_told(words: str) -> None:
    """A month, a relative day or an impossible one is refused, with two forms that can be written."""
    with pytest.raises(NotAnInstant) as told:
        day(words)
    assert str(told.value).endswith("is no instant: write 2031-05-31 or 2031-05-31T06")
    assert "\x1b" not in str(told.value)


def test_the_five_states_hold_what_was_printed_by_then() -> None:
    """Each state has its documents; the one of a month waits for its end, the undated one for its reading."""
    held = [set(state(number).documents) for number in range(1, 6)]
    assert [len(one) for one in held] == [1, 3, 6, 7, 9]
    assert "post-undated" in held[2] - held[1]
    assert "navy-may" in held[4] - held[3]


def test_a_later_withdrawal_is_unknown_and_then_visible() -> None:
    """Before the withdrawal the accusation stands; after it, it stands there as taken back."""
    before, after = states.opened(3), states.opened(4)
    assert "wire-0502/minister-accuses" not in before.withdrawn
    assert "wire-0502/minister-accuses" in after.withdrawn
    assert "wire-0502/minister-accuses" in after.number


def test_an_alias_counts_with_the_document_that_tells_it() -> None:
    """A name whose source is a later document is not there before it."""
    names = [[name.text for name in state(number).actors["quay-guard"].names] for number in (2, 3)]
    assert names == [[], ["حرس الرصيف"]]


def test_judgements_count_from_the_day_they_were_signed() -> None:
    """A judgement of a later day is not there, nor one that rests on a claim of a later day."""
    signed = [[one.id for one in state(n).incidents[SLUG].assessments] for n in range(1, 6)]
    assert signed[0] == ["northland-drones"]
    assert signed[1] == signed[3] == ["northland-drones", "about-three-dead"]
    assert signed[4][-1] == "an-accident"
    early = replace(whole().incidents[SLUG].assessments[2], signed="2031-05-01")
    incident = replace(whole().incidents[SLUG], assessments=(early,))
    moved = replace(whole(), incidents={**whole().incidents, SLUG: incident})
    assert known_at(moved, DAYS[3]).incidents[SLUG].assessments == ()


def test_what_was_written_with_hindsight_is_left_out() -> None:
    """Notes and grades of claims bear no day, so no earlier state has them."""
    late = state(5)
    assert not any(c.note or c.credibility_because or c.credibility != "6" for c in late.claims)
    assert not any(d.note for d in late.documents.values())
    assert any(d.note for d in whole().documents.values())


def test_a_claim_that_was_certainly_said_later_is_not_known() -> None:
    """Where a claim bears a day after the instant, its document's earlier date does not bring it in."""
    later = states.changed(whole(), "daily-0505/league-denies-fire", said=parse("2031-05-30"))
    held = known_at(later, DAYS[1])
    assert "daily-0505/league-denies-fire" not in {c.id for c in held.claims}
    assert [c.number for c in held.readings["daily-0505"].claims] == [1, 2]


@LAWS
@given(corpora(), INSTANTS, INSTANTS)
def test_what_is_known_stays_known(found: Corpus, one: str, other: str) -> None:
    """Of two instants the later knows every claim, document, actor and judgement of the earlier."""
    first, second = sorted((one, other), key=day)
    earlier, later = known_at(found, first), known_at(found, second)
    assert {c.id for c in earlier.claims} <= {c.id for c in later.claims}
    for register in ("documents", "actors", "places", "incidents", "readings"):
        assert set(getattr(earlier, register)) <= set(getattr(later, register)), register


@LAWS
@given(corpora(), INSTANTS, INSTANTS)
def test_looking_back_twice_is_looking_back_once(found: Corpus, one: str, other: str) -> None:
    """What was known early is the same from now and from any day between."""
    first, second = sorted((one, other), key=day)
    assert stored.to_bytes(known_at(known_at(found, second), first)) == stored.to_bytes(
        known_at(found, first)
    )


@LAWS
@given(corpora(), INSTANTS)
def test_every_reference_leads_somewhere(found: Corpus, instant: str) -> None:
    """No claim of an earlier state speaks of a claim, actor or place that it does not have."""
    held = known_at(found, instant)
    ids = {c.id for c in held.claims}
    for c in held.claims:
        spoken_of = {identity for p in c.propositions for identity in p.of_claims}
        assert {c.known_through, c.retracts, c.supersedes, c.paraphrase_of, *spoken_of} - {""} <= ids
        assert {c.speaker, *c.jointly, *c.via} <= set(held.actors)
    assert {r.voice for r in held.readings.values()} <= set(held.actors)


@pytest.mark.parametrize("number", range(1, 5))
def test_the_days_of_five_states_have_nothing_of_later_ones(number: int) -> None:
    """What a later document alone brings stands in no record of an earlier state."""
    assert leaked(" ".join(strings(state(number))), number) == []


def test_no_block_shows_anything_later() -> None:
    """Neither words nor drawing nor alt text of any block of the briefing hold what came later."""
    about = states.opened(EARLY)
    for block in (build(about) for build in cases.BLOCKS):
        assert leaked(faces(block), EARLY) == [], block.kind
    attached = repr(record.attached(about, 1))
    assert leaked(attached, EARLY) == []
    assert leaked(" ".join(faces(build(states.opened(5))) for build in cases.BLOCKS), EARLY)


def strings(value: Any) -> Iterator[str]:
    """Yield every text in a record."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            if part.name != "folder":
                yield from strings(getattr(value, part.name))
    elif hasattr(value, "items"):
        for key, inner in value.items():
            yield from strings(key)
            yield from strings(inner)
    elif isinstance(value, tuple | list | frozenset):
        for inner in value:
            yield from strings(inner)


@cache
def later(number: int) -> tuple[str, ...]:
    """
    Return the texts that the last state holds, and one of the five does not in any text of its own.

    Single plain words are none of them: verbs and words of the codebook stand in legends and messages. Nor is
    what follows from claims that were known, such as the accusation that a denial speaks of.
    """
    held = " ".join((*strings(state(number)), *states.opened(number).standings)).casefold()
    texts = {text for text in strings(state(5)) if len(text) >= SHORTEST}
    plain_words = {text for text in texts if re.fullmatch(r"[a-z_]+|[\d-]+", text)}
    return tuple(sorted(text for text in texts - plain_words if text.casefold() not in held))


def leaked(text: str, number: int) -> list[str]:
    """Return the texts of later states that stand in a text."""
    shown = text.casefold()
    return [found for found in later(number) if found.casefold() in shown]


def test_the_date_line_says_as_of_when() -> None:
    """The page says up to which day it goes, beside the cut-off of its documents; a page of now does not."""
    about = states.opened(EARLY)
    said = plain(dateline.status(about, 2, record.marking(about)))
    assert said == (
        "TLP:CLEAR · Edition 2. As known at the end of 5 May 2031, from what was certainly printed by then. "
        "Information cut-off: 5 May 2031."
    )
    assert record.attached(about, 2)["as_of"] == "2031-05-05"
    now = opening.load(SLUG, seeds=FOLDER)
    assert "As known at" not in plain(dateline.status(now, 2, record.marking(now)))
    assert "as_of" not in record.attached(now, 2)


@pytest.mark.parametrize(
    ("given", "variable", "counts"),
    [
        ("", "", ""),
        ("2031-05-05", "", "2031-05-05"),
        ("2031-05-05", "2031-05-02", "2031-05-02"),
        ("2031-05-02", "2031-05-05", "2031-05-02"),
        ("2031-05-05T06:00", "2031-05-05", "2031-05-05T06:00"),
    ],
)
def test_the_earlier_of_two_instants_counts(given: str, variable: str, counts: str) -> None:
    """Whoever starts a run can hold a notebook to a day; a notebook can only go further back."""
    assert opening.earliest(given, {"REPORTKIT_AS_OF": variable}) == counts


def test_the_variable_holds_a_notebook_that_does_not_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the variable set, a plain load opens no later claim; a wrong word in it is told by its name."""
    monkeypatch.setenv("REPORTKIT_AS_OF", "2031-05-02")
    assert opening.load(SLUG, seeds=FOLDER).source == {"wire-0502": "D1"}
    assert set(opening.corpus(seeds=FOLDER).documents) == {"wire-0502"}
    monkeypatch.setenv("REPORTKIT_AS_OF", "now")
    with pytest.raises(NotAnInstant, match="REPORTKIT_AS_OF: 'now' is no instant"):
        opening.load(SLUG, seeds=FOLDER)


def test_an_incident_that_nobody_spoke_of_yet_is_refused() -> None:
    """Before its first document there is no page of an incident, and the message has no later word of it."""
    with pytest.raises(NotYetKnown) as told:
        opening.load(SLUG, seeds=FOLDER, as_of="2031-05-01")
    assert str(told.value).startswith("nothing that was known on 2031-05-01 speaks of 'harbour-fire'")
    assert leaked(str(told.value), 1) == []


@pytest.mark.slow
@pytest.mark.usefixtures("alone")
def test_a_run_as_of_a_day_leaves_no_trace_of_what_came_later(tmp_path: Path) -> None:
    """Executed notebook, record, PDF with its attachment and the terminal hold nothing of later days."""
    seeds, out = shutil.copytree(FOLDER, tmp_path / "seeds"), tmp_path / "out"
    notebook = cases.ROOT / "notebooks" / "briefing.ipynb"
    done = ran("--seeds", seeds, "render", SLUG, "--notebook", notebook, "--as-of", DAYS[1], "--out", out)
    assert done.exit_code == 0, done.output
    files: Mapping[str, bytes] = {path.name: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert f"{SLUG}.pdf" in files
    texts = {name: content.decode("utf-8", "replace") for name, content in files.items()}
    texts |= everything_in(files[f"{SLUG}.pdf"]) | {"terminal": done.output}
    assert {name: found for name, text in texts.items() if (found := leaked(text, EARLY))} == {}
    assert "As known at the end of 5 May 2031" in texts["pages"]


@pytest.mark.usefixtures("alone")
def test_render_refuses_what_is_no_instant_or_too_early(tmp_path: Path) -> None:
    """Both are told before anything runs, as a wrong use."""
    seeds = shutil.copytree(FOLDER, tmp_path / "seeds")
    month = ran("--seeds", seeds, "render", SLUG, "--as-of", "2031-05")
    assert month.exit_code == 2
    assert (
        month.stderr.splitlines()[-1] == "--as-of: '2031-05' is no instant: write 2031-05-31 or 2031-05-31T06"
    )
    early = ran("--seeds", seeds, "render", SLUG, "--as-of", "2031-05-01")
    assert early.exit_code == 1
    assert "no page of it can be made as of then" in early.stderr
