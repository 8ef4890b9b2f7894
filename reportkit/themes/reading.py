"""
A theme's folder read and checked: every problem at once, each at its line.

What a theme leaves out is the house's. Colours are checked for every pair of words and ground that a page
has; hues of evidence for being told apart, with normal eyes and without the pigment for green.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from reportkit.problems import Place, Problem, Told, clipped, count, in_order, nearest
from reportkit.reading import lookalikes
from reportkit.themes import faces, hues, logos, written
from reportkit.themes.colours import COLOUR, LEAST, contrast, shown
from reportkit.themes.colours import nearest as nearest_colour
from reportkit.themes.files import Unreadable, content, is_plain
from reportkit.themes.records import COLOURS, LOOKS, PAPERS, Colours, Faces, Logo, Look, Marking, Theme

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from reportkit.themes.faces import Font
    from reportkit.themes.records import FontFile

FILE: Final = "theme.toml"
FORMAT: Final = 1
LONGEST_NAME, LONGEST_CONTACT, LONGEST_DISCLAIMER, LONGEST_ALT, LONGEST_MARKING = 40, 110, 700, 160, 28
_LARGEST: Final = 64_000
_MOST_MARKINGS: Final = 12
_LONGEST_WORD: Final = 60  # a longer one would have no place to break
_KEYS: Final = {
    (): ("format", "name", "paper", "contact", "disclaimer", "colours", "fonts", "look", "logo", "markings"),
    ("colours",): COLOURS,
    ("fonts",): faces.ROLES,
    ("look",): tuple(LOOKS),
    ("logo",): ("file", "alt", "height_mm"),
}
_MARKING_KEYS: Final = ("text", "ground")
_KINDS: Final = {str: "words in quotes", int: "a whole number", dict: "a table"}
_HIDDEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_DEFAULT_LOGO_MM: Final = 8.0


class ThemeProblems(Told, ValueError):  # noqa: N818 - it carries many problems, it is not one error
    """Raised for a theme that cannot be used; ``problems`` holds all of them, the message lists them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__("\n\n".join((*map(str, self.problems), count(self.problems))))


@dataclass(slots=True)
class _Draft:
    """What is known of a theme while it is read."""

    folder: Path
    shown: str
    file: written.Written
    problems: list[Problem] = field(default_factory=list)
    fonts: dict[str, tuple[FontFile, Font]] = field(default_factory=dict)

    def add(self, rule: str, place: Place, what: str, why: str, fix: str) -> None:
        self.problems.append(Problem(rule, place, what, why, fix))

    def table(self, *path: str) -> dict[str, Any]:
        """Return a table of the file; {} where there is none, or something else."""
        found: Any = self.file.values
        for name in path:
            found = found.get(name, {}) if isinstance(found, dict) else {}
        return found if isinstance(found, dict) else {}


def read(folder: Path, *, shown: str = "", ours: bool = False) -> Theme:
    """
    Return the theme of a folder.

    Parameters
    ----------
    folder : pathlib.Path
        A folder with a ``theme.toml``.
    shown : str
        How messages call the folder; its name if not given.
    ours : bool
        Whether it ships with the kit, so that its place need not be remembered.

    Raises
    ------
    ThemeProblems
        Everything that is wrong with it, at once.

    Examples
    --------
    >>> from reportkit.resources import templates
    >>> read(templates() / "themes" / "house", ours=True).paper
    'A4'
    """
    theme, problems = inspect(folder, shown=shown, ours=ours)
    if problems:
        raise ThemeProblems(problems)
    return theme


