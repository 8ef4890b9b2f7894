"""Uncertain dates: read, bounded, exchanged and said without gaining precision."""

from __future__ import annotations

import pickle
import re
from calendar import isleap
from datetime import date, timedelta

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from reportkit import dates
from reportkit.dates import DateProblem, Period, describe, describe_gap, edtf, parse, parse_gap

unhurried = settings(deadline=None)  # a busy machine is no failure

days = st.dates().map(date.isoformat)
months = days.map(lambda day: day[:7])
years = days.map(lambda day: day[:4])
periods = st.one_of(days, months, years)
evenings = st.dates(max_value=date.max - timedelta(days=1)).map(date.isoformat)


@st.composite
def intervals(draw: st.DrawFn) -> str:
    """Two ends of any precision, in order, neither holding the other."""
    one, two = sorted((draw(periods), draw(periods)))
    assume(not two.startswith(one))
    return f"between {one} and {two}"


words = st.one_of(
    st.builds("{}{}{}".format, st.sampled_from(["", "about "]), periods, st.sampled_from(["", "?"])),
    st.builds("{} {}".format, st.sampled_from(["by", "from"]), periods),
    st.builds("night of {}{}".format, evenings, st.sampled_from(["", "?"])),
    intervals(),
    st.just("none"),
)


def expanded(text: str) -> tuple[date | None, date | None]:
    """Return the first and last day of an EDTF string without qualifiers, read independently of the kit."""
    ends = text.strip("[]").replace(",", "..").split("..") if ".." in text or "," in text else [text, text]

    def day(end: str, at: str) -> date:
        year, month, number = (*(int(p) for p in end.split("-")), 0, 0)[:3]
        if number or at == "first":
            return date(year, month or 1, number or 1)
        after = (year + month // 12, month % 12 + 1) if month else (year + 1, 1)
        return date.max if after[0] > 9999 else date(*after, 1) - timedelta(days=1)

    return (
        day(ends[0], "first") if ends[0] else None,
        day(ends[1], "last") if ends[1] else None,
    )


def refusal(text: str) -> DateProblem | None:
    """Return the problem of a text, or None if it is a date."""
    try:
        parse(text)
    except DateProblem as problem:
        return problem
    return None


@unhurried
@given(words)
@example("0001-01-01")
@example("9999-12-31")
@example("by 9999")
@example("between 0001 and 9999-12-31")
def test_a_date_reads_back_as_it_was_written(text: str) -> None:
    """A date written out again is the same text and the same date."""
    when = parse(text)
    assert str(when) == when.words == text
    assert parse(str(when)) == when


@unhurried
@given(words)
def test_the_earliest_day_is_never_after_the_latest(text: str) -> None:
    """Both bounds are days of the calendar in order, and days in doubt bound nothing."""
    when = parse(text)
    assert when.first is None or when.last is None or when.first <= when.last
    if "?" in text or "about" in text:
        assert (when.first, when.last) == (None, None)
        assert None not in when.named
        assert not when.precise


@unhurried
@given(words)
def test_only_a_whole_day_without_doubt_is_precise(text: str) -> None:
    """A date counts as precise exactly when its text is one whole day and nothing more."""
    when = parse(text)
    assert when.precise is bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text))
    if when.precise:
        assert when.first == when.last == date.fromisoformat(text)


@unhurried
@given(words)
def test_the_exchange_string_covers_exactly_the_days_that_are_meant(text: str) -> None:
    """An EDTF string expands to the very bounds of the date, and reading again changes nothing."""
    when = parse(text)
    assert edtf(parse(str(when))) == edtf(when)
    if when.kind != "none" and not (when.uncertain or when.approximate):
        assert expanded(edtf(when)) == (when.first, when.last)


@unhurried
@given(words, words)
def test_different_dates_are_exchanged_differently(one: str, two: str) -> None:
    """No two dates share an EDTF string unless they leave open the same days."""
    first, second = parse(one), parse(two)
    if edtf(first) == edtf(second):
        assert first.named == second.named
        assert (first.uncertain, first.approximate) == (second.uncertain, second.approximate)


