"""A working folder: made in one step, leading to a first page, renewed without losing anything."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportkit import __version__, resources
from reportkit.publishing.atomic import WriteProblem
from reportkit.reading import drafting, encoding
from reportkit.working import contents, layout
from reportkit.working.contents import Content
from reportkit.working.layout import Fate, State
from tests.commands import edit, ran
from tests.test_schema import mistakes

SLUG = "quay-fire"
TEXT = "The port authority said a fire broke out at the quay on 2 May.\n\nA sailor suspected sabotage.\n"
ACTORS = """\
  daily: {label: The Daily, kind: media}
  port-authority: {label: Port Authority, kind: civil_organisation}
  a-sailor: {label: A sailor, kind: anonymous_group, described_as: A sailor}
"""
CLAIMS = """\
- id: port-says
  at: p1 "The port authority … 2 May"
  speaker: port-authority
  about: quay-fire
  that:
  - occurred: {words: a fire}
  - nature: fire
- id: sailor-suspects
  at: p2 "A sailor suspected sabotage"
  speaker: a-sailor
  act: suspects
  hedges: [suspected]
  about: quay-fire
  that:
  - nature: {is: sabotage, words: sabotage}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a new working folder, in which one stands."""
    for name in ("REPORTKIT_SEEDS", "REPORTKIT_DOCUMENTS"):
        monkeypatch.delenv(name, raising=False)
    made = tmp_path / "work"
    assert ran("init", made).exit_code == 0
    monkeypatch.chdir(made)
    return made


def held(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its path."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def as_if_older(folder: Path, name: str, text: str = "older\n") -> None:
    """Leave a file as an older kit would have written it."""
    (folder / name).write_text(text, encoding="utf-8")
    memory = json.loads((folder / layout.MEMORY).read_text(encoding="utf-8"))
    memory["files"][name] = layout.digest(text.encode())
    (folder / layout.MEMORY).write_text(json.dumps(memory), encoding="utf-8")


# A new folder


@pytest.mark.usefixtures("folder")
def test_a_new_folder_passes_the_check() -> None:
    """An analyst who has encoded nothing yet is not told of mistakes, and the folder's own corpus is read."""
    checked = ran("check")
    assert checked.exit_code == 0
    assert "0 claims, 0 incidents" in checked.stdout
    assert "corpus: seeds (found" in checked.stderr
    assert "reportkit new incident" in checked.stderr
    nothing = ran("render", "--all")
    assert nothing.exit_code == 0
    assert "reportkit new incident" in nothing.stderr


def test_a_new_folder_says_what_comes_next(tmp_path: Path) -> None:
    """Whoever makes a folder is told where to go on."""
    made = ran("init", tmp_path / "work")
    assert "made a working folder" in made.stdout
    assert "reportkit lab" in made.stderr
    assert "README.md" in made.stderr


def test_editors_find_the_schema_of_every_file(folder: Path) -> None:
    """The first line of each encoding leads an editor to a schema, and nothing in it is underlined."""
    files = sorted((folder / "seeds").rglob("*.yaml"))
    assert [path.name for path in files] == ["actors.yaml", "corpus.yaml", "documents.yaml", "places.yaml"]
    for path in files:
        named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text(encoding="utf-8"))
        assert named
        assert (
            json.loads((path.parent / named[1]).resolve().read_text(encoding="utf-8"))["title"] == path.stem
        )
        assert mistakes(path) == []


def test_what_the_comments_show_is_right(folder: Path) -> None:
    """The examples in the registers, uncommented, are entries that the kit reads."""
    for name in ("actors", "places"):
        path = folder / "seeds" / f"{name}.yaml"
        text = path.read_text(encoding="utf-8")
        shown = re.search(r"(?<=#\n)(#   .*\n)+", text)
        assert shown
        path.write_text(text + re.sub(r"(?m)^# ", "", shown[0]), encoding="utf-8")
    assert len(encoding.load(folder / "seeds").actors) == 2
    assert len(encoding.load(folder / "seeds").places) == 2


