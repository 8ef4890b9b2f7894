"""
Libraries loaded without what they load beside themselves, where the kit has no use for it.

Some look for others that happen to be installed, and take long to set them up: a checker of internet
addresses compiles its grammar for more than a second, and every start of a run would wait for it.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Checks addresses in documents; nbformat asks for no such check. 1.2 s.
ADDRESSES = "rfc3987_syntax"
# Read encrypted PDFs; ours are not. 0.2 s.
CIPHERS = ("cryptography", "Crypto")


@contextmanager
def without(*names: str) -> Iterator[None]:
    """
    Let what is imported meanwhile find none of some libraries, unless they are loaded already.

    Parameters
    ----------
    names : str
        The libraries. Whoever imports them later gets them as ever.

    Examples
    --------
    >>> with without("this"):
    ...     import this
    Traceback (most recent call last):
    ...
    ModuleNotFoundError: import of this halted; None in sys.modules
    """
    hidden = [name for name in names if name not in sys.modules]
    modules: dict[str, object] = sys.modules  # type: ignore[assignment]  # None stands for: not to be found
    modules.update(dict.fromkeys(hidden))
    try:
        yield
    finally:
        for name in hidden:
            modules.pop(name, None)
