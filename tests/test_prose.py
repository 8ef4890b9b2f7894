"""Markdown becomes a tree of words: nothing in it is markup for anybody but its parser."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportkit.publishing import prose
from reportkit.publishing.proofing import runs_of
from reportkit.publishing.raster import Refused
from tests.samples import hostile
from tests.samples.cells import plain

Json = Any


def runs(part: Json) -> list[Json]:
    """Return the runs of nodes, wherever they stand."""
    return [run for _, run in runs_of({"blocks": [{"nodes": part}]})]


def paragraph(words: str) -> Json:
    """Return the line of a text of one paragraph."""
    (only,) = prose.nodes(words)
    return only["line"]


def test_styles_are_kept_as_styles() -> None:
    """Strong, emphasised, struck and code words are marked so, and their signs are gone."""
    found = {run["t"]: {*run} - {"t", "from", "kind"} for run in paragraph("a **b *c*** ~~d~~ `e`")}
    assert found["b "] == {"strong"}
    assert found["c"] == {"strong", "em"}
    assert (found["d"], found["e"]) == ({"struck"}, {"code"})


def test_a_link_leads_somewhere_and_shows_where() -> None:
    """Web and mail addresses are links; on paper the address stands behind the words."""
    line = paragraph("see [it](https://example.org/a) or <desk@example.org>")
    assert plain(line) == "see it (https://example.org/a) or desk@example.org"
    assert [run.get("link") for run in line] == [
        None,
        "https://example.org/a",
        "https://example.org/a",
        None,
        "mailto:desk@example.org",
    ]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "vbscript:x",
        "//host/x",
        "a.md",
        "#top",
    ],
)
def test_other_addresses_lead_nowhere(address: str) -> None:
    """An address that is no web or mail address is shown and not linked."""
    line = paragraph(f"[words]({address})")
    assert not [run for run in line if "link" in run]
    assert address in plain(line)


def test_html_is_words_and_comments_are_nothing() -> None:
    """Tags are shown as they were typed; a comment, which nobody sees in a notebook, stays unseen."""
    words = "".join(
        run["t"]
        for run in runs(prose.nodes("a <b>c</b> <!-- secret --> d\n\n<div>e</div>\n\n<!-- secret\n\nx -->"))
    )
    assert "<b>c</b>" in words
    assert "<div>e</div>" in words
    assert "secret" not in words


def test_a_formula_is_shown_as_it_was_typed() -> None:
    """LaTeX is no mathematics on the page."""
    assert plain(paragraph(r"$x^2$ and \(y\)")) == r"$x^2$ and (y)"


def test_headings_stand_below_those_of_the_page() -> None:
    """Whatever the first level is, headings begin under the page's own and leave none out."""
    made = prose.nodes("##### a\n###### b\n# c\n### d\n## e\n## f\n#### g\n##### h\n###### i\n# j")
    assert [node["level"] for node in made] == [3, 4, 3, 4, 4, 4, 5, 6, 6, 3]


def test_lists_tables_and_notes_keep_their_shape() -> None:
    """Items, their numbers, cells, their sides, and notes with what refers to them are where they were."""
    items, table, line, notes = prose.nodes(
        "3. a\n   - b\n4. c\n\n| x | y |\n|---|--:|\n| 1 | 2 |\n\nw[^k]\n\n[^k]: why"
    )
    assert (items["start"], len(items["items"]), items["items"][0][1]["start"]) == (3, 2, None)
    assert [column["end"] for column in table["columns"]] == [False, True]
    assert [plain(cell) for cell in table["rows"][0]] == ["1", "2"]
    assert line["line"][-1]["note"] == notes["items"][0]["number"] == 1
    assert plain(notes["items"][0]["nodes"][0]["line"]) == "why"


def test_a_picture_that_would_be_fetched_is_named() -> None:
    """What stands on another machine is not looked for: its words and its address are shown."""
    assert plain(paragraph("![quay](https://example.org/q.png)")) == (
        "[picture not shown: quay, https://example.org/q.png]"
    )


def test_a_text_without_end_is_refused() -> None:
    """No page holds so much."""
    with pytest.raises(Refused, match="300,000 characters"):
        prose.nodes("a" * 300_000)


def test_every_string_is_the_analysts() -> None:
    """Each run says that it is the analyst's, but for the kit's words about a picture."""
    made = runs(
        prose.nodes(
            "# a\n\nb [c](https://example.org) ![d](e)\n\n- f\n\n> g\n\n```\nh\n```\n\n"
            "| i |\n|---|\n| j |\n\nk[^1]\n\n[^1]: l"
        )
    )
    assert {run["t"] for run in made if run["from"] == "fixed"} == {"[picture not shown: ", ", ", "]"}
    assert all(run["from"] == ["analyst"] for run in made if run["from"] != "fixed")


@pytest.mark.parametrize("number", range(len(hostile.BATCHES)))
def test_hostile_strings_become_words(number: int) -> None:
    """No string makes the parser fail or puts anything but words and known styles into a run."""
    known = {"t", "from", "kind", "strong", "em", "struck", "code", "soft", "link", "note", "line_end", "at"}
    for text in hostile.BATCHES[number]:
        for run in runs(prose.nodes(text)):
            assert {*run} <= known, text
            assert run.get("link", "http:").lower().startswith(("http:", "https:", "mailto:")), text


LONG = [text for text in hostile.LONG if len(text) <= prose.LONGEST]


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_a_long_string_does_not_take_for_ever(text: str) -> None:
    """Brackets and blanks by the ten thousands are parsed like other words."""
    assert isinstance(prose.nodes(text), list)


@given(st.text(alphabet="#*_`[]()!<>|-~^\\ \n\tab1.:", max_size=120))
def test_no_markdown_breaks_the_reader(text: str) -> None:
    """Any mixture of signs gives nodes with known names."""
    names = {"paragraph", "heading", "list", "quotation", "printed", "frame", "rule", "notes", "picture"}
    assert {node["node"] for node in prose.nodes(text)} <= names


def test_what_is_lined_up_stays_lined_up() -> None:
    """Words behind two spaces or more know the column that they began in."""
    lines = prose.printed_lines("name      n\n  port    12\n")
    assert [[(run["t"], run["at"]) for run in line] for line in lines] == [
        [("name", 0), ("n", 10)],
        [("port", 2), ("12", 10)],
    ]


def test_signs_that_mark_nothing_up_do_not_part_words() -> None:
    """Words of one style are one stretch, however many lonely signs stand among them."""
    assert [run["t"] for run in paragraph("a*b [c _d ![e")] == ["a*b [c _d ![e"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("**a" * 30_000, "parts"),
        ("".join(f"a[^{n}]\n\n[^{n}]: b\n\n" for n in range(400)), "footnotes"),
        ("|a" * 60 + "|\n" + "|-" * 60 + "|\n", "columns in one table"),
    ],
)
def test_a_text_of_too_many_parts_is_refused(text: str, what: str) -> None:
    """What would keep the typesetter busy for minutes is refused, with how much is too much."""
    with pytest.raises(Refused, match=what):
        prose.nodes(text)
