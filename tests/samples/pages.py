"""
Documents for the page, written by hand: an invented fire in an invented harbour.

`harbour()` has the size of a usual briefing (34 claims, two pages), `short()` next to nothing,
`long()` a claims table over several pages, `hostile()` names and strings that try to be something else.
Each returns the document, the drawings and the attachments that `typeset` takes.
"""

from __future__ import annotations

import json
from typing import Any

Page = tuple[dict[str, Any], dict[str, str], dict[str, bytes]]
Line = list[dict[str, Any]]

MARKS = (
    *(
        "acknowledged",
        "claimed_only",
        "suspected",
        "reported_only",
        "disputed",
        "denied_only",
        "not_addressed",
    ),
    *("affirms", "states", "denies", "accuses", "claims_own", "motive"),
    *("inquiry", "inference", "through_denial", "says_both"),
)


def run(words: str, kind: str = "text", source: Any = "fixed") -> dict[str, Any]:
    """Return one run of a line."""
    return {"t": words, "from": source, "kind": kind}


def line(*parts: str) -> Line:
    """Return a line: "[C1, C2]" is a reference, "<eye>" a mark, "*x*" strong, "~x~" soft, the rest words."""
    made = []
    for part in parts:
        if part.startswith("[") and part.endswith("]"):
            made.append(run(part[1:-1], "reference", part[1:-1].split(", ")))
        elif part.startswith("<") and part.endswith(">"):
            made.append(run(part[1:-1], "mark"))
        elif part.startswith("*") and part.endswith("*") and len(part) > 2:
            made.append(run(part[1:-1], "strong"))
        elif part.startswith("~") and part.endswith("~") and len(part) > 2:
            made.append(run(part[1:-1], "soft"))
        else:
            made.append(run(part, source=["C1"]))
    return made


def cell(*lines: Line, mark: str | None = None, flags: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a cell of a table."""
    return {"lines": list(lines), "mark": mark, "flags": list(flags)}


def column(head: str, width: str = "auto") -> dict[str, Any]:
    """Return a column of a table."""
    return {"head": line(head) if head else [], "width": width}


def drawing(width: float, height: float, shade: str = "#C9D0D8") -> str:
    """Return a placeholder for a figure: a frame with its diagonals, in millimetres."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
        f'viewBox="0 0 {width} {height}"><path d="M.2 .2H{width - 0.2}V{height - 0.2}H.2ZL{width - 0.2} '
        f'{height - 0.2}M.2 {height - 0.2}L{width - 0.2} .2" fill="none" stroke="{shade}" stroke-width=".3"/></svg>'
    )


def mark_drawings() -> dict[str, str]:
    """Return a placeholder for every mark: a ring of its own width."""
    return {
        f"marks/{name}.svg": (
            '<svg xmlns="http://www.w3.org/2000/svg" width="11" height="11" viewBox="-.55 -.55 1.1 1.1">'
            f'<circle r=".4" fill="none" stroke="#16202E" stroke-width="{0.04 + number / 100:.2f}"/></svg>'
        )
        for number, name in enumerate(MARKS)
    }


def _frame(title: str, slug: str, blocks: list[dict[str, Any]], keys: list[str]) -> dict[str, Any]:
    return {
        "format": 1,
        "slug": slug,
        "lang": "en",
        "title": line(title),
        "marking": "TLP:CLEAR",
        "edition": 1,
        "draft": None,
        "running": {
            "head": [run("Incident briefing", "strong"), run(f"   {slug}   "), run("Edition 1")],
            "foot": line("one document · every sentence cites its claims.   Edition 1"),
            "page": line("Page {page} of {pages}"),
        },
        "blocks": blocks,
        "references": {key: {"anchor": key} for key in keys},
    }


def _attached(document: dict[str, Any]) -> dict[str, bytes]:
    return {"record.json": json.dumps({"slug": document["slug"]}, sort_keys=True).encode()}


