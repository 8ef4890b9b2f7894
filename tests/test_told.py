"""What is denied, taken back or only suspected is told as that: on a page, in a cell, by a command."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from IPython.core.interactiveshell import InteractiveShell

import reportkit as rk
from reportkit import briefing, magic
from reportkit.case import case
from reportkit.magic import Commands
from reportkit.model import Incident, Quantity
from reportkit.publishing import run
from reportkit.publishing.execution import Execution
from reportkit.publishing.picture import NoPage, page
from reportkit.questions.escalation import event_table
from reportkit.reading import encoding
from reportkit.wording import actors_picture, bottom_line, glance, headline, sequence_picture
from reportkit.wording.runs import plain, unreferenced
from tests import strategies
from tests.commands import TINY, edit, ran
from tests.strategies import FIRE, RAID, claim, proposition
from tests.test_words import faults_of_origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportkit.case import Case
    from reportkit.model import Claim, Proposition

OCCURRED, FLAMES = proposition("occurred", FIRE), proposition("nature", FIRE, {"is": "fire"})
RAIDED = proposition("occurred", RAID)
UNTOLD = pytest.mark.parametrize("act", ["denies", "predicts", "denies_knowledge", "condemns"])
HOSTILE = [
    "{__import__('pathlib').Path('run-by-it').touch()}",
    "the $word of {word}",
    "{{word}} $$word",
]
NOWHERE = "no-such\x1b[2J\n" + "a" * 500


def told(*claims: Claim) -> Case:
    """Return the case of a fire, of a few claims."""
    return case(strategies.corpus(claims), FIRE)


def link(kind: str, of: str, to: str) -> Proposition:
    """Return a tie between two incidents, a day apart."""
    found = proposition("link", "", {"link": kind, "of": of, "to": to})
    return replace(found, gap="P1D")


def harm(kind: str) -> Proposition:
    """Return that several people came to harm."""
    found = proposition("casualty", FIRE, {"kind": kind})
    return replace(found, quantity=Quantity("several"))


def accused(actor: str) -> Proposition:
    """Return that an actor is answerable for the fire."""
    return proposition("perpetrator", FIRE, {"actor": actor})


def cell(found: Case, head: str) -> list[tuple[str, str]]:
    """Return the rows of a cell at a glance: mark and words."""
    (one,) = (one for one in glance.cells(found) if plain(one.head) == head)
    return [(row.mark, plain(unreferenced(row.text))) for row in one.rows]


def denial_rows(found: Case) -> list[list[str]]:
    """Return the table of denials in words, without references."""
    rows = briefing.denials(found).to_json()["rows"]
    return [["".join(r["t"] for line in c["lines"] for r in line) for c in row] for row in rows]


def pages(found: Case) -> Iterator[str]:
    """Yield all that a page says of the incident in sentences and cells."""
    yield plain(headline.subtitle(found))
    yield from map(plain, bottom_line.bottom_line(found))
    yield from (plain(row.text) for one in glance.cells(found) for row in one.rows)


# A tie between events that nobody states


def tied(act: str, kind: str) -> Case:
    """Return a case in which a tie between two events is not affirmed, but both are told."""
    tie = claim("league", act, link(kind, FIRE, RAID), link(kind, RAID, FIRE), name="tie")
    return told(claim("port", "states", OCCURRED), claim("league", "states", RAIDED), tie)


@UNTOLD
def test_an_order_that_nobody_affirms_is_not_stated(act: str) -> None:
    """Below the title stands no order of events that a speaker denies or predicts."""
    lines = [plain(line) for line in headline.dateline(tied(act, "after"), 1, "TLP:CLEAR")]
    assert not any("after" in line for line in lines)


@UNTOLD
@pytest.mark.parametrize("kind", ["after", "in_response_to"])
def test_a_tie_that_nobody_affirms_is_not_drawn(act: str, kind: str) -> None:
    """No line between two events, and no reason, is drawn for a denial or a prediction."""
    assert sequence_picture.picture(tied(act, kind)).links == ()


def test_a_tie_that_is_stated_is_drawn() -> None:
    """Who states an order or a reason is told with it."""
    for kind, drawn in (("after", "order"), ("in_response_to", "reason")):
        tie = claim("league", "states", link(kind, RAID, FIRE), name="tie")
        found = told(claim("port", "states", OCCURRED), claim("league", "states", RAIDED), tie)
        assert [one.kind for one in sequence_picture.picture(found).links] == [drawn]


@pytest.mark.parametrize("kind", ["after", "in_response_to"])
def test_a_tie_that_its_speaker_contradicts_is_told_and_not_drawn(kind: str) -> None:
    """Who puts each of two events after the other is told with both in the table, and no line is drawn."""
    found = tied("states", kind)
    assert sequence_picture.picture(found).links == ()
    assert len(event_table(found).content["rows"]) == 2
    assert "raid" in [plain(one.head) for one in glance.cells(tied("states", "in_response_to"))]


@UNTOLD
def test_an_answer_that_nobody_affirms_is_no_other_event(act: str) -> None:
    """Beside the actors stands no event that is only denied to answer this one."""
    reason = claim("league", act, link("in_response_to", RAID, FIRE), name="tie")
    own = claim("league", "claims", proposition("perpetrator", RAID, {"actor": "league"}))
    found = told(claim("port", "states", OCCURRED), own, reason)
    assert [event.key for event in actors_picture.picture(found).events] == []


@UNTOLD
def test_a_reason_that_nobody_affirms_has_no_cell(act: str) -> None:
    """At a glance gives no reason that is denied, with nobody to say it."""
    assert not any(plain(one.head) == "raid" for one in glance.cells(tied(act, "in_response_to")))


def test_a_denied_gap_bounds_no_event() -> None:
    """An event has the same ends in the sequence whether its gap to another is denied or not spoken of."""
    others = ("flood", "storm")
    ties = [link("after", later, of) for later, of in ((FIRE, RAID), ("flood", RAID), ("storm", "flood"))]
    took = [claim("port", "states", proposition("occurred", i), name=i) for i in (FIRE, RAID, *others)]
    order = claim("league", "states", *(replace(tie, gap="") for tie in ties), name="order")
    ends = []
    for more in ((), (claim("army", "denies", *ties, name="no-gap"),)):
        small = strategies.corpus([*took, order, *more])
        known = replace(small, incidents={**small.incidents, **{i: Incident(i, i) for i in others}})
        lanes = sequence_picture.picture(case(known, FIRE)).lanes
        ends.append(
            [(mark.key, mark.left) for lane in lanes for mark in lane.marks if lane.group == "events"]
        )
    assert any(left and left.at == "column" for _, left in ends[0])
    assert ends[0] == ends[1]


# Taken back is not silence


def taken_back(*that: Proposition, act: str = "states") -> Case:
    """Return a case in which one speaker takes back what it said."""
    said = claim("port", act, *that, name="said")
    return told(said, claim("port", "retracts", name="back", retracts="d1/said"))


@pytest.mark.parametrize(("kind", "head"), [("killed", "Deaths"), ("injured", "Injuries")])
def test_harm_taken_back_is_told_as_that(kind: str, head: str) -> None:
    """Harm that was stated and taken back is neither silence nor still stated."""
    assert cell(taken_back(harm(kind)), head) == [("withdrawn", "“several”, taken back by port")]


def test_every_cell_tells_what_was_taken_back() -> None:
    """What it was, where and when, once said and taken back, is not called not stated."""
    time = proposition("time", FIRE, {"is": "2031-05-02"}, when=strategies.DAYS[0])
    found = taken_back(FLAMES, proposition("location", FIRE, {"place": "harbour"}), time)
    for head in ("What it was", "Day", "Place"):
        ((mark, words),) = cell(found, head)
        assert (mark, words.endswith(", taken back by port")) == ("withdrawn", True)


def test_who_took_harm_back_was_not_silent_on_it() -> None:
    """A speaker who took deaths back, and one who denies them, did not leave them unmentioned."""
    for act, taker in (
        ("states", claim("port", "retracts", name="back", retracts="d1/said")),
        ("denies", None),
    ):
        said = claim("port", act, harm("killed"), name="said")
        hurt = claim("port", "states", harm("injured"), name="hurt")
        other = claim("league", "states", harm("killed"))
        rows = cell(told(said, hurt, other, *([taker] if taker else [])), "Deaths")
        assert not any("not mentioned" in words for _, words in rows)


def test_harm_that_is_denied_is_not_called_unstated() -> None:
    """Who denies that anybody died is told, not that nobody speaks of it."""
    assert cell(told(claim("port", "denies", harm("killed"))), "Deaths") == [("denies", "denied, by port")]


def test_a_replaced_figure_is_not_told_as_taken_back() -> None:
    """A speaker who replaces a figure stands by the new one."""
    first = claim("port", "states", harm("killed"), name="first")
    second = claim("port", "states", harm("killed"), name="second", supersedes="d1/first")
    assert [mark for mark, _ in cell(told(first, second), "Deaths")] == ["reported_only"]


def test_an_accusation_taken_back_is_no_denial_and_no_silence() -> None:
    """Who was named and by whose word it was taken back is told wherever the page asks who is answerable."""
    found = taken_back(accused("army"), act="accuses")
    said = "\n".join(pages(found))
    assert cell(found, "army") == [("withdrawn", "taken back, by port")]
    assert said.count("Port named army as answerable and took it back") == 2
    assert not re.search("Denials, no accuser|Nobody in the record is named|No speaker names anybody", said)


# One line per act


def test_a_suspicion_and_an_accusation_are_two_lines() -> None:
    """A speaker who suspects and later accuses is told with each act and its own claim."""
    acts = [claim("league", act, accused("army"), name=act) for act in ("suspects", "accuses")]
    found = told(*acts)
    rows = next(one for one in glance.cells(found) if plain(one.head) == "army").rows
    assert [plain(row.text) for row in rows] == ["suspected, by league", "accused, by league"]
    assert [row.text[-1].source for row in rows] == [("C1",), ("C2",)]


@pytest.mark.parametrize(
    ("act", "words", "state"),
    [
        ("claims", "claimed as its own act, by army", "Army claims it as its own act"),
        ("acknowledges", "acknowledged, by army", "Army acknowledges it as its own act"),
        ("states", "acknowledged, by army", "Army acknowledges it as its own act"),
    ],
)
def test_only_a_boast_is_told_as_claimed(act: str, words: str, state: str) -> None:
    """Who acknowledges an own act is not said to claim it."""
    found = told(claim("army", act, accused("army")))
    assert [said for _, said in cell(found, "army")] == [words]
    assert state in plain(headline.subtitle(found))


def test_an_act_acknowledged_for_another_is_not_the_speakers_own() -> None:
    """Who acknowledges that another is answerable is not said to speak of its own act."""
    found = told(claim("ministry", "acknowledges", accused("army")))
    assert "Ministry acknowledges army as answerable" in plain(headline.subtitle(found))
    assert [said for _, said in cell(found, "army")] == ["acknowledged, by ministry"]


# Denials without a scope


@pytest.mark.parametrize(
    ("that", "words"),
    [
        (link("after", FIRE, RAID), "fire one day after raid"),
        (FLAMES, "a fire"),
        (proposition("nature", FIRE, {"is": "accident", "words": "no accident"}), "an accident"),
        (OCCURRED, "that it took place"),
        (harm("killed"), "killed: “several”"),
        (accused("army"), "by army"),
    ],
)
def test_a_denial_without_a_scope_stands_among_the_denials(that: Proposition, words: str) -> None:
    """Who denies a link or a proposition whole is listed with what is denied, not as if nobody denied."""
    ((speaker, whom, act, *_),) = denial_rows(told(claim("port", "denies", that)))
    assert speaker.startswith("port")
    assert (whom, act) == ("–", words)


def test_nobody_denies_where_nobody_does() -> None:
    """Where nobody denies anything, a sentence says so."""
    assert briefing.denials(told(claim("port", "states", OCCURRED))).to_json()["kind"] == "list"


# Sentences


def test_an_event_told_without_words_is_a_whole_sentence() -> None:
    """Where the claim has no words of its own, the first sentence does not end in a colon and nothing."""
    first = bottom_line.bottom_line(told(claim("daily", "states", OCCURRED)))[0]
    assert plain(unreferenced(first)).replace(" .", ".") == "Only daily speaks of fire."
    assert "C1" in [number for run_ in first if run_.kind == "reference" for number in run_.source]


@pytest.mark.parametrize(
    "found",
    [
        taken_back(accused("army"), harm("killed"), FLAMES, act="states"),
        told(
            claim("army", "acknowledges", accused("army")), claim("port", "denies", link("after", FIRE, RAID))
        ),
        told(claim("daily", "states", OCCURRED)),
    ],
)
def test_the_new_words_know_their_origin(found: Case) -> None:
    """Each string of these blocks is from claims, registers or the phrase table."""
    for build in (briefing.headline, briefing.bottom_line, briefing.at_a_glance, briefing.denials):
        assert faults_of_origin(build(found).to_json(), found) == []


def test_a_corpus_in_which_a_link_is_denied(tmp_path: Path) -> None:
    """In a reading as people write it, a denied order is a row of the denials and no line."""
    folder = tmp_path / "seeds"
    for path in TINY.rglob("*.*"):
        target = folder / path.relative_to(TINY)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    edit(folder / "readings/daily-1.yaml", '"came one day after"\n', '"came one day after"\n  act: denies\n')
    found = case(encoding.load(folder), "harbour-fire")
    assert sequence_picture.picture(found).links == ()
    assert "after" in denial_rows(found)[-1][2]


# Commands in a cell


@pytest.mark.parametrize("words", HOSTILE)
def test_pasted_words_are_not_run(words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Braces and dollars in a line of %reportkit reach the command as they are."""
    monkeypatch.chdir(tmp_path)
    given: list[list[str]] = []

    def stand_in(arguments: list[str]) -> tuple[str, str]:
        given.append(list(arguments))
        return "", ""

    monkeypatch.setattr(magic, "told", stand_in)
    shell = InteractiveShell()
    shell.user_ns["word"] = "told"
    shell.register_magics(Commands)
    shell.run_cell(f'%reportkit span wire "{words}"', store_history=False)
    assert given == [["span", "wire", words]]
    assert list(tmp_path.iterdir()) == []


