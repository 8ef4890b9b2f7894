"""
Whether the colours of a theme can be read, and the hues of evidence told apart.

Every pair of words and ground that a page or a chart has stands in `PAIRS`; nothing else is checked, and
nothing less.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from reportkit.problems import Problem
from reportkit.themes.colours import LEAST, contrast, distance, nearest, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportkit.themes.records import Colours, Theme
    from reportkit.themes.written import Written

PAPER: Final = "#FFFFFF"
SEA, COUNTRY = "#E9EEF3", "#F4ECDA"  # what maps are tinted with, whatever the theme
_GROUNDS: Final = {
    "paper": ("white paper", PAPER),
    "sea": ("the sea of maps", SEA),
    "country": ("the own country of maps", COUNTRY),
}


class Pair(NamedTuple):
    """Words of one colour on a ground, by the names of colours or of fixed grounds, and where that is."""

    words: str
    ground: str
    where: str


PAIRS: Final = (
    Pair("ink", "paper", "sentences are set in it"),
    Pair("ink", "wash", "the bottom line is set in it"),
    Pair("ink", "sea", "names on maps are set in it"),
    Pair("ink", "country", "names on maps are set in it"),
    Pair("grey", "paper", "references and captions are set in it"),
    Pair("grey", "wash", "the references of the bottom line are set in it"),
    Pair("grey", "sea", "names on maps are set in it"),
    Pair("grey", "country", "names on maps are set in it"),
    Pair("brand", "paper", "headings are set in it"),
    Pair("brand", "wash", "heads of charts are set in it"),
    Pair("claimed", "paper", "words in charts are set in it"),
    Pair("claimed", "wash", "words in charts are set in it"),
    Pair("contested", "paper", "words in charts are set in it"),
    Pair("contested", "wash", "words in charts are set in it"),
)
BAND: Final = Pair("paper", "brand", "the header's words are white on it")
DRAFT: Final = Pair("paper", "ink", "the words of a draft are white on it")

# The least distance in Oklab at which two colours are told apart as thin strokes; the house's are farther.
APART: Final = (
    ("claimed", "contested", 0.15),
    ("claimed", "ink", 0.15),
    ("contested", "ink", 0.15),
    ("claimed", "grey", 0.08),
    ("contested", "grey", 0.08),
    ("claimed", "brand", 0.12),
    ("contested", "brand", 0.12),
)


def faults(theme: Theme, file: Written) -> tuple[Problem, ...]:
    """
    Return what cannot be read or told apart, with the figure and the nearest colour that passes.

    Parameters
    ----------
    theme : Theme
        A theme whose colours are colours.
    file : Written
        Where they stand.
    """
    return (*_unread(theme, file), *_alike(theme.colours, file))


def _unread(theme: Theme, file: Written) -> Iterator[Problem]:
    """Yield a problem for each colour that is not read somewhere, with all the places where it is not."""
    colours = theme.colours
    pairs = [*PAIRS, DRAFT, *([BAND] if theme.look.header == "band" else [])]
    failing: dict[str, dict[str, tuple[float, str]]] = {}
    nears: dict[str, str] = {}
    for words, ground, where in pairs:
        ratio = contrast(_value(colours, words), _value(colours, ground))
        if ratio >= LEAST:
            continue
        name, other = (ground, words) if words == "paper" else (words, ground)
        if name not in nears:
            nears[name] = nearest(getattr(colours, name), _beside(pairs, colours, name))
        if not nears[name]:  # then it is the wash that no shade can be read on
            name, other = "wash", name
        failing.setdefault(name, {}).setdefault(_called(colours, other), (ratio, where))
    for name, met in failing.items():
        on = "under" if name == "wash" else "on"
        figures = ", ".join(f"{shown(ratio)} {on} {other}" for other, (ratio, _) in met.items())
        fix = f'write {name} = "{nears[name]}"' if name != "wash" else "write a lighter wash, such as #F3F5F7"
        yield Problem(
            "contrast",
            file.value("colours", name),
            f"{_called(colours, name)} has a contrast of {figures}",
            f"{next(iter(met.values()))[1]}, and small words need {LEAST} to be read by everybody (WCAG 2.2)",
            fix,
        )


def _beside(pairs: list[Pair], colours: Colours, name: str) -> list[str]:
    """Return all colours that one meets as words or as ground."""
    met = [ground for words, ground, _ in pairs if words == name]
    met += [words for words, ground, _ in pairs if ground == name and words == "paper"]
    return [_value(colours, other) for other in met]


def _alike(colours: Colours, file: Written) -> Iterator[Problem]:
    for one, other, least in APART:
        values = getattr(colours, one), getattr(colours, other)
        for deuteranopia in (False, True):
            found = distance(*values, deuteranopia=deuteranopia)
            if found >= least:
                continue
            eyes = " for eyes without the pigment for green" if deuteranopia else ""
            at = file.value("colours", other if other == "brand" else one)
            yield Problem(
                "alike",
                at,
                f"{one} {values[0]} and {other} {values[1]} look alike{eyes}: {found:.2f}, not {least:.2f}",
                "blue and vermilion, or what a theme has for them, belong to evidence and to nothing else",
                f"take another {other if other == 'brand' else one}, or leave it out for the house's",
            )
            break


def _value(colours: Colours, name: str) -> str:
    return _GROUNDS[name][1] if name in _GROUNDS else str(getattr(colours, name))


def _called(colours: Colours, name: str) -> str:
    return _GROUNDS[name][0] if name in _GROUNDS else f"{name} {getattr(colours, name)}"