_SPEAKERS = ("The outlet", "Port authority", "Unnamed Northern officials", "League of the Coast", "COASTCOM")
_SAYINGS = (
    "states: a fire in the north basin",
    "denies: own drones, that night",
    "acknowledges: the fire",
    "states: it was an attack",
    "accuses: the North, of strikes",
    "finds: injuries, by an inquiry",
)


def claims(count: int, *, halves: bool = True) -> dict[str, Any]:
    """Return a claims table of so many rows."""
    rows = [
        [
            cell(line(f"C{n}")),
            cell(line(_SPEAKERS[n * 7 % len(_SPEAKERS)])),
            cell(line(_SAYINGS[n * 5 % len(_SAYINGS)])),
            cell(line(f"¶{n // 3 + 1}" + (f", {n // 3 + 2}" if n % 8 == 0 else ""))),
        ]
        for n in range(1, count + 1)
    ]
    return {
        "kind": "table",
        "heading": line("Claims and sources"),
        "name": "claims",
        "columns": [column(""), column("Speaker"), column("Act and what", "1fr"), column("D1")],
        "rows": rows,
        "row_labels": [f"C{n}" for n in range(1, count + 1)],
        "note": [],
        "halves": halves,
    }


def _top() -> list[dict[str, Any]]:
    return [
        {
            "kind": "headline",
            "heading": [],
            "subtitle": line(
                "Acknowledged by the port authority",
                "[C7]",
                ". Cause not stated",
                "[D1]",
                ". Others dispute who is answerable",
                "[C12, C15, C16, C34]",
                ".",
            ),
            "dateline": [
                line("TLP:CLEAR · Edition 1."),
                line("The document states no calendar date for the fire", "[D1]", "."),
                line("The outlet puts it one day after a raid on the river", "[C29]", "."),
                line(
                    "<inference>",
                    "Reader’s inference: on or before 3 May 2031, the date of a post that the outlet brings to it",
                    "[C13, C16, C17]",
                    ".",
                ),
            ],
        },
        {
            "kind": "bottom_line",
            "heading": [],
            "sentences": [
                line("The port authority acknowledges a fire in the north basin", "[C7]", "."),
                line("Nobody in the document claims it or states its cause", "[D1]", "."),
                line(
                    "The League of the Coast accuses the North, naming “our docks”, not the harbour",
                    "[C34]",
                    "; unnamed Northern officials deny a drone strike and any part",
                    "[C2, C12]",
                    ".",
                ),
                line(
                    "Unnamed reports accuse the coalition and are known only through COASTCOM’s denial",
                    "[C15, C16]",
                    "; unnamed coalition officials",
                    "[C1]",
                    " and the joint staff, through the Rival Paper",
                    "[C18]",
                    ", deny too.",
                ),
                line("The port calls its inquiry unfinished", "[C11]", "."),
            ],
        },
        {
            "kind": "glance",
            "heading": [],
            "cells": [
                {
                    "head": line("Deaths"),
                    "rows": [
                        {
                            "mark": "reported_only",
                            "flags": [],
                            "text": line("one death, the outlet, unsourced", "[C22]"),
                        },
                        {"mark": "-", "flags": [], "text": line("not mentioned, by the port", "[C9]")},
                    ],
                },
                {
                    "head": line("Injuries"),
                    "rows": [
                        {
                            "mark": "acknowledged",
                            "flags": [],
                            "text": line("“injuries”, says the port", "[C9]"),
                        },
                        {
                            "mark": "reported_only",
                            "flags": [],
                            "text": line("“several”, says the outlet", "[C23]"),
                        },
                    ],
                },
                {
                    "head": line("Cause"),
                    "rows": [
                        {
                            "mark": "not_addressed",
                            "flags": [],
                            "text": line("not stated, by anybody", "[D1]"),
                        },
                        {
                            "mark": "inquiry",
                            "flags": [],
                            "text": line("inquiry unfinished, says the port", "[C11]"),
                        },
                    ],
                },
                {
                    "head": line("The North"),
                    "rows": [
                        {
                            "mark": "accuses",
                            "flags": [],
                            "text": line(
                                "accused",
                                "<inference>",
                                ", by the League of the Coast, of “our docks”",
                                "[C34]",
                            ),
                        },
                        {
                            "mark": "denies",
                            "flags": [],
                            "text": line("denied, by unnamed Northern officials", "[C2, C12]"),
                        },
                    ],
                },
                {
                    "head": line("Coalition"),
                    "rows": [
                        {
                            "mark": "accuses",
                            "flags": [],
                            "text": line("accused", "<through_denial>", ", by unnamed reports", "[C15]"),
                        },
                        {
                            "mark": "denies",
                            "flags": [],
                            "text": line(
                                "denied, by unnamed officials, COASTCOM, the joint staff", "[C1, C16, C18]"
                            ),
                        },
                    ],
                },
                {
                    "head": line("Raid on the river"),
                    "rows": [
                        {
                            "mark": "claimed_only",
                            "flags": [],
                            "text": line("claimed, by the League of the Coast", "[C32]"),
                        },
                        {
                            "mark": "motive",
                            "flags": ["inference"],
                            "text": line("“in response to” it, says the same group", "[C33]"),
                        },
                    ],
                },
            ],
        },
    ]


