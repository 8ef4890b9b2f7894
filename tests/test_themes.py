"""A theme changes the house and nothing of the rule: what cannot be read or told apart is refused."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportkit.charts import marks, palette
from reportkit.resources import templates
from reportkit.themes import colours, finding, hues, reading, tokens, written
from reportkit.themes.records import COLOURS, Colours, Look, Theme
from tests import test_marks
from tests.samples.themed import theme, told

HOUSE = asdict(Colours())


# What is shipped


def test_the_house_is_one() -> None:
    """Records, the shipped file, the charts and the templates hold the same colours."""
    house = finding.load("house")
    assert house.colours == Colours()
    ours = [
        getattr(palette, name) for name in ("BRAND", "INK", "GREY", "HAIRLINE", "WASH", "BLUE", "VERMILION")
    ]
    assert list(HOUSE.values()) == ours
    typed = (templates() / "briefing" / "house.typ").read_text(encoding="utf-8")
    assert set(re.findall(r'colour\("\w+", "(#\w+)"\)', typed)) == set(ours[:5])
    assert hues.SEA in (Path(palette.__file__).parent / "places.py").read_text(encoding="utf-8")
    assert hues.COUNTRY in (Path(palette.__file__).parent / "places.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", finding.shipped())
def test_what_ships_is_sound(name: str) -> None:
    """Every theme that comes with the kit passes its own check."""
    found = finding.find(name)
    assert found.ours
    assert told(found.folder) == []


def test_the_second_theme_is_clearly_another() -> None:
    """The example differs from the house in paper, header, headings and brand; evidence keeps its hues."""
    house, fern = finding.load("house"), finding.load("fern")
    assert (house.paper, fern.paper) == ("A4", "Letter")
    assert house.look != fern.look
    assert colours.distance(house.colours.brand, fern.colours.brand) > 0.05
    assert (fern.colours.claimed, fern.colours.contested) == (palette.BLUE, palette.VERMILION)


# Where a theme is


def test_a_theme_beside_the_corpus_is_found(tmp_path: Path) -> None:
    """`theme/` beside `seeds/` is the theme; a name goes before it, a folder without a file is none."""
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (tmp_path / "theme").mkdir()
    assert finding.find("", seeds).shown == "house"
    theme(tmp_path / "theme", "")
    assert finding.find("", seeds) == (tmp_path / "theme", "theme", False)
    assert finding.find("fern", seeds).ours
    assert finding.find(str(tmp_path / "theme")).shown == "theme"
    assert finding.load("", seeds).folder == str(tmp_path / "theme")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("fren", "there is no theme 'fren': write 'fern'"),
        (
            "zzzz",
            "there is no theme 'zzzz': write one of: fern, house (from the themes that come with",
        ),
        (".", "the folder . holds no theme: it has no theme.toml"),
        ("a\x1b[31m\0b", "there is no theme 'a\\x1b[31m\\x00b'"),
    ],
)
def test_a_theme_that_is_not_there_is_told(
    asked: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistyped name leads to the nearest, a wrong folder to what it lacks, and nothing is obeyed."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(finding.NoTheme) as error:
        finding.find(asked)
    assert str(error.value).startswith(message)


# What is wrong is told at its line, all of it at once

WRONG = """
paper = "A5"
contact = 7

[colours]
brand = "1C4A38"
gray = "#5F6B7A"
ink = "#16202E" # fine

[fonts]
sans = "IBM Plex Sand"

[look]
header = "bond"

[logo]
file = "../logo.svg"
height_mm = 40

[markings."TLP:RED"]
text = "#FFFFFF"
disclaimer = "Not for onward use"
"""

MESSAGES = """\
house/theme.toml:3:9: unknown paper 'A5'
  |
3 | paper = "A5"
  |         ^^^^
  = why: the template knows no other
  = fix: write one of: A4, Letter (from what a theme has for 'paper')

house/theme.toml:4:11: 'contact' is 7
  |
4 | contact = 7
  |           ^
  = why: it is words in quotes
  = fix: write contact = "…"

house/theme.toml:7:9: '1C4A38' is no colour
  |
7 | brand = "1C4A38"
  |         ^^^^^^^^
  = why: colours are six digits of red, green and blue, so that they mean the same everywhere
  = fix: write it as "#1C4A38"

house/theme.toml:8:1: 'gray' is no key of [colours]
  |
8 | gray = "#5F6B7A"
  | ^^^^
  = why: a key nobody reads would be lost without a word
  = fix: write 'grey'

house/theme.toml:12:8: there is no font of the family 'IBM Plex Sand'
   |
12 | sans = "IBM Plex Sand"
   |        ^^^^^^^^^^^^^^^
   = why: only the bundled fonts and those in house/fonts are the same on every machine
   = fix: write 'IBM Plex Sans'

house/theme.toml:15:10: unknown header 'bond'
   |
15 | header = "bond"
   |          ^^^^^^
   = why: the template knows no other
   = fix: write 'band'