class _Done:
    """What a command leaves when it has run."""

    stdout, stderr = "see https://example.org//a /etc/hosts\n", "no //\n"


def test_at_the_root_nothing_is_cut_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the root folder the slashes of addresses and paths stay."""
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: _Done)
    monkeypatch.setattr(Path, "cwd", lambda: Path("/"))
    assert magic.told(["check"]) == (_Done.stdout, _Done.stderr)


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a folder in use cannot be removed")
def test_a_folder_that_is_gone_is_no_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a working folder that was removed the cell still shows what the command says."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: _Done)
    assert magic.told(["check"]) == (_Done.stdout, _Done.stderr)


# Commands, files


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("command", ["init", "lab"])
def test_a_working_folder_that_cannot_be_is_a_document(command: str, tmp_path: Path) -> None:
    """With --json a failure is one document, with the exit code and the message."""
    folder = tmp_path / "taken"
    folder.mkdir()
    (folder / "other.txt").write_text("kept", encoding="utf-8")
    done = ran("-q", command, "--json", folder)
    error = json.loads(done.stdout)["error"]
    assert (done.exit_code, error["code"]) == (2, 2)
    assert error["message"] == done.stderr.rstrip("\n")


def test_a_page_that_is_not_there_is_told_in_a_short_line() -> None:
    """A name with an escape sequence in it, however long, stays one short line of visible letters."""
    with pytest.raises(NoPage) as told_:
        page(NOWHERE)
    assert str(told_.value).isprintable()
    assert len(str(told_.value)) < 300


def test_the_record_names_the_notebook_that_was_run(
    notebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody saves the notebook while it is read: what is run is what the record has the digest of."""
    ran_: list[str] = []
    first, read = notebook.read_bytes(), Path.read_bytes

    def saving(path: Path) -> bytes:
        content = read(path)
        if path == notebook:
            path.write_bytes(first.replace(b"edition: int = 1", b"edition: int = 2"))
        return content

    def stand_in(source: object, *_: object, **__: object) -> Execution:
        ran_.append(json.dumps(source))
        return Execution(source, "cancelled", ())  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "read_bytes", saving)
    monkeypatch.setattr(run, "execute", stand_in)
    record = run.render(notebook, "harbour", tmp_path / "out", {"incident": "harbour"})
    assert record.notebook_sha256 == hashlib.sha256(first).hexdigest()
    assert dict(record.parameters)["edition"] == 1
    assert "edition: int = 1" in ran_[0]


