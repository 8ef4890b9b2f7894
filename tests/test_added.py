"""What an analyst adds, as it stands on the page: set well, said to be theirs, and never obeyed."""

from __future__ import annotations

import base64
import copy
import io
import json
import logging
import re
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from pypdf import PdfReader

from reportkit.charts.fonts import MissingGlyph, check, clean
from reportkit.publishing import foreign, frames, outlines
from reportkit.publishing.exporter import BriefingExporter, ExportProblem, page
from reportkit.publishing.typesetting import TypesettingError
from tests.samples import cells, hostile, paper
from tests.samples.cells import (
    ENDS,
    SAYS_WHOSE,
    SECRETS,
    a_png,
    as_text,
    code,
    export,
    from_a_camera,
    markdown,
    notebook,
    parts,
    plain,
    said,
    shown,
)

Json = Any
MARKDOWN = """### What the desk adds

The road was *closed*[^1] for **three** days, see [the notice](https://example.org/notice).

| quay | posts |
|:--|--:|
| north | 12 |

1. first
   - nested
2. second

> quoted

```
code  x
```

![quay](https://example.org/q.png)

[^1]: According to the harbour office.
"""


def table(data: Any) -> Json:
    """Return a cell that displays a table in a kernel that knows the kit."""
    return code(shown(block=frames.values(data, frames.MOST_ROWS), text_html=data._repr_html_()))


def drawn(figure: Figure, *kinds: str) -> Json:
    """Return a cell that displays a figure as a kernel does: in pixels, as SVG, or both."""
    faces: dict[str, str] = {}
    for kind in kinds:
        file: Any = io.BytesIO() if kind == "png" else io.StringIO()
        figure.savefig(file, format=kind, metadata={"Date": None} if kind == "svg" else None)
        value = file.getvalue()
        faces["image_svg+xml" if kind == "svg" else "image_png"] = as_text(value) if kind == "png" else value
    return code(shown(**faces, text_plain="<Figure size 400x200 with 1 Axes>"))


def told(*added: Json) -> str:
    """Return what the error says that added cells give."""
    with pytest.raises(ExportProblem) as error:
        page(notebook(*added))
    return str(error.value)


@cache
def usual() -> bytes:
    """Return a page with something of every kind."""
    frame = pd.DataFrame({"posts": [3, 12]}, index=pd.Index(["north", "south"], name="side"))
    return export(
        markdown(MARKDOWN),
        table(frame),
        drawn(cells.figure(), "png", "svg"),
        drawn(cells.figure(), "png"),
        code(said("port   2\n  quay 1\n")),
        code(shown(text_markdown="*displayed* words")),
    )


def test_all_of_it_is_on_the_page() -> None:
    """Markdown, tables, figures and printed words are there, between whose they are and their end."""
    said_there = cells.words_of(usual())
    for words in (
        SAYS_WHOSE,
        "What the desk adds",
        "closed1",
        "(https://example.org/notice)",
        "north12",
        "1.first",
        "quoted",
        "codex",
        "[picture not shown: quay, https://example.org/q.png]",
        "According to the harbour office.",
        "sideposts",
        "south12",
        "port2",
        "displayed words",
        ENDS,
    ):
        assert words.replace(" ", "") in said_there, words
    assert said_there.count(SAYS_WHOSE.replace(" ", "")) == len(PdfReader(io.BytesIO(usual())).pages)


def test_a_screen_reader_is_told_whose_it_is() -> None:
    """One heading opens what is added; headings, tables with heads, lists, notes and pictures are tagged."""
    opened = paper.opened(usual())
    kinds = [kind for kind, _ in paper.tags(opened)]
    assert {
        "/H1",
        "/H2",
        "/H3",
        "/Table",
        "/TH",
        "/TD",
        "/L",
        "/LI",
        "/Link",
        "/Figure",
        "/Strong",
        "/Em",
    } - {*kinds} <= {"/Strong", "/Em"}
    figures = [element for kind, element in paper.tags(opened) if kind == "/Figure"]
    assert all(str(element["/Alt"]).strip() for element in figures)
    outline = [item.title for item in opened.outline if not isinstance(item, list)]
    assert SAYS_WHOSE in json.dumps(outline) or SAYS_WHOSE in str(opened.outline)