def test_editors_know_the_schemas_by_the_place_of_a_file_too(folder: Path) -> None:
    """A reading whose first line was lost is still completed from its schema."""
    told = json.loads((folder / ".vscode" / "settings.json").read_text(encoding="utf-8"))["yaml.schemas"]
    assert {Path(name).stem for name in told} == {path.stem for path in resources.schemas().glob("*.json")}
    assert all((folder / name).is_file() for name in told)


def test_notebooks_come_without_the_outputs_of_the_example(folder: Path) -> None:
    """A new corpus does not start with statements about somebody else's incidents."""
    for path in resources.notebooks().glob("*.ipynb"):
        copy = (folder / "notebooks" / path.name).read_bytes()
        kept, shipped = contents.sources(copy) or [], contents.sources(path.read_bytes()) or []
        assert [cell for cell in kept if "parameters" not in cell[1]] == [
            cell for cell in shipped if "parameters" not in cell[1]
        ]
        assert not any("kalsu" in source or "islamic" in source for _, _, source in kept)
        assert not any(cell.get("outputs") for cell in json.loads(copy)["cells"])
    assert "kalsu" not in (folder / "seeds" / "README.md").read_text(encoding="utf-8").casefold()


def test_the_example_comes_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wants to look first gets the example's corpus and its notebooks as they are."""
    ran("init", "--example", tmp_path / "work")
    monkeypatch.chdir(tmp_path / "work")
    assert "6 incidents" in ran("check").stdout
    shipped = resources.notebooks() / "briefing.ipynb"
    assert Path("notebooks", "briefing.ipynb").read_bytes() == shipped.read_bytes()
    assert "up to date" in ran("init", ".").stdout


@pytest.mark.skipif(not shutil.which("git"), reason="there is no git here")
def test_git_leaves_out_the_texts_and_what_is_made(folder: Path) -> None:
    """Nobody publishes a copyrighted text by adding everything to git."""
    for name in ("texts/report.txt", "build/quay-fire.pdf", ".cache/jupyter/trust/db"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    alone = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", "init", "-q"], check=True, env=alone)  # noqa: S607 - whichever git there is
    told = subprocess.run(
        ["git", "status", "--porcelain", "-uall"],  # noqa: S607
        check=True,
        capture_output=True,
        text=True,
        env=alone,
    ).stdout
    added = {line[3:] for line in told.splitlines()}
    assert {"texts/README.md", "seeds/corpus.yaml", layout.MEMORY, ".gitignore"} <= added
    assert not {name for name in added if name.startswith(("build", ".cache")) or name.endswith(".txt")}


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("make"), reason="there is no make here")
def test_the_readme_leads_from_a_text_to_a_page(folder: Path) -> None:
    """An analyst who follows the README of a new folder has a briefing at its end."""
    alone = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("REPORTKIT", "MAKE", "MFLAGS"))
    }
    alone["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))

    def do(command: str) -> None:
        done = subprocess.run(  # noqa: S602 - as an analyst types it
            command, shell=True, env=alone, capture_output=True, text=True, check=False, timeout=240
        )
        assert done.returncode == 0, done.stdout + done.stderr

    readme = (folder / "README.md").read_text(encoding="utf-8")
    commands = [line.strip() for line in readme.splitlines() if line.startswith("       ")]
    Path("texts", "daily.txt").write_text(TEXT, encoding="utf-8")
    with Path("seeds", "actors.yaml").open("a", encoding="utf-8") as register:
        register.write(ACTORS)
    for command in commands:
        if command.startswith("make pin"):
            with Path("seeds", "readings", "daily.yaml").open("a", encoding="utf-8") as reading:
                reading.write(CLAIMS)
            edit(Path("seeds", "readings", "daily.yaml"), "  by:", "  by: desk")
            edit(Path("seeds", "readings", "daily.yaml"), "  on:", "  on: 2031-05-06")
        do(
            command.replace("NAME", "daily")
            .replace("Its outlet", "The Daily")
            .replace("SLUG --label", f"{SLUG} --label")
            .replace("A neutral name", "Fire at the quay")
            .replace("OUTLET", "daily")
            .replace("=SLUG", f"={SLUG}")
        )
    assert len(commands) == 5
    assert Path("build", f"{SLUG}.pdf").read_bytes().startswith(b"%PDF-")
    assert encoding.load(folder / "seeds").claims


# What stands in the way


def test_a_folder_with_other_things_is_refused(tmp_path: Path) -> None:
    """Nobody's project fills with files because a name was mistyped."""
    (tmp_path / "thesis.tex").write_text("mine", encoding="utf-8")
    refused = ran("init", tmp_path)
    assert refused.exit_code == 2
    assert "--add" in refused.stderr
    assert held(tmp_path) == {"thesis.tex": b"mine"}


def test_adding_touches_nothing_that_stands_there(tmp_path: Path) -> None:
    """With --add a folder gets what it lacks, and keeps its own Makefile and corpus as they are."""
    own = {"Makefile": b"mine:\n", "seeds/corpus.yaml": b"format: 1\n", "thesis.tex": b"x"}
    for name, data in own.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    done = ran("init", "--add", tmp_path)
    assert done.exit_code == 0
    assert re.search(r"kept +Makefile +\(it is yours\)", done.stdout)
    after = held(tmp_path)
    assert {name: after[name] for name in own} == own
    assert "seeds/actors.yaml" not in after
    assert "notebooks/briefing.ipynb" in after
    assert not [name for name in after if ".new" in name]
    again = ran("init", "--upgrade", tmp_path)
    assert again.exit_code == 0
    assert held(tmp_path) == after


def test_a_corpus_is_no_place_for_a_working_folder(folder: Path) -> None:
    """Naming the corpus instead of the folder around it is told as that."""
    told = ran("init", folder / "seeds")
    assert told.exit_code == 2
    assert "is a corpus itself" in told.stderr


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    """A file of the folder's name, or of a folder in it, ends in a plain message."""
    (tmp_path / "work").write_text("", encoding="utf-8")
    assert "is a file" in ran("init", tmp_path / "work").stderr
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "docs").write_text("", encoding="utf-8")
    told = ran("init", "--add", tmp_path / "other")
    assert told.exit_code == 1
    assert "cannot write" in told.stderr
    assert held(tmp_path / "other") == {"docs": b""}