def test_what_a_standing_hinges_on_is_named(tmp_path):
    """Where only a denial rests on a reader, its words stand in the condition, and it bears the eye."""
    corpus = shutil.copytree(TINY, tmp_path / "corpus")
    reading = corpus / "readings/daily-1.yaml"
    told = reading.read_text(encoding="utf-8")
    told = told.replace(
        "    actor: southmark\n", "    actor: {words: its drones, read_as: southmark, by: reader}\n"
    ).replace("involvement: conducted\n    nature: drone_attack", "involvement: any_role")
    told = told.replace("    day: {words: that night, read_as: night of 2031-05-02, by: reader}\n", "")
    reading.write_text(told, encoding="utf-8")
    later = corpus / "readings/radio-2.yaml"
    kept = later.read_text(encoding="utf-8").replace(
        "  act: retracts\n  retracts: daily-1/ministry-denies\n", "  act: declines\n"
    )
    later.write_text(kept, encoding="utf-8")
    found = rk.load("harbour-fire", seeds=corpus)
    (tie,) = actors_picture.picture(found).ties
    assert [plain(note) for note in tie.notes] == [
        "if “its drones” means Southmark;",
        "otherwise reported only",
    ]
    cell = next(cell for cell in glance.cells(found) if plain(cell.head) == "Southmark")
    assert [row.flags for row in cell.rows] == [(), ("inference",)]