def test_nothing_of_it_stands_on_anything_else() -> None:
    """No words overlap, and none leaves the text area."""
    for each in paper.opened(usual()).pages:
        assert paper.overprinted(paper.boxes(each)) == []
        assert paper.outside(each) == []


def test_the_same_notebook_gives_the_same_bytes() -> None:
    """However an editor saves it: lines of text, lines of base64, keys in another order."""
    made = notebook(drawn(cells.figure(), "png"), table(pd.DataFrame({"a": ["x"]})), markdown(MARKDOWN))
    saved = copy.deepcopy(made)
    for cell in saved["cells"]:
        if isinstance(cell["source"], str):
            cell["source"] = cell["source"].splitlines(keepends=True)
        cell["metadata"] = {"tags": ["hide"], "collapsed": True}
        for output in cell.get("outputs", ()):
            output["data"] = dict(reversed(output["data"].items()))
            if "image/png" in output["data"]:
                wrapped = base64.encodebytes(base64.b64decode(output["data"]["image/png"])).decode()
                output["data"]["image/png"] = wrapped.splitlines(keepends=True)
                output["metadata"] = {"image/png": {"width": 10}, "needs_background": "light"}
    assert page(saved) == page(made)
    first, second = (BriefingExporter().from_notebook_node(cells.opened(each))[0] for each in (made, saved))
    assert first == second


# --- tables


def test_a_long_table_repeats_its_heads_and_whose_it_is() -> None:
    """On every page that it takes stand its heads and the words that say whose it is."""
    data = pd.DataFrame({"name": [f"row {n}" for n in range(500)], "posts": range(500)})
    pdf = export(table(data))
    sheets = [paper.text(each) for each in PdfReader(io.BytesIO(pdf)).pages]
    assert len(sheets) >= 3
    for words in sheets[:-1]:
        assert SAYS_WHOSE in words
        assert "posts" in words
    assert "… 300 more rows" in " ".join(sheets)


def test_a_wide_table_is_set_in_parts_that_say_which_columns_they_hold() -> None:
    """Columns that do not fit stand below, each part with the names of the rows; none leaves the page."""
    data = pd.DataFrame(
        {f"column {n}": ["several words of a cell"] * 3 for n in range(20)},
        index=["one", "two", "third quay"],
    )
    pdf = export(table(data))
    words = cells.words_of(pdf)
    told_columns = [(int(first), int(last)) for first, last in re.findall(r"Columns(\d+)to(\d+)of20", words)]
    assert [n for first, last in told_columns for n in range(first, last + 1)] == [*range(1, 21)]
    assert words.count("thirdquay") == len(told_columns) > 1
    for each in PdfReader(io.BytesIO(pdf)).pages:
        assert paper.outside(each) == []


@pytest.mark.parametrize(
    "data",
    [
        pd.DataFrame(np.zeros((2, 40)), columns=["W" * 60] * 40),
        pd.DataFrame([["W" * 400] * 6], index=pd.MultiIndex.from_tuples([("W" * 80,) * 9])),
        pd.DataFrame({"a": ["i " * 200], "b": ["word " * 80]}),
        pd.DataFrame({"only": []}),
        pd.DataFrame({"": ["", None]}),
        pd.DataFrame([[1]], index=["x"], columns=[""]),
    ],
    ids=range(6),
)
def test_extreme_tables_stay_on_the_page(data: Any) -> None:
    """Forty columns of sixty letters, nine levels of an index, empty tables and empty heads can be set."""
    for each in PdfReader(io.BytesIO(export(table(data)))).pages:
        assert paper.outside(each) == []
        assert paper.overprinted(paper.boxes(each)) == []


def test_a_table_in_html_is_a_table() -> None:
    """A DataFrame from a kernel that does not know the kit is set from its HTML, not from its text."""
    data = pd.DataFrame({"side": ["<b>north</b>"], "posts": [3]})
    (made,) = parts(code(shown(text_html=data.to_html(notebook=True), text_plain=repr(data))))
    assert (made["kind"], plain(made["rows"][0][0])) == ("frame", "<b>north</b>")


# --- text