def test_an_interrupted_start_is_finished_by_the_next(folder: Path) -> None:
    """A folder that was being made when the power went is not taken for somebody else's."""
    whole = held(folder)
    for name in (layout.MEMORY, "Makefile", "notebooks/briefing.ipynb"):
        (folder / name).unlink()
    (folder / "notebooks" / ".briefing.ipynb.0a1b2c3d.tmp").write_bytes(b"half of it")
    done = ran("init", folder)
    assert done.exit_code == 0
    assert held(folder) == whole


@pytest.mark.parametrize("broken", ["", "[]", "{", '{"format": 1}', '{"format": 9}', "\udcff"])
def test_a_broken_memory_is_told_with_a_remedy(folder: Path, broken: str) -> None:
    """Where the folder's memory cannot be read nothing is done, and it is said what to do."""
    (folder / layout.MEMORY).write_bytes(broken.encode(errors="surrogateescape"))
    before = held(folder)
    told = ran("init", "--upgrade", folder)
    assert told.exit_code == 2
    assert layout.MEMORY in told.stderr
    assert held(folder) == before


# Renewing


def test_a_file_nobody_changed_is_offered_and_renewed(folder: Path) -> None:
    """A newer Makefile is first named, then taken; a second time there is nothing to do."""
    newest = (folder / "Makefile").read_bytes()
    as_if_older(folder, "Makefile")
    before = held(folder)
    offered = ran("init", folder)
    assert "newer    Makefile" in offered.stdout
    assert f"reportkit init {folder} --upgrade" in offered.stdout
    assert held(folder) == before
    assert ran("init", "--upgrade", "--dry-run", folder).exit_code == 0
    assert held(folder) == before
    done = ran("init", "--upgrade", folder)
    assert "renewed  Makefile" in done.stdout
    assert (folder / "Makefile").read_bytes() == newest
    assert "up to date" in ran("init", "--upgrade", folder).stdout