def _grid() -> list[dict[str, Any]]:
    return [
        {
            "kind": "list",
            "heading": line("What is not known"),
            "items": [
                line(
                    "Cause; whether attack or accident",
                    "[D1]",
                    ". “Drone strike” stands only in denials and in what they deny",
                    "[C1, C2, C15, C16]",
                    ".",
                ),
                line(
                    "Day and hour of the fire",
                    "[D1]",
                    ". Number of fires: the outlet writes several, then one",
                    "[C5, C29]",
                    ".",
                ),
                line("Who died; how many were hurt", "[D1]", "."),
                line(
                    "Whether three inquiries are one: held, preliminary, the government’s",
                    "[C9, C11, C21]",
                    ".",
                ),
                line("Whether “our docks” means the harbour", "[C34]", "."),
                line("Who made the reports about the coalition", "[C15]", "."),
                line("Whether anything reached the river", "[C32]", "."),
                line(
                    "Who struck upstream",
                    "[C27]",
                    "; what is contested about the strike in the North",
                    "[C4]",
                    ".",
                ),
            ],
        },
        {
            "kind": "list",
            "heading": line("Assessments"),
            "text": [
                line("No assessment has been signed for this incident."),
                line(
                    "~Marks.~",
                    "~ Circle: where a proposition stands. Square: one statement by one speaker. Sign without a rim: a flag.~",
                ),
            ],
        },
        {
            "kind": "figure",
            "heading": [],
            "figure": "places",
            "svg": "figures/places.svg",
            "width_mm": 76,
            "caption": line(
                "*Places.*",
                " Area of the harbour: the reader’s",
                "<inference>",
                ", from “south of the capital”",
                "[C5]",
                ", “north of the province”",
                "[C7]",
                ". Hatching: country only. Boundaries: Natural Earth, not endorsed.",
            ),
            "alt": line("Map of the coast. The harbour is an area south of the capital."),
            "digest": "00",
        },
    ]


