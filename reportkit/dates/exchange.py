"""
Dates as EDTF strings, for exchange with other tools.

Extended Date/Time Format: ISO 8601-2:2019, annex A.
"""

from __future__ import annotations

from reportkit.dates.records import When


def edtf(when: When) -> str:
    """
    Return the date as an EDTF string (ISO 8601-2), for exchange.

    Days, months and years are level 0 and keep their precision; ``?``, ``~`` and ``%`` (both)
    are level 1. What happened on one day out of several is a level 2 one-of set, ``[..D]``,
    ``[D..]``, ``[D..D]``, and never an interval, which would say that it lasted. Sets of unlike
    ends are written in days, as EDTF has no mixed ones. EDTF has no night: it becomes the set
    of its two days, listed. A date that is not stated is the empty string: ``XXXX`` would
    claim a year.

    Examples
    --------
    >>> from reportkit.dates import parse
    >>> [edtf(parse(d)) for d in ("2031-05", "by 2031-05-03", "about 2031?", "night of 2031-05-31")]
    ['2031-05', '[..2031-05-03]', '2031%', '[2031-05-31,2031-06-01]']
    >>> edtf(parse("between 2031-05 and 2031-07-03"))
    '[2031-05-01..2031-07-03]'
    """
    if when.kind == "none":
        return ""
    mark = ("%" if when.approximate else "?") if when.uncertain else ("~" if when.approximate else "")
    start, end = when.start, when.end
    if when.kind == "night":
        return f"[{start}{mark},{end}{mark}]"
    if start == end:
        return f"{start}{mark}"
    if start and end and len(str(start)) != len(str(end)):
        return f"[{start.first.isoformat()}..{end.last.isoformat()}]"
    return f"[{start or ''}..{end or ''}]"
