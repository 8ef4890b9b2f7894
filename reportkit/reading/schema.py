"""
JSON Schema for every file of a corpus, so that editors complete and check while somebody types.

Made from the same tables as the reader, which stays the judge: the schema knows one file at a
time and no registers. An editor sees YAML's types where the reader sees text, so a field that
holds text also takes what YAML makes a number or a truth value of, and the reader reads the same.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias

from reportkit import codebook
from reportkit.reading.shapes import (
    DIGEST,
    EXTRA_WORDS,
    FLAT,
    LANGUAGE,
    LONGEST_SLUG,
    LONGEST_TEXT,
    ONE_OF_SLOTS,
    REGISTERS,
    REQUIRED_SLOTS,
    SHAPES,
    SLUG,
    main_slot,
    slot_type,
    slots,
    written_kinds,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FILES = ("corpus", "actors", "places", "documents", "incident", "reading", "schedules")
DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema: TypeAlias = "dict[str, Any]"

_SLUG = f"^{SLUG.pattern}$"
_DATE = "[0-9]{4}(-[0-9]{2}){0,2}"
_TEXT: Schema = {"type": ["string", "number", "boolean"], "maxLength": LONGEST_TEXT}
_WHEN: Schema = {
    "type": ["string", "integer"],
    "pattern": rf"^\s*(none|between {_DATE} and {_DATE}|(about |by |from |night of )?{_DATE}\??)\s*$",
    "description": "2031-05-03, 2031-05, 2031, by D, from D, between D and D, about D, D?, night of D, none",
}
_CLAIM: Schema = {
    "type": ["string", "integer"],
    "pattern": f"^({SLUG.pattern}/)?{SLUG.pattern}$",
    "description": "the id of a claim; of another document, document/claim",
}
_SCALARS: dict[str, Schema] = {
    "text": _TEXT,
    "nullable": {**_TEXT, "type": [*_TEXT["type"], "null"]},
    "slug": {"type": ["string", "integer"], "pattern": _SLUG, "maxLength": LONGEST_SLUG},
    "integer": {"type": ["integer", "string"], "pattern": "^[+-]?[0-9]{1,9}$"},
    "number": {"type": ["number", "string"], "pattern": r"^[+-]?[0-9]{1,9}(\.[0-9]{1,9})?$"},
    "flag": {"enum": ["yes", "no", True, False, "true", "false"]},
    "when": _WHEN,
    "gap": {"type": "string", "pattern": r"^\s*P[0-9YMWD]+(\.\.(P[0-9YMWD]+)?)?\s*$"},
    "anchor": {
        "type": "string",
        "pattern": r'^\s*p[1-9][0-9]*(\s+"[\s\S]+")?\s*$',
        "description": 'a paragraph with its first and last words: p2 "confirmed … north basin"',
    },
    "country": {"type": "string", "pattern": "^[A-Z]{2}$"},
    "language": {"type": "string", "pattern": f"^{LANGUAGE.pattern}$"},
    "digest": {"type": ["string", "integer"], "pattern": f"^{DIGEST.pattern}$"},
    "claim": _CLAIM,
    "bringer": {"type": "string", "pattern": _SLUG, "description": "reader, or an id of actors.yaml"},
    "cron": {"type": "string", "pattern": r"^\s*\S+(\s+\S+){4}\s*$"},
    "zone": {"type": "string", "pattern": "^[A-Za-z0-9_+/-]+$"},
    "length": {"type": "string", "pattern": "^\\s*[1-9][0-9]{0,4}[mhd]\\s*$"},
    "day": {"type": "string", "pattern": r"^\s*([0-9]{4}-[0-9]{2}-[0-9]{2}|today|[+-][0-9]{1,4}[dwmy])\s*$"},
    "address": {"type": "string", "pattern": "^[^@\\s]+@[^@\\s]+$"},
    "url": {"type": "string", "pattern": r"^[a-z][a-z0-9+.-]*://[^\s@/?#]+[^\s]*$"},
}


def schemas() -> dict[str, Schema]:
    """
    Return the schema of each kind of file by its name.

    Examples
    --------
    >>> made = schemas()
    >>> sorted(made)
    ['actors', 'corpus', 'documents', 'incident', 'places', 'reading', 'schedules']
    >>> made["corpus"]["required"]
    ['format', 'name', 'language', 'marking']
    """
    return {name: _file(name) for name in FILES}


def written(schema: Schema) -> str:
    """Return a schema as the text of its file."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def write(folder: Path) -> Iterator[Path]:
    """Write the schema of each kind of file into a folder, and yield the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas().items():
        path = folder / f"{name}.json"
        path.write_text(written(schema), encoding="utf-8", newline="\n")
        yield path


def _file(name: str) -> Schema:
    needed: dict[str, Schema] = {}
    schema = _shape(name, needed)
    head = {
        "$schema": DIALECT,
        "title": name,
        "description": "Made by the kit from its tables; not written by hand.",
    }
    return head | schema | ({"$defs": dict(sorted(needed.items()))} if needed else {})


def _shape(name: str, needed: dict[str, Schema]) -> Schema:
    """Return the schema of a record, after putting what it refers to into *needed*."""
    table = SHAPES[name]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [key for key, field in table.items() if field.required],
        "properties": {
            key: _type(field.type, needed) | {"description": field.meaning} for key, field in table.items()
        },
    }


def _type(kind: str, needed: dict[str, Schema]) -> Schema:  # noqa: PLR0911 - one line a type
    """Return the schema of a type of `reportkit.reading.shapes`."""
    head, _, rest = kind.partition(":")
    match head:
        case "list":
            one = _type(rest, needed)
            several: Schema = {"type": "array", "items": one}
            # One record alone is read too; told so, an editor would mark the whole list and not the slip.
            return several if rest.startswith("shape") else {"anyOf": [several, one]}
        case "map":
            ids = {"pattern": _SLUG, "maxLength": LONGEST_SLUG}
            entries = {"propertyNames": ids, "additionalProperties": _reference(rest, needed)}
            return {"type": ["object", "null"], **entries}  # null: a register that holds nothing yet
        case "shape":
            return _reference(rest, needed)
        case "word":
            return _word(rest)
        case "ref":
            return {
                "type": ["string", "integer"],
                "pattern": _SLUG,
                "description": f"an id of {REGISTERS[rest]}",
            }
        case "resolved":
            return {"anyOf": [_type(rest, needed), _resolved(_type(rest, needed))]}
        case "secret":
            return _reference("secret", needed) | {"minProperties": 1, "maxProperties": 1}
        case "values":
            return {"type": "object", "propertyNames": {"pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}}
        case "speaker" | "about" | "spoken" | "linked" | "that":
            return _own_form(head, needed)
    return dict(_SCALARS[head])


def _reference(shape: str, needed: dict[str, Schema]) -> Schema:
    if shape not in needed:
        needed[shape] = {}  # holds the place while its own fields are looked at
        needed[shape] = _shape(shape, needed)
    return {"$ref": f"#/$defs/{shape}"}


def _own_form(name: str, needed: dict[str, Schema]) -> Schema:
    """Return the schema of a field that has a form of its own."""
    actor, incident = _type("ref:actor", needed), _type("ref:incident", needed)
    about = {"anyOf": [incident, _resolved(incident)]}
    if name == "speaker":
        return {"anyOf": [actor, _record({"unnamed": _TEXT}, ["unnamed"])]}
    if name == "spoken":
        return {"anyOf": [_WHEN, _record({"words": _TEXT}, ["words"])]}
    if name == "linked":
        claims = _record({"claims": _type("list:claim", needed)}, ["claims"])
        return {"anyOf": [*about["anyOf"], claims]}
    if name == "that":
        needed["proposition"] = _proposition(needed)
        one = {"$ref": "#/$defs/proposition"}
        return {"anyOf": [{"type": "array", "items": one}, one]}
    return {"anyOf": [*about["anyOf"], {"type": "array", "items": about}]}


def _resolved(value: Schema) -> Schema:
    """Return the schema of words with what a reader takes them to mean."""
    table = SHAPES["resolved"]
    parts = {"words": _TEXT, "read_as": value, "by": _word("resolver")}
    return _record(parts, [key for key, field in table.items() if field.required])


def _proposition(needed: dict[str, Schema]) -> Schema:
    """Return the schema of one item of a `that`: a word, `kind: value`, or a flat record."""
    kinds = written_kinds()
    alone = [word for word, kind in kinds.items() if not _must_hold(kind)]
    meanings = [codebook.vocabulary("propositions")[kinds[word]]["meaning"] for word in alone]
    forms: list[Schema] = [{"enum": alone, "enumDescriptions": meanings}]
    forms += [_slots(kind, needed) for kind in FLAT]
    properties = {
        word: {"description": _meaning(word, kind), "anyOf": [_slots(kind, needed), *_short(kind, needed)]}
        for word, kind in kinds.items()
        if kind not in FLAT
    }
    one = _record(properties, [])
    return {"anyOf": [*forms, one | {"minProperties": 1, "maxProperties": 1}]}


def _meaning(word: str, kind: str) -> str:
    meaning = str(codebook.vocabulary("propositions")[kind]["meaning"])
    return meaning if word == kind else f"{meaning}: {word}"


def _must_hold(kind: str) -> bool:
    return bool(REQUIRED_SLOTS.get(kind) or ONE_OF_SLOTS.get(kind) or kind == "casualty")


def _short(kind: str, needed: dict[str, Schema]) -> list[Schema]:
    """Return the schema of the short form of a proposition, where that says enough."""
    main = main_slot(kind)
    return [] if set(REQUIRED_SLOTS.get(kind, ())) - {main} else [_type(slot_type(kind, main), needed)]


def _slots(kind: str, needed: dict[str, Schema]) -> Schema:
    record = _record(
        {s: _type(slot_type(kind, s), needed) for s in slots(kind)}, REQUIRED_SLOTS.get(kind, ())
    )
    one_of = ("low", "best", "high", "words") if kind == "casualty" else ONE_OF_SLOTS.get(kind, ())
    return record | ({"anyOf": [{"required": [slot]} for slot in one_of]} if one_of else {})


def _record(properties: dict[str, Schema], required: Iterable[str]) -> Schema:
    schema: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
    return schema | ({"required": list(required)} if required else {})


def _word(vocabulary: str) -> Schema:
    """Return the schema of a closed vocabulary, each word with its meaning where the codebook has one."""
    if vocabulary in EXTRA_WORDS:
        return {"enum": _as_editors_see(EXTRA_WORDS[vocabulary].words)}
    table = codebook.vocabulary(vocabulary)
    meanings = [str(entry.get("meaning", "")) for entry in table.values()]
    words = _as_editors_see(tuple(table))
    described = any(meanings) and len(words) == len(meanings)
    return {"enum": words} | ({"enumDescriptions": meanings} if described else {})


def _as_editors_see(words: tuple[str, ...]) -> list[str | int]:
    """Return words, and the numbers that YAML makes of those written in digits."""
    return [*words, *(int(word) for word in words if word.isdecimal())]
