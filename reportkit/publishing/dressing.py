"""
What a document's theme gives to the typesetter: font files found by their digest, the logo, and its colours.

The document names the fonts of a theme and does not carry them: they are looked for where the theme was read,
among the themes of the kit, and in ``theme/`` beside the corpus, and one whose digest differs is not taken.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import tempfile
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reportkit.problems import Place, Problem, clipped
from reportkit.reading import whereabouts
from reportkit.resources import templates
from reportkit.themes import faces, finding, tokens
from reportkit.themes.files import Unreadable, content, is_plain
from reportkit.themes.recolouring import recoloured
from reportkit.themes.records import Faces, FontFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_LARGEST: Final = 20_000_000
_OURS: Final = ("marks/", "figures/")  # drawings in the kit's colours; an analyst's own keep theirs
_BY_THEMSELVES: Final = {"sans": "IBM Plex Sans", "serif": "IBM Plex Serif", "condensed": "IBM Plex Sans"}


class NotDressed(ValueError):  # noqa: N818 - it carries many problems, it is not one error
    """Raised for a theme that a page cannot be made with; ``problems`` says why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class Dress:
    """
    What the typesetter is given for one page.

    Parameters
    ----------
    files : mapping of str to bytes
        Files that the templates ask for: ``faces.json``, and the logo.
    fonts : object
        The fonts of the page as the typesetter takes them; None for the bundled ones alone.
    colours : mapping of str to str
        Colours of the kit's drawings, each with what takes its place.
    """

    files: Mapping[str, bytes] = field(default_factory=lambda: {"faces.json": b"{}"})
    fonts: Any = None
    colours: Mapping[str, str] = field(default_factory=dict)

    def drawings(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the drawings of a page, the kit's own in the colours of the theme."""
        return {
            name: recoloured(drawing, self.colours)
            if isinstance(drawing, str) and name.startswith(_OURS)
            else drawing
            for name, drawing in given.items()
        }


_HOUSE: Final = Dress()
_WORN: ContextVar[Dress] = ContextVar("_WORN", default=_HOUSE)


def worn() -> Dress:
    """
    Return the dress of the page that is being set.

    Examples
    --------
    >>> worn().files
    {'faces.json': b'{}'}
    """
    return _WORN.get()


@contextmanager
def dressed(theme: Any) -> Iterator[Dress]:  # noqa: ANN401 - whatever stands in a document
    """
    Set a page with the theme of its document; without one, as the house does.

    Parameters
    ----------
    theme : dict or None
        What stands in the document under ``theme``.

    Raises
    ------
    NotDressed
        The theme is not whole, or a font of it is not found with its digest.

    Examples
    --------
    >>> with dressed(None) as dress:
    ...     dress.colours
    {}
    """
    if theme is None:
        yield _HOUSE
        return
    if found := tokens.faults(theme):
        again = "run the notebook again with this version of the kit"
        why = "every page is set with it"
        raise NotDressed(Problem("theme", Place("theme"), f"the theme: {one}", why, again) for one in found)
    with tempfile.TemporaryDirectory(prefix="reportkit-") as place:
        dress = _made(theme, Path(place))
        token = _WORN.set(dress)
        try:
            yield dress
        finally:
            _WORN.reset(token)


def carried(theme: Any) -> dict[str, bytes]:  # noqa: ANN401 - whatever stands in a document
    """
    Return the font files of a theme by their names, for who sets the page and cannot look where they are.

    Parameters
    ----------
    theme : dict or None
        What stands in the document under ``theme``. Of one that is not whole nothing is looked for.

    Raises
    ------
    NotDressed
        A font is not found with its digest.

    Examples
    --------
    >>> carried(None)
    {}
    """
    if theme is None or any(True for _ in tokens.faults(theme)):
        return {}
    found = {record["name"]: (record, _found(record, theme)) for record in theme["fonts"]["files"]}
    if lost := [_lost(record, theme) for record, data in found.values() if data is None]:
        raise NotDressed(lost)
    return {name: data for name, (_, data) in found.items() if data is not None}


def _made(theme: Mapping[str, Any], place: Path) -> Dress:
    fonts, families = _fonts(theme, place)
    files = {"faces.json": json.dumps(families, sort_keys=True).encode()}
    if theme["logo"]:
        files["theme/logo.svg"] = tokens.drawing(theme["logo"])
    return Dress(files, fonts, tokens.changed_colours(theme))


def _fonts(theme: Mapping[str, Any], place: Path) -> tuple[Any, dict[str, list[str]]]:
    """Return the fonts of the page, and the families of each role by the names that the typesetter has."""
    given = theme["fonts"]
    named = Faces(*(given[role] for role in faces.ROLES))
    if not given["files"]:
        return None, _families(faces.roles(named, {}), {})
    problems: list[Problem] = []
    for record in given["files"]:
        data = _found(record, theme)
        if data is None:
            problems.append(_lost(record, theme))
        else:
            (place / record["name"]).write_bytes(data)
    if problems:
        raise NotDressed(problems)
    read = {
        record["name"]: (FontFile(**record), faces.opened((place / record["name"]).read_bytes()))
        for record in given["files"]
    }
    typst = importlib.import_module("typst")
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[templates() / faces.FOLDER, place],
    )
    called = {
        Path(one.path).name: one.family
        for one in fonts.fonts()
        if one.path and Path(one.path).parent.name == place.name  # the whole path may lead through a link
    }
    return fonts, _families(faces.roles(named, read), called)


def _families(roles: Mapping[str, Iterable[str]], called: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the families of each role; the house's own are left out, because they are asked next anyway."""
    found = {
        role: list(
            dict.fromkeys(called.get(name, name) for name in names if name != _BY_THEMSELVES.get(role))
        )
        for role, names in roles.items()
    }
    return {role: names for role, names in found.items() if names}


def _found(record: Mapping[str, str], theme: Mapping[str, Any]) -> bytes | None:
    if not is_plain(record["name"]):
        return None
    for folder in _folders(theme):
        with suppress(Unreadable):
            data = content(folder / faces.FOLDER / record["name"], _LARGEST)
            if hashlib.sha256(data).hexdigest() == record["sha256"]:
                return data
    return None


def _folders(theme: Mapping[str, Any]) -> Iterator[Path]:
    if theme.get("folder"):
        yield Path(theme["folder"])
    yield from (templates() / "themes" / name for name in finding.shipped())
    with suppress(whereabouts.NoCorpus):
        yield whereabouts.find().folder.parent / finding.FOLDER


def _lost(record: Mapping[str, str], theme: Mapping[str, Any]) -> Problem:
    looked = ", ".join(dict.fromkeys(str(folder / faces.FOLDER) for folder in _folders(theme)))
    return Problem(
        "font",
        Place("theme"),
        f"the theme '{clipped(theme['name'])}' is set in {clipped(record['name'])}, and no such file has the "
        f"digest {record['sha256'][:12]}…",
        f"another font would break lines and pages elsewhere; looked for in {looked}",
        f"put the file back into the theme's {faces.FOLDER}/, or run the notebook again",
    )
