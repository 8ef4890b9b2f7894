"""Logos and fonts of a theme: nothing outside its folder is read, nothing but shapes and letters is kept."""

from __future__ import annotations

import io
import os
import re
import struct
import zlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from reportkit.themes import checking, faces, logos, reading
from reportkit.themes.outlines import NoOutlines, cleaned
from reportkit.themes.records import Faces
from tests.samples.themed import LETTERS, RECT, SVG, font, png, theme, told, with_fonts

# Nothing outside the folder


def test_links_are_not_followed(tmp_path: Path) -> None:
    """A link instead of the file, the logo, the fonts or a font is told, and what it leads to is not read."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "logo.svg").write_text(SVG.format(RECT), encoding="utf-8")
    (outside / "a.ttf").write_bytes(font("Test Hand", LETTERS))
    folder = theme(tmp_path / "x", '[logo]\nfile = "logo.svg"\nalt = "A"')
    (folder / "logo.svg").symlink_to(outside / "logo.svg")
    assert told(folder) == ["the logo cannot be read: it is a link"]
    fonts = theme(tmp_path / "y", "")
    (fonts / "fonts").symlink_to(outside)
    assert told(fonts) == ["it is a link"]
    single = theme(tmp_path / "z", "")
    (single / "fonts").mkdir()
    (single / "fonts" / "a.ttf").symlink_to(outside / "a.ttf")
    assert told(single) == ["this font cannot be read: it is a link"]
    file = tmp_path / "w"
    file.mkdir()
    (file / "theme.toml").symlink_to(folder / "theme.toml")
    assert told(file) == ["the theme cannot be read: it is a link"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no such files")
def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    """A pipe in the place of the logo is told; reading it would wait for ever."""
    folder = theme(tmp_path / "x", '[logo]\nfile = "logo.svg"\nalt = "A"')
    os.mkfifo(folder / "logo.svg")
    assert told(folder) == ["the logo cannot be read: it is no file"]


def test_what_is_too_large_is_not_read(tmp_path: Path) -> None:
    """A theme file of megabytes is told, and not read."""
    assert told(theme(tmp_path / "x", "#" * 70_000)) == ["the theme cannot be read: it is larger than 64 kB"]


# The logo


def test_a_logo_is_brought_down_to_outlines() -> None:
    """What a drawing program leaves behind is gone; shapes, groups and clips are there."""
    svg = SVG.format(
        '<metadata><x>Anna</x></metadata><title>t</title><!-- secret --><g id="a" class="b" onclick="x()" '
        'style="fill:#123456;font-family:Arial;stroke-width:2px"><clipPath id="c"><rect width="5"/>'
        '</clipPath><path d="M0 0h1" clip-path="url(#c)"/></g>'
    )
    drawing, ratio = cleaned(svg.encode())
    assert ratio == 2
    words = drawing.decode()
    assert not re.search("Anna|secret|onclick|class|font|title", words)
    assert 'fill="#123456"' in words
    assert 'clip-path="url(#c)"' in words
    assert cleaned(drawing)[0].count(b"<path") == 1


@pytest.mark.parametrize(
    ("inner", "what"),
    [
        ("<text>A</text>", "it holds <text>"),
        ("<script>1</script><image href='/etc/passwd'/>", "it holds <image>, <script>"),
        ('<rect fill="url(#g)" width="1" height="1"/>', "it holds a gradient or a pattern"),
        (
            '<rect fill="url(https://example.org/x)" width="1" height="1"/>',
            "it holds a gradient or a pattern",
        ),
        ('<g style="filter:url(#f)"/>', "it holds a filter"),
        ('<path d="M0 0 &quot;"/>', "it holds d="),
        ("<g>" * 60 + "</g>" * 60, "it has more than"),
        ("<g/>" * 5000, "it has more than"),
    ],
)
def test_more_than_outlines_is_refused(inner: str, what: str) -> None:
    """Letters, pictures, gradients, effects and scripts are named: without them the logo is another."""
    with pytest.raises(NoOutlines) as error:
        cleaned(SVG.format(inner).encode())
    assert str(error.value).startswith(what)


def test_entities_and_other_files_are_refused() -> None:
    """A drawing that would grow without end, or is none, is refused."""
    bomb = b'<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg viewBox="0 0 1 1"><g>&b;</g></svg>'
    for data in (bomb, b"<html/>", b"\xff\xfe", b"", b"<svg/>", b'<svg viewBox="0 0 0 1"/>'):
        with pytest.raises(NoOutlines):
            cleaned(data)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["svg", "png"]))
def test_any_bytes_are_a_logo_or_told(data: bytes, kind: str) -> None:
    """Whatever a file holds, it is a logo or there is a reason why not."""
    head = b"\x89PNG\r\n\x1a\n" if kind == "png" else b'<svg viewBox="0 0 2 1">'
    for content in (data, head + data):
        try:
            logos.made(content, kind, "A", 8.0)
        except logos.NoLogo as error:
            told_with = error.args
            assert len(told_with) == 3


def test_nothing_but_the_pixels_of_a_picture_is_kept() -> None:
    """Words and places that a PNG carries do not reach the page; a large one is made smaller."""
    given_picture = png(3000, 1000)
    assert b"Anna" in given_picture
    logo = logos.made(given_picture, "png", "A", 8.0)
    assert not re.search(b"Anna|33.1|eXIf|tEXt", logo.data)
    opened = Image.open(io.BytesIO(logo.data))
    assert opened.size == (576, 192)
    assert opened.getpixel((3, 3)) == pytest.approx((10, 60, 40, 200), abs=2)
    assert (logo.width_mm, logo.height_mm) == (24.0, 8.0)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (png(40, 20), "it is 20 pixels high, for 8 mm on paper"),
        (png(3000, 100), "it is 240.0 mm wide at a height of 8 mm"),
        (png(1000, 100), "it is 80.0 mm wide at a height of 8 mm"),
        (b"GIF89a" + b"x" * 50, "it cannot be read as PNG"),
        (png(200, 100)[:120], "it cannot be read as PNG"),
    ],
)
def test_a_picture_that_is_no_logo_is_told(data: bytes, what: str) -> None:
    """Too coarse, too wide, of another kind or cut off: each is said with its figure."""
    with pytest.raises(logos.NoLogo) as error:
        logos.made(data, "png", "A", 8.0)
    assert error.value.args[0] == what


def test_a_bomb_is_not_unpacked() -> None:
    """A file of some bytes that says it is 60,000 pixels wide is refused before it is decoded."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 99))
        + chunk(b"IEND", b"")
    )
    with pytest.raises(logos.NoLogo, match=r"60000 x 60000 pixels|cannot be read"):
        logos.made(bomb, "png", "A", 8.0)


