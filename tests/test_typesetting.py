"""What cannot be set is told; what is set is the same file everywhere, and fit for an archive."""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reportkit.publishing.typesetting import TypesettingError, typeset
from reportkit.resources import templates
from tests.samples import pages, paper

ALL = ("harbour", "short", "hostile")
Json = Any  # whatever JSON can hold, and a page made of it


@cache
def pdf(name: str, *options: int) -> bytes:
    """Return the PDF of a sample, made once."""
    return typeset(*getattr(pages, name)(*options))


def reader(name: str, *options: int) -> Json:
    """Return a sample's PDF, opened."""
    return paper.opened(pdf(name, *options))


def changed(page: Json, **block: Json) -> Json:
    """Return a copy of a page with other values in its first block that has them."""
    document, drawings, attached = copy.deepcopy(page)
    for part in document["blocks"]:
        if block.keys() <= part.keys():
            part.update(block)
            return document, drawings, attached
    raise AssertionError(block)


def problems(*page: Json) -> str:
    """Return what the error says that a page gives."""
    with pytest.raises(TypesettingError) as error:
        typeset(*page)
    return str(error.value)


def test_a_reference_without_a_row_stops_the_page() -> None:
    """A key that leads nowhere is told with its block; two rows of one name are told as well."""
    document, drawings, attached = pages.short()
    document["blocks"][2]["items"].append(pages.line("Who saw it[C9]."))
    document["blocks"][3]["items"] *= 2
    message = problems(document, drawings, attached)
    assert "block 3, list: [C9] leads nowhere: no row or note is called C9" in message
    assert "2 rows are called D1" in message


def test_the_record_is_attached() -> None:
    """The encoded record can be taken out of the PDF as it was put in, and is named as its source."""
    opened = reader("harbour")
    assert {name: content for name, [content] in opened.attachments.items()} == pages.harbour()[2]
    file = opened.trailer["/Root"]["/AF"][0].get_object()
    assert file["/AFRelationship"] == "/Source"
    assert file["/Desc"] == "Fire at the north harbour"
    assert file["/EF"]["/F"].get_object()["/Subtype"] == "/application/json"


def test_the_file_claims_both_standards() -> None:
    """The metadata name PDF/UA-1 and PDF/A-3a; title and language are set, an author and a clock are not."""
    opened = reader("harbour")
    xmp = opened.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfuaid:part>1<", xmp)
    assert re.search(r"pdfaid:part>3<", xmp)
    assert re.search(r"pdfaid:conformance>A<", xmp)
    assert opened.metadata
    assert opened.metadata.title == "Fire at the north harbour"
    assert opened.metadata.author is None
    assert opened.trailer["/Root"]["/Lang"] == "en"
    assert opened.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "1970-01-01" in xmp


def test_only_the_bundled_fonts_are_used() -> None:
    """Whatever the machine has installed, only IBM Plex is embedded, also for Arabic and Hebrew names."""
    used: set[str] = set()
    for name in ALL:
        for page in reader(name).pages:
            for font in page["/Resources"]["/Font"].values():
                used.add(font.get_object()["/BaseFont"].partition("+")[2].partition("-")[0])
    assert used == {
        *("IBMPlexSans", "IBMPlexSansCond", "IBMPlexSerif", "IBMPlexSansArabic", "IBMPlexSansHebrew"),
    }


def test_letters_without_a_glyph_are_all_named_at_once() -> None:
    """A letter that no bundled font has stops the page; the error names each such letter and its block."""
    document, drawings, attached = pages.short()
    document["blocks"][1]["sentences"].append([pages.run("smoke 😀 and 漢")])
    document["blocks"][2]["items"].append([pages.run("bell \x07")])
    message = problems(document, drawings, attached)
    assert "block 2, bottom_line: no font has U+6F22 (cjk unified ideograph-6f22), U+1F600" in message
    assert "block 3, list: no font has U+0007 (a control character)" in message
    assert "\x07" not in message


def test_a_mark_on_a_letter_is_named_and_not_the_letter() -> None:
    """Where a letter can be set and a mark upon it cannot, the mark is what the error names."""
    document, drawings, attached = pages.short()
    document["blocks"][2]["items"].append([pages.run("Zo\u0321")])
    message = problems(document, drawings, attached)
    assert "block 3, list: no font has U+0321 (combining palatalized hook below) in" in message
    assert message.count("= why") == 1


@pytest.mark.parametrize("words", ["Василий", "Ωμέγα", "a\u2011b\u202fc", "xƒx"])
def test_scripts_that_one_cut_lacks_are_set_in_another(words: str) -> None:
    """Names in Cyrillic or Greek can stand in tables, heads and the bottom line, whose fonts hold neither."""
    document, drawings, attached = pages.short()
    line = [pages.run(words, "strong")]
    document["blocks"][1]["sentences"].append(line)
    document["blocks"].append(pages.table("claims", ["", words, "x"], [[pages.cell(line)] * 3]))
    assert paper.text(paper.opened(typeset(document, drawings, attached)).pages[0]).count(words[1]) >= 4


def test_half_a_character_is_named() -> None:
    """A lone surrogate, which is no text in any encoding, is told as such."""
    document, drawings, attached = pages.short()
    document["blocks"][2]["items"].append([pages.run("odd \ud800")])
    assert "block 3, list: half of a character in 'odd \\ud800'" in problems(document, drawings, attached)


