"""What stands in the way of a page itself: a letter that no font has, a missing or broken template."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import pytest

from reportkit import resources
from reportkit.publishing import typesetting
from reportkit.publishing.typesetting import TypesettingError, typeset
from tests.commands import edit
from tests.shell import cell

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.usefixtures("alone")

GEORGIAN, CHINESE = "საქართველო", "港務局"
# Comes with matplotlib and has Georgian letters, which none of the bundled fonts has.
WIDE_FONT = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
FIX = (
    "put a font that has it, such as {such}, (.ttf or .otf) into {fonts}, or write the words in letters of "
    "the Latin, Greek, Cyrillic, Arabic or Hebrew script"
)


def page(words: str) -> dict[str, Any]:
    """Return a document without blocks that has certain words as its title and in its head."""
    runs = [{"t": words, "from": "fixed", "kind": "text"}]
    running = {"head": runs, "foot": runs, "page": runs}
    about = {"format": 1, "lang": "en", "title": runs, "marking": "TLP:CLEAR", "draft": None}
    return {**about, "running": running, "references": {}, "blocks": []}


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a copy of the templates that pages are set with."""
    copy = shutil.copytree(resources.templates(), tmp_path / "templates")
    monkeypatch.setattr(typesetting, "templates", lambda: copy)
    typesetting.forget_fonts()
    yield copy
    typesetting.forget_fonts()


def told(words: str = "Smoke") -> str:
    """Return why a page cannot be set."""
    with pytest.raises(TypesettingError) as wrong:
        typeset(page(words), {}, {})
    return str(wrong.value)


# Letters


def test_a_letter_that_no_font_has_is_named_with_its_words(templates: Path) -> None:
    """The page tells letter, words and where a font goes; with such a font there, it is made."""
    assert (
        told(f"Port of {CHINESE}")
        .splitlines()[0]
        .endswith(
            "no font has U+52D9 (cjk unified ideograph-52d9), U+5C40 (cjk unified ideograph-5c40), "
            f"U+6E2F (cjk unified ideograph-6e2f) in “Port of {CHINESE}”"
        )
    )
    message = told(GEORGIAN)
    assert "U+10E1 (georgian letter san)" in message
    assert f"  = fix: {FIX.format(such='Noto Sans Georgian', fonts=templates / 'fonts')}" in message
    shutil.copy(WIDE_FONT, templates / "fonts")
    typesetting.forget_fonts()
    assert typeset(page(GEORGIAN), {}, {}).startswith(b"%PDF-")


DRAW = """
import sys
from pathlib import Path
from reportkit import resources
resources.templates = lambda: Path(sys.argv[1])
import reportkit as rk
rk.actors(rk.load("harbour-fire", seeds=sys.argv[2]))
"""


@pytest.mark.parametrize("name", [GEORGIAN, CHINESE])
def test_a_chart_names_the_letter_of_an_actor_that_no_font_has(
    corpus: Path, name: str, tmp_path: Path
) -> None:
    """A label in other letters stops the chart with letter, words and remedy, and the remedy helps."""
    edit(corpus / "actors.yaml", "label: Port authority of Northport", f"label: {name}")
    shown = cell('import reportkit as rk\nrk.actors(rk.load("harbour-fire"))')
    such = {GEORGIAN: "Noto Sans Georgian", CHINESE: "Noto Sans CJK"}[name]
    letter = {GEORGIAN: "U+10E1 (georgian letter san)", CHINESE: "U+6E2F (cjk unified ideograph-6e2f)"}[name]
    assert shown == (
        f"no font has {letter} in “{name}”\n"
        "  = why: it would be an empty box in the chart\n"
        f"  = fix: {FIX.format(such=such, fonts=resources.templates() / 'fonts')}"
    )
    templates = shutil.copytree(resources.templates(), tmp_path / "templates")
    shutil.copy(WIDE_FONT, templates / "fonts")
    words = [sys.executable, "-c", DRAW, str(templates), str(corpus)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)  # noqa: S603
    assert (done.returncode == 0) is (name == GEORGIAN), done.stderr


# Templates


PUT_BACK = "put it back as the kit came (in a checkout: git checkout templates), or install the kit again"


def test_a_template_that_is_missing_is_named(templates: Path) -> None:
    """Without its template a page is refused with the path of the file."""
    main = templates / "briefing" / "briefing.typ"
    main.unlink()
    assert told() == (
        f"{main}: the template is missing\n  = why: every page is set by it\n  = fix: {PUT_BACK}"
    )


def test_a_template_that_another_one_needs_is_named_where_it_is_asked_for(templates: Path) -> None:
    """A part that is missing is told at the line that takes it in."""
    (templates / "briefing" / "parts.typ").unlink()
    message = told()
    assert message.startswith("templates/briefing/briefing.typ:6:8: file not found (searched at ")
    assert '6 | #import "parts.typ": pieces, side-by-side\n' in message


def test_a_mistake_in_a_template_is_told_with_its_line(templates: Path) -> None:
    """What the typesetter cannot read is shown with the line it stands in."""
    (templates / "briefing" / "parts.typ").write_text("#let one = 1\n#let two = (\n", encoding="utf-8")
    assert told() == (
        "templates/briefing/parts.typ:2:11: unclosed delimiter\n"
        "  |\n2 | #let two = (\n  |           ^\n"
        "  = why: every page is set by this template, whatever it shows\n"
        f"  = fix: mend this line, or {PUT_BACK}"
    )


def test_missing_fonts_are_told_with_their_folder(templates: Path) -> None:
    """Without the bundled fonts no page is set in others."""
    shutil.rmtree(templates / "fonts")
    (templates / "fonts").mkdir()
    typesetting.forget_fonts()
    assert told() == (
        f"{templates / 'fonts'}: bundled fonts are missing\n"
        "  = why: a page is set in them on every machine, and in no others\n"
        f"  = fix: {PUT_BACK}"
    )
