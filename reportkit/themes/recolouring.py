"""
A drawing of the kit in the colours of a theme: attribute by attribute, and nothing else in it.

Only a whole value that is one of the house's colours becomes another one. Words, names and paths that happen
to hold the same signs stay as they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TAG: Final = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<[A-Za-z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.DOTALL
)
_PAINT: Final = re.compile(
    r"(?P<before>\s(?:fill|stroke|color|stop-color)\s*=\s*[\"'])(?P<value>#[0-9A-Fa-f]{6})(?=[\"'])"
)
_STYLE: Final = re.compile(r"(?P<before>\sstyle\s*=\s*)(?P<value>\"[^\"]*\"|'[^']*')")
_PROPERTY: Final = re.compile(
    r"(?P<before>(?:^|[;\"'])\s*(?:fill|stroke|color|stop-color)\s*:\s*)(?P<value>#[0-9A-Fa-f]{6})(?=\s*(?:[;\"']|$))"
)


def recoloured(svg: str, colours: Mapping[str, str]) -> str:
    """
    Return an SVG with some colours exchanged for others.

    Parameters
    ----------
    svg : str
        An SVG document.
    colours : mapping of str to str
        Colours in capitals, such as ``#12324F``, each with what takes its place.

    Examples
    --------
    >>> recoloured('<path fill="#12324f" id="#12324F" style="stroke: #12324F"/>', {"#12324F": "#1C4A38"})
    '<path fill="#1C4A38" id="#12324F" style="stroke: #1C4A38"/>'
    """
    if not colours:
        return svg

    def exchanged(found: re.Match[str]) -> str:
        value = found["value"]
        return found["before"] + colours.get(value.upper(), value)

    def tag(found: re.Match[str]) -> str:
        text = found[0]
        if text.startswith("<!"):
            return text
        return _within(_PAINT.sub(exchanged, text), exchanged)

    return _TAG.sub(tag, svg)


def _within(tag: str, exchanged: Callable[[re.Match[str]], str]) -> str:
    """Return a tag with the colours inside its style exchanged."""
    return _STYLE.sub(lambda style: style["before"] + _PROPERTY.sub(exchanged, style["value"]), tag)
