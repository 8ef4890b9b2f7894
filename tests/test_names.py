"""Names and days as a sentence of the page takes them."""

from __future__ import annotations

import pytest

from reportkit import dates
from reportkit.model import Proposition
from reportkit.wording import names
from reportkit.wording.runs import plain


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2031-05-03", "it ended on 3 May 2031"),
        ("2031-05", "it ended in May 2031"),
        ("2031", "it ended in 2031"),
        ("night of 2031-05-02", "it ended in the night of 2–3 May 2031"),
        ("by 2031-05-08", "it ended on or before 8 May 2031"),
        ("from 2031-05-08", "it ended on or after 8 May 2031"),
        ("between 2031-05-01 and 2031-05-04", "it ended between 1 and 4 May 2031"),
        ("about 2031-05-02", "it ended about 2 May 2031"),
        ("about 2031-05", "it ended about May 2031"),
    ],
)
def test_an_end_is_told_as_people_say_it(written: str, told: str) -> None:
    """Each kind of date stands behind the preposition that belongs to it."""
    proposition = Proposition("time", "fire", (("point", "end"),), "key", when=dates.parse(written))
    assert plain(names.time(proposition, ("C1",))) == told
