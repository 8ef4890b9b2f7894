"""
A theme held against a corpus: whether every name, and every word of the kit's own, can be set in it.

Charts keep the bundled fonts, so a name that none of these has is told even where the theme's own fonts have
it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reportkit.problems import Place, Problem
from reportkit.themes import faces, finding, reading
from reportkit.wording.phrases import pieces

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reportkit.model import Corpus


class Checked(NamedTuple):
    """What is wrong with the theme of a corpus, and what is not wrong and worth knowing."""

    problems: tuple[Problem, ...]
    open: tuple[Problem, ...]


def check(corpus: Corpus, seeds: Path, asked: str = "") -> Checked:
    """
    Check the theme that the pages of a corpus are set in.

    Parameters
    ----------
    corpus : Corpus
        The corpus, as far as it could be read.
    seeds : pathlib.Path
        Its folder; a theme lies in ``theme/`` beside it.
    asked : str
        The theme, as `reportkit.themes.finding.find` takes it.

    Raises
    ------
    reportkit.themes.finding.NoTheme
        There is no such theme.

    Examples
    --------
    >>> from pathlib import Path
    >>> from reportkit.opening import corpus
    >>> found = corpus()
    >>> check(found, Path(found.folder), "fern")
    Checked(problems=(), open=())
    """
    found = finding.find(asked, seeds)
    theme, problems = reading.inspect(found.folder, shown=found.shown, ours=found.ours)
    if problems:
        return Checked(problems, ())
    names = tuple(names_of(corpus))
    phrases = (faces.Named(words, Place("the kit's own words")) for words in pieces())
    told = [] if _plain(names) else faces.uncovered(faces.asked(None, None), names)
    shown = f"{found.shown}/{reading.FILE}"
    return Checked((), (*told, *faces.replaced(theme, found.folder, (*names, *phrases), shown)))


def names_of(corpus: Corpus) -> Iterator[faces.Named]:
    """
    Yield the names and labels of a corpus, each once, with the file they stand in.

    Examples
    --------
    >>> from reportkit.opening import corpus
    >>> next(names_of(corpus())).where.file
    'actors.yaml'
    """
    seen = set()
    for file, words in _written(corpus):
        if words and words not in seen:
            seen.add(words)
            yield faces.Named(words, Place(file))


def _written(corpus: Corpus) -> Iterator[tuple[str, str]]:
    for actor in corpus.actors.values():
        own = (actor.label, actor.short, actor.called, actor.described_as)
        yield from (("actors.yaml", words) for words in (*own, *(name.text for name in actor.names)))
    for place in corpus.places.values():
        yield from (("places.yaml", words) for words in (place.label, *(name.text for name in place.names)))
    for document in corpus.documents.values():
        yield from (("documents.yaml", words) for words in (document.title, document.publication))
    for slug, incident in corpus.incidents.items():
        called = (incident.label, incident.short, incident.called)
        yield from ((f"incidents/{slug}.yaml", words) for words in called)


def _plain(names: tuple[faces.Named, ...]) -> bool:
    return all(one.words.isascii() and one.words.isprintable() for one in names)