def _matrix() -> dict[str, Any]:
    silent = cell(line("–"))

    def says(word: str, *keys: str) -> dict[str, Any]:
        return cell(line(word), line(f"[{', '.join(keys)}]"))

    def row(
        name: str, said: dict[int, dict[str, Any]], mark: str, word: str, *more: str, flag: str = ""
    ) -> list[Any]:
        standing = cell(
            line(f"*{word}*"), *(line(f"~{m}~") for m in more), mark=mark, flags=(flag,) if flag else ()
        )
        return [cell(line(name)), *(said.get(n, silent) for n in range(9)), standing]

    heads = (
        "Outlet",
        "Port members",
        "Port",
        "Coast officials",
        "COASTCOM",
        "Joint staff",
        "Unnamed reports",
        "Northern officials",
        "League of the Coast",
    )
    return {
        "kind": "table",
        "heading": line("Who says what"),
        "name": "matrix",
        "columns": [column("Proposition"), *map(column, heads), column("Standing")],
        "rows": [
            row(
                "A fire broke out",
                {0: says("states", "C5", "C29"), 1: says("acknowledge", "C7")},
                "acknowledged",
                "Acknowledged",
                flag="inquiry",
            ),
            row(
                "It was a drone strike",
                {
                    3: says("deny own", "C1"),
                    4: says("denies own", "C16"),
                    6: says("allege", "C15"),
                    7: says("deny own", "C2"),
                },
                "reported_only",
                "Reported only",
                flag="through_denial",
            ),
            row("It was an attack", {0: says("states", "C10")}, "reported_only", "Reported only"),
            row(
                "The North is answerable",
                {7: says("deny", "C2", "C12"), 8: says("accuses", "C34")},
                "disputed",
                "Disputed",
                "else denied only",
                flag="inference",
            ),
            row(
                "Coalition is answerable",
                {
                    3: says("deny", "C1"),
                    4: says("denies", "C13", "C16"),
                    5: says("denies", "C18"),
                    6: says("accuse", "C15"),
                },
                "disputed",
                "Disputed",
                flag="through_denial",
            ),
            row("One person died", {0: says("states", "C22")}, "reported_only", "Reported only"),
            row(
                "People were injured",
                {0: says("states", "C23"), 2: says("finds", "C9")},
                "acknowledged",
                "Acknowledged",
                flag="inquiry",
            ),
            row(
                "The raid answers it",
                {8: says("claims", "C33")},
                "claimed_only",
                "Claimed only",
                "else not addressed",
                flag="inference",
            ),
        ],
        "note": line(
            "– silent. All officials are unnamed. A cell holds what the speaker says; an inference",
            "<inference>",
            " stands in the last column.",
        ),
        "halves": False,
    }


def _denials() -> dict[str, Any]:
    rows = (
        (
            "Unnamed coast officials",
            "C1",
            "themselves",
            "launching a drone strike",
            "a harbour in the bay",
            "not stated",
            "other means; the harbour; others’ acts",
        ),
        (
            "Unnamed Northern officials",
            "C2",
            "themselves",
            "launching a drone strike",
            "a harbour in the bay",
            "not stated",
            "other means; the harbour; others’ acts",
        ),
        (
            "Unnamed Northern officials",
            "C12",
            "the North",
            "any involvement",
            "“the incident”",
            "not stated",
            "others’ acts; the raid on the river",
        ),
        (
            "COASTCOM, its post",
            "C16",
            "Coalition",
            "drone strikes",
            "the bay",
            "day of the post",
            "other means, days, actors; the port",
        ),
        (
            "COASTCOM, as the outlet puts it",
            "C13",
            "Coalition",
            "any involvement",
            "not stated",
            "not stated",
            "the North; coalition members",
        ),
        (
            "Joint staff, via the Rival Paper",
            "C18",
            "Coalition",
            "any involvement",
            "the harbour",
            "not stated",
            "coalition members; the North",
        ),
    )
    return {
        "kind": "table",
        "heading": line("What each denial covers"),
        "name": "denials",
        "columns": [column(head) for head in ("Speaker", "Of whom", "What act", "Where", "Which day")]
        + [column("Does not address", "1fr")],
        "rows": [
            [cell(line(who, f"[{key}]")), *(cell(line(words)) for words in rest)] for who, key, *rest in rows
        ],
        "note": [],
        "halves": False,
    }


