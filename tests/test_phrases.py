"""The table of phrases holds what pages say: no entry is missing, unused or half filled."""

import ast
import re
from pathlib import Path

import pytest
import yaml

from reportkit import codebook
from reportkit.analysis.changes.claims import content
from reportkit.analysis.denials import not_addressed
from reportkit.dates import parse
from reportkit.model import Scope
from reportkit.wording import phrases
from tests.strategies import claim

PACKAGE = Path(phrases.__file__).parents[1]
TABLE = yaml.safe_load(phrases.FILE.read_text(encoding="utf-8"))
WORDING = sorted([*PACKAGE.glob("wording/*.py"), *PACKAGE.glob("questions/*.py"), PACKAGE / "briefing.py"])
EVERY_GAP = not_addressed(
    Scope(
        actor="north", involvement="conducted", nature="drone_strike", place="port", day=parse("2031-05-01")
    ),
    inferred=True,
)
# Keys that are put together when they are needed, by what they begin with: everything they may end in.
FAMILIES = {
    "state.": set(codebook.words("standings")),
    "glance.": {"killed", "injured"},
    "gist.": set(codebook.words("casualties")),
    "denials.": {"speaker", "whom", "act", "where", "day", "gap", *EVERY_GAP},
    "number.": {str(n) for n in range(2, 10)},
    "changes.turn_": {"reversal", "softer", "firmer", "both"},
    "changes.paper_": {
        f"{kind}_{when}"
        for kind in ("came", "edition", "second", "amended", "gone")
        for when in ("before", "now")
    },
    "changes.part_": set(content(claim("port"))),
}
MADE = {family + end for family, ends in FAMILIES.items() for end in ends}
STYLES = {"strong", "soft"}


def calls(text):
    """Yield (function, argument, slots) for each call in a text that takes a key: of phrase, verb or join."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name, arguments = node.func.id, node.args
            slots = {keyword.arg for keyword in node.keywords} - STYLES
            if name in {"phrase", "verb"}:
                yield name, arguments[0], slots
            elif name == "join" and len(arguments) > 1:
                yield name, arguments[1], slots


def written(argument):
    """Return the keys that an argument spells out: one, or two with a condition between them."""
    branches = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
    return [branch.value for branch in branches if isinstance(branch, ast.Constant)]


def named(text):
    """Return every key that a module names: as an argument, or beforehand in a name or a table of its own."""
    spelt = {key for _, argument, _ in calls(text) for key in written(argument)}
    strings = {node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)}
    defaults = {"comma"} if "def join(" in text else set()
    dotted = {word for word in strings if isinstance(word, str) and "." in word}
    return spelt | defaults | (dotted & set(TABLE))


def families(text):
    """Return the beginnings of the keys that a text puts together."""
    made = [argument.values[0] for _, argument, _ in calls(text) if isinstance(argument, ast.JoinedStr)]
    return {str(first.value) for first in made if isinstance(first, ast.Constant)}


def slots_of(key):
    """Return the slots of an entry."""
    return set(re.findall(r"\{(\w+)\}", str(TABLE[key])))


def misfilled(text):
    """Return the phrases that a text calls without one of their slots, or with one they do not have."""
    return [
        key
        for name, argument, slots in calls(text)
        if name == "phrase"
        for key in written(argument)
        if key in TABLE and slots != slots_of(key)
    ]


def misused(text):
    """Return the keys that a text calls but that are not there, or are a verb where a phrase is wanted."""
    return [
        key
        for name, argument, _ in calls(text)
        for key in written(argument)
        if key not in TABLE or isinstance(TABLE[key], list) != (name == "verb")
    ]


def texts():
    """Return the text of every module that words something."""
    return [path.read_text(encoding="utf-8") for path in WORDING]


def test_every_phrase_is_used():
    """No words lie in the table that no page can ever say."""
    used = MADE.union(*map(named, texts()))
    assert [key for key in TABLE if key not in used] == []


def test_every_key_that_is_put_together_is_known():
    """A key that code puts together is of a family listed here, and all it may become is in the table."""
    assert set().union(*map(families, texts())) == set(FAMILIES)
    assert sorted(MADE - set(TABLE)) == []


@pytest.mark.parametrize("path", WORDING, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_phrase_that_is_called_is_there(path):
    """A sentence asks the table for phrases it has, for a verb where it needs one, and fills every slot."""
    text = path.read_text(encoding="utf-8")
    assert misused(text) == []
    assert misfilled(text) == []


def test_a_verb_has_two_forms():
    """A verb is given for one speaker and for several; everything else is one text."""
    for key, entry in TABLE.items():
        forms = entry if isinstance(entry, list) else [entry]
        assert len(forms) == (2 if isinstance(entry, list) else 1), key
        assert all(isinstance(form, str) for form in forms), key


def test_words_live_with_the_wording():
    """Nothing outside the wording and the blocks asks the table for words."""
    others = [path for path in PACKAGE.rglob("*.py") if path not in WORDING]
    assert [path for path in others if any(calls(path.read_text(encoding="utf-8")))] == []


@pytest.mark.parametrize(
    "text",
    [
        'phrase("state.nobody_knows")',
        'phrase("bottom.names")',
        'verb("bottom.denied", numbers, plural=True)',
        'join(lines, "ampersand")',
        'phrase("date.none" if late else "date.never")',
    ],
)
def test_a_phrase_that_is_not_there_is_found(text):
    """A key mistyped, or a verb taken for a phrase, makes the test red."""
    assert misused(text)


@pytest.mark.parametrize("text", ['phrase("via")', 'phrase("via", relay=who, day=when)'])
def test_a_phrase_half_filled_is_found(text):
    """A slot left empty, or words given to a phrase that has no place for them, make the test red."""
    assert misfilled(text)
