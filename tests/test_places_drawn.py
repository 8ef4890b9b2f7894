"""Which incidents the locator map of a case shows, what it calls them, and what it says of the others."""

from __future__ import annotations

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from reportkit.charts import layout, places
from reportkit.charts.fonts import MissingGlyph
from reportkit.wording import places_picture
from reportkit.wording.pictures import PlaceMark, PlacesPicture
from reportkit.wording.runs import Run, plain
from tests import cases
from tests.samples import hostile, sized

SHORT = [words for words in hostile.STRINGS if len(words) < 400]


def test_an_incident_at_sea_is_on_the_map() -> None:
    """A place with coordinates needs no country: ships are attacked where there is none."""
    case = cases.opened(cases.ROOT / "tests/corpora/invented", "ferry-seizure")
    assert case.corpus.places["sarrow-strait"].country == ""
    picture = places_picture.picture(case)
    assert picture is not None
    assert [mark.country for mark in picture.marks] == [""]
    assert "Sarrow Strait" in plain(picture.marks[0].name)


def test_a_map_tells_how_many_incidents_it_leaves_out() -> None:
    """What has no room on the map is counted, under it and in the words read aloud."""
    case = sized.case(events=300, actors=9)
    picture = places_picture.picture(case)
    assert picture is not None
    assert len(picture.marks) == places_picture.MARKS
    (told,) = re.findall(r"(\d+) more incidents have a place", plain(places_picture.caption(case)))
    with_place = {slug for slug in places_picture.near(case) if case.said(slug, "location")}
    assert len(picture.marks) + int(told) == len(with_place)
    assert f"{told} more incidents have a place and are not drawn." in plain(picture.alt)


def test_a_name_keeps_its_capitals_on_the_map() -> None:
    """“Kalsu explosion” does not become “kalsu explosion”."""
    case = cases.opened(cases.ROOT / "seeds", "eilat-claimed-attack")
    picture = places_picture.picture(case)
    assert picture is not None
    assert "Kalsu explosion" in {plain(line[:1]) for mark in picture.marks for line in mark.labels}


def test_a_town_is_a_mark_and_never_said_to_be_an_area() -> None:
    """“In this area” stands only beside a circle."""
    for folder, slug in cases.slugs():
        picture = places_picture.picture(cases.opened(folder, slug))
        for mark in picture.marks if picture else ():
            said = any("in this area" in plain(line) for line in mark.labels)
            assert not said or (mark.own and mark.radius_km)


def test_a_letter_higher_than_a_line_lies_on_nothing() -> None:
    """U+FDFD is a whole formula in one letter; it is spelled out, so that lines stay apart."""
    sheet = places.draw(
        PlacesPicture((_mark(0, (32.0, 44.0, None), "\ufdfd"),), (), (), (), (Run("km"),), ()), 76
    )
    assert layout.faults(sheet) == ()


@st.composite
def pictures(draw: st.DrawFn) -> PlacesPicture:
    """Draw a map of up to forty incidents that are called anything."""
    at = st.tuples(st.floats(-60, 75), st.floats(-170, 170), st.sampled_from((None, 5.0, 80.0)))
    near = st.tuples(st.floats(31, 33), st.floats(43, 45), st.sampled_from((None, 2.0)))
    found = draw(st.lists(st.one_of(at, near), min_size=1, max_size=40))
    names = draw(st.lists(st.sampled_from(SHORT), min_size=len(found), max_size=len(found)))
    marks = tuple(_mark(n, place, name) for n, (place, name) in enumerate(zip(found, names, strict=True)))
    return PlacesPicture(marks, (("IQ", (Run("Iraq"),)),), (), (), (Run("km"),), (Run("Map"),))


VOCALISED = "مُنَاقَشَةُ سُبُلِ اِسْتِخْدَامِ اللُّغَةِ فِي النُّظُمِ الْقَائِمَةِ وَفِيم يَخُصَّ التَّطْبِيقَاتِ"


def _mark(number: int, place: tuple[float, float, float | None], name: str) -> PlaceMark:
    lat, lon, radius = place
    area = number % 7 == 3
    return PlaceMark(
        f"m{number}",
        (Run(name, ("place:p",)),),
        ((Run(name[:60], ("C1",)), Run("C1", ("C1",), "reference")),),
        "reported_only",
        ("inference",) if radius else (),
        "country" if area else "site" if radius else "town",
        None if area else lat,
        None if area else lon,
        None if area else radius,
        "IQ" if area else "",
        number == 0,
        bool(radius),
    )


@settings(max_examples=15, deadline=None)
@given(pictures())
@example(PlacesPicture((_mark(0, (32.0, 44.0, None), "x"),) * 1, (), (), (), (Run("km"),), (Run("Map"),)))
@example(PlacesPicture((_mark(0, (0.0, 0.0, None), VOCALISED),), (), (), (), (Run("km"),), (Run("Map"),)))
def test_a_map_of_anything_can_be_read(picture: PlacesPicture) -> None:
    """However many incidents, wherever and however called: no words over words, and none outside the map."""
    try:
        sheet = places.draw(picture, 76)
    except MissingGlyph:  # `check` and the exporter tell it; nothing is drawn with a box for a letter
        return
    assert layout.faults(sheet) == ()