def _end() -> list[dict[str, Any]]:
    return [
        {
            "kind": "legend",
            "heading": [],
            "items": [
                {
                    "mark": "acknowledged",
                    "name": line("Acknowledged"),
                    "note": line("by the party it burdens"),
                },
                {
                    "mark": "claimed_only",
                    "name": line("Claimed only"),
                    "note": line("by the act’s author alone"),
                },
                {
                    "mark": "reported_only",
                    "name": line("Reported only"),
                    "note": line("by outlet, third parties"),
                },
                {"mark": "suspected", "name": line("Suspected"), "note": line("said only with a hedge")},
                {"mark": "disputed", "name": line("Disputed"), "note": line("affirmed and denied")},
                {"mark": "denied_only", "name": line("Denied only"), "note": line("affirmed by nobody")},
                {"mark": "not_addressed", "name": line("Not addressed"), "note": line("no word either way")},
            ],
        },
        {
            "kind": "notes",
            "heading": [],
            "items": [
                {
                    "head": line("D1"),
                    "text": line(
                        "One news text of 15 paragraphs, read whole; outlet not named, date not stated. A reference to D1 means: in none of its paragraphs."
                    ),
                    "anchor": "D1",
                },
                {
                    "head": line("Relay."),
                    "text": line(
                        "Every speaker is heard through the outlet. COASTCOM’s post stands twice (¶7, ¶8): one origin. The joint staff is heard through the Rival Paper, then the outlet."
                    ),
                    "anchor": None,
                },
                {
                    "head": line("Names."),
                    "text": line(
                        "COASTCOM: Coast Command. The port: Authority of the Ports and Docks; quotes say the Docks. Joint staff: Combined Staff of the Bay."
                    ),
                    "anchor": None,
                },
            ],
        },
    ]


def harbour(count: int = 34) -> Page:
    """Return a usual briefing: two pages, every kind of block."""
    names = ("acknowledged", "claimed only", "reported only", "not addressed")
    blocks = [
        *_top(),
        *_grid(),
        {
            "kind": "figure",
            "heading": line("Escalation sequence: one statement carries a day, the rest is order"),
            "figure": "sequence",
            "svg": "figures/sequence.svg",
            "width_mm": 178,
            "caption": [],
            "alt": line("Sequence of six events and the statements about them."),
            "digest": "00",
        },
        {
            "kind": "legend",
            "heading": [],
            "items": [
                *({"mark": name.replace(" ", "_"), "name": line(name), "note": []} for name in names),
                {"mark": "affirms", "name": line("acknowledges, finds"), "note": []},
                *({"mark": name, "name": line(name), "note": []} for name in ("denies", "accuses")),
                {"mark": "motive", "name": line("gives a motive"), "note": []},
                {"mark": "inquiry", "name": line("inquiry open"), "note": []},
                {"mark": "inference", "name": line("reader’s inference"), "note": []},
                {"mark": "through_denial", "name": line("known only through the denial"), "note": []},
                {
                    "mark": "says_both",
                    "name": line("speaker says both. Cap: bound. Arrow: none. Dashed: a reason given."),
                    "note": [],
                },
            ],
        },
        {
            "kind": "figure",
            "heading": line("Actors: each accusation and denial points at the tie it is about"),
            "figure": "actors",
            "svg": "figures/actors.svg",
            "width_mm": 178,
            "caption": line(
                "Arrow: accuses. Bar: denies. Dot: acknowledges or inquires. Grey: tie stated by the outlet. Dashed box: unnamed. Pill: group. Square box: state. No tie between the port and the League is stated",
                "[D1]",
                ".",
            ),
            "alt": line("Eleven actors around the fire, each with what it says."),
            "digest": "00",
        },
        _matrix(),
        _denials(),
        claims(count),
        *_end(),
    ]
    document = _frame(
        "Fire at the north harbour", "harbour-fire", blocks, ["D1", *(f"C{n}" for n in range(1, count + 1))]
    )
    drawings = {
        "figures/places.svg": drawing(76, 53),
        "figures/sequence.svg": drawing(178, 98),
        "figures/actors.svg": drawing(178, 64),
    }
    return document, drawings | mark_drawings(), _attached(document)


