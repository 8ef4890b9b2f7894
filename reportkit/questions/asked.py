"""What a question is asked of: one incident's case, or everything that a corpus holds."""

from __future__ import annotations

from typing import TypeAlias

from reportkit.dossier import Dossier, whole
from reportkit.model import Corpus

About: TypeAlias = Corpus | Dossier


def dossier(about: About) -> Dossier:
    """
    Return the dossier that a question is asked of: a corpus stands for all of its claims.

    Examples
    --------
    >>> from reportkit import opening
    >>> dossier(opening.corpus()).slug, dossier(opening.load("kalsu-explosion")).slug
    ('', 'kalsu-explosion')
    """
    return whole(about) if isinstance(about, Corpus) else about