def test_a_file_somebody_changed_stays(folder: Path) -> None:
    """A changed file is never written over: the newer one stands beside it, once."""
    newest = (folder / "Makefile").read_bytes()
    as_if_older(folder, "Makefile")
    (folder / "Makefile").write_text("mine\n", encoding="utf-8")
    done = ran("init", "--upgrade", "--diff", folder)
    assert "beside   Makefile -> Makefile.new" in done.stdout
    assert "-mine" in done.stdout
    assert (folder / "Makefile").read_text(encoding="utf-8") == "mine\n"
    assert (folder / "Makefile.new").read_bytes() == newest
    (folder / "Makefile.new").unlink()
    assert "up to date" in ran("init", "--upgrade", folder).stdout
    assert not (folder / "Makefile.new").exists()


def test_a_newer_file_that_was_taken_over_is_the_kits_again(folder: Path) -> None:
    """Whoever puts Makefile.new in the place of his Makefile gets the next one without being asked."""
    as_if_older(folder, "Makefile")
    (folder / "Makefile").write_text("mine\n", encoding="utf-8")
    ran("init", "--upgrade", folder)
    (folder / "Makefile.new").replace(folder / "Makefile")
    assert "up to date" in ran("init", "--upgrade", folder).stdout
    memory = layout.remembered(folder)
    assert memory.written["Makefile"] == layout.digest((folder / "Makefile").read_bytes())


def test_a_removed_file_stays_away(folder: Path) -> None:
    """Whoever does not want a notebook is not given it again."""
    (folder / "notebooks" / "briefing.ipynb").unlink()
    done = ran("init", "--upgrade", folder)
    assert "you removed it" in done.stdout
    assert not (folder / "notebooks" / "briefing.ipynb").exists()


def test_running_a_notebook_does_not_make_it_changed(folder: Path) -> None:
    """A notebook that was only run is as current as before, and its outputs stay."""
    path = folder / "notebooks" / "briefing.ipynb"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["cells"][1]["execution_count"] = 7
    path.write_text(json.dumps(told), encoding="utf-8")
    before = held(folder)
    assert "up to date" in ran("init", "--upgrade", folder).stdout
    assert held(folder) == before


def test_the_corpus_is_never_renewed(folder: Path) -> None:
    """Registers are the analyst's from the start: changed or removed, no upgrade speaks of them."""
    (folder / "seeds" / "actors.yaml").write_text("mine\n", encoding="utf-8")
    (folder / "seeds" / "places.yaml").unlink()
    before = held(folder)
    done = ran("init", "--upgrade", "--json", folder)
    assert held(folder) == before
    named = {file["path"] for file in json.loads(done.stdout)["files"]}
    assert not {name for name in named if name.startswith("seeds/") and name.endswith(".yaml")}


def test_links_are_left_alone(folder: Path, tmp_path: Path) -> None:
    """What a link leads to belongs to somebody else."""
    elsewhere = tmp_path / "elsewhere"
    shutil.move(folder / "notebooks", elsewhere)
    (folder / "notebooks").symlink_to(elsewhere)
    (elsewhere / "briefing.ipynb").write_text("older\n", encoding="utf-8")
    done = ran("init", "--upgrade", folder)
    assert "notebooks is a link" in done.stdout
    assert (elsewhere / "briefing.ipynb").read_text(encoding="utf-8") == "older\n"


def test_an_older_kit_does_not_put_back_older_files(folder: Path) -> None:
    """A colleague with an older kit cannot undo an upgrade by repeating it."""
    memory = json.loads((folder / layout.MEMORY).read_text(encoding="utf-8"))
    (folder / layout.MEMORY).write_text(json.dumps(memory | {"reportkit": "999.1"}), encoding="utf-8")
    told = ran("init", "--upgrade", folder)
    assert told.exit_code == 2
    assert "999.1" in told.stderr


def test_scripts_read_what_is_done(tmp_path: Path) -> None:
    """As JSON each file stands with its fate."""
    told = json.loads(ran("init", "--json", tmp_path / "work").stdout)
    assert (told["was"], told["done"]) == ("new", True)
    assert {"path": "Makefile", "fate": "made", "why": "", "written": "Makefile"} in told["files"]
    assert (
        json.loads((tmp_path / "work" / layout.MEMORY).read_text(encoding="utf-8"))["reportkit"]
        == __version__
    )
    again = json.loads(ran("init", "--json", tmp_path / "work").stdout)
    assert (again["was"], again["done"]) == ("ours", False)
    assert {file["fate"] for file in again["files"]} == {"current"}


