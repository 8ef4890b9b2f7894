"""
One block, three faces: HTML for JupyterLab, a short text, and the JSON a page is made of.

A block is a kind, its content as JSON in which every string says what it is from, a figure
where it has one, and its alt text. It displays itself in a notebook; the exporter takes
the JSON and the drawing from there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from reportkit.mime import BLOCK, DRAWING, DRAWN
from reportkit.wording.runs import FIXED, Line, to_json

if TYPE_CHECKING:
    from reportkit.charts.sheet import Sheet
    from reportkit.wording.pictures import Picture
    from reportkit.wording.tables import Table

_STYLE = (
    "font-family:'IBM Plex Sans',system-ui,sans-serif;font-size:14px;line-height:1.45;max-width:62em;"
    "color:#16202e;background:#fff;padding:4px 8px"
)
# JupyterLab colours tables by its theme and lays them out in equal columns: both are taken back here.
_CELL = (
    "text-align:left;vertical-align:top;padding:3px 10px 3px 0;border-bottom:1px solid #c9d0d8;"
    "color:#16202e;background:#fff;white-space:normal"
)
_TABLE = "border-collapse:collapse;table-layout:auto;background:#fff"
_HANGING = "padding-left:21px;text-indent:-21px"  # behind a mark at the start of a line
_SOFT = "color:#5f6b7a"


class Drawing(NamedTuple):
    """A drawing as SVG, and what its layout was found to be: so many words, so small, with these faults."""

    svg: str
    layout: Mapping[str, Any]


@dataclass(frozen=True)
class Block:
    """
    One element of a briefing.

    Parameters
    ----------
    kind : str
        What it is: "headline", "bottom_line", "glance", "list", "figure", "table", "legend" or "notes".
    content : mapping
        Its JSON content; every string of words stands in a run with its source.
    draw : callable, optional
        For a figure: draws it.
    marks : mapping of str to str
        The SVG of each mark the content names, for the HTML face.
    drawn : picture record, optional
        For a figure: what it is drawn from, so that a difference can be told and not only noticed.
    """

    kind: str
    content: Mapping[str, Any]
    draw: Callable[[], Drawing] | None = None
    marks: Mapping[str, str] = field(default_factory=dict)
    drawn: Picture | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the block as the page reads it; a figure carries the digest of what is drawn."""
        return {"kind": self.kind, **self.content}

    @property
    def references(self) -> tuple[str, ...]:
        """The claims and documents the block refers to, each once."""
        found = [key for run in runs(self.content) if run["kind"] == "reference" for key in run["from"]]
        return tuple(dict.fromkeys(found))

    def text(self) -> str:
        """Return the block as plain words: its heading, then one line a row."""
        return "\n".join(line for line in _text(self) if line.strip())

    def html(self) -> str:
        """Return the block as HTML that works without styles or scripts of the page around it."""
        # Without these classes JupyterLab would typeset "$…$" in somebody's words as mathematics.
        return f'<div class="tex2jax_ignore mathjax_ignore" style="{_STYLE}">{_html(self)}</div>'

    def __repr__(self) -> str:
        """Return the block's words."""
        return self.text()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None, **_: Any) -> dict[str, Any]:  # noqa: ANN401 - IPython's protocol
        del include, exclude
        bundle: dict[str, Any] = {"text/plain": self.text(), BLOCK: self.to_json()}
        if self.draw is None:
            bundle["text/html"] = self.html()
        else:  # no HTML: it would hide the drawing, or hold it a second time
            drawing = self.draw()
            bundle[BLOCK]["layout"] = dict(drawing.layout)  # with faults the exporter refuses it
            bundle[DRAWING] = _titled(drawing.svg, _words(self.content.get("alt", ())))
        if self.drawn is not None:
            bundle[DRAWN] = asdict(self.drawn, dict_factory=_said)
        return bundle


def made(kind: str, content: Mapping[str, Any]) -> Block:
    """Return a block of a kind, with the drawings of all marks."""
    return Block(kind, content, marks=marks())


def listing(heading: Line, items: Iterable[Line] = (), *, text: Iterable[Line] = ()) -> Block:
    """Return a block of paragraphs and items under a heading."""
    content = {"heading": to_json(heading), "text": in_json(text), "items": in_json(items)}
    return made("list", {key: value for key, value in content.items() if value or key == "heading"})


def table(found: Table, heading: Line) -> Block:
    """Return a table as a block: its heads, rows and note, and the labels its references lead to."""
    content: dict[str, Any] = {
        "name": found.name,
        "heading": to_json(heading),
        "columns": [{"head": to_json(c.head), "width": c.width} for c in found.columns],
        "rows": [
            [
                {"lines": in_json(cell.lines), "mark": cell.mark or None, "flags": list(cell.flags)}
                for cell in row
            ]
            for row in found.rows
        ],
        "note": to_json(found.note),
        "halves": found.halves,
    }
    if found.labels:
        content["row_labels"] = list(found.labels)
    return made("table", content)


