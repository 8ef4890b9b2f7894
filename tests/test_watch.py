"""A watched page follows its files: what makes a round, what makes none, and what each round tells."""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from reportkit import resources
from reportkit.publishing import run, watching
from reportkit.publishing.parameters import validate
from reportkit.publishing.record import RunRecord
from reportkit.publishing.spare import Spare
from tests.commands import TINY, edit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PARAMETERS: dict[str, Any] = {
    "cell_type": "code",
    "id": "a",
    "metadata": {"tags": ["parameters"]},
    "source": "incident: str",
    "outputs": [],
    "execution_count": None,
}


class NoSpare(Spare):
    """A spare kernel that is never started."""

    def start(self) -> None:
        """Start nothing."""


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> watching.Asked:
    """Return a small corpus and notebook to watch; runs are stood in for, their page is a copy of a file."""
    seeds = shutil.copytree(TINY, tmp_path / "seeds")
    notebook = tmp_path / "notebooks" / "page.ipynb"
    notebook.parent.mkdir()
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [PARAMETERS]}
    notebook.write_text(json.dumps(content), encoding="utf-8")

    def stand_in(
        page: Path, slug: str, out: Path, parameters: Mapping[str, Any], **settings: Any
    ) -> RunRecord:
        assert validate(page, parameters) == {"incident": slug}
        assert settings["environment"] == {"REPORTKIT_SEEDS": str(seeds)}
        made = out / f"{slug}.pdf"
        out.mkdir(exist_ok=True)
        text = (seeds / "incidents" / f"{slug}.yaml").read_text(encoding="utf-8")
        made.write_text(text, encoding="utf-8")
        return RunRecord(slug, "ok", "", (), pdf_sha256=text)

    monkeypatch.setattr(run, "render", stand_in)
    monkeypatch.setattr(watching, "Spare", NoSpare)
    environment = {"REPORTKIT_SEEDS": str(seeds)}
    parameters = {"incident": "harbour-fire"}
    return watching.Asked(notebook, "harbour-fire", tmp_path / "build", seeds, parameters, environment)


@pytest.fixture
def rounds(asked: watching.Asked) -> Iterator[Iterator[watching.Round]]:
    """Return the rounds of a watch of which the first is over."""
    with closing(watching.rounds(asked)) as found:
        first = next(found)
        assert (first.ok, first.changed, first.mended, first.same) == (True, (), False, False)
        yield found


def relabel(asked: watching.Asked, label: str) -> None:
    """Change what the page says."""
    edit(asked.seeds / "incidents" / "harbour-fire.yaml", "label: ", f"label: {label} ")


# What makes a round


def test_a_changed_file_makes_a_round_that_names_it(
    asked: watching.Asked, rounds: Iterator[watching.Round]
) -> None:
    """After an edit the page is made again, and the round says which file had changed."""
    relabel(asked, "Big")
    after = next(rounds)
    assert (after.ok, after.changed) == (True, ("incidents/harbour-fire.yaml",))
    assert "label: Big" in (asked.out / "harbour-fire.pdf").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("actors.yaml", "actors.yaml"),
        ("pins.json", "pins.json"),
        ("../notebooks/page.ipynb", "page.ipynb"),
    ],
)
def test_registers_pins_and_the_notebook_count(
    asked: watching.Asked, rounds: Iterator[watching.Round], name: str, told: str
) -> None:
    """A change that cannot be seen on the page makes a round as well, which says that it is the same."""
    path = asked.seeds / name
    path.write_bytes(path.read_bytes() + b"\n")
    after = next(rounds)
    assert (after.changed, after.same) == ((told,), True)