def inspect(folder: Path, *, shown: str = "", ours: bool = False) -> tuple[Theme, tuple[Problem, ...]]:
    """
    Return the theme of a folder as far as it goes, and all that is wrong with it.

    Parameters
    ----------
    folder, shown, ours
        As `read` takes them.

    Examples
    --------
    >>> from pathlib import Path
    >>> [problem.what for problem in inspect(Path("no-such-folder"))[1]]
    ['the theme cannot be read: there is no such file']
    """
    shown = shown or folder.name
    draft = _opened(folder, shown)
    if draft.problems:
        return Theme(folder.name), in_order(draft.problems)
    _unknown_keys(draft)
    draft.fonts = faces.read(folder, draft.problems, shown)
    theme = Theme(
        name=_name(draft),
        paper=_choice(draft, ("paper",), PAPERS, "A4"),
        colours=_colours(draft),
        faces=_faces(draft),
        look=Look(**{name: _choice(draft, ("look", name), of, of[0]) for name, of in LOOKS.items()}),
        logo=_logo(draft),
        markings=_markings(draft),
        contact=_words(draft, ("contact",), LONGEST_CONTACT, "it stands on one line of the footer"),
        disclaimer=_words(
            draft, ("disclaimer",), LONGEST_DISCLAIMER, "it stands at the end of every briefing"
        ),
        folder="" if ours else str(folder.absolute()),
    )
    draft.problems += hues.faults(theme, draft.file)
    own = [("contact", theme.contact), ("disclaimer", theme.disclaimer)]
    said = [faces.Named(words, draft.file.value(name)) for name, words in own if words]
    said += [
        faces.Named(marking.name, draft.file.key("markings", marking.name)) for marking in theme.markings
    ]
    if not "".join(one.words for one in said).isascii():
        draft.problems += faces.uncovered(faces.asked(theme, folder), said, into=f"{shown}/{faces.FOLDER}")
    return theme, in_order(draft.problems)


def _opened(folder: Path, shown: str) -> _Draft:
    file = f"{shown}/{FILE}"
    draft = _Draft(folder, shown, written.Written(file))
    try:
        data = content(folder / FILE, _LARGEST)
        text = data.decode("utf-8-sig")
    except (Unreadable, UnicodeDecodeError) as error:
        words = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        why, fix = "colours, fonts and words of the page stand there", f"put a {FILE} into this folder"
        draft.add("theme", Place(file), f"the theme cannot be read: {words}", why, fix)
        return draft
    draft.file, problems = written.read(text, file)
    draft.problems += problems
    if not problems and draft.file.values.get("format") != FORMAT:
        given = draft.file.values.get("format")
        what = (
            "the theme names no format" if given is None else f"the theme has format {clipped(repr(given))}"
        )
        why = f"this version of the kit reads format {FORMAT}, and other keys may mean something else"
        draft.add(
            "format", draft.file.value("format"), what, why, f"write format = {FORMAT} in the first line"
        )
    return draft


def _unknown_keys(draft: _Draft) -> None:
    for path, known in _KEYS.items():
        table = draft.table(*path)
        for key in sorted(set(table) - set(known)):
            _unknown(draft, (*path, key), known, f"[{'.'.join(path)}]" if path else "a theme")
    for name, value in draft.table("markings").items():
        for key in sorted(set(value) - set(_MARKING_KEYS)) if isinstance(value, dict) else ():
            _unknown(draft, ("markings", name, key), _MARKING_KEYS, "a marking")
    for name in ("colours", "fonts", "look", "logo", "markings"):
        value = draft.file.values.get(name, {})
        if not isinstance(value, dict):
            _mistyped(draft, (name,), dict, value)


def _unknown(draft: _Draft, path: tuple[str, ...], known: Collection[str], of: str) -> None:
    key = path[-1]
    fix = nearest(key, known, where=f"the keys of {of}")
    if len(path) > 1 and key in _KEYS[()]:
        fix = "put it above the first line in square brackets: below that it belongs to the table"
    what = f"'{clipped(key)}' is no key of {of}"
    draft.add(
        "unknown-key", draft.file.key(*path), what, "a key nobody reads would be lost without a word", fix
    )


def _mistyped(draft: _Draft, path: tuple[str, ...], kind: type, value: object) -> None:
    name = ".".join(path)
    what = f"'{name}' is {clipped(repr(value), 40)}"
    fixes: dict[type, str] = {
        str: f'write {path[-1]} = "…"',
        dict: f"write [{name}] on a line of its own, and its keys below",
    }
    why = f"it is {_KINDS[kind]}" if kind in _KINDS else "it is a number"
    draft.add("type", draft.file.value(*path), what, why, fixes.get(kind, f"write {path[-1]} = 8"))