@pytest.mark.parametrize(
    ("text", "string"),
    [
        ("2031-05-03", "2031-05-03"),
        ("2031-05", "2031-05"),
        ("2031", "2031"),
        ("2031-05-03?", "2031-05-03?"),
        ("about 2031-05", "2031-05~"),
        ("about 2031?", "2031%"),
        ("by 2031-05", "[..2031-05]"),
        ("from 2031-05-03", "[2031-05-03..]"),
        ("between 2031-05-01 and 2031-05-03", "[2031-05-01..2031-05-03]"),
        ("between 2031-04 and 2031-05-03", "[2031-04-01..2031-05-03]"),
        ("night of 2031-12-31", "[2031-12-31,2032-01-01]"),
        ("night of 2031-05-01?", "[2031-05-01?,2031-05-02?]"),
        ("none", ""),
    ],
)
def test_every_form_has_its_exchange_string(text: str, string: str) -> None:
    """Each form a person can write has one EDTF string."""
    assert edtf(parse(text)) == string


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2024-04-20", "20 April 2024"),
        ("2024-01", "January 2024"),
        ("2024", "2024"),
        ("by 2024-04-20", "on or before 20 April 2024"),
        ("by 2024-04", "in or before April 2024"),
        ("from 2024-04-20", "on or after 20 April 2024"),
        ("from 2024", "in or after 2024"),
        ("between 2031-05-01 and 2031-05-03", "between 1 and 3 May 2031"),
        ("between 2031-05-01 and 2032-05-01", "between 1 May 2031 and 1 May 2032"),
        ("between 2031-01 and 2031-03", "between January and March 2031"),
        ("between 2031 and 2032-03", "between 2031 and March 2032"),
        ("about 2024-04-20", "about 20 April 2024"),
        ("2024-04-20?", "20 April 2024 (uncertain)"),
        ("night of 2031-05-01", "night of 1–2 May 2031"),
        ("night of 2031-04-30", "night of 30 April – 1 May 2031"),
        ("night of 2031-12-31", "night of 31 December 2031 – 1 January 2032"),
        ("none", "day not stated"),
    ],
)
def test_every_form_is_said_in_plain_english(text: str, said: str) -> None:
    """Each form reads as a person would say it."""
    assert describe(parse(text)) == said


@unhurried
@given(words)
def test_no_sentence_shows_more_precision_than_was_given(text: str) -> None:
    """A sentence names as many days and month names as the date does, never one more."""
    said = describe(parse(text))
    given_days = len(re.findall(r"\d{4}-\d\d-\d\d", text)) + ("night" in text)
    given_months = len(re.findall(r"\d{4}-\d\d", text)) + ("night" in text)
    assert len(re.findall(r"(?<!\d)\d{1,2}(?!\d)", said)) == given_days
    assert sum(said.count(month) for month in dates.MONTHS) <= given_months
    assert ("about" in said) == ("about" in text)
    assert ("uncertain" in said) == ("?" in text)


@unhurried
@given(st.integers(1, 9999))
@example(1900)
@example(2000)
@example(9999)
def test_february_ends_by_the_gregorian_rule(year: int) -> None:
    """A February has 29 days in Gregorian leap years and 28 otherwise."""
    february = parse(f"{year:04d}-02")
    assert february.last == date(year, 2, 29 if isleap(year) else 28)
    if not isleap(year):
        with pytest.raises(DateProblem, match="has 28 days"):
            parse(f"{year:04d}-02-29")


def test_the_ends_of_the_calendar_are_dates_like_others() -> None:
    """The first and last year can be bounds, while a night that leaves the calendar is refused."""
    assert parse("0001").first == date.min
    assert parse("9999").last == parse("by 9999-12-31").last == date.max
    assert describe(parse("0031-05-03")) == "3 May 0031"
    with pytest.raises(DateProblem, match="after the last day of the calendar"):
        parse("night of 9999-12-31")


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("2031-02-30", "from 2031-02-01 to 2031-02-28"),
        ("2031-13-04", "write '2031-04-13'"),
        ("2031-00", "two digits"),
        ("0000", "four digits"),
        ("between 2031-05-03 and 2031-05-01", "write 'between 2031-05-01 and 2031-05-03'"),
        ("between 2031-05-03 and 2031-05-03", "write '2031-05-03'"),
        ("between 2031 and 2031-05", "one of the two holds the other"),
        ("04/05/2031", "write '2031-05-04' or '2031-04-05'"),
        ("25.12.2031", "write '2031-12-25'"),
        ("12/25/2031", "write '2031-12-25'"),
        ("20 April 2031", "write '2031-04-20'"),
        ("April 20th, 2031", "write '2031-04-20'"),
        ("by Sept. 2031", "write 'by 2031-09'"),
        ("30 February 2031", "from 2031-02-01 to 2031-02-28"),
        ("2031-5-3", "write '2031-05-03'"),
        ("2031\u201305\u201303", "write '2031-05-03'"),
        ("٢٠٣١-٠٥-٠٣", "write '2031-05-03'"),  # noqa: RUF001 - Arabic digits, on purpose
        ("2031-05-01/2031-05-03", "write 'between 2031-05-01 and 2031-05-03'"),
        ("before 2031-05-01", "write 'by 2031-04-30'"),
        ("after 2031", "write 'from 2032-01-01'"),
        ("c. 2031", "write 'about 2031'"),
        ("By 2031", "write 'by 2031'"),
        ("by 2031?", "write 'by 2031' if"),
        ("night of 2031-05", "with that day"),
        ("unknown", "write 'none'"),
        ("", "write 'none'"),
        (" \t ", "write 'none'"),
        ("yesterday", "a link with a gap"),
        ("2031-05-03T12:30", "write the day alone"),
        ("early May 2031", "write one of"),
    ],
)
def test_what_cannot_be_read_is_refused_with_advice(text: str, fix: str) -> None:
    """A refused date says what to write instead, naming the very date where it can be told."""
    with pytest.raises(DateProblem) as caught:
        parse(text)
    assert fix in caught.value.fix
    assert caught.value.what
    assert caught.value.why


