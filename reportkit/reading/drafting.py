"""
New files of a corpus: an incident, an empty reading, the entry of a document.

Nothing here writes. A draft is a text with the place it belongs to, read back by the same
readers as everything else, so that what is left to fill is what they would say. Files that
people write are never changed: a draft of a file that is there is refused.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reportkit.problems import EncodingProblems, Place, Problem, clipped, nearest, visible
from reportkit.reading import encoding, registers
from reportkit.reading import fields as written
from reportkit.reading.anchors import paragraphs
from reportkit.reading.claims import slugged
from reportkit.reading.fields import Log, field_of, left_to_fill, plain, take
from reportkit.reading.shapes import FORMAT, LONGEST_SLUG, SLUG
from reportkit.reading.yamltext import Entries, read_file, read_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from reportkit.model import Corpus

REGISTER = "documents.yaml"
_ACTORS = "actors.yaml"
_LABELS = {  # of an incident, beside the first
    "called": "the label inside a sentence, with its article: the explosion at …",
    "short": "a shorter label, for charts and narrow columns",
}
_INDENT = 2
_PLAIN = re.compile(r"[^\W_](?:(?:[\w ./()’–-]|:(?=[\w/]))*[\w.)])?")  # reads as it stands, in braces too
_BYTE_ORDER = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_EXAMPLE = """\
# - id: port-acknowledges                  # a name, unique in this reading
#   at: p1 "first words … last words"      # reportkit span {document} "first … last" prints it
#   speaker: port-authority                # an id of actors.yaml; left out, the voice speaks
#   act: acknowledges                      # left out: states
#   about: harbour-fire                    # a file of incidents/
#   that:                                  # a list: each its own proposition
#   - occurred: {{words: a fire}}
"""


class Draft(NamedTuple):
    """A new file: where it belongs (relative to the corpus), its text, and what is left to fill in it."""

    file: str
    text: str
    left: tuple[Problem, ...] = ()


class Entry(NamedTuple):
    """
    The entry of a document: its id, its lines, and where they belong.

    ``after`` is the line of the register below which they can be pasted, and ``at_end`` says that nothing
    follows there; where there is no register yet ``after`` is 0, and ``register`` is the whole text of one.
    """

    id: str
    lines: str
    after: int
    at_end: bool = True
    register: str = ""


def incident(folder: Path, slug: str, label: str, *, called: str = "", short: str = "") -> Draft:
    """
    Draft the file of an incident: an identity and a neutral label.

    Parameters
    ----------
    folder : Path
        The corpus.
    slug : str
        What the file is called: small letters, digits, single hyphens.
    label : str
        What pages call the incident.
    called, short : str, optional
        The label inside a sentence, with its article; a shorter one for charts. Left out, they stand in
        the file as comments.

    Raises
    ------
    EncodingProblems
        If the slug is none or taken, or a label judges, is too long or holds what nobody can see.

    Examples
    --------
    >>> print(incident(Path("/no-such-folder"), "depot-fire", "Fire at the depot: north side").text)
    # An incident is only something that somebody speaks of: an identity and a neutral label.
    format: 1
    label: 'Fire at the depot: north side'
    # called:   # the label inside a sentence, with its article: the explosion at …
    # short:    # a shorter label, for charts and narrow columns
    <BLANKLINE>
    """
    file = f"incidents/{slug}.yaml"
    _slug(slug, "incidents/")
    _free(folder, file)
    given = {"label": label, "called": called, "short": short}
    for name, words in given.items():
        _one_line(words, name, file)
    about = "# An incident is only something that somebody speaks of: an identity and a neutral label.\n"
    text = f"{_schema(folder, file, 'incident')}{about}format: {FORMAT}\nlabel: {_scalar(label)}\n"
    text += "".join(
        f"{name}: {_scalar(given[name])}\n" if given[name] else f"# {name + ':':<9} # {meaning}\n"
        for name, meaning in _LABELS.items()
    )
    log = Log()
    entries = read_text(text, file, log.problems)
    if entries is not None:
        registers.incident(slug, take("incident", entries, log), log)
    _refuse(_of_options(log.problems, given))
    return Draft(file, text)


def reading(folder: Path, document: str, *, voice: str = "", by: str = "", on: str = "") -> Draft:
    """
    Draft the reading of a registered document: its head, and an example of a claim as a comment.

    Parameters
    ----------
    folder : Path
        The corpus.
    document : str
        Id of the document in the register.
    voice : str, optional
        The actor who speaks wherever nobody is quoted; left out, the one called like the publication.
    by, on : str, optional
        Role of the reader and day of the reading; left out, they are left to fill like the claims.

    Raises
    ------
    EncodingProblems
        If the document is not registered or has a reading, no actor is known to be its voice, or what was
        given cannot stand.
    """
    corpus = encoding.inspect(folder).corpus
    if document not in corpus.documents:
        _refuse([_unregistered(document, corpus)])
    file = f"readings/{document}.yaml"
    _free(folder, file)
    given = {"voice": voice or _voice_of(corpus, document), "by": by, "on": on}
    if not given["voice"]:
        _refuse([_voiceless(document, corpus)])
    for name, words in given.items():
        _one_line(words, name, file)
    text = _schema(folder, file, "reading") + _reading(document, given)
    log = Log(known={"actor": corpus.actors, "document": corpus.documents, "incident": corpus.incidents})
    entries = read_text(text, file, log.problems)
    if entries is not None:
        take("reading", entries, log)
    _refuse(_of_options(log.problems, given))
    return Draft(file, text, left_to_fill(entries) if entries else ())


def begun(folder: Path, corpus: Corpus) -> Iterator[Problem]:
    """
    Yield what is open in the readings that are made and hold no claim yet, one problem each.

    Nothing is wrong with them: somebody is at work, and no page is held up.

    Parameters
    ----------
    folder : Path
        The corpus.
    corpus : Corpus
        What was read of it.
    """
    for identity in corpus.documents:
        file = f"readings/{identity}.yaml"
        known = corpus.readings.get(identity)
        if (known and known.claims) or not (folder / file).is_file():
            continue
        entries = read_file(folder / file, file, [])
        if entries is None or not written.begun(entries):
            continue
        left = {field_of(problem): problem.place for problem in left_to_fill(entries)}
        why, fix = "without a claim no page says anything of it", f"left to fill: {', '.join(left)}"
        yield Problem("begun", left["claims"], f"the reading of '{identity}' is begun", why, fix)


def document(folder: Path, path: Path, *, identity: str = "", **given: str) -> Entry:
    """
    Draft the entry of a text in the register of documents.

    Parameters
    ----------
    folder : Path
        The corpus.
    path : Path
        The text, in UTF-8.
    identity : str, optional
        Its id; left out, made of the file's name.
    **given : str
        Fields of the register, such as ``title`` (left out: the file's name), ``publication`` ("not
        stated") and ``date`` ("none"). They are read as the register reads them.

    Raises
    ------
    EncodingProblems
        If the text is not UTF-8, empty or registered already, the id is none or taken, or the register
        would refuse a field.
    OSError
        If the file cannot be read.
    """
    raw = path.read_bytes()
    text = _decoded(raw, path.name)
    digest, count = hashlib.sha256(raw).hexdigest(), len(paragraphs(text))
    if not count:
        _refuse(
            [_problem(path.name, "the text is empty", "there is nothing to read in it", "check the file")]
        )
    corpus = encoding.inspect(folder).corpus
    identity = identity or slugged(re.sub(r"[\s_-]+", " ", path.stem))[:LONGEST_SLUG].strip("-")
    _slug(identity, REGISTER)
    _unregistered_yet(corpus, identity, digest, path.name)
    for name, words in given.items():
        _one_line(words, name, REGISTER)
    indent, after, at_end = _register(folder)
    filled = {name: _scalar(words) for name, words in given.items() if words}
    usual = {
        "title": _scalar(path.stem),
        "publication": "not stated",
        "date": "none  # or the day the document states for itself",
    }
    fields = {**usual, **filled, "paragraphs": str(count), "sha256": digest}
    inner = " " * (2 * indent)
    lines = f"{' ' * indent}{identity}:\n" + "".join(f"{inner}{k}: {v}\n" for k, v in fields.items())
    head = "# The texts are not stored here; a document is found again by the digest of its text.\n"
    register = f"{_schema(folder, REGISTER, 'documents')}{head}format: {FORMAT}\ndocuments:\n{lines}"
    log = Log()
    entries = read_text(register, REGISTER, log.problems)
    if entries is not None:
        for one, at, found in plain(take("documents", entries, log), "documents", ()):
            registers.document(one, at, found, log, {})
    _refuse(_of_options(log.problems, given))
    return Entry(identity, lines, after, at_end, "" if after else register)


def _reading(document: str, given: dict[str, str]) -> str:
    """Return the text of an empty reading."""
    return (
        "# A reading of one document, in its own order. The voice speaks wherever nobody is quoted.\n"
        f"format: {FORMAT}\n"
        f"document: {document}\n"
        f"voice: {_or_asked(given['voice'], 'an id of actors.yaml')}\n"
        "read:\n"
        f"  by: {_or_asked(given['by'], 'your role, such as: desk')}\n"
        f"  on: {_or_asked(given['on'], 'the day you read it, such as: 2031-05-06')}\n"
        "  second: null  # role of a second reader; until then every page says DRAFT\n"
        "claims:\n"
    ) + _EXAMPLE.format(document=document)


def _or_asked(value: str, asked: str) -> str:
    return _scalar(value) if value else f"  # {asked}"


def _voiceless(document: str, corpus: Corpus) -> Problem:
    media = ", ".join(actor.id for actor in corpus.actors.values() if actor.kind == "media")
    there = f"has these media: {media}" if media else "has no media yet: write it in"
    fix = f"give the id of the outlet: --voice ID; {_ACTORS} {there}"
    why = "it speaks wherever nobody is quoted, and no actor is called like the publication"
    return _problem(f"readings/{document}.yaml", "--voice is needed", why, fix)


def _option(field: str) -> str:
    """Return how the value of a field is given on the command line."""
    return f"--{field.replace('_', '-')}"


def _of_options(problems: Iterable[Problem], given: Collection[str]) -> list[Problem]:
    """Return problems of a draft; those of what was given name its option, since there is no line yet."""
    return [
        replace(one, place=Place(one.place.file), what=f"{_option(name)}: {one.what}")
        if name in given
        else one
        for one, name in ((problem, field_of(problem)) for problem in problems)
    ]


def _voice_of(corpus: Corpus, document: str) -> str:
    """Return the one actor that is called like the publication of a document, or nothing."""
    publication = corpus.documents[document].publication.casefold()
    found = [
        actor.id
        for actor in corpus.actors.values()
        if publication in {actor.id, actor.label.casefold(), *(name.text.casefold() for name in actor.names)}
    ]
    return found[0] if len(found) == 1 else ""


def _decoded(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        kind = _BYTE_ORDER.get(raw[:2], "")
        what = f"it is {kind}" if kind else f"byte 0x{raw[error.start]:02x} on line {line} is no UTF-8"
        fix = f"save it as UTF-8: iconv -f {kind or 'WINDOWS-1252'} -t UTF-8 FILE, and look at the result"
        why = "offsets count characters, and these bytes do not tell which they are"
        raise EncodingProblems([_problem(name, what, why, fix)]) from None


def _unregistered_yet(corpus: Corpus, identity: str, digest: str, name: str) -> None:
    for known in corpus.documents.values():
        if known.sha256 == digest:
            what, why = f"this text is registered already, as '{known.id}'", "its digest is the same"
            _refuse([_problem(name, what, why, f"read it there: reportkit new reading {known.id}")])
    if identity in corpus.documents:
        what, why = f"there is a document '{identity}' already, with another text", "an id names one text"
        _refuse([_problem(name, what, why, "give this one another: --id …")])


def _register(folder: Path) -> tuple[int, int, bool]:
    """
    Return how the entries of the register are indented, the last line of them, and whether nothing follows.

    Where there is no register the line is 0.
    """
    path = folder / REGISTER
    if not path.exists():
        return _INDENT, 0, True
    problems: list[Problem] = []
    entries = read_file(path, REGISTER, problems)
    table = entries.get("documents") if entries else None
    if not isinstance(table, Entries) or not table.pairs:
        _refuse(problems)
        at = table.place.line if table else len(path.read_bytes().splitlines())
        return _INDENT, max(at, 1), _nothing_below(path, max(at, 1))
    lines = path.read_text(encoding="utf-8").splitlines()
    first = table.pairs[0][0].place
    after = first.line
    for number, line in enumerate(lines[first.line :], first.line + 1):
        if line.strip() and len(line) - len(line.lstrip()) < first.column - 1:
            break
        after = number if line.strip() else after
    return max(first.column - 1, 1), after, _nothing_below(path, after)


def _nothing_below(path: Path, line: int) -> bool:
    """Whether only comments and empty lines stand below a line of a file."""
    below = path.read_text(encoding="utf-8").splitlines()[line:]
    return all(not words or words.startswith("#") for words in map(str.strip, below))


def _unregistered(document: str, corpus: Corpus) -> Problem:
    fix = nearest(document, corpus.documents, where=REGISTER) if corpus.documents else "register its text"
    what = f"there is no document '{clipped(visible(document))}'"
    why = "a reading is one of a registered document"
    return _problem(REGISTER, what, why, f"{fix} (reportkit add FILE registers a text)")


def _slug(slug: str, where: str) -> None:
    if SLUG.fullmatch(slug) and len(slug) <= LONGEST_SLUG:
        return
    what = f"'{clipped(visible(slug))}' is no id"
    why = f"ids are names of files: small letters, digits, single hyphens, at most {LONGEST_SLUG}"
    _refuse(
        [_problem(where, what, why, f"write {slugged(slug.replace('_', ' '))[:LONGEST_SLUG].strip('-')}")]
    )


def _one_line(text: str, field: str, file: str) -> None:
    """Refuse what YAML would fold into other words than were given."""
    if "\n" in text:
        what = f"{_option(field)}: '{clipped(visible(text))}' has several lines"
        why = "what is given here stands on one line"
        _refuse([_problem(file, what, why, "give it without line breaks")])


def _free(folder: Path, file: str) -> None:
    if os.path.lexists(folder / file):
        what, why = "this file is there already", "files that people write are never written over"
        _refuse([_problem(file, what, why, "edit it, or choose another name")])


def _schema(folder: Path, file: str, name: str) -> str:
    """Return the line that tells editors where the schema is, if it is in a folder above."""
    absolute = folder.absolute()
    for above in absolute.parents:
        schema = above / "docs" / "schema" / f"{name}.json"
        if schema.is_file():
            way = Path(os.path.relpath(schema, (absolute / file).parent)).as_posix()
            return f"# yaml-language-server: $schema={way}\n"
    return ""


def _scalar(text: str) -> str:
    """
    Return text as a YAML value that is read back as it is.

    Examples
    --------
    >>> _scalar("Fire at the depot"), _scalar("TLP:GREEN"), _scalar("it's: [so]")
    ('Fire at the depot', 'TLP:GREEN', "'it''s: [so]'")
    """
    return text if _PLAIN.fullmatch(text) else "'" + text.replace("'", "''") + "'"


def _problem(file: str, what: str, why: str, fix: str) -> Problem:
    return Problem("draft", Place(file), what, why, fix)


def _refuse(problems: Iterable[Problem]) -> None:
    found: Collection[Problem] = tuple(problems)
    if found:
        raise EncodingProblems(found)