def _text(draft: _Draft, path: tuple[str, ...]) -> str:
    """Return the words at a path; "" where there are none."""
    value = draft.table(*path[:-1]).get(path[-1], "")
    if not isinstance(value, str):
        _mistyped(draft, path, str, value)
        return ""
    return value


def _choice(draft: _Draft, path: tuple[str, ...], known: Collection[str], default: str) -> str:
    value = _text(draft, path)
    if not value or value in known:
        return value or default
    name = path[-1]
    what = f"unknown {name} '{clipped(value)}'"
    fix = nearest(value, known, where=f"what a theme has for '{name}'")
    draft.add("unknown-word", draft.file.value(*path), what, "the template knows no other", fix)
    return default


def _name(draft: _Draft) -> str:
    value = _words(draft, ("name",), LONGEST_NAME, "records and messages call the theme by it")
    return value or clipped(draft.folder.name, LONGEST_NAME)


def _words(draft: _Draft, path: tuple[str, ...], most: int, why: str) -> str:
    """Return words for the page: on one line, not too long, with nothing hidden in them."""
    value = " ".join(_text(draft, path).split())
    at = draft.file.value(*path)
    if len(value) > most:
        what = f"'{path[-1]}' has {len(value)} characters"
        draft.add(
            "too-long", at, what, f"{why}, and there is room for {most}", f"shorten it by {len(value) - most}"
        )
    elif found := _HIDDEN.search(value):
        what = f"'{path[-1]}' holds U+{ord(found[0]):04X}, which nobody can see"
        draft.add("hidden", at, what, "it could turn or hide the words beside it", "remove it")
    elif long := next((word for word in value.split() if len(word) > _LONGEST_WORD), ""):
        what = f"'{path[-1]}' holds a word of {len(long)} letters"
        draft.add(
            "too-long", at, what, "it would have no place to break", f"write at most {_LONGEST_WORD} in one"
        )
    else:
        return value
    return ""