@pytest.mark.parametrize(
    ("printed", "lines"),
    [
        ("\x1b[1;31mred\x1b[0m \x1b]0;title\x07words", ["red words"]),
        ("10%\r50%\r100%\ndone", ["100%", "done"]),
        ("abc\b\bd", ["ad"]),
        ("a\tb", ["a", "b"]),
        ("\x00\x07", ["\\x00\\x07"]),
        ("one\r\ntwo\r\n", ["one", "two"]),
    ],
)
def test_what_steers_a_terminal_is_not_printed(printed: str, lines: list[str]) -> None:
    """Colours, titles and lines written over are gone; other signs without a shape are shown."""
    (made,) = parts(code(said(printed)))
    assert [run["t"] for line in made["lines"] for run in line] == lines


def test_a_text_without_end_is_cut_and_says_so() -> None:
    """Ten thousand lines, or one of a million letters, do not become a book."""
    (made,) = parts(code(said("line\n" * 10_000)))
    assert (len(made["lines"]), plain(made["notes"][0])) == (300, "… 9,700 more lines")
    (made,) = parts(code(said("a" * 1_000_000)))
    assert plain(made["notes"][0]) == "Long lines are shortened; they end in “…”."
    assert len(plain(made["lines"][0])) == 2_001


def test_columns_of_text_stay_columns() -> None:
    """What begins in one column of the notebook begins at one place on the page."""
    pdf = export(code(said("name                 posts\nport                 12\nauthority of iiiii   7\n")))
    found = {
        box.words.strip(): box.left for each in PdfReader(io.BytesIO(pdf)).pages for box in paper.boxes(each)
    }
    assert found["posts"] == pytest.approx(found["12"], abs=0.5)
    assert found["posts"] == pytest.approx(found["7"], abs=0.5)


# --- pictures


def test_an_outlined_drawing_stays_a_drawing() -> None:
    """A figure with an SVG is set as lines; its twin in pixels is not used."""
    document, drawings, _ = page(notebook(drawn(cells.figure(), "png", "svg")))
    (made,) = (part for block in document["blocks"] if block["kind"] == "added" for part in block["parts"])
    assert "<path" in drawings[made["file"]]
    assert "<image" not in drawings[made["file"]]
    assert made["width_mm"] == pytest.approx(4 * 25.4)


def with_pixels() -> Figure:
    """Return a figure that holds a picture of its own, as a heat map does."""
    made = Figure(figsize=(2, 2))
    made.add_subplot().imshow(np.arange(4).reshape(2, 2))
    return made


@pytest.mark.parametrize(
    "svg",
    [
        "<svg width='9' height='9'><text>words</text></svg>",
        "<svg width='9' height='9'><script>alert(1)</script></svg>",
        "<svg width='9' height='9'><image href='https://example.org/x.png'/></svg>",
        "<svg width='9' height='9'><path d='M0 0' onclick='alert(1)'/></svg>",
        "<svg width='9' height='9'><path d='M0 0' fill='url(https://example.org/x)'/></svg>",
        "<svg width='9' height='9'><style>@import 'https://example.org'</style></svg>",
        "<svg width='9' height='9'><foreignObject/></svg>",
        "<!DOCTYPE s [<!ENTITY a 'a'><!ENTITY b '&a;&a;'>]><svg width='9' height='9'><g id='&b;'/></svg>",
        "<svg width='9' height='9'>" + "<g>" * 1000 + "</g>" * 1000 + "</svg>",
        "<svg width='9' height='9'><defs><path id='x0' d='M0 0h1'/>"
        + "".join(f"<g id='x{n}'>" + f"<use href='#x{n - 1}'/>" * 10 + "</g>" for n in range(1, 12))
        + "</defs><use href='#x11'/></svg>",
        "<svg width='9' height='9'><g id='a'><use href='#a'/></g></svg>",
        "<svg",
        "",
    ],
    ids=range(13),
)
def test_a_drawing_that_is_more_than_outlines_gives_way_to_pixels(svg: str) -> None:
    """Words, scripts, links, styles, entities and shapes without end are not drawn; the picture is."""
    output = shown(**{"image_svg+xml": svg, "image_png": as_text(cells.picture())})
    document, drawings, _ = page(notebook(code(output)))
    assert [block["kind"] for block in document["blocks"]].count("added") == 1
    (found,) = (drawing for name, drawing in drawings.items() if name.startswith("pictures/"))
    assert "data:image/png;base64," in found
    assert "holds more than outlines" in told(code(shown(**{"image_svg+xml": svg})))


