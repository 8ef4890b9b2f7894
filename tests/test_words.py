"""Words: every string knows what it is from, and no sentence says itself what is only claimed."""

import re
from functools import cache

import pytest

from reportkit import briefing
from reportkit.blocks import loose_strings, runs
from reportkit.wording import bottom_line, glance, headline, notes, phrases, tables, unknowns, wordcheck
from reportkit.wording.runs import Run
from tests import cases

EVERY = pytest.mark.parametrize(("folder", "slug"), cases.slugs(), ids=cases.IDS)
# Strings of a block that are not words: names of kinds, marks, widths, anchors, digests, and the drawn marks.
NOT_WORDS = re.compile(
    r"(kind|figure|name|digest|width_mm|document\.(slug|lang|marking|marks\..*|record.*|encoding|theme\..*)|references\..*\.anchor"
    r"|cells\.rows\.(mark|flags)|rows\.(mark|flags)|columns\.width|row_labels|items\.(mark|anchor))"
)


@cache
def blocks(folder, slug):
    """Return the content of every block of a briefing."""
    case = cases.opened(folder, slug)
    return [build(case) for build in cases.BLOCKS]


def faults_of_origin(content, case):
    """Return the strings whose origin is missing or is not what it says."""
    known = {*case.number.values(), *case.source.values(), "corpus"}
    pieces = set(phrases.pieces())
    found = [f"{path}: {words}" for path, words in loose_strings(content) if not NOT_WORDS.fullmatch(path)]
    for run in runs(content):
        if run["kind"] == "mark":
            continue
        if run["from"] == "fixed":
            if (
                run["t"] not in pieces
                and run["t"] not in {"{page}", "{pages}"}
                and not starts_sentence(run["t"], pieces)
            ):
                found.append(f"not a fixed phrase: {run['t']}")
        else:
            wrong = [key for key in run["from"] if key not in known and ":" not in key]
            found += [f"unknown origin {key}: {run['t']}" for key in wrong]
    return found


def starts_sentence(words, pieces):
    """Whether words are a fixed piece with the capital of a sentence's start."""
    return words[:1].lower() + words[1:] in pieces


@EVERY
def test_every_string_has_its_origin(folder, slug):
    """Each string on a page, in a label or an alt text is from claims, registers or the phrase table."""
    case = cases.opened(folder, slug)
    for block in blocks(folder, slug):
        assert faults_of_origin(block.to_json(), case) == [], block.kind


@EVERY
def test_quoted_words_are_the_texts_own(folder, slug):
    """What stands in quotation marks is a word that the encoding took from the document."""
    case = cases.opened(folder, slug)
    own = {words.strip("“”") for words in words_of(case)}
    for block in blocks(folder, slug):
        for run in runs(block.to_json()):
            if run["kind"] == "quote":
                assert run["t"].strip("“”") in own, run["t"]


def words_of(case):
    """Yield the text's own words as claims hold them."""
    for claim in case.statements:
        for p in claim.propositions:
            yield p["words"]
        for bearing in claim.about:
            yield bearing.words
        if claim.scope:
            yield claim.scope.target
            yield from (words for _, words in claim.scope.words)


@pytest.mark.parametrize(
    "mutant",
    [
        {"heading": [{"t": "Israel struck the base", "from": "fixed", "kind": "text"}]},
        {"heading": [{"t": "struck", "from": ["C999"], "kind": "text"}]},
        {"caption": "a string of nobody"},
        {"items": [["loose words"]]},
    ],
)
def test_a_string_without_origin_is_found(mutant):
    """A string typed in, or from a claim that is not there, makes the test of origins red."""
    case = cases.opened(*cases.slugs()[0])
    assert faults_of_origin({"kind": "list", **mutant}, case)


def lines(case):
    """Yield the finished sentences and rows of a briefing."""
    yield headline.subtitle(case)
    yield from headline.dateline(case, 1, "TLP:CLEAR")
    yield from bottom_line.bottom_line(case)
    yield from unknowns.unknowns(case)
    for cell in glance.cells(case):
        yield from (row.text for row in cell.rows)


@EVERY
def test_no_sentence_says_what_is_only_claimed(folder, slug):
    """Every sentence names a speaker or a standing, and its reasons and judgements are somebody's."""
    case = cases.opened(folder, slug)
    for line in lines(case):
        assert wordcheck.faults(case, line) == ()
    for item in notes.assessments(case).get("items", ()):
        line = tuple(
            Run(run["t"], tuple(run["from"]) if run["from"] != "fixed" else (), run["kind"]) for run in item
        )
        assert wordcheck.faults(case, line) == ()


def kalsu():
    """Return the Kalsu case."""
    return cases.opened(cases.ROOT / "seeds", "kalsu-explosion")


def test_a_sentence_without_its_speaker_is_found():
    """Taking the speaker out of a sentence of the bottom line makes the word check red."""
    case = kalsu()
    line = bottom_line.bottom_line(case)[0]
    bald = tuple(run for run in line if not any(key.startswith("actor:") for key in run.source))
    assert wordcheck.faults(case, line) == ()
    assert any("nobody is named" in fault for fault in wordcheck.faults(case, bald))


@pytest.mark.parametrize(
    "words",
    [
        "It is likely, with high confidence, that it was struck",
        "Probably so; we have moderate confidence, very likely",
    ],
)
def test_likelihood_and_confidence_in_one_sentence_are_found(words):
    """The two stand in sentences of their own."""
    assert any("likelihood" in fault for fault in wordcheck.faults(kalsu(), (Run(words, ("C7",)),)))


@pytest.mark.parametrize(
    "words", ["It was struck because of the raid", "A launch in retaliation", "an attack in response to it"]
)
def test_a_reason_without_its_asserter_is_found(words):
    """Cause and answer need somebody who says so."""
    assert any("reason" in fault for fault in wordcheck.faults(kalsu(), (Run(words),)))


def test_order_is_not_worded_as_cause():
    """'One day after' stands in the date line, and no word of reason beside it."""
    said = "".join(run.words for line in headline.dateline(kalsu(), 1, "TLP:CLEAR") for run in line)
    assert "one day after" in said
    assert not re.search(r"because|retaliat|response|caused", said)


@EVERY
def test_the_bottom_line_is_short(folder, slug):
    """The bottom line has at most eighty words."""
    case = cases.opened(folder, slug)
    words = sum(bottom_line.words_in(line) for line in bottom_line.bottom_line(case))
    assert words <= bottom_line.BOTTOM_LINE_WORDS


@EVERY
def test_every_cell_of_the_matrix_has_a_word(folder, slug):
    """A cell of the matrix holds a word or the dash of silence, and a claim with every word."""
    for row in tables.matrix(cases.opened(folder, slug)).rows:
        for cell in row:
            assert cell.lines
            assert all(line for line in cell.lines)


@EVERY
def test_every_denial_has_a_row(folder, slug):
    """Each denial about the incident stands in the table of denials: with its own scope, or whole."""
    case = cases.opened(folder, slug)
    denials = [c for c in case.core if c.act == "denies"]
    assert len(tables.denials(case).rows) == len(denials)


@EVERY
def test_references_lead_to_rows(folder, slug):
    """Every claim that a page refers to stands in its table of claims."""
    case = cases.opened(folder, slug)
    shown = set(tables.claims(case, briefing.referenced(case)).labels)
    for block in blocks(folder, slug):
        assert {key for key in block.references if key.startswith("C")} <= shown, block.kind