house/theme.toml:17:2: the logo has no words
   |
17 | [logo]
   |  ^^^^
   = why: a reader who does not see it would have nothing of it
   = fix: write alt = "…": what it shows, or whose it is

house/theme.toml:18:8: '../logo.svg' is no logo
   |
18 | file = "../logo.svg"
   |        ^^^^^^^^^^^^^
   = why: it is a file of the folder house that ends in .svg or .png
   = fix: copy it there, and write its name alone

house/theme.toml:19:13: the logo is 40 mm high
   |
19 | height_mm = 40
   |             ^^
   = why: the head of the page has room for 4 to 9 mm
   = fix: write height_mm = 8

house/theme.toml:21:2: 'TLP:RED' belongs to the Traffic Light Protocol
   |
21 | [markings."TLP:RED"]
   |  ^^^^^^^^^^^^^^^^^^
   = why: its colours are prescribed, so that the same label means the same everywhere
   = fix: remove it: the kit sets it as FIRST prescribes

house/theme.toml:23:1: 'disclaimer' is no key of a marking
   |
23 | disclaimer = "Not for onward use"
   | ^^^^^^^^^^
   = why: a key nobody reads would be lost without a word
   = fix: put it above the first line in square brackets: below that it belongs to the table

11 problems in 1 file"""


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """Somebody who got much wrong reads each mistake at its line, with the reason and what to write."""
    with pytest.raises(reading.ThemeProblems) as error:
        reading.read(theme(tmp_path / "house", WRONG), shown="house")
    assert str(error.value) == MESSAGES


COLOURED = """
[colours]
grey = "#8A94A0"
claimed = "#B34700"
"""

COLOUR_MESSAGES = """\
x/theme.toml:4:8: grey #8A94A0 has a contrast of 3.07 on white paper, 2.81 on wash #F3F5F7, 2.63 on the sea \
of maps, 2.61 on the own country of maps
  |
4 | grey = "#8A94A0"
  |        ^^^^^^^^^
  = why: references and captions are set in it, and small words need 4.5 to be read by everybody (WCAG 2.2)
  = fix: write grey = "#636C77"

x/theme.toml:5:11: claimed #B34700 and contested #B34700 look alike: 0.00, not 0.15
  |
5 | claimed = "#B34700"
  |           ^^^^^^^^^
  = why: blue and vermilion, or what a theme has for them, belong to evidence and to nothing else
  = fix: take another claimed, or leave it out for the house's

2 problems in 1 file"""


def test_colours_that_cannot_be_read_are_told_with_the_figure(tmp_path: Path) -> None:
    """The message has the contrast that was found and a colour that passes; or how much two are alike."""
    with pytest.raises(reading.ThemeProblems) as error:
        reading.read(theme(tmp_path / "x", COLOURED))
    assert str(error.value) == COLOUR_MESSAGES
    assert told(theme(tmp_path / "y", '[colours]\ngrey = "#636C77"')) == []


def test_a_wash_that_no_ink_can_be_read_on_is_told_as_such(tmp_path: Path) -> None:
    """Where every colour fails on one ground, the ground is what is to be changed."""
    (problem,) = reading.inspect(theme(tmp_path / "x", '[colours]\nwash = "#405060"'))[1]
    assert problem.what.startswith("wash #405060 has a contrast of 1.97 under ink #16202E, 1.52 under grey")
    assert problem.fix == "write a lighter wash, such as #F3F5F7"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("paper = A4", "the file cannot be read as TOML: Invalid value"),
        ("paper = [", "the file cannot be read as TOML: Invalid value"),
        ("x = " + "[" * 5000, "the file cannot be read as TOML"),
        ('colours = "green"', "'colours' is 'green'"),
        ('logo = "a.svg"', "'logo' is 'a.svg'"),
        ('contact = "' + "x y " * 40 + '"', "'contact' has 159 characters"),
        ('disclaimer = "' + "x" * 61 + '"', "'disclaimer' holds a word of 61 letters"),
        ('disclaimer = "' + "word " * 200 + '"', "'disclaimer' has 999 characters"),
        (r'contact = "\u202Edesk"', "'contact' holds U+202E, which nobody can see"),
        ('contact = "漢"', "no font has U+6F22 (cjk unified ideograph-6f22) in “漢”"),
        ('[markings.OWN]\ntext = "#888888"\nground = "#999999"', "#888888 on #999999 is 1.24 to 1"),
        ("markings.OWN = 3", "'markings.OWN' is 3"),
        ('[markings."' + "X" * 29 + '"]', "a marking of 29 characters"),
        ('[logo]\nfile = "a.svg"\nalt = "A"', "the logo cannot be read: there is no such file"),
        ('[logo]\nfile = "a.gif"\nalt = "A"', "'a.gif' is no logo"),
        ('[logo]\nfile = "fonts"\nalt = "A"', "'fonts' is no logo"),
    ],
)
def test_a_mistake_is_named(text: str, what: str, tmp_path: Path) -> None:
    """Each way to go wrong has its own words, and too long has its count."""
    (problem,) = reading.inspect(theme(tmp_path / "x", text))[1]
    assert problem.what.startswith(what)
    assert problem.why
    assert problem.fix


@pytest.mark.parametrize("text", ["", "format = 2", "format = '1'"])
def test_a_theme_says_its_format(text: str, tmp_path: Path) -> None:
    """A theme of another format is not read as if it were of this one."""
    (tmp_path / "theme.toml").write_text(text, encoding="utf-8")
    assert "format" in told(tmp_path)[0]


@settings(max_examples=60, deadline=None)
@given(
    top=st.dictionaries(
        st.sampled_from(["name", "paper", "contact", "disclaimer", "x", "logo", "colours"]), st.text()
    ),
    table=st.dictionaries(st.text(max_size=8), st.text(max_size=40), max_size=4),
)
def test_hostile_words_are_shown_and_never_obeyed(
    top: dict[str, str], table: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever stands in a theme, reading it ends in a theme or in messages without a hidden character."""

    def quoted(words: str) -> str:
        return json.dumps(words.encode("utf-8", "replace").decode()).replace("\x7f", r"\u007F")

    text = "".join(f"{name} = {quoted(words)}\n" for name, words in top.items())
    text += "[fonts]\n" + "".join(f"{quoted(name)} = {quoted(words)}\n" for name, words in table.items())
    folder = theme(tmp_path_factory.mktemp("t"), re.sub(r"\\ud[89a-f]..\\u....", "?", text))
    for problem in reading.inspect(folder)[1]:
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", str(problem))


