"""
Every hostile string there is, and a corpus that holds some of them wherever words can stand.

`STRINGS` are both lists of `tests/data` and what their expressions make; `planted` puts strings into
labels, names, titles and quoted words of the smallest corpus.
"""

from __future__ import annotations

import json
import shutil
import unicodedata
from pathlib import Path

from tests.cases import ROOT

DATA = ROOT / "tests/data"
TINY = ROOT / "tests/corpora/tiny"
LONG = (
    "[" * 20_000,
    "![" * 10_000,
    "$" + "\\sqrt" * 500 + "$",
    "a" * 300,
    "a/" * 2_000,
    "\u202e" * 1_000,
    "9" * 5_000,
    "a" * 1_000_000,
    "a" * 40 + "b",
    " " * 100_000 + "x",
    "(" * 100_000,
    "\t" * 100_000,
    "@a" * 50_000,
)
SLOTS = {  # file: what stands there now, to be replaced by a string
    "actors.yaml": (
        "label: Northport Daily",
        "label: Northland",
        "label: Southmark",
        "label: Ministry of Southmark",
        "label: Port authority of Northport",
        "label: Dockworkers’ league",
        "text: Liga Portuarum",
        "label: A dockworker",
    ),
    "places.yaml": ("label: Northport region", "label: Harbour of Northport", "label: River"),
    "documents.yaml": ("title: Fire at the harbour", "publication: Northport Daily"),
    "incidents/harbour-fire.yaml": (
        "label: Fire at the harbour of Northport",
        "short: Harbour fire",
        "statement: A fire broke out in the harbour.",
    ),
    "incidents/river-raid.yaml": ("label: Reported raid on the river",),
    "readings/daily-1.yaml": (
        "words: in the harbour",
        "words: Several people",
        "words: an accident",
        "words: blamed Southmark",
    ),
}
PLACES = tuple((file, slot) for file, slots in SLOTS.items() for slot in slots)


def _listed() -> list[str]:
    public = json.loads((DATA / "blns.json").read_text(encoding="utf-8"))
    groups = json.loads((DATA / "hostile_strings.json").read_text(encoding="utf-8"))["groups"]
    own = [item["s"] for group in groups for item in group["items"] if "s" in item]
    return list(dict.fromkeys([*public, *own]))


STRINGS = tuple(_listed())
BATCHES = tuple(STRINGS[n : n + len(PLACES)] for n in range(0, len(STRINGS), len(PLACES)))


def quoted(text: str) -> str:
    """Return a text as YAML reads it back, whatever is in it."""
    escaped = any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} or c == "\ufeff" for c in text)
    return json.dumps(text, ensure_ascii=escaped)


def planted(folder: Path, strings: dict[tuple[str, str], str]) -> Path:
    """Return a copy of the smallest corpus with strings in place of what stands there."""
    corpus = shutil.copytree(TINY, folder)
    for (file, slot), text in strings.items():
        path = corpus / file
        good = path.read_text(encoding="utf-8")
        assert good.count(slot) >= 1
        written = good.replace(slot, f"{slot.partition(':')[0]}: {quoted(text)}", 1)
        path.write_text(written, encoding="utf-8", newline="\n")
    return corpus