# Fonts


def test_fonts_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    """Not a font, not to be embedded, one of the kit's own, of a kind that is not read: each is named."""
    folder = with_fonts(
        tmp_path / "x",
        "",
        broken=b"no font",
        closed=font("Closed Hand", "abc", restricted=True),
        own=font("IBM Plex Sans", "abc"),
    )
    (folder / "fonts" / "web.woff2").write_bytes(b"wOF2")
    assert sorted(told(folder)) == [
        "its family is 'IBM Plex Sans', which comes with the kit",
        "its maker does not allow 'Closed Hand' to be embedded",
        "this font cannot be read: it is no font (TTLibError)",
        "this kind of font is not read",
    ]


def test_roles_name_files(tmp_path: Path) -> None:
    """A family is its files; narrow cuts of the sans are the condensed face, other fonts are asked last."""
    folder = with_fonts(
        tmp_path / "x",
        '[fonts]\nsans = "test hand"\nserif = "IBM Plex Serif"',
        a=font("Test Hand", LETTERS),
        b=font("Test Hand", LETTERS, width=3),
        c=font("Other Hand", "漢"),
    )
    found = reading.read(folder)
    roles = faces.roles(found.faces, faces.read(folder, [], "x"))
    assert roles["sans"] == roles["condensed"] == ("a.ttf", "b.ttf")
    assert roles["serif"] == ("IBM Plex Serif",)
    assert roles["more"] == ("c.ttf",)
    assert faces.roles(Faces(sans="Other Hand"), faces.read(folder, [], "x"))["condensed"] == ()


def as_corpus(given: object) -> Any:
    """Return what has the registers of a corpus as one."""
    return given


def test_letters_that_another_face_is_taken_for_are_named(tmp_path: Path) -> None:
    """Whoever checks a theme reads which letters its face lacks, and in which name."""
    folder = with_fonts(tmp_path / "x", '[fonts]\nsans = "Test Hand"', a=font("Test Hand", LETTERS))
    actor = SimpleNamespace(label="İsmail", short="", called="", described_as="", names=())
    corpus = SimpleNamespace(actors={"a": actor}, places={}, documents={}, incidents={})
    found = checking.check(as_corpus(corpus), tmp_path / "seeds", str(folder))
    assert found.problems == ()
    assert [p.what for p in found.open if p.rule == "missing-glyph"] == []
    (other,) = found.open
    assert "the sans 'Test Hand' has no" in other.what
    assert "U+0130 (latin capital letter i with dot above)" in other.what
    actor.label = "漢"
    (lacking,) = checking.check(as_corpus(corpus), tmp_path / "seeds", "house").open
    assert lacking.what.startswith("no font has U+6F22")
    assert "such as Noto Sans CJK" in lacking.fix


@pytest.mark.parametrize(
    "inner",
    [
        '<clipPath id="a"><path d="M0 0h9" clip-path="url(#b)"/></clipPath>',
        '<clipPath id="a"><path d="M0 0h9" style="clip-path:url(#a)"/></clipPath>',
        '<clipPath id="a" clip-path="url(#a)"><path d="M0 0h9"/></clipPath>',
    ],
)
def test_what_cuts_out_is_not_cut_out_itself(inner: str) -> None:
    """Ten shapes in ten that cut each other out are ten thousand millions: such a logo is refused."""
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10">{inner}</svg>'
    with pytest.raises(NoOutlines, match="cut out itself"):
        cleaned(drawing.encode())


@pytest.mark.parametrize("name", ["TLP:RED", "ТLР:CLEAR", "T L P : CLEAR", "ＴＬＰ:GREEN", "“tlp”"])  # noqa: RUF001
def test_no_marking_of_a_theme_reads_as_one_of_tlp(name: str, tmp_path: Path) -> None:
    """Letters that look like TLP, spaced or of another script, get no colours of a theme's own."""
    (tmp_path / "theme.toml").write_text(f'format = 1\n[markings."{name}"]\n', encoding="utf-8")
    assert "belongs to the Traffic Light Protocol" in reading.inspect(tmp_path)[1][0].what