def test_a_heat_map_comes_in_pixels() -> None:
    """A figure that holds pixels itself is set from its picture."""
    assert export(drawn(with_pixels(), "png", "svg"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_picture_says_where_it_was_taken(kind: str) -> None:
    """Position, maker and owner of a camera stand nowhere in the PDF, plain or packed."""
    face = {"JPEG": "image_jpeg", "PNG": "image_png", "WEBP": "image_webp"}[kind]
    content = from_a_camera(kind)
    assert sum(secret in content for secret in SECRETS) >= 3
    pdf = export(
        code(shown(**{face: as_text(content)})),
        markdown("![q](attachment:q.x)", **{"q.x": {face.replace("_", "/"): as_text(content)}}),
    )
    held = [pdf]
    opened = PdfReader(io.BytesIO(pdf))
    for number in range(1, int(str(opened.trailer["/Size"]))):
        found: Any = opened.get_object(number)
        if hasattr(found, "get_data"):
            held.append(found._data if found.get("/Filter") == "/DCTDecode" else found.get_data())  # noqa: SLF001 - a JPEG as it stands in the file
    assert any(content.startswith(b"\xff\xd8") for content in held) == (kind != "PNG")
    secrets = [
        secret for secret in SECRETS if secret != b"<x:xmpmeta"
    ]  # the PDF has such a packet of its own
    assert not [secret for secret in secrets for content in held if secret in content]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (a_png(60_000, 60_000), "pixels"),
        (cells.picture()[:-30], "no picture that can be read"),
        (b"GIF89a", "no picture that can be read"),
        (b"no picture", "no picture that can be read"),
    ],
    ids=range(4),
)
def test_a_bad_picture_is_told_with_its_cell(content: bytes, why: str) -> None:
    """Whoever exports reads which cell it is, why, and how to keep it off the page."""
    message = told(code(shown(image_png=as_text(content))))
    assert message.startswith("cell 6: ")
    assert why in message


def test_what_is_no_base64_is_told() -> None:
    """A broken notebook is not half shown."""
    assert "not written as base64" in told(code(shown(image_png="%%%")))


def test_all_that_cannot_be_shown_is_told_at_once() -> None:
    """Every cell that shows what no page can is named, with what to do."""
    message = told(
        code(shown(text_html="<iframe src='https://example.org'></iframe>", text_plain="<folium.Map>")),
        code(shown(application_pdf="JVBERi0=")),
        code(shown(text_html="<table><tr><td>1</td></tr></table><table><tr><td>2</td></tr></table>")),
    )
    assert [line.split(":")[0] for line in message.splitlines() if line.startswith("cell")] == [
        "cell 6",
        "cell 7",
        "cell 8",
    ]
    assert message.count("rk.aside(") == 3


def test_a_picture_without_a_description_says_so_and_is_told(caplog: pytest.LogCaptureFixture) -> None:
    """A screen reader hears that there is none, and whoever exports is asked for one."""
    exporter = BriefingExporter()
    exporter.log = logging.getLogger("exporter")
    with caplog.at_level("WARNING", logger="exporter"):
        pdf = exporter.from_notebook_node(cells.opened(notebook(drawn(cells.figure(), "png"))))[0]
    assert [record.message for record in caplog.records] == [
        "cell 6: a picture has no description; give it one: rk.figure(…, alt=…), rk.photo(…, alt=…)"
    ]
    alts = [str(element["/Alt"]) for kind, element in paper.tags(paper.opened(pdf)) if kind == "/Figure"]
    assert "A picture that the analyst added. It comes without a description." in alts


def test_a_pasted_picture_is_on_the_page() -> None:
    """A picture pasted into a Markdown cell is kept beside the cell and needs no fetching."""
    cell = markdown("![A quay](attachment:q%201.png)", **{"q 1.png": {"image/png": as_text(cells.picture())}})
    (made,) = parts(cell)
    assert plain(made["nodes"][0]["alt"]) == "A quay"


# --- hostile


def drawable(text: str) -> bool:
    """Whether the bundled fonts have every letter of a text."""
    try:
        check(clean(text), 400, condensed=True)
    except MissingGlyph:
        return False
    return True