def figure(  # noqa: PLR0913 - a figure, its words and its size
    name: str, picture: Picture, heading: Line, caption: Line, draw: Callable[[], Sheet], *, width_mm: int
) -> Block:
    """Return a figure as a block: drawn from a picture record, which gives its alt text and its digest."""
    content = {
        "figure": name,
        "heading": to_json(heading),
        "caption": to_json(caption),
        "alt": to_json(picture.alt),
        "width_mm": width_mm,
        "digest": digest(picture),
    }
    return Block("figure", content, lambda: _finished(draw()), marks(), picture)


def _finished(figure: Sheet) -> Drawing:
    from reportkit.charts import layout, sheet  # noqa: PLC0415 - matplotlib is loaded to draw something

    return Drawing(sheet.svg(figure), layout.verdict(figure))


def in_json(lines: Iterable[Line]) -> list[Any]:
    """Return lines as JSON."""
    return [to_json(line) for line in lines]


@cache
def marks() -> dict[str, str]:
    """Return the drawing of every mark by its name, as SVG."""
    from reportkit.charts import marks as drawn  # noqa: PLC0415 - matplotlib is loaded for blocks only

    return {name: drawn.as_svg(name) for name in drawn.NAMES}


def _titled(svg: str, alt: str) -> str:
    """Return a drawing that tells a screen reader its alt text, on white paper in a dark browser too."""
    told = svg.replace("<svg ", f'<svg role="img" aria-label="{escape(alt)}" ', 1)
    return told.replace(' style="', ' style="background: #fff; ', 1)  # the first is that of the whole drawing


