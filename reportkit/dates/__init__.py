"""
Uncertain dates and gaps: what people write, what it bounds, how it is exchanged and said.

A date here answers one question: on which days may it have been? People write

=============================  ==============================================================
``2031-05-03``                 that day
``2031-05``, ``2031``          some day of that month or year
``by D``, ``from D``           D or earlier, D or later; D itself is included
``between D and D``            from the first day of the one to the last day of the other
``about D``                    near D; how near nobody says
``D?``                         D, and whether it was D is in doubt
``night of D``                 the night that begins on the day D and ends on the next
``none``                       no day is stated
=============================  ==============================================================

where D is a day, a month or a year in digits. ``about`` and ``?`` may stand together, and
``?`` after a night; neither goes with by, from and between, because a bound that is in doubt
bounds nothing.

Two promises. Nothing gains precision on the way: a month stays a month in every face, and a
date marked ``about`` or ``?`` bounds nothing (`When.first` and `When.last` are None), because
any margin around it would be ours; the days its words name stay at hand in `When.named`.
And nothing depends on clock, time zone or locale.
"""

from __future__ import annotations

from reportkit.dates.exchange import edtf
from reportkit.dates.gaps import CALENDAR_DAYS, describe_gap, parse_gap
from reportkit.dates.reading import parse
from reportkit.dates.records import MONTHS, DateProblem, Gap, Kind, Period, When
from reportkit.dates.words import describe

__all__ = [
    "CALENDAR_DAYS",
    "MONTHS",
    "DateProblem",
    "Gap",
    "Kind",
    "Period",
    "When",
    "describe",
    "describe_gap",
    "edtf",
    "parse",
    "parse_gap",
]