STRINGS = [text for text in hostile.STRINGS if drawable(text) and "\u0650" not in text]
WAYS = {
    "values": lambda texts: [table(pd.DataFrame({"s": texts, "n": range(len(texts))}))],
    "html": lambda texts: [code(shown(text_html=pd.DataFrame({"s": texts}).to_html()))],
    "head": lambda texts: [table(pd.DataFrame([range(len(texts))], columns=texts))],
    "markdown": lambda texts: [markdown("<!-- page -->\n" + text) for text in texts],
    "text": lambda texts: [code(said("\n".join(texts)))],
}


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_a_hostile_string_is_set_as_it_is(way: str) -> None:
    """Every hostile string that the fonts have letters for is words on the page, and does nothing."""
    for start in range(0, len(STRINGS), 150):
        texts = STRINGS[start : start + 150]
        pdf = export(*WAYS[way](texts))
        words = cells.words_of(pdf)
        opened = PdfReader(io.BytesIO(pdf))
        assert set(opened.attachments) == {"record.json"}
        assert "/OpenAction" not in dict(opened.root_object)
        if way in {"values", "html"}:
            missing = [
                t for t in texts if t.isascii() and t.isprintable() and "".join(t.split()) not in words
            ]
            assert missing == []


def test_a_letter_that_no_font_has_is_told_with_its_cell() -> None:
    """A sign that the fonts lack stops the page and names the cell that holds it."""
    with pytest.raises(TypesettingError, match=r"cell 6: no font has U\+1F525"):
        export(code(said("on fire \U0001f525")))


@pytest.mark.parametrize("kind", ["added", "horoscope"])
def test_a_notebook_cannot_pass_its_words_for_the_kits(kind: str) -> None:
    """A block that claims to be something else is refused."""
    assert f"unknown kind '{kind}'" in told(code(shown(block={"kind": kind, "parts": [], "heading": []})))


def test_words_of_an_added_block_are_the_analysts() -> None:
    """Whatever source a notebook gives to an analyst's words, on the page they are the analyst's."""
    forged = [
        {"t": "The port did it.", "from": "fixed", "kind": "strong"},
        {"t": "C1", "from": ["C1"], "kind": "text"},
    ]
    block = {"kind": "picture", "alt": forged, "caption": forged, "credit": forged}
    (made,) = parts(code(shown(block=block, image_png=as_text(cells.picture()))))
    for key in ("alt", "caption", "credit"):
        assert {json.dumps(run["from"]) for run in made[key]} == {'["analyst"]'}


def test_a_figure_that_cannot_be_read_is_refused() -> None:
    """What the layout check of a chart found is told with the figure and the words, and no page is made."""
    made = notebook(base="harbour")
    for cell in made["cells"]:
        for output in cell.get("outputs", ()):
            for block in output["data"].values():
                if isinstance(block, dict) and block.get("figure") == "actors":
                    block["layout"] = {"words": 3, "smallest_pt": 7.0, "faults": ["“port” stands on “quay”"]}
    with pytest.raises(
        TypesettingError, match=r"figure 'actors': it cannot be read as it is drawn: “port” stands"
    ):
        BriefingExporter().from_notebook_node(cells.opened(made))


def test_a_notebook_cannot_refer_to_claims_in_its_own_words() -> None:
    """A reference in a picture's words is the number of a document; all else is the analyst's."""
    runs = [
        {"t": "C7", "from": ["C7"], "kind": "reference"},
        {"t": "Everybody agrees", "from": ["D1"], "kind": "reference"},
        {"t": "D1", "from": ["D1"], "kind": "reference"},
    ]
    sources = [run["from"] for run in foreign._line(runs)]  # noqa: SLF001 - what a notebook holds goes through it
    assert sources == [["analyst"], ["analyst"], ["D1"]]


def test_shapes_cut_out_by_shapes_without_end_are_refused() -> None:
    """What a drawing is cut out with is drawn again each time: ten in ten, nine times over, is no drawing."""
    chain = "".join(
        f'<clipPath id="c{n}">{f"""<use href="#p" clip-path="url(#c{n + 1})"/>""" * 10}</clipPath>'
        for n in range(9)
    )
    shape = '<path id="p" d="M0 0h9"/>'
    assert outlines.cleaned(f'<svg width="72pt" height="36pt">{shape}{chain}</svg>') is None
