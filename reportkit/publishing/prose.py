"""
Markdown as a tree of plain values, for a page.

The words go through a Markdown parser and come out as nodes: paragraphs, headings, lists, tables, quotations,
lines of code, notes at the foot. Nothing is found by searching the text, and nothing becomes markup again: a
node holds runs, and the page sets them. HTML is words like any others (its comments, which nobody sees in a
notebook, are left out), a formula is shown as it was typed, and a picture is only taken if it is in the
notebook itself: nothing is fetched.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from reportkit.publishing.raster import Refused
from reportkit.wording import added

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

LONGEST = 200_000  # characters
MOST_WORDS, MOST_NOTES, WIDEST = 20_000, 300, 40  # stretches of one style, notes at the foot, columns
FIRST_LEVEL, LAST_LEVEL = 3, 6  # of headings: the page's own are above
_LONGEST_ADDRESS = 1_500
_ADDRESS = re.compile(r"(https?://|mailto:)\S+", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ALIGNED = re.compile(r"text-align:\s*(left|center|right)")
_STYLES = {"strong": "strong", "em": "em", "s": "struck"}
_PLAIN: Mapping[str, Callable[[str], str]] = {
    "text": str,
    "code_inline": str,
    "softbreak": lambda _: " ",
    "hardbreak": lambda _: "",
    "html_inline": lambda words: _COMMENT.sub("", words),
}
_MARKED: Mapping[str, Mapping[str, Any]] = {"code_inline": {"code": True}, "hardbreak": {"line_end": True}}
_HALVES = "Cs"  # halves of a character

Node = dict[str, Any]
Run = dict[str, Any]
Line = list[Run]
# Takes the address of a picture; returns its node, or nothing where the notebook does not hold it.
Pictures = Callable[[str, Line], "Node | None"]


def analysts(words: str, **style: Any) -> Run:  # noqa: ANN401 - a link, or that it is strong
    r"""
    Return words of the analyst as a run: nothing hidden in them but what letters need to join.

    Examples
    --------
    >>> analysts("a\x07b", strong=True)
    {'t': 'a\\x07b', 'from': ['analyst'], 'kind': 'text', 'strong': True}
    """
    return {"t": harmless(words), "from": [added.ANALYST], "kind": "text", **style}


def harmless(words: str) -> str:
    r"""
    Return words with control characters, halves of characters and private signs as escapes.

    Line ends and tabs stay, and so do the joiners and the marks of direction: a page isolates what turns.

    Examples
    --------
    >>> harmless("a\tb\x1b\ud800")
    'a\tb\\x1b\\ud800'
    """
    return words if words.isascii() and words.isprintable() else "".join(map(_shown, words))


def _shown(character: str) -> str:
    if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cs", "Co"}:
        return character
    number = ord(character)
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"  # noqa: PLR2004 - one byte


def nodes(markdown: str, pictures: Pictures | None = None) -> list[Node]:
    r"""
    The nodes of a Markdown text.

    Parameters
    ----------
    markdown : str
        The text: CommonMark with tables, strikethrough and footnotes.
    pictures : callable, optional
        Gives the node of a picture for its address and its description; without it, none is taken.

    Raises
    ------
    Refused
        The text is longer than any page, or of more parts.

    Examples
    --------
    >>> [(node["node"], node["level"]) for node in nodes("# A\n### B\n## C")]
    [('heading', 3), ('heading', 4), ('heading', 4)]
    >>> nodes("see [it](https://example.org)")[0]["line"][1]["link"]
    'https://example.org'
    """
    if len(markdown) > LONGEST:
        what = f"its Markdown has {len(markdown):,} characters, and {LONGEST:,} is the most"
        raise Refused(what, "no page of a briefing holds so much", "shorten it, or keep it off the page")
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only pages with Markdown need it
    from markdown_it.tree import SyntaxTreeNode  # noqa: PLC0415 - see above
    from mdit_py_plugins.footnote import footnote_plugin  # noqa: PLC0415 - see above

    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    tree = SyntaxTreeNode(parser.use(footnote_plugin).parse(markdown.translate(_WHOLE)))
    _within_limits(tree)
    return _Reader(pictures or (lambda _address, _words: None)).read(tree)


def _within_limits(tree: SyntaxTreeNode) -> None:
    """Refuse what would keep the typesetter busy for minutes: no page of a briefing holds so much."""
    found = Counter(node.type for node in tree.walk())
    widest = max((len(node.children) for node in tree.walk() if node.type == "tr"), default=0)
    for number, most, what in (
        (sum(found.values()), MOST_WORDS, "parts"),
        (found["footnote"], MOST_NOTES, "footnotes"),
        (widest, WIDEST, "columns in one table"),
    ):
        if number > most:
            raise Refused(
                f"its Markdown has {number:,} {what}, and {most:,} is the most",
                "no page of a briefing holds so much",
                "shorten it, or keep it off the page",
            )


class _Whole(dict[int, str]):
    """Replaces halves of characters by their escapes: the parser would stumble over them in an address."""

    def __missing__(self, number: int) -> int | str:
        return f"\\u{number:04x}" if unicodedata.category(chr(number)) == _HALVES else number


_WHOLE: Mapping[int, Any] = _Whole()


@dataclass
class _Reader:
    """Goes through the parser's tree; remembers how deep the headings are."""

    pictures: Pictures
    above: list[int] = field(default_factory=list)
    shown: list[Node] = field(default_factory=list)

    def read(self, tree: SyntaxTreeNode) -> list[Node]:
        return [node for child in tree.children for node in self._block(child)]

    def _block(self, node: SyntaxTreeNode) -> Iterator[Node]:
        """Yield what a block of Markdown becomes, and after it the pictures that stood in its words."""
        made = _MADE.get(node.type)
        if made is not None:
            found = made(self, node)
            if found is not None:
                yield found
        elif node.type == "footnote_block":
            yield {"node": "notes", "items": [self._note(child) for child in node.children]}
        else:
            yield from self.read(node)
        if node.type in {"paragraph", "heading", "table"}:
            yield from self.shown
            self.shown.clear()

    def paragraph_node(self, node: SyntaxTreeNode) -> Node | None:
        line = self._line(node)
        return {"node": "paragraph", "line": line} if any(run["t"].strip() for run in line) else None

    def heading_node(self, node: SyntaxTreeNode) -> Node | None:
        """Return a heading below those of the page; no level is left out on the way down."""
        line = self._line(node)
        if not any(run["t"].strip() for run in line):
            return None
        depth = int(node.tag[1:])
        while self.above and self.above[-1] >= depth:
            self.above.pop()
        self.above.append(depth)
        level = min(FIRST_LEVEL + len(self.above) - 1, LAST_LEVEL)
        return {"node": "heading", "level": level, "line": line}

    def list_node(self, node: SyntaxTreeNode) -> Node:
        items = [self.read(item) for item in node.children]
        start = node.attrs.get("start", 1) if node.type == "ordered_list" else None
        return {"node": "list", "start": start, "items": items}

    def quotation_node(self, node: SyntaxTreeNode) -> Node:
        return {"node": "quotation", "nodes": self.read(node)}

    def code_node(self, node: SyntaxTreeNode) -> Node:
        return {"node": "printed", "lines": printed_lines(node.content)}

    def html_node(self, node: SyntaxTreeNode) -> Node | None:
        words = _COMMENT.sub("", node.content)
        return {"node": "printed", "lines": printed_lines(words)} if words.strip() else None

    def rule_node(self, _: SyntaxTreeNode) -> Node:
        return {"node": "rule"}

    def table_node(self, node: SyntaxTreeNode) -> Node:
        rows = [row.children for part in node.children for row in part.children]
        lines = [[self._line(cell) for cell in row] for row in rows]
        aligned = [_ALIGNED.search(str(cell.attrs.get("style", ""))) for cell in rows[0]]
        columns = [{"end": bool(found and found[1] == "right"), "index": False} for found in aligned]
        heads = [[{"line": line, "span": 1} for line in lines[0]]]
        return {"node": "frame", "heads": heads, "columns": columns, "rows": lines[1:]}

    def _note(self, node: SyntaxTreeNode) -> Node:
        number = int(node.meta["id"]) + 1
        children = [child for child in node.children if child.type != "footnote_anchor"]
        inner = [found for child in children for found in self._block(child)]
        return {"number": number, "nodes": inner}

    def _line(self, node: SyntaxTreeNode) -> Line:
        return _joined(run for child in node.children for run in self._words(child, {}))

    def _words(self, node: SyntaxTreeNode, style: Mapping[str, Any]) -> Iterator[Run]:
        """Yield the runs of inline Markdown, each with the styles around it."""
        if node.type in _PLAIN:
            yield analysts(_PLAIN[node.type](node.content), **style, **_MARKED.get(node.type, {}))
        elif node.type == "footnote_ref":
            number = int(node.meta["id"]) + 1
            yield analysts(str(number), **style, note=number)
        elif node.type == "image":
            yield from self._picture(node, style)
        elif node.type == "link":
            yield from self._link(node, style)
        else:
            inner = {**style, _STYLES[node.type]: True} if node.type in _STYLES else style
            for child in node.children:
                yield from self._words(child, inner)

    def _link(self, node: SyntaxTreeNode, style: Mapping[str, Any]) -> Iterator[Run]:
        """Yield the words of a link and, for whoever holds paper, its address."""
        address = str(node.attrs.get("href", ""))
        leads = _ADDRESS.fullmatch(address) and len(address) <= _LONGEST_ADDRESS
        inner = {**style, "link": address} if leads else dict(style)
        runs = [run for child in node.children for run in self._words(child, inner)]
        yield from runs
        words = "".join(run["t"] for run in runs).strip()
        if address and words not in {address, address.removeprefix("mailto:")}:
            shown = address if len(address) <= _LONGEST_ADDRESS else address[:_LONGEST_ADDRESS] + "…"
            yield analysts(f" ({shown.removeprefix('mailto:')})", **inner, soft=True)

    def _picture(self, node: SyntaxTreeNode, style: Mapping[str, Any]) -> Iterator[Run]:
        address = str(node.attrs.get("src", ""))
        words = [run for child in node.children or () for run in self._words(child, {})]
        if found := self.pictures(address, words):
            self.shown.append(found)
            return
        shown = "data:" if address.startswith("data:") else address[:_LONGEST_ADDRESS]
        for run in added.not_taken(harmless("".join(run["t"] for run in words)), harmless(shown)):
            yield {**run, **style, "soft": True}