def test_a_template_counts(asked: watching.Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed template makes the page anew; a new font lets nothing of the old ones live on."""
    templates = tmp_path / "templates"
    for folder in ("briefing", "fonts"):
        (templates / folder).mkdir(parents=True)
    (templates / "briefing" / "briefing.typ").write_text("old", encoding="utf-8")
    monkeypatch.setattr(resources, "templates", lambda: templates)
    forgot: list[Spare] = []
    monkeypatch.setattr(watching, "_forget", forgot.append)
    with closing(watching.rounds(asked)) as found:
        next(found)
        (templates / "briefing" / "briefing.typ").write_text("new", encoding="utf-8")
        assert next(found).changed == ("templates/briefing/briefing.typ",)
        assert forgot == []
        (templates / "fonts" / "Georgian.ttf").write_bytes(b"letters")
        assert next(found).changed == ("templates/fonts/Georgian.ttf",)
        assert len(forgot) == 1


def test_a_new_reading_is_noticed(asked: watching.Asked, rounds: Iterator[watching.Round]) -> None:
    """A file that was not there before counts, also in a folder that was not there before."""
    shutil.rmtree(asked.seeds / "readings")
    assert next(rounds).ok is False
    shutil.copytree(TINY / "readings", asked.seeds / "readings")
    after = next(rounds)
    assert (after.ok, after.mended) == (True, True)
    assert after.changed == ("readings/daily-1.yaml", "readings/radio-2.yaml")


def test_changes_during_a_round_are_not_lost(asked: watching.Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is saved while a page is being made leads to the next round."""
    made = run.render

    def slow(*words: Any, **settings: Any) -> RunRecord:
        record = made(*words, **settings)
        if "later" not in str(record.pdf_sha256):
            relabel(asked, "later")
        return record

    monkeypatch.setattr(run, "render", slow)
    with closing(watching.rounds(asked)) as found:
        assert "later" not in str(next(found).record)
        assert "later" in str(next(found).record)


# What makes none


def saved_beside(path: Path) -> None:
    """Write a copy and put it in the place of the file."""
    copy = path.with_name(f".{path.name}.tmp")
    copy.write_bytes(path.read_bytes())
    copy.replace(path)


def saved_with_backup(path: Path) -> None:
    """Rename the file to a backup, write it anew."""
    content = path.read_bytes()
    path.rename(path.with_name(f"{path.name}~"))
    path.write_bytes(content)


def saved_as_vim_does(path: Path) -> None:
    """Try the folder, keep a swap file and a backup, write, remove the backup."""
    (path.parent / f".{path.name}.swp").write_bytes(b"b0VIM")
    (path.parent / "4913").touch()
    (path.parent / "4913").unlink()
    saved_with_backup(path)
    path.with_name(f"{path.name}~").unlink()


def saved_as_emacs_does(path: Path) -> None:
    """Lock by a dangling link, autosave, back up."""
    (path.parent / f".#{path.name}").symlink_to("somebody@somewhere.1")
    (path.parent / f"#{path.name}#").write_bytes(b"half of i")
    saved_with_backup(path)


def touched(path: Path) -> None:
    """Give the file a new date."""
    os.utime(path)


@pytest.mark.parametrize(
    "dance", [saved_beside, saved_with_backup, saved_as_vim_does, saved_as_emacs_does, touched]
)
def test_saving_without_a_change_makes_no_round(
    asked: watching.Asked, rounds: Iterator[watching.Round], dance: Any
) -> None:
    """The temporary files, backups and renames of editors are no changes, and no problems."""
    dance(asked.seeds / "readings" / "daily-1.yaml")
    later = threading.Timer(0.5, relabel, (asked, "Big"))
    later.start()
    after = next(rounds)
    later.join()
    assert (after.changed, after.ok) == (("incidents/harbour-fire.yaml",), True)


def test_a_save_in_several_steps_is_one_round(
    asked: watching.Asked, rounds: Iterator[watching.Round]
) -> None:
    """A file that is emptied, and written in pieces a moment later, is looked at when it is whole."""
    path = asked.seeds / "incidents" / "harbour-fire.yaml"
    whole = path.read_bytes().replace(b"label: ", b"label: Big ")

    def in_pieces() -> None:
        with path.open("wb", buffering=0) as file:
            for at in range(0, len(whole), 40):
                file.write(whole[at : at + 40])
                time.sleep(0.01)

    writer = threading.Thread(target=in_pieces)
    writer.start()
    after = next(rounds)
    writer.join()
    assert (after.ok, after.changed) == (True, ("incidents/harbour-fire.yaml",))


def test_what_the_run_writes_makes_no_round(asked: watching.Asked, rounds: Iterator[watching.Round]) -> None:
    """Pages that are put beside the corpus or the notebook do not start the next round."""
    (asked.notebook.parent / "harbour-fire.ipynb").write_bytes(b"{}")
    (asked.seeds / "harbour-fire.pdf").write_bytes(b"%PDF-")
    relabel(asked, "Big")
    assert next(rounds).changed == ("incidents/harbour-fire.yaml",)


# Problems


def test_problems_are_told_and_the_page_stands_until_they_are_mended(
    asked: watching.Asked, rounds: Iterator[watching.Round]
) -> None:
    """A mistake is told with its place; the page stays as it was; when mended, the round says so."""
    page = asked.out / "harbour-fire.pdf"
    before, made = page.read_bytes(), time.strftime("%H:%M")
    edit(asked.seeds / "readings" / "radio-2.yaml", "act: accuses", "act: acuses")
    wrong = next(rounds)
    assert [(p.rule, p.place.file, p.place.line) for p in wrong.problems] == [
        ("unknown-word", "readings/radio-2.yaml", 16)
    ]
    assert (wrong.ok, wrong.made[:5] >= made, page.read_bytes()) == (False, True, before)
    edit(asked.seeds / "readings" / "radio-2.yaml", "act: acuses", "act: accuses")
    after = next(rounds)
    assert (after.ok, after.mended) == (True, True)


def test_a_half_written_file_is_a_problem_like_any_other(
    asked: watching.Asked, rounds: Iterator[watching.Round]
) -> None:
    """YAML that stops in the middle, and a notebook that does, are told; nothing ends the watch."""
    path = asked.seeds / "readings" / "daily-1.yaml"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] + b'"')
    assert next(rounds).problems[0].place.file == "readings/daily-1.yaml"
    path.write_bytes(whole)
    assert next(rounds).mended
    notebook = asked.notebook.read_bytes()
    asked.notebook.write_bytes(notebook[:30])
    broken = next(rounds)
    assert (broken.ok, bool(broken.problems or broken.message)) == (False, True)
    asked.notebook.write_bytes(notebook)
    assert next(rounds).mended


