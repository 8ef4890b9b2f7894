"""Messages bear their marking, speak of documents and runs, and of the world only in others' words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reportkit.problems import visible
from reportkit.publishing.delivery import messages
from reportkit.publishing.editions import chain, telling
from reportkit.publishing.editions.records import Edition
from tests.samples import chains, hostile
from tests.samples.chains import SLUG


def edition(out: Path, **said: Any) -> Edition:
    """Return an edition whose record says so."""
    chains.laid(out, 1)
    (one,) = chain.chain(out, SLUG)
    return replace(one, issue=replace(one.issue, **said))


def test_the_text_of_an_edition(tmp_path: Path) -> None:
    """Marking, label, number, cut-off, what changed and where it is to be looked up, in this order."""
    told = ("The desk's count of the injured is 8; it was 'several' [C7].", "The navy denies it [C9].")
    one = edition(tmp_path, compared_with=2, number=3, draft=True, marking="TLP:GREEN")
    message = messages.edition(one, told, label="Harbour fire", schedule="morning")
    assert message.subject == "[TLP:GREEN] Harbour fire: briefing, edition 3"
    assert message.text == (
        "TLP:GREEN\n"
        "Briefing: Harbour fire. Edition 3.\n"
        "Information cut-off: not stated, read on 6 May 2031.\n"
        "DRAFT: a document it is from has had no second reader.\n"
        "\n"
        "What changed since edition 2:\n"
        "- The desk's count of the injured is 8; it was 'several' [C7].\n"
        "- The navy denies it [C9].\n"
        "\n"
        "Marks in brackets, such as [C7], stand in the PDF: there each claim is given with its speaker and\n"
        "its document.\n"
        f"PDF, SHA-256: {one.issue.pdf_sha256}\n"
    )


def test_no_change_is_said_and_so_is_the_first_edition(tmp_path: Path) -> None:
    """Silence about changes is not left to be guessed at."""
    one = edition(tmp_path, compared_with=2, number=3)
    assert "Nothing that readers are told of has changed since edition 2." in messages.edition(one, ()).text
    first = replace(one, issue=replace(one.issue, compared_with=0))
    assert "This is the first edition that stands" in messages.edition(first, ()).text


def test_many_changes_are_counted_not_cut(tmp_path: Path) -> None:
    """After two hundred the rest is counted, and where it stands is said."""
    text = messages.edition(edition(tmp_path, compared_with=1), [f"change {n}." for n in range(230)]).text
    assert "- change 199." in text
    assert "- change 200." not in text
    assert "And 30 changes more, in the PDF." in text


def test_the_text_of_a_failure() -> None:
    """Whose run, how many and which; and that nothing went out in their place."""
    told = {"made": 4, "marking": "TLP:GREEN", "ceiling": "TLP:AMBER"}
    message = messages.failure("morning", "2031-05-06T0630", ["harbour-fire", "river-raid"], **told)  # type: ignore[arg-type]
    assert message.subject == "[TLP:GREEN] schedule 'morning': run of 2031-05-06T0630 left briefings unmade"
    assert message.text == (
        "TLP:GREEN\n"
        "Schedule 'morning', run of 2031-05-06T0630: 2 briefings were not made, 4 were.\n"
        "- harbour-fire\n"
        "- river-raid\n"
        "The last good briefings stand as they were; nothing was issued of those that failed.\n"
        "Where it was run, 'reportkit status' says what failed, and 'reportkit why SLUG' how.\n"
    )


@pytest.mark.parametrize("ceiling", ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER"])
def test_a_failure_names_no_incident_to_who_may_not_know_of_it(ceiling: str) -> None:
    """That somebody looks at an incident can be marked itself: then it is counted, and the notice may go."""
    told = {"made": 0, "marking": "TLP:AMBER+STRICT", "ceiling": ceiling}
    message = messages.failure("morning", "x", ["harbour-fire"], **told)  # type: ignore[arg-type]
    assert message.marking == ceiling
    assert "harbour" not in message.subject + message.text
    assert f"Which they are is marked above {ceiling} and not told here." in message.text


def test_the_text_of_what_is_overdue() -> None:
    """What was expected, what was last, and that silence means nothing."""
    assert messages.overdue("morning", "2031-05-05T0630", "26 hours").text == (
        "TLP:CLEAR\n"
        "Schedule 'morning' is overdue: a good run was expected within 26 hours.\n"
        "The last good run was that of 2031-05-05T0630.\n"
        "Silence from this schedule does not mean that nothing changed.\n"
        "Where it should run, 'reportkit status' says what happened last.\n"
    )


def test_the_text_of_a_recall(tmp_path: Path) -> None:
    """Which edition, by whom, why, and what stands instead; marking and cut-off with it."""
    chains.laid(tmp_path, 2, recalled=2)
    (found,) = telling.withdrawals(tmp_path, SLUG)
    message = messages.recall(found)
    assert message.subject == f"[TLP:CLEAR] {SLUG}: edition 2 is withdrawn"
    assert message.text == found.text
    assert message.text.startswith("TLP:CLEAR\n")
    assert "Edition 1, an earlier one, stands: TLP:CLEAR. Information cut-off:" in message.text
    assert message.cut_off == found.edition.issue.cut_off


@pytest.mark.parametrize("string", hostile.STRINGS[::5])
def test_a_hostile_string_in_a_message_is_words_alone(string: str, tmp_path: Path) -> None:
    """In a label, a change or the name of a schedule: one line stays one line, and nothing hidden acts."""
    one = edition(tmp_path, compared_with=1)
    for message in (
        messages.edition(one, [string], label=string),
        messages.overdue(string, string, string),
        messages.failure(string, string, [string], made=0, marking="TLP:CLEAR", ceiling="TLP:CLEAR"),
    ):
        assert visible(message.subject) == message.subject
        assert "\t" not in message.subject
        lines = message.text.split("\n")
        assert all(visible(line) == line for line in lines)
        assert lines[0] == "TLP:CLEAR"
    assert len(messages.edition(one, [string]).text.split("\n")) == len(
        messages.edition(one, ["x"]).text.split("\n")
    )


def test_what_an_edition_keeps_of_its_changes_is_read_whatever_stands_there(tmp_path: Path) -> None:
    """Its sentences where there are any; nothing of what is no sentence."""
    one = edition(tmp_path)
    for content, told in (
        (b'{"told":["a.","b."]}', ("a.", "b.")),
        (b'{"told":["a.",7]}', ("a.",)),
        (b'{"told":7}', ()),
        (b"[", ()),
        (b"[" * 90_000, ()),
        (b"7", ()),
    ):
        one.changes.write_bytes(content)
        assert messages.told_by(one) == told
    one.changes.unlink()
    assert messages.told_by(one) == ()
