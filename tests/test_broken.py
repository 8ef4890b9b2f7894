"""
What an analyst reads when something is wrong: one broken corpus for each rule, with the exact message.

A folder of ``broken`` is named after the rule it breaks (``rule`` or ``rule--variant``) and holds the
files that differ from the corpus ``corpora/tiny``, names of files to remove in ``removed.txt``, and
``message.txt``. To write the messages anew after a change of wording, and then read every one of them:
``REPORTKIT_WRITE_MESSAGES=1 pytest tests/test_broken.py``.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
from pathlib import Path

import pytest

from reportkit.problems import EncodingProblems
from reportkit.reading import encoding, texts
from reportkit.reading.checking import check

HERE = Path(__file__).parent
TINY = HERE / "corpora" / "tiny"
BROKEN = sorted(folder for folder in (HERE / "broken").iterdir() if folder.is_dir())
READING = HERE.parent / "reportkit" / "reading"
OURS = {"message.txt", "removed.txt"}
ELSEWHERE = {"too-large"}  # a file of four megabytes is not kept: test_yamltext.py
WRITE = os.environ.get("REPORTKIT_WRITE_MESSAGES") == "1"
MOST_WORDS = 8

# Rules whose names are put together from parts.
COMPOSED = {f"unknown-{register}" for register in ("actor", "place", "document", "incident")}
COMPOSED |= {f"{name}-another" for name in ("retracts", "supersedes", "paraphrase")}
COMPOSED |= {"place-cycle", "actor-cycle", "cron", "length", "day"}


def broken(folder: Path, into: Path) -> Path:
    """Lay a broken part over the tiny corpus, with fresh pins unless the part has its own."""
    corpus = shutil.copytree(TINY, into / "corpus")
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in OURS:
            target = corpus / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    if (folder / "removed.txt").exists():
        for name in (folder / "removed.txt").read_text(encoding="utf-8").split():
            (corpus / name).unlink()
    if not (folder / "pins.json").exists():
        repin(corpus)
    return corpus


def repin(corpus: Path) -> None:
    """Pin as an analyst would before the check; what cannot be found, the check tells."""
    read, _ = encoding.inspect(corpus)
    pinned, _ = texts.pins(read, texts.find(corpus / "texts", read), {})
    (corpus / "pins.json").write_text(pinned, encoding="utf-8", newline="\n")


def rules() -> set[str]:
    """Return the names of all rules that the reading room tells."""
    found = set(COMPOSED)
    skipped = {"Problem": 0, "AnchorProblem": 0, "add": 0, "_add": 0, "problem": 0}
    for path in set(READING.glob("*.py")) - {READING / "drafting.py"}:  # what is drafted is not checked
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "attr", None) or getattr(call.func, "id", None)
            at = 2 if name == "problem" and path.stem == "coherence" else skipped.get(str(name))
            if at is not None and len(call.args) > at and isinstance(call.args[at], ast.Constant):
                found.add(str(ast.literal_eval(call.args[at])))
    return found


def test_the_tiny_corpus_is_good() -> None:
    """What the broken parts are laid over has no problem of its own, and every span of it is verified."""
    checked = check(TINY, TINY / "texts")
    assert checked.problems == ()
    assert checked.verification.not_verifiable == 0
    assert checked.verification.verified == 8


@pytest.mark.parametrize("folder", BROKEN, ids=lambda folder: folder.name)
def test_an_analyst_reads_this_message(folder: Path, tmp_path: Path) -> None:
    """Each broken corpus is told with exactly the agreed message: few words, a reason, something to do."""
    corpus = broken(folder, tmp_path)
    checked = check(corpus, corpus / "texts")
    found = (*checked.problems, *checked.open)
    said = f"{EncodingProblems(found)}\n"
    message = folder / "message.txt"
    if WRITE:
        message.write_text(said, encoding="utf-8", newline="\n")
    assert message.is_file(), f"no message.txt beside {folder.name}; the message is:\n{said}"
    assert said == message.read_text(encoding="utf-8")
    assert folder.name.partition("--")[0] in {problem.rule for problem in found}
    for problem in found:
        own_words = re.sub(r"'[^']*'", "", problem.what).split()
        assert len(own_words) <= MOST_WORDS, problem.what
        assert problem.why
        assert problem.fix
        assert (problem.place.line > 0) == bool(problem.place.text)


def test_every_rule_has_a_broken_corpus() -> None:
    """Nobody can add a rule whose message was never read."""
    assert rules() - ELSEWHERE - {folder.name.partition("--")[0] for folder in BROKEN} == set()


def test_no_broken_corpus_is_for_a_rule_that_is_gone() -> None:
    """A folder stands for a rule that exists."""
    assert {folder.name.partition("--")[0] for folder in BROKEN} - rules() == set()