def test_a_corpus_that_vanishes_is_waited_for(
    asked: watching.Asked, rounds: Iterator[watching.Round]
) -> None:
    """A folder that is moved away is told in one line; when one is back in its place, the page comes."""
    away = asked.seeds.rename(asked.seeds.with_name("elsewhere"))
    (gone,) = next(rounds).problems
    assert gone.what == "the folder of the corpus is gone"
    shutil.copytree(away, asked.seeds)
    assert next(rounds).mended
    relabel(asked, "Big")
    assert next(rounds).changed == ("incidents/harbour-fire.yaml",)


def test_an_incident_that_vanishes_is_told_by_name(
    asked: watching.Asked, rounds: Iterator[watching.Round]
) -> None:
    """A renamed incident leaves nothing to make a page of, and the round says which one is there."""
    for name in ("harbour-fire", "river-raid"):
        edit(asked.seeds / "incidents" / f"{name}.yaml", "format: 1", "format: 1")
    path = asked.seeds / "incidents" / "harbour-fire.yaml"
    for reading in (asked.seeds / "readings").iterdir():
        reading.write_text(
            reading.read_text(encoding="utf-8").replace("harbour-fire", "quay-fire"), encoding="utf-8"
        )
    path.rename(path.with_name("quay-fire.yaml"))
    (problem,) = next(rounds).problems
    assert (problem.rule, problem.place.file) == ("no-incident", "incidents/harbour-fire.yaml")
    assert "quay-fire" in problem.fix


def test_a_system_that_tells_nothing_is_asked(asked: watching.Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no changes are told (the limit of watches is reached), the files are looked at all the same."""
    import watchfiles  # noqa: PLC0415 - as the watch does

    def refused(*_: object, **__: object) -> Iterator[None]:
        raise OSError("OS file watch limit reached")
        yield

    monkeypatch.setattr(watchfiles, "watch", refused)
    with closing(watching.rounds(asked)) as found:
        next(found)
        threading.Timer(0.4, relabel, (asked, "Big")).start()
        assert next(found).changed == ("incidents/harbour-fire.yaml",)