def _joined(runs: Iterator[Run]) -> Line:
    """Return runs with neighbours of one style as one: signs that mark nothing up come each by itself."""
    line: Line = []
    for run in runs:
        if line and not run.keys() & _ENDING and _style(line[-1]) == _style(run):
            line[-1] = {**line[-1], "t": line[-1]["t"] + run["t"]}
        else:
            line.append(run)
    return line


def _style(run: Run) -> Run:
    return {key: value for key, value in run.items() if key != "t"}


_ENDING = {"note", "line_end"}  # what such a run says is said once more by the next

_MADE: Mapping[str, Callable[[_Reader, Any], Node | None]] = {
    "paragraph": _Reader.paragraph_node,
    "heading": _Reader.heading_node,
    "bullet_list": _Reader.list_node,
    "ordered_list": _Reader.list_node,
    "blockquote": _Reader.quotation_node,
    "fence": _Reader.code_node,
    "code_block": _Reader.code_node,
    "html_block": _Reader.html_node,
    "hr": _Reader.rule_node,
    "table": _Reader.table_node,
}

_GAP = re.compile(r"(?<=\S)  +")


def printed_lines(text: str) -> list[Line]:
    r"""
    Return lines of text as stretches of words, each with the column that it begins in.

    A page has no typewriter's letters. So what somebody lined up with spaces is lined up again: a new
    stretch begins after two spaces or more, and the page sets it where its column is.

    Examples
    --------
    >>> [[(run["t"], run["at"]) for run in line] for line in printed_lines("a   1\n  b  2")]
    [[('a', 0), ('1', 4)], [('b', 2), ('2', 5)]]
    """
    return [list(_stretches(line.expandtabs(8).rstrip())) for line in text.rstrip("\n").split("\n")]


def _stretches(line: str) -> Iterator[Run]:
    at = len(line) - len(line.lstrip(" "))
    rest = line.lstrip(" ")
    while rest:
        gap = _GAP.search(rest)
        words = rest[: gap.start()] if gap else rest
        yield analysts(words, at=at)
        at += gap.end() if gap else len(rest)
        rest = rest[gap.end() :] if gap else ""