def _colour(draft: _Draft, path: tuple[str, ...], default: str) -> str:
    value = _text(draft, path)
    if not value or COLOUR.fullmatch(value):
        return value.upper() or default
    what = f"'{clipped(value)}' is no colour"
    why = "colours are six digits of red, green and blue, so that they mean the same everywhere"
    digits = value.strip().lstrip("#")
    meant = "#" + "".join(digit * (6 // len(digits)) for digit in digits) if len(digits) in {3, 6} else ""
    fix = f'write it as "{meant.upper() if COLOUR.fullmatch(meant) else default}"'
    draft.add("colour", draft.file.value(*path), what, why, fix)
    return default


def _colours(draft: _Draft) -> Colours:
    house = Colours()
    return Colours(**{name: _colour(draft, ("colours", name), getattr(house, name)) for name in COLOURS})


def _faces(draft: _Draft) -> Faces:
    named = {}
    known = sorted({*faces.BUNDLED, *(f for _, font in draft.fonts.values() for f in font.families)})
    for role in faces.ROLES:
        family = _text(draft, ("fonts", role))
        good = not family or family in faces.BUNDLED or faces.files_of(family, draft.fonts)
        if not good and not (role == "condensed" and family == faces.NONE):
            what = f"there is no font of the family '{clipped(family)}'"
            where = f"{draft.shown}/{faces.FOLDER}"
            why = f"only the bundled fonts and those in {where} are the same on every machine"
            fix = nearest(family, known, where="the families that are there")
            draft.add("font", draft.file.value("fonts", role), what, why, fix)
            family = ""
        named[role] = family
    return Faces(**named, files=tuple(record for record, _ in draft.fonts.values()))


def _logo(draft: _Draft) -> Logo | None:
    if not isinstance(draft.file.values.get("logo"), dict):
        return None
    name = _text(draft, ("logo", "file"))
    alt = _words(draft, ("logo", "alt"), LONGEST_ALT, "a screen reader says it on every briefing")
    height = _height(draft)
    if not draft.table("logo").get("alt"):
        what, why = "the logo has no words", "a reader who does not see it would have nothing of it"
        draft.add("alt", draft.file.key("logo"), what, why, 'write alt = "…": what it shows, or whose it is')
    if not name:
        what, why = "the logo names no file", "it would be missing on every page"
        draft.add("logo", draft.file.key("logo"), what, why, 'write file = "logo.svg"')
        return None
    at, kind = draft.file.value("logo", "file"), name.rpartition(".")[2].lower()
    if not is_plain(name) or kind not in {"svg", "png"}:
        what = f"'{clipped(name)}' is no logo"
        why = f"it is a file of the folder {draft.shown} that ends in .svg or .png"
        draft.add("logo", at, what, why, "copy it there, and write its name alone")
        return None
    try:
        return logos.made(content(draft.folder / name, logos.LARGEST), kind, alt, height)
    except Unreadable as error:
        what, why = f"the logo cannot be read: {error}", "it would be missing on every page"
        draft.add("logo", at, what, why, f"put it into {draft.shown} as a file of its own")
    except logos.NoLogo as error:
        draft.add("logo", at, f"{name}: {error.args[0]}", error.args[1], error.args[2])
    return None


def _height(draft: _Draft) -> float:
    value = draft.table("logo").get("height_mm", _DEFAULT_LOGO_MM)
    at = draft.file.value("logo", "height_mm")
    if isinstance(value, bool) or not isinstance(value, int | float):
        _mistyped(draft, ("logo", "height_mm"), float, value)
    elif not logos.LOWEST_MM <= value <= logos.HIGHEST_MM:
        what = f"the logo is {value:g} mm high"
        why = f"the head of the page has room for {logos.LOWEST_MM:g} to {logos.HIGHEST_MM:g} mm"
        draft.add("logo", at, what, why, f"write height_mm = {_DEFAULT_LOGO_MM:g}")
    else:
        return float(value)
    return _DEFAULT_LOGO_MM


def _markings(draft: _Draft) -> tuple[Marking, ...]:
    found = []
    for name, value in list(draft.table("markings").items())[:_MOST_MARKINGS]:
        at, path = draft.file.key("markings", name), ("markings", name)
        if not isinstance(value, dict):
            _mistyped(draft, path, dict, value)
        elif _is_of_tlp(name):
            what = f"'{clipped(name)}' belongs to the Traffic Light Protocol"
            why = "its colours are prescribed, so that the same label means the same everywhere"
            draft.add("marking", at, what, why, "remove it: the kit sets it as FIRST prescribes")
        elif not name.strip() or len(name) > LONGEST_MARKING or _HIDDEN.search(name):
            what = (
                f"a marking of {len(name)} characters"
                if len(name) > LONGEST_MARKING
                else "a marking nobody can read"
            )
            why = f"it stands in the header of every page, which has room for {LONGEST_MARKING}"
            draft.add("marking", at, what, why, "write a shorter one, in visible letters")
        else:
            found.append(_marking(draft, name))
    if len(draft.table("markings")) > _MOST_MARKINGS:
        what = f"{len(draft.table('markings'))} markings"
        why = f"a scheme of more than {_MOST_MARKINGS} is none"
        draft.add("marking", draft.file.key("markings"), what, why, "keep those in use")
    return tuple(found)


def _is_of_tlp(name: str) -> bool:
    """Whether a marking reads as one of the Traffic Light Protocol, whatever letters it is written with."""
    return re.sub(r"[\W_]", "", lookalikes.letters_alike(name)).casefold().startswith("tlp")


def _marking(draft: _Draft, name: str) -> Marking:
    path = ("markings", name)
    found = Marking(
        name, _colour(draft, (*path, "text"), "#FFFFFF"), _colour(draft, (*path, "ground"), "#000000")
    )
    if (ratio := contrast(found.text, found.ground)) < LEAST:
        near = nearest_colour(found.text, [found.ground])
        what = f"{found.text} on {found.ground} is {shown(ratio)} to 1"
        why = f"who may read a page must be read by everybody: small words need {LEAST} to 1"
        fix = f'write text = "{near}"' if near else "write another ground"
        draft.add("contrast", draft.file.value(*path, "text"), what, why, fix)
    return found