@pytest.mark.parametrize(
    ("svg", "complaint"),
    [
        ("<svg", "it is not an SVG"),
        ('<svg xmlns="http://www.w3.org/2000/svg"><text>a</text></svg>', "it holds <text>"),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/hostname"/></svg>',
            "it holds <image>, a link",
        ),
        (
            '<!DOCTYPE s [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
            "it holds an entity",
        ),
        ('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "it holds <script>"),
    ],
)
def test_drawings_hold_nothing_but_outlines(svg: str, complaint: str) -> None:
    """Text would change with the fonts of a machine, links would fetch: such drawings are refused by name."""
    document, drawings, attached = pages.harbour()
    message = problems(document, drawings | {"figures/actors.svg": svg}, attached)
    assert f"drawing 'figures/actors.svg': {complaint}" in message


def test_missing_drawings_are_named() -> None:
    """A figure or a mark without its drawing is told with its block, all of them at once."""
    document, drawings, attached = pages.harbour()
    for name in ("figures/actors.svg", "marks/inquiry.svg"):
        del drawings[name]
    message = problems(document, drawings, attached)
    assert "block 9, figure 'actors': its drawing 'figures/actors.svg' is not there" in message
    assert "block 10, table 'matrix': the mark 'inquiry' has no drawing" in message


def test_what_is_larger_than_the_page_stops_it() -> None:
    """A figure or a table that would be cut off is told with its size, never cut off."""
    tall = pages.harbour()
    tall[1]["figures/actors.svg"] = pages.drawing(178, 300)
    assert "block 9, figure 'actors': the figure 'actors' is 178 x 300 mm" in problems(*tall)
    wide = pages.short()
    heads = [f"Unabbreviated{n}" for n in range(20)]
    wide[0]["blocks"].append(pages.table("matrix", heads, [[pages.cell(pages.line("–"))] * 20]))
    assert re.search(
        r"block 5, table 'matrix': the table 'matrix' needs \d+ mm for its 20 columns", problems(*wide)
    )


def test_an_alt_text_is_never_left_out() -> None:
    """A figure without a description is refused, and the figure is named."""
    page = changed(pages.harbour(), figure="places", alt=[])
    assert "block 6, figure 'places': it has no description" in problems(*page)


def test_another_format_is_refused() -> None:
    """A document of another format is not guessed at."""
    document, drawings, attached = pages.short()
    assert "format 2" in problems(document | {"format": 2}, drawings, attached)
    del document["marking"]
    assert "the document has no marking" in problems(document, drawings, attached)


def test_a_name_that_leads_out_of_its_folder_is_refused() -> None:
    """An attachment cannot be called so that saving it writes elsewhere, nor a drawing like a template."""
    document, drawings, _ = pages.short()
    assert "'../x' is no name for an attached file" in problems(document, drawings, {"../x": b""})
    assert "drawing 'house.typ': it is no name" in problems(document, {**drawings, "house.typ": "<svg/>"}, {})


_MAKE = """
import hashlib, sys
from reportkit.publishing.typesetting import typeset
from tests.samples import pages
print(hashlib.sha256(typeset(*getattr(pages, sys.argv[1])())).hexdigest())
"""


@pytest.mark.slow
def test_the_same_bytes_wherever_it_is_made(tmp_path: Path) -> None:
    """Working folder, home, time zone, locale, clock settings and font folders change nothing."""
    (tmp_path / "page.json").write_text("{}")
    (tmp_path / "house.typ").write_text("#let house = 1")
    here = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[1])}
    elsewhere = here | {
        "HOME": str(tmp_path / "nobody"),
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "tr_TR.UTF-8",
        "LANG": "ar_EG",
        "SOURCE_DATE_EPOCH": "86400",
        "TYPST_FONT_PATHS": str(tmp_path),
        "TYPST_PACKAGE_PATH": str(tmp_path),
        "PYTHONHASHSEED": "7",
    }
    for name in ("harbour", "hostile"):
        made = {
            subprocess.run(  # noqa: S603 - our own interpreter on our own lines
                [sys.executable, "-c", _MAKE, name],
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            for folder, environment in ((Path.cwd(), here), (tmp_path, elsewhere))
        }
        assert len(made) == 1


def test_the_order_of_keys_does_not_matter() -> None:
    """A document whose keys come in another order gives the same bytes."""
    document, drawings, attached = pages.harbour()

    def turned(part: Json) -> Json:
        if isinstance(part, dict):
            return {key: turned(part[key]) for key in sorted(part, reverse=True)}
        return [turned(value) for value in part] if isinstance(part, list) else part

    again = typeset(turned(document), dict(reversed(drawings.items())), attached)
    assert again == pdf("harbour")


def test_templates_need_no_network() -> None:
    """No template imports a package, which would be fetched."""
    for path in (templates() / "briefing").glob("*.typ"):
        assert not re.search(r"""(import|include)\s+["']@""", path.read_text(encoding="utf-8")), path


ODD = [
    "",
    " ",
    "\t\n",
    "\u202e\u202d",
    "\ufeff",
    "a\u0301\u0302",
    "\u200d" * 40,
    "\u2028",
    "\xad",
    "()" * 200,
]


@pytest.mark.parametrize("word", ODD, ids=range(len(ODD)))
def test_odd_characters_are_harmless(word: str) -> None:
    """Blanks, joiners, marks that combine and characters that turn words neither break nor leave the page."""
    document, drawings, attached = pages.short()
    document["blocks"][2]["items"] = [[pages.run(word), pages.run("D1", "reference", ["D1"])]]
    document["title"] = [pages.run("t"), pages.run(word)]
    assert paper.outside(paper.opened(typeset(document, drawings, attached)).pages[0]) == []


def test_json_values_alone_make_the_page() -> None:
    """A document that went through JSON is the same document."""
    document, drawings, attached = pages.harbour()
    assert typeset(json.loads(json.dumps(document)), drawings, attached) == pdf("harbour")