@unhurried
@given(st.one_of(st.text(), words.map(str.upper), st.builds("{} {}".format, words, words)))
@example("\x1b[31m2031\u202e")
@example("$" * 100_000)
@example("2031-05-03\x00")
def test_hostile_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    """Any text is either a date or a short problem free of control characters, that survives a copy."""
    problem = refusal(text)
    if problem is None:
        assert parse(str(parse(text))) == parse(text)
        return
    assert len(str(problem)) < 500
    assert not re.search("[\x00-\x1f\u202e]", str(problem))
    copied = pickle.loads(pickle.dumps(problem))  # noqa: S301 - our own bytes
    assert (copied.what, copied.why, copied.fix) == (problem.what, problem.why, problem.fix)


@unhurried
@given(
    st.one_of(
        st.text(), st.from_regex(r"[a-z]{2,8} [0-9]{1,2}[./ -][0-9]{1,2}[./ -][0-9]{4}", fullmatch=True)
    )
)
def test_advice_can_be_followed(text: str) -> None:
    """A remedy that quotes one date quotes one that can be read."""
    problem = refusal(text)
    quoted = re.fullmatch("write '([^']*)'", problem.fix) if problem else None
    assert quoted is None or parse(quoted[1])


@unhurried
@given(periods)
def test_a_period_holds_its_own_days(text: str) -> None:
    """A day, month or year begins and ends inside itself."""
    period = parse(text).start
    assert isinstance(period, Period)
    assert period.first.isoformat().startswith(text)
    assert period.last.isoformat().startswith(text)


@unhurried
@given(st.dates(max_value=date(9000, 1, 1)), st.integers(0, 60), st.integers(0, 40))
def test_months_and_years_of_a_gap_hold_every_true_length(day: date, number: int, years: int) -> None:
    """Wherever so many months lie in the calendar, their days lie within the gap."""
    total = 12 * years + number
    ends = divmod(day.month - 1 + total, 12)
    length = (date(day.year + ends[0], ends[1] + 1, 1) - day.replace(day=1)).days
    gap = parse_gap(f"P{years}Y{number}M")
    assert gap.high_days is not None
    assert gap.low_days <= length <= gap.high_days
    assert gap.high_days - gap.low_days <= 6 * (total > 0)


@pytest.mark.parametrize(
    ("text", "low", "high", "said"),
    [
        ("P0D", 0, 0, "the same day"),
        ("P1D", 1, 1, "one day"),
        ("P2W", 14, 14, "two weeks"),
        ("P13D", 13, 13, "13 days"),
        ("P1M", 28, 31, "one month"),
        ("P2M", 59, 62, "two months"),
        ("P1Y", 365, 366, "one year"),
        ("P400Y", 146097, 146097, "400 years"),
        ("P3D..P5D", 3, 5, "three days to five days"),
        ("P1W..P1M", 7, 31, "one week to one month"),
        ("P2D..", 2, None, "at least two days"),
    ],
)
def test_gaps_are_days_or_a_range_of_days(text: str, low: int, high: int | None, said: str) -> None:
    """A gap gives its fewest and most days and keeps its words."""
    gap = parse_gap(text)
    assert (gap.low_days, gap.high_days, str(gap)) == (low, high, text)
    assert describe_gap(gap) == said
    assert parse_gap(str(gap)) == gap


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("1 day", "write 'P1D'"),
        ("a week", "write 'P1W'"),
        ("three months later", "write 'P3M'"),
        ("p1d", "write 'P1D'"),
        ("PT6H", "P0D..P1D"),
        ("-P1D", "swap the two incidents"),
        ("P1.5D", "write it like"),
        ("P", "write it like"),
        ("", "write it like"),
        ("several days", "write it like"),
        ("P5D..P3D", "the shorter one first"),
        ("P1M..P30D", "both in days"),
        ("P9999Y", "write it like"),
        ("P9999999D", "write it like"),
    ],
)
def test_what_is_no_gap_is_refused_with_advice(text: str, fix: str) -> None:
    """A refused gap says what to write instead."""
    with pytest.raises(DateProblem) as caught:
        parse_gap(text)
    assert fix in caught.value.fix


@unhurried
@given(st.one_of(st.text(), st.from_regex(r"P([0-9]{1,9}[YMWD]){1,3}(\.\.)?", fullmatch=True)))
def test_any_text_is_a_gap_or_a_problem(text: str) -> None:
    """No text makes a gap that is negative, reversed or longer than the calendar."""
    try:
        gap = parse_gap(text)
    except DateProblem:
        return
    assert 0 <= gap.low_days <= (dates.CALENDAR_DAYS if gap.high_days is None else gap.high_days)
    assert describe_gap(gap)