# Colours

hexes = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")
near = st.one_of(hexes, st.sampled_from(list(HOUSE.values())))


def wcag(one: str, other: str) -> float:
    """Return the contrast of two colours, reckoned here once more."""

    def luminance(colour: str) -> float:
        shares = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@settings(max_examples=150, deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(COLOURS, near)), st.sampled_from(["rule", "band"]))
def test_no_theme_passes_that_cannot_be_read(given_colours: dict[str, str], header: str) -> None:
    """Whatever the colours, a theme without a problem has 4.5 to 1 wherever words stand on a ground."""
    found = Theme("x", colours=Colours(**given_colours), look=Look(header=header))
    if hues.faults(found, written.Written("x")):
        return
    c = found.colours
    pairs = [
        (words, ground) for words in (c.ink, c.grey) for ground in ("#FFFFFF", c.wash, "#E9EEF3", "#F4ECDA")
    ]
    pairs += [
        (words, ground) for words in (c.claimed, c.contested, c.brand) for ground in ("#FFFFFF", c.wash)
    ]
    assert min(wcag(*pair) for pair in pairs) >= 4.5


@settings(max_examples=200, deadline=None)
@given(hexes, st.lists(hexes, min_size=1, max_size=3))
def test_the_colour_that_is_proposed_passes(colour: str, grounds: list[str]) -> None:
    """What a message proposes would pass; where it proposes nothing, neither black nor white would."""
    found = colours.nearest(colour, grounds)
    if found:
        assert min(wcag(found, ground) for ground in grounds) >= 4.5
    else:
        assert min(min(wcag(end, ground) for ground in grounds) for end in ("#000000", "#FFFFFF")) < 4.5


def test_a_brand_that_looks_like_evidence_is_refused(tmp_path: Path) -> None:
    """A brand in the vermilion of what is contested would give every heading a meaning."""
    (what,) = told(theme(tmp_path / "x", '[colours]\nbrand = "#B03A00"'))
    assert what.startswith("contested #B34700 and brand #B03A00 look alike")
    red_green = told(theme(tmp_path / "y", '[colours]\nclaimed = "#006B2D"\ncontested = "#8A4B00"'))
    assert any("for eyes without the pigment for green" in line for line in red_green)


@pytest.mark.parametrize("seen_as", test_marks.SEEN_AS)
@pytest.mark.parametrize(
    "own",
    [
        Colours(),
        Colours(brand="#1C4A38", ink="#1B1F1A", grey="#5A6055"),
        Colours(claimed="#6A3FA0", contested="#7A5200"),
    ],
)
def test_marks_stay_apart_in_a_theme(own: Colours, seen_as: str) -> None:
    """In greyscale and without green, any two marks differ in the colours of a theme too."""
    assert hues.faults(Theme("x", colours=own), written.Written("x")) == ()
    changed = tokens.changed_colours(tokens.tokens(Theme("x", colours=own)))
    images = {}
    for name in marks.NAMES:
        parts = [(path, changed.get(tone.upper(), tone)) for path, tone in test_marks.parts_of(name)]
        images[name] = test_marks.printed(test_marks.picture(parts), test_marks.SEEN_AS[seen_as])
    pairs = combinations(marks.NAMES, 2)
    assert [p for p in pairs if test_marks.difference(images[p[0]], images[p[1]]) < test_marks.ENOUGH] == []