def digest(record: Any) -> str:  # noqa: ANN401 - any plain record
    """
    Return the SHA-256 of a picture record, canonical: what is drawn, not how.

    Examples
    --------
    >>> from reportkit.wording.pictures import End
    >>> digest(End("edge", None, False, False))[:8]
    '005d070f'
    """
    plain = json.dumps(
        asdict(record, dict_factory=_said), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(plain.encode("utf-8")).hexdigest()


def _said(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the parts of a record; the language of words stands there only where it is said."""
    return {key: value for key, value in pairs if (key, value) != ("language", "")}


def runs(content: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - any JSON
    """Yield every run in JSON content, wherever it stands."""
    if isinstance(content, Mapping):
        if "t" in content and "from" in content:
            yield dict(content)
            return
        for value in content.values():
            yield from runs(value)
    elif isinstance(content, list | tuple):
        for value in content:
            yield from runs(value)


def loose_strings(content: Any, path: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON
    """
    Yield strings of JSON content that are not words in a run, with where they stand.

    What is left are names of kinds, marks, widths and anchors; the test of string origins
    holds their list.
    """
    if isinstance(content, Mapping):
        if "t" in content and "from" in content:
            return
        for key, value in content.items():
            yield from loose_strings(value, f"{path}.{key}" if path else str(key))
    elif isinstance(content, list | tuple):
        for value in content:
            yield from loose_strings(value, path)
    elif isinstance(content, str):
        yield path, content


def _words(line: Any) -> str:  # noqa: ANN401 - a line as JSON
    shown = [
        f"[{run['t']}]" if run["kind"] == "reference" else run["t"] for run in line if run["kind"] != "mark"
    ]
    return "".join(shown).strip()


def _text(block: Block) -> Iterator[str]:
    content = block.content
    yield _words(content.get("heading", ()))
    if block.kind == "headline":
        yield _words(content["document"]["title"])
        yield _words(content["subtitle"])
        yield from map(_words, content["dateline"])
    for line in (*content.get("sentences", ()), *content.get("text", ())):
        yield _words(line)
    for line in content.get("items", ()):
        yield f"- {_words(line)}" if isinstance(line, list) else _item_text(line)
    for cell in content.get("cells", ()):
        yield _words(cell["head"])
        yield from (f"  {row['mark']}: {_words(row['text'])}" for row in cell["rows"])
    if "columns" in content:
        yield " | ".join(_words(column["head"]) for column in content["columns"])
        for row in content["rows"]:
            yield " | ".join(" ".join(_words(line) for line in cell["lines"]) for cell in row)
    yield _words(content.get("note", ()))
    if "alt" in content:
        yield _words(content["alt"])


def _item_text(item: Mapping[str, Any]) -> str:
    return ": ".join(_words(item[key]) for key in ("head", "name", "text", "note") if key in item)


def _html(block: Block) -> str:
    content, marks = block.content, block.marks
    parts = [_heading_html(content)]
    if block.kind == "headline":
        parts += _headline_html(content, marks)
    for line in (*content.get("sentences", ()), *content.get("text", ())):
        parts.append(f"<p style='margin:.3em 0'>{_line_html(line, marks)}</p>")
    if content.get("items"):
        parts.append(_items_html(content["items"], marks))
    if "cells" in content:
        parts.append(_glance_html(content["cells"], marks))
    if "columns" in content:
        parts.append(_table_html(content, marks))
    if content.get("note"):
        parts.append(f"<p style='{_SOFT}'>{_line_html(content['note'], marks)}</p>")
    return "".join(parts)


def _headline_html(content: Mapping[str, Any], marks: Mapping[str, str]) -> Iterator[str]:
    yield f"<h1 style='margin:0'>{_line_html(content['document']['title'], marks)}</h1>"
    yield f"<p>{_line_html(content['subtitle'], marks)}</p>"
    yield from (f"<p style='margin:0;{_SOFT}'>{_line_html(line, marks)}</p>" for line in content["dateline"])
    if draft := content["document"].get("draft"):
        yield f"<p><strong>{_line_html(draft, marks)}</strong></p>"


def _heading_html(content: Mapping[str, Any]) -> str:
    words = _line_html(content.get("heading", ()), {})
    return f"<h3 style='color:#12324f;margin:.4em 0'>{words}</h3>" if words else ""


def _line_html(line: Any, marks: Mapping[str, str]) -> str:  # noqa: ANN401 - a line as JSON
    return "".join(_run_html(run, marks) for run in line)


def _run_html(run: Mapping[str, Any], marks: Mapping[str, str]) -> str:
    if run["kind"] == "mark":
        return _mark_html(run["t"], marks)
    spoken = f' lang="{escape(run["lang"])}"' if "lang" in run else ""
    words = f"<bdi{spoken}>{escape(run['t'])}</bdi>" if run["from"] != FIXED else escape(run["t"])
    if run["kind"] == "reference":
        return f"<span style='{_SOFT};font-size:85%'>[{words}]</span>"
    if run["kind"] == "strong":
        return f"<strong>{words}</strong>"
    return f"<span style='{_SOFT}'>{words}</span>" if run["kind"] == "soft" else words


def _mark_html(name: str, marks: Mapping[str, str]) -> str:
    svg = marks.get(name)
    if svg is None:
        return ""
    sized = svg.replace(
        "<svg ", '<svg width="13" height="13" style="vertical-align:-2px" aria-hidden="true" ', 1
    )
    return f"<span title='{escape(name.replace('_', ' '))}'>{sized}</span>&nbsp;"


def _items_html(items: Any, marks: Mapping[str, str]) -> str:  # noqa: ANN401 - JSON
    rows = []
    for item in items:
        if isinstance(item, list):
            rows.append(f"<li>{_line_html(item, marks)}</li>")
        else:
            sign = _mark_html(item["mark"], marks) if "mark" in item else ""
            words = [_line_html(item[key], marks) for key in ("head", "name", "text", "note") if key in item]
            rows.append(f"<li>{sign}{' '.join(words)}</li>")
    return f"<ul style='margin:.2em 0'>{''.join(rows)}</ul>"


def _glance_html(cells: Any, marks: Mapping[str, str]) -> str:  # noqa: ANN401 - JSON
    def shown(row: Mapping[str, Any]) -> str:
        mark = _mark_html(row["mark"], marks) or "– "
        return f"<div>{mark}{_flags_html(row['flags'], marks)}{_line_html(row['text'], marks)}</div>"

    def one(cell: Mapping[str, Any]) -> str:
        style = f"{_SOFT};font-size:85%;text-transform:uppercase"
        head = f"<div style='{style}'>{_line_html(cell['head'], marks)}</div>"
        return f"<td style='{_CELL};width:33%'>{head}{''.join(map(shown, cell['rows']))}</td>"

    threes = [cells[n : n + 3] for n in range(0, len(cells), 3)]
    rows = "".join(f"<tr>{''.join(map(one, three))}</tr>" for three in threes)
    return f"<table style='{_TABLE};width:100%'>{rows}</table>"


def _table_html(content: Mapping[str, Any], marks: Mapping[str, str]) -> str:
    def shown(cell: Mapping[str, Any]) -> str:
        flags, lines = _flags_html(cell["flags"], marks), _lines_html(cell["lines"], marks)
        if not cell["mark"]:
            return f"{flags}{lines}"
        first, broken, rest = lines.partition("<br>")  # a standing's mark stands beside its word
        sign = f"{_mark_html(cell['mark'], marks)}{flags}{first}"
        return f"<span style='white-space:nowrap'>{sign}</span>{broken}{rest}"

    heads = [_line_html(column["head"], marks) for column in content["columns"]]
    head = "".join(f"<th scope='col' style='{_CELL}'>{words}</th>" for words in heads)
    rows = ""
    for first, *rest in content["rows"]:
        cells = "".join(f"<td style='{_CELL}'>{shown(cell)}</td>" for cell in rest)
        rows += f"<tr><th scope='row' style='{_CELL}'>{shown(first)}</th>{cells}</tr>"
    return f"<table style='{_TABLE}'><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _lines_html(lines: Any, marks: Mapping[str, str]) -> str:  # noqa: ANN401 - JSON
    """Return the lines of a cell; where they begin with marks of their own, each hangs behind its mark."""
    shown = [_line_html(line, marks) for line in lines]
    signed = [bool(line) and line[0]["kind"] == "mark" for line in lines]
    if not any(signed):
        return "<br>".join(shown)
    styles = (f" style='{_HANGING}'" if hangs else "" for hangs in signed)
    return "".join(f"<div{style}>{words}</div>" for style, words in zip(styles, shown, strict=True))


def _flags_html(flags: Iterable[str], marks: Mapping[str, str]) -> str:
    return "".join(_mark_html(flag, marks) for flag in flags)