def long(count: int = 120) -> Page:
    """Return a briefing whose claims fill several pages."""
    return harbour(count)


def short() -> Page:
    """Return the least there can be: a few sentences, no table, no figure, and no second reader."""
    blocks = [
        {
            "kind": "headline",
            "heading": [],
            "subtitle": line("Reported by one outlet", "[D1]", "."),
            "dateline": [line("TLP:AMBER · Edition 1."), line("No date is stated", "[D1]", ".")],
        },
        {
            "kind": "bottom_line",
            "heading": [],
            "sentences": [line("One outlet reports smoke over the quay", "[D1]", ".")],
        },
        {
            "kind": "list",
            "heading": line("What is not known"),
            "items": [line("Whether there was a fire", "[D1]", "."), line("Where the quay is", "[D1]", ".")],
        },
        {
            "kind": "notes",
            "heading": [],
            "items": [
                {"head": line("D1"), "text": line("One news text of three paragraphs."), "anchor": "D1"}
            ],
        },
    ]
    document = _frame("Smoke over the quay", "quay-smoke", blocks, ["D1"])
    document |= {"marking": "TLP:AMBER", "draft": line("DRAFT: nobody has read this a second time")}
    return document, mark_drawings(), _attached(document)


HOSTILE = (
    '#eval("1+1")',
    "$x^2$",
    "*bold* _it_",
    "<b>tag</b>",
    "]",
    "[",
    "\\",
    "#",
    "@label",
    "= heading",
    "`raw`",
    "{page}",
    "<C1>",
    "//x",
    "/* x */",
    "~",
    "--",
    "https://example.org/a/b?c=d&e=f#g",
    "%s %d {0}",
    "&amp;",
)
NAMES = ("حزب الله", "الحشد الشعبي", "צה״ל", "עזה (רצועה)", "كتائب حزب الله، العراق")


def hostile() -> Page:
    """Return a briefing in which every word is a name in another script or a string of markup."""
    words = [*HOSTILE, *NAMES, "a\u202eevil\u2066b", "line\nbreak\tand tab", "x" * 400]
    rows = [
        [
            cell(line(f"C{n}")),
            cell([run(word)]),
            cell([run(word, "quote"), run(f"C{n}", "reference", [f"C{n}"])]),
        ]
        for n, word in enumerate(words, 1)
    ]
    blocks = [
        {
            "kind": "headline",
            "heading": [],
            "subtitle": [run(" ".join(HOSTILE))],
            "dateline": [[run(name)] for name in NAMES],
        },
        {
            "kind": "bottom_line",
            "heading": [],
            "sentences": [
                [run(f"{name} (denies), "), run("C1", "reference", ["C1"]), run(".")] for name in NAMES
            ],
        },
        {"kind": "list", "heading": [run("#panic() $y$ *z*")], "items": [[run(word)] for word in words]},
        {
            "kind": "figure",
            "heading": [],
            "figure": "actors",
            "svg": "figures/actors.svg",
            "width_mm": 178,
            "caption": [run("#caption $")],
            "alt": [run('"] #alt $x$ \\')],
            "digest": "00",
        },
        {
            "kind": "table",
            "heading": line("Rows"),
            "name": "claims",
            "columns": [column(""), column("*"), column("#head", "1fr")],
            "rows": rows,
            "row_labels": [f"C{n}" for n in range(1, len(words) + 1)],
            "note": [run("#note")],
            "halves": False,
        },
    ]
    document = _frame("x", "hostile", blocks, [f"C{n}" for n in range(1, len(words) + 1)])
    document["title"] = [run("#title $x$ *b* <i> ]")]
    return document, {"figures/actors.svg": drawing(178, 20)} | mark_drawings(), _attached(document)