def test_a_full_disk_loses_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the new files cannot all be written, none is put in place."""
    as_if_older(folder, "Makefile")
    before = held(folder)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    told = ran("init", "--upgrade", folder)
    assert told.exit_code == 1
    assert "no space left" in told.stderr
    assert held(folder) == before


NAMES = ("Makefile", "notebooks/a.ipynb", "README.md")
DEEDS = ("nothing", "change", "remove", "take over the new one", "change the new one", "remove the new one")


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(DEEDS), st.booleans()), max_size=12))
def test_no_order_of_changes_and_upgrades_loses_a_word(deeds: list[tuple[str, str, bool]]) -> None:
    """Whatever an analyst wrote and did not remove is there after any upgrades, byte for byte."""
    import tempfile  # noqa: PLC0415 - a fixture's folder would be shared between the examples

    with tempfile.TemporaryDirectory() as made:
        folder, version, mine = Path(made, "work"), 0, {}

        def upgrade() -> None:
            wanted = [Content(name, f"{name} of kit {version}".encode()) for name in NAMES]
            layout.carried_out(folder, layout.planned(folder, wanted))

        upgrade()
        for count, (name, deed, then_upgrade) in enumerate(deeds):
            path = folder / (f"{name}.new" if "new one" in deed else name)
            if deed.startswith("change"):
                mine[path] = (
                    path.write_text(f"written by hand, {count}", encoding="utf-8") and path.read_bytes()
                )
            elif deed.startswith("remove"):
                path.unlink(missing_ok=True)
                mine.pop(path, None)
            elif deed.startswith("take") and path.exists():
                path.replace(folder / name)
                mine.pop(folder / name, None)
                if path in mine:
                    mine[folder / name] = mine.pop(path)
            if then_upgrade:
                version += 1
                upgrade()
            for own, words in mine.items():
                assert own.read_bytes() == words


def test_what_the_kit_no_longer_has_is_left(tmp_path: Path) -> None:
    """A file that a later kit does without is not removed, and no longer the kit's."""
    old, new = Content("old.txt", b"1"), Content("new.txt", b"2")
    layout.carried_out(tmp_path, layout.planned(tmp_path, [old, new]))
    steps = layout.planned(tmp_path, [new])
    assert [(step.path, step.fate) for step in steps] == [("new.txt", Fate.CURRENT), ("old.txt", Fate.LEFT)]
    layout.carried_out(tmp_path, steps)
    assert (tmp_path / "old.txt").exists()
    assert set(layout.remembered(tmp_path).written) == {"new.txt"}


def test_a_folder_with_only_git_in_it_is_new(tmp_path: Path) -> None:
    """A repository that was just begun can become a working folder."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("", encoding="utf-8")
    assert layout.state(tmp_path, contents.contents()) is State.NEW


# An empty register


def test_an_empty_register_is_read_and_added_to(folder: Path) -> None:
    """`documents:` with nothing below it is a register; an entry appended to it stands in it."""
    text = folder / "texts" / "daily.txt"
    text.write_text(TEXT, encoding="utf-8")
    entry = drafting.document(folder / "seeds", text)
    with (folder / "seeds" / "documents.yaml").open("a", encoding="utf-8") as register:
        register.write(entry.lines)
    assert set(encoding.inspect(folder / "seeds").corpus.documents) == {"daily"}


def test_write_problems_are_told(tmp_path: Path) -> None:
    """Where a file stands in place of a folder, the reason and the remedy are said."""
    (tmp_path / "notebooks").write_text("", encoding="utf-8")
    with pytest.raises(WriteProblem, match="stands there"):
        layout.carried_out(tmp_path, layout.planned(tmp_path, [Content("notebooks/a.ipynb", b"")]))


def test_what_is_saved_meanwhile_stays(folder: Path) -> None:
    """A file that somebody saves between the plan and the writing is not written over."""
    as_if_older(folder, "Makefile")
    steps = layout.planned(folder, contents.contents())
    (folder / "Makefile").write_text("my own\n", encoding="utf-8")
    layout.carried_out(folder, steps)
    assert (folder / "Makefile").read_text(encoding="utf-8") == "my own\n"
