"""Letters that look like others: what a reader would take for another name is told, and nothing else is."""

# ruff: noqa: RUF001, SLF001 - letters that look like others are what these tests are about, and their table

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportkit.model import Actor, Name
from reportkit.problems import Place
from reportkit.reading import lookalikes
from reportkit.reading.checking import check
from tests import cases
from tests.commands import edit, ran

LATIN = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"), min_size=2)
BY_LATIN = {latin: foreign for foreign, latin in lookalikes._LOOKS.items()}
EMPTY = replace(cases.corpus(cases.FOLDERS[0]), places=MappingProxyType({}), incidents=MappingProxyType({}))


def told(*labels: str, names: tuple[str, ...] = ()) -> list[str]:
    """Return the rules told of actors with these labels, problems first, then what is open."""
    actors = {str(n): Actor(str(n), label, "state") for n, label in enumerate(labels)}
    for n, name in enumerate(names):
        actors[f"named-{n}"] = Actor(f"named-{n}", f"Somebody {n}", "state", names=(Name(name),))
    places = {
        ("actor", i, part): Place("actors.yaml", 1) for i in actors for part in ("label", "names.0.text")
    }
    corpus = replace(EMPTY, actors=MappingProxyType(actors))
    return [
        *(problem.rule for problem in lookalikes.problems(corpus, places)),
        *(f"open: {problem.rule}" for problem in lookalikes.doubtful(corpus, places)),
    ]


@pytest.mark.parametrize(
    "name", ["Irаn", "Iгаn", "ΑlaskaJazz", "Rоyal Guard", "Վanоr", "Ｉran", "𝐈ran", "Росcия"]
)
def test_a_letter_of_another_script_within_a_word_is_told(name: str) -> None:
    """A Cyrillic, Greek or Armenian letter within a Latin word is a problem, and the other way round."""
    assert "look-alike" in told(name)
    assert "look-alike" in told(names=(name,))


@pytest.mark.parametrize(
    "name",
    [
        "Iran",
        "Иран",
        "Россия",
        "ایران",
        "ישראל",
        "伊朗",
        "Straße",
        "Île-de-France",
        "Åland",
        "Łódź",
        "Ηellas".replace("Η", "H"),
        "Ελλάδα",
        "Հայաստան",
        "МиГ-29 unit",
        "Group Ђ",
        "CJTF-OIR",
        "Tシャツ",
        "Brigade №5",
    ],
)
def test_a_name_in_one_script_is_told_of_no_mixture(name: str) -> None:
    """Names in any one script, and words of different scripts side by side, are right."""
    assert [rule for rule in told(name, names=(name,)) if not rule.startswith("open")] == []


def test_two_names_that_look_the_same_are_told() -> None:
    """Two actors whose names differ only in letters that look the same are a problem."""
    assert "look-alike-names" in told("PACE", "РАСЕ")
    assert told("Iran", "Iraq") == []
    assert told("Iran", "Iran") == []  # one name for two is not a matter of letters


def test_what_can_be_right_stops_nothing() -> None:
    """A word all of look-alikes, or a one beside an I, is told as open."""
    assert told("АТО") == ["open: look-alike-word"]
    assert told("Unit 1", "Unit I") == ["open: nearly-alike"]
    assert told("Burn", "Bum") == ["open: nearly-alike"]
    assert told(names=("АТО",)) == []  # a name in the original script


@given(LATIN.flatmap(lambda word: st.tuples(st.just(word), st.integers(0, len(word) - 1))))
def test_no_exchanged_letter_escapes(word_at: tuple[str, int]) -> None:
    """Whichever letter of a word is exchanged for one that looks the same, it is told."""
    word, at = word_at
    other = BY_LATIN.get(word[at])
    changed = word[:at] + (other or word[at]) + word[at + 1 :]
    assert bool(lookalikes.imitations(changed)) == (other is not None)
    assert lookalikes.skeleton(changed) == lookalikes.skeleton(word)


@given(st.text())
def test_any_text_has_a_skeleton(text: str) -> None:
    """No name is too odd to be looked at, and letters and their skeleton look the same."""
    lookalikes.imitations(text)
    assert lookalikes.skeleton(text) == lookalikes.skeleton(f" {text} ")


def test_the_table_holds_letters_of_the_scripts_it_names() -> None:
    """Every letter of the table is of Cyrillic, Greek or Armenian, and looks like one letter of ASCII."""
    for letter, latin in lookalikes._LOOKS.items():
        assert lookalikes.script(letter) in {"CYRILLIC", "GREEK", "ARMENIAN"}
        assert latin.isascii()
        assert latin.isalpha()


@pytest.mark.usefixtures("alone")
def test_check_flags_them_and_says_what_is_open(corpus: Path) -> None:
    """`check` refuses the mixed name; the doubtful one it tells and lets pass."""
    edit(corpus / "actors.yaml", "label: Northland, kind", "label: АТО, kind")
    done = ran("check")
    assert done.exit_code == 0
    assert "open: 'АТО' is Cyrillic and reads like Latin 'ATO' (actors.yaml:6)" in done.stdout
    edit(corpus / "actors.yaml", "label: Southmark, kind", "label: Sоuthmark, kind")
    done = ran("check")
    assert done.exit_code == 1
    assert "'Sоuthmark' mixes Latin and Cyrillic letters" in done.stdout


@pytest.mark.parametrize("folder", cases.FOLDERS, ids=lambda folder: folder.name)
def test_the_shipped_corpora_have_none(folder: Path) -> None:
    """Names in Arabic, Hebrew, Cyrillic and Latin side by side are told of nothing."""
    checked = check(folder)
    rules = {problem.rule for problem in (*checked.problems, *checked.open)}
    assert not {rule for rule in rules if "alike" in rule or "unseen" in rule}
