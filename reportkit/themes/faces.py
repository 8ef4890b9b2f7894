"""
The font files of a theme: who made which family, which letters they hold, and what is set in another face.

A letter is looked for in this order: the theme's face, IBM Plex in the script of the letter, the theme's
other fonts, and what has been put into the kit's own folder of fonts.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from reportkit.problems import Place, Problem, clipped
from reportkit.resources import fonts_with, templates
from reportkit.themes.files import Unreadable, content, is_plain
from reportkit.themes.records import FontFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from reportkit.themes.records import Faces, Theme

FOLDER: Final = "fonts"
ENDINGS: Final = (".ttf", ".otf")
BUNDLED: Final = ("IBM Plex Sans", "IBM Plex Serif")
ROLES: Final = ("sans", "serif", "condensed")
NONE: Final = "none"  # as the condensed face: tables are set in the sans
_OURS: Final = {*BUNDLED, *(f"IBM Plex Sans {cut}" for cut in ("Condensed", "Cond", "Arabic", "Hebrew"))}
_LARGEST: Final = 20_000_000  # bytes; a font of all Chinese letters has that
_MOST: Final = 24
_RESTRICTED: Final = 0x0002  # OS/2 fsType: may not be embedded
_NARROW: Final = 4  # OS/2 usWidthClass: semi-condensed and less
# What has no glyph by nature: joiners, soft hyphen, marks of direction, variation selectors, byte order mark.
_INVISIBLE: Final = frozenset("\u00ad\u034f\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff") | {
    chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xFE00, 0xFE10))
}
_LISTED: Final = 6


class Font(NamedTuple):
    """What a font file says of itself: families, letters, whether it is narrow or may not be embedded."""

    families: tuple[str, ...]
    letters: frozenset[int]
    narrow: bool
    restricted: bool


def read(folder: Path, problems: list[Problem], shown: str) -> dict[str, tuple[FontFile, Font]]:
    """
    Return the fonts of a theme's folder by name; what cannot be used is added to the problems.

    Parameters
    ----------
    folder : pathlib.Path
        The theme's folder.
    problems : list of Problem
        Where problems are added.
    shown : str
        How messages call the theme's folder.
    """
    found = {}
    for path in _listed(folder / FOLDER, problems, f"{shown}/{FOLDER}"):
        at = Place(f"{shown}/{FOLDER}/{path.name}")
        try:
            data = content(path, _LARGEST)
            font = opened(data)
        except Unreadable as error:
            problems.append(Problem("font", at, f"this font cannot be read: {error}", _USED, _PUT))
            continue
        if font.restricted:
            what = f"its maker does not allow '{clipped(font.families[0])}' to be embedded"
            why = "a page carries the fonts it is set in, and this one may not be carried"
            problems.append(Problem("font", at, what, why, "ask for a licence to embed it, or take another"))
        elif own := _OURS & set(font.families):
            what = f"its family is '{min(own)}', which comes with the kit"
            why = "which of the two a page is set in would be left to chance"
            problems.append(Problem("font", at, what, why, "remove the file: the kit's own is taken"))
        else:
            record = FontFile(path.name, hashlib.sha256(data).hexdigest(), font.families[0])
            found[path.name] = (record, font)
    return found


_USED: Final = "pages are set in all fonts of this folder"
_PUT: Final = "put the font there again, as .ttf or .otf, or remove the file"


def _listed(folder: Path, problems: list[Problem], shown: str) -> Iterator[Path]:
    if not (folder.is_dir() or folder.is_symlink()):
        return
    at = Place(shown)
    try:
        names = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        problems.append(
            Problem("font", at, f"it cannot be read: {error.strerror}", _USED, "check who owns it")
        )
        return
    if folder.is_symlink():
        problems.append(
            Problem("font", at, "it is a link", "a theme is one folder", "copy the fonts into it")
        )
        return
    fonts = [name for name in names if name.lower().endswith(ENDINGS)]
    for name in names:
        if name.lower().endswith((".woff", ".woff2", ".ttc", ".otc", ".pfb", ".dfont")):
            what, why = "this kind of font is not read", "pages are set in .ttf and .otf files"
            fix = "convert it, or ask its maker for the .ttf or .otf"
            problems.append(Problem("font", Place(f"{shown}/{name}"), what, why, fix))
    if len(fonts) > _MOST:
        what = f"{len(fonts)} fonts"
        problems.append(
            Problem("font", at, what, f"at most {_MOST} are read", "keep the cuts that pages use")
        )
    yield from (folder / name for name in fonts[:_MOST] if is_plain(name))


def opened(data: bytes) -> Font:
    """
    Return what a font file says of itself.

    Raises
    ------
    reportkit.themes.files.Unreadable
        It is no font, or has neither a name nor letters.

    Examples
    --------
    >>> opened((templates() / "fonts" / "IBMPlexSerif_400Regular.ttf").read_bytes()).families
    ('IBM Plex Serif',)
    """
    return _opened(hashlib.sha256(data).hexdigest(), data)


@lru_cache(maxsize=64)
def _opened(digest: str, data: bytes) -> Font:
    del digest  # spares comparing megabytes when the cache is asked
    library = importlib.import_module("fontTools.ttLib")
    try:
        with library.TTFont(io.BytesIO(data), lazy=True) as font:
            names = [font["name"].getDebugName(number) for number in (16, 1)]
            letters = frozenset(font.getBestCmap() or ())
            says: Any = font.get("OS/2", None)
            narrow = says is not None and says.usWidthClass <= _NARROW
            restricted = says is not None and says.fsType & 0x000F == _RESTRICTED
    except Exception as error:  # noqa: BLE001 - a parser of damaged files raises whatever they lead it to
        raise Unreadable(f"it is no font ({type(error).__name__})") from None
    families = tuple(dict.fromkeys(str(name).strip() for name in names if name and name.strip()))
    if not families or not letters:
        raise Unreadable("it has no name" if not families else "it has no letters")
    return Font(families, letters, narrow, restricted)


def files_of(family: str, fonts: Mapping[str, tuple[FontFile, Font]]) -> tuple[str, ...]:
    """Return the files that make up a family, in order; none for one that is not in the folder."""
    wanted = family.casefold()
    return tuple(
        name for name, (_, font) in sorted(fonts.items()) if wanted in {f.casefold() for f in font.families}
    )


class Named(NamedTuple):
    """Words that are to stand on a page, and where they are from, for messages."""

    words: str
    where: Place


def uncovered(
    letters: Mapping[str, Iterable[int]], words: Iterable[Named], *, into: str = ""
) -> tuple[Problem, ...]:
    """
    Return a problem for each words with a letter that no font has.

    Parameters
    ----------
    letters : mapping of str to iterable of int
        The letters of all fonts that are asked, by file, as `asked` gives them.
    words : iterable of Named
        What is to be set.
    into : str
        The folder a font is to be put into; the kit's own if not given, which charts read too.

    Examples
    --------
    >>> print(uncovered({"a.ttf": {97}}, [Named("ab", Place("actors.yaml"))])[0].what)
    no font has U+0062 (latin small letter b) in “ab”
    """
    known = {letter for held in letters.values() for letter in held}
    found = []
    for one in words:
        if missing := _visible(one.words) - known:
            what = f"no font has {_named(missing)} in “{clipped(one.words)}”"
            why = "it would be an empty box on the page, and a screen reader would be silent"
            known_font = fonts_with(map(chr, missing))
            such = f", such as {known_font}," if known_font else ""
            fix = f"put a font that has it{such} (.ttf or .otf) into {into or templates() / FOLDER}"
            found.append(Problem("missing-glyph", one.where, what, why, fix))
    return tuple(found)


def replaced(theme: Theme, folder: Path, words: Iterable[Named], shown: str) -> tuple[Problem, ...]:
    """
    Return, for each face of a theme, the letters that it lacks and that another face is taken for.

    Nothing is wrong with that: it is told so that nobody is surprised by two hands in one line.

    Parameters
    ----------
    theme : Theme
        The theme.
    folder : pathlib.Path
        Where it lies.
    words : iterable of Named
        What is to be set.
    shown : str
        How messages call the theme's file.
    """
    given, found = list(words), []
    fonts = read(folder, [], shown)
    for role in ROLES:
        family = getattr(theme.faces, role)
        files = files_of(family, fonts)
        if not files:
            continue
        held = {letter for name in files for letter in fonts[name][1].letters}
        lacking = {one.words: missing for one in given if (missing := _visible(one.words) - held)}
        if lacking:
            letters = set().union(*lacking.values())
            example = next(iter(lacking))
            found.append(
                Problem(
                    "other-face",
                    Place(shown),
                    f"the {role} '{family}' has no {_named(letters)}, as in “{clipped(example)}”",
                    "such letters are set in IBM Plex, and then in whatever other font has them",
                    "nothing, or add a cut of the family that has them",
                )
            )
    return tuple(found)


def asked(theme: Theme | None, folder: Path | None) -> dict[str, frozenset[int]]:
    """Return the letters of each font that a page may be set in: the kit's, and the theme's."""
    found = {}
    for path in sorted((templates() / FOLDER).iterdir()):
        if path.suffix.lower() in ENDINGS:
            found[path.name] = opened(path.read_bytes()).letters
    if theme is not None and folder is not None and theme.faces.files:
        found |= {f"{FOLDER}/{name}": font.letters for name, (_, font) in read(folder, [], "").items()}
    return found


def roles(faces: Faces, fonts: Mapping[str, tuple[FontFile, Font]]) -> dict[str, tuple[str, ...]]:
    """
    Return the font files of each role, those of no role as "more"; a bundled family is named as such.

    A theme's sans with narrow cuts of its own is the condensed face, if no other is named. Without any, the
    bundled condensed stands in: tables reckon with narrow letters.
    """
    found: dict[str, tuple[str, ...]] = {}
    for role in ROLES:
        family = getattr(faces, role)
        found[role] = (family,) if family in BUNDLED else files_of(family, fonts)
    if faces.condensed == NONE or (
        not faces.condensed and any(fonts[n][1].narrow for n in found["sans"] if n in fonts)
    ):
        found["condensed"] = found["sans"]
    used = {name for names in found.values() for name in names}
    found["more"] = tuple(sorted(set(fonts) - used))
    return found


def _visible(words: str) -> set[int]:
    return {ord(c) for c in words if c not in _INVISIBLE and not c.isspace()}


def _named(letters: Iterable[int]) -> str:
    ordered = sorted(letters)
    listed = ", ".join(
        f"U+{n:04X} ({unicodedata.name(chr(n), 'a control character').lower()})" for n in ordered[:_LISTED]
    )
    return listed + (f" and {len(ordered) - _LISTED} more" if len(ordered) > _LISTED else "")
