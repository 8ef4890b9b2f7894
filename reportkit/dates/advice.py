"""
What to write instead of a date that has none of the forms.

Other spellings are rewritten, and the result is advice only if it reads as a date; nothing is
ever taken for what somebody probably meant.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from functools import partial

from reportkit.dates.forms import DIGITS, period_of, read
from reportkit.dates.records import MONTHS, DateProblem, shown

_WHY = "dates are written in digits, year first, with a fixed word for what is left open"
_FIX = (
    "write one of 2031-05-03, 2031-05, 2031, by D, from D, between D and D, about D, D?, night of D, none "
    "(D is a day, month or year)"
)
_SIGNS = (  # what else can be told from the text: a pattern, why, fix
    (r"[0-9]t[0-9]|[0-9]:[0-9]", "a time of day is not kept", "write the day alone"),
    (
        r"\b(today|yesterday|tomorrow|last|next|ago|earlier|later|[a-z]+day)\b",
        "it can only be read from another day",
        "write 'none' and a link with a gap, or the day itself if the document's date settles it",
    ),
    ("", _WHY, _FIX),
)
_DAY_MONTH_YEAR = re.compile(r"(?<![0-9]{4}[./-])\b([0-9]{1,2})[./ -]([0-9]{1,2})[./ -]([0-9]{4})\b")
_MONTH = "(" + "|".join(month[:3].casefold() for month in MONTHS) + r")[a-z]*\.?,?"
_DAYS = r"([0-9]{1,2})(?:st|nd|rd|th)?,?(?: of)?"
_OTHER_DATES = (  # other spellings of a date; which groups hold the year, month and day
    (re.compile(rf"\b{_DAYS} {_MONTH} ([0-9]{{4}})\b"), (3, 2, 1)),
    (re.compile(rf"\b{_MONTH} {_DAYS} ([0-9]{{4}})\b"), (3, 1, 2)),
    (re.compile(rf"\b{_MONTH} ([0-9]{{4}})\b"), (2, 1)),
    (re.compile(r"\b([0-9]{1,2})[./ -](1[3-9]|[23][0-9])[./ -]([0-9]{4})\b"), (3, 1, 2)),
    (_DAY_MONTH_YEAR, (3, 2, 1)),
    (re.compile(r"\b([0-9]{4})[./ -]([0-9]{1,2})[./ -]([0-9]{1,2})\b"), (1, 2, 3)),
    (re.compile(r"\b([0-9]{4})[./-]([0-9]{1,2})\b(?![./-][0-9])"), (1, 2)),
    (re.compile(r"^([0-9]{4})([0-9]{2})([0-9]{2})$"), (1, 2, 3)),
)
_SYNONYMS = (  # other words for the forms, tried in this order on dates already in digits
    (r"(unknown|undated|unstated|not (stated|known|given)|n/?a|null|-+|\?+)", "none"),
    (r"(on or before|no later than|not later than|until|till|up to) ", "by "),
    (r"(on or after|since|no earlier than|not before|starting) ", "from "),
    (r"(about|circa|ca\.?|c\.|approx\.?|approximately|around|roughly|~) ?(?=[0-9])", "about "),
    (r"(?:the )?(?:over)?night(?: of)?(?: the)? ", "night of "),
    (r"(?:probably|possibly|perhaps|maybe) (.*[0-9])\??$", r"\1?"),
    (rf"(?:from |between )?({DIGITS}) ?(?:to|until|till|-|/|\.\.|and) ?({DIGITS})$", r"between \1 and \2"),
    (r"(?:on|in|during) (?=[0-9])", ""),
    (r"(.*[0-9])~$", r"about \1"),
    (r"(.*[0-9]) \?$", r"\1?"),
)


def refused(written: str) -> DateProblem:
    """Return the problem of a text that has none of the forms, with the best advice there is."""
    if not written:
        why = "an empty date says neither that a day is stated nor that none is"
        return DateProblem("no date is written", why, "write 'none' if no day is stated")
    what = f"{shown(written)} is not a date of the encoding"
    plain = unicodedata.normalize("NFKC", written[:200]).casefold()
    plain = re.sub("[\u2010-\u2015\u2212]", "-", plain)
    plain = re.sub(r"\d", lambda digit: str(unicodedata.decimal(digit[0])), plain)
    numeric = _DAY_MONTH_YEAR.search(plain)
    if numeric and max(int(numeric[1]), int(numeric[2])) <= len(MONTHS) and numeric[1] != numeric[2]:
        one, two = (f"{numeric[3]}-{int(numeric[m]):02d}-{int(numeric[3 - m]):02d}" for m in (2, 1))
        why = "day and month could be either way round"
        return DateProblem(what, why, f"write '{one}' or '{two}', whichever the text means")
    candidate = _rewritten(plain)
    try:
        if candidate != written and read(candidate) is not None:
            return DateProblem(what, _WHY, f"write '{candidate}'")
    except DateProblem as problem:
        return problem
    return next((DateProblem(what, *advice) for sign, *advice in _SIGNS if re.search(sign, plain)))


def _rewritten(plain: str) -> str:
    """Return the text with other spellings of dates in digits and other words as those of the forms."""
    text = plain
    for pattern, groups in _OTHER_DATES:
        text = pattern.sub(partial(_in_digits, groups), text)
    for other, word in _SYNONYMS:
        text = re.sub(f"^{other}", word, text)
    if strict := re.fullmatch(rf"(before|after) ({DIGITS})", text):  # by and from include the day they name
        period = period_of(strict[2])
        if strict[1] == "before" and period.first > date.min:
            return f"by {period.first - timedelta(days=1)}"
        if strict[1] == "after" and period.last < date.max:
            return f"from {period.last + timedelta(days=1)}"
    return text


def _in_digits(groups: tuple[int, ...], match: re.Match[str]) -> str:
    names = [month[:3].casefold() for month in MONTHS]
    year, *parts = (match[g] if match[g].isdecimal() else str(names.index(match[g]) + 1) for g in groups)
    return "-".join((year, *(part.zfill(2) for part in parts)))
