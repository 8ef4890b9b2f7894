"""The locator map: every incident is on it, and none is drawn finer than it is said."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle
from matplotlib.path import Path

from reportkit.charts import layout, mapdata, marks, places, style
from reportkit.charts.places_extent import extent
from reportkit.charts.places_plan import plan
from reportkit.charts.projection import KM_PER_DEGREE
from reportkit.charts.sheet import Box
from reportkit.wording.pictures import PlaceMark, PlacesPicture
from reportkit.wording.runs import Line, Run, reference

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from reportkit.charts.places_parts import Plan


def words(text: str, *claims: str) -> Line:
    """Return a line of words with their reference."""
    return (Run(text, claims), *((reference(*claims),) if claims else ()))


def site(key: str, lat: float, lon: float, country: str, **more: object) -> PlaceMark:
    """Return an incident at a point."""
    mark = PlaceMark(
        key=key,
        name=words(key.title()),
        labels=(words("said to be here", "C1"),),
        mark="reported_only",
        flags=(),
        precision="town",
        lat=lat,
        lon=lon,
        radius_km=None,
        country=country,
        own=False,
        inferred=False,
    )
    return replace(mark, **more)  # type: ignore[arg-type]


def country(key: str, code: str, **more: object) -> PlaceMark:
    """Return an incident that is known by its country only."""
    mark = site(key, 0.0, 0.0, code, labels=(words("strike", "C2"), words("country only")))
    return replace(mark, precision="country", lat=None, lon=None, **more)  # type: ignore[arg-type]


KALSU = site(
    "kalsu base",
    32.85,
    44.45,
    "IQ",
    labels=(words("in this area", "C5", "C7"),),
    mark="acknowledged",
    flags=("inquiry",),
    precision="site",
    radius_km=38.0,
    own=True,
    inferred=True,
)
IRAN = country("iran", "IR", flags=("says_both",))
JORDAN = country("jordan", "JO")
EILAT = site("eilat", 29.56, 34.95, "IL", mark="claimed_only")
NAMES = tuple(
    (code, words(name))
    for code, name in (
        ("IQ", "Iraq"),
        ("IR", "Iran"),
        ("JO", "Jordan"),
        ("IL", "Israel"),
        ("SY", "Syria"),
        ("TR", "Türkiye"),
        ("SA", "Saudi Arabia"),
        ("KW", "Kuwait"),
        ("UA", "Ukraine"),
        ("YE", "Yemen"),
    )
)
TOWNS = ((33.31, 44.37, words("Baghdad")), (50.45, 30.52, words("Kyiv")))
REGIONS = (("IQ-BB", words("Babylon Gov.")), ("Wasit", words("Wasit Gov.")))


def picture(*incidents: PlaceMark) -> PlacesPicture:
    """Return a record with these incidents and the names around them."""
    return PlacesPicture(incidents, NAMES, TOWNS, REGIONS, words("km"), ())


CROWD = tuple(
    site(f"incident {n}", 31 + (n * 7 % 12) * 0.45, 42 + (n * 5 % 11) * 0.5, "IQ") for n in range(12)
)
PICTURES = {
    "kalsu": picture(KALSU, IRAN, JORDAN, EILAT),
    "one circle": picture(KALSU),
    "one town": picture(replace(EILAT, own=True)),
    "two countries": picture(replace(IRAN, own=True), JORDAN),
    "one country": picture(
        KALSU,
        site("basra", 30.5, 47.8, "IQ"),
        site("baghdad", 33.31, 44.37, "IQ"),
        site("depot", 33.3, 44.4, "IQ"),
    ),
    "far apart": picture(
        site("kharkiv", 49.99, 36.23, "UA", own=True), site("hodeidah", 14.8, 42.95, "YE"), JORDAN
    ),
    "israel, iraq, iran": picture(site("natanz", 33.72, 51.73, "IR", own=True, radius_km=5.0), EILAT, KALSU),
    "crowd": picture(KALSU, *CROWD),
    "date line": picture(site("suva", -18.14, 178.44, "FJ", own=True), country("samoa", "WS")),
    "region": picture(site("babylon", 32.5, 44.4, "IQ", precision="admin1", own=True)),
    "nowhere": picture(KALSU, country("unplaced", "XX")),
}


@cache
def drawn(name: str) -> Figure:
    """Return a picture's map, drawn once."""
    return places.draw(PICTURES[name])


@cache
def planned(name: str) -> Plan:
    """Return where everything on a picture's map stands."""
    return plan(PICTURES[name], 76.0)


def said(sheet: Figure) -> str:
    """Return all words of a figure in one string, without the breaks of lines."""
    return " ".join(style.words(sheet))


@pytest.mark.parametrize("name", PICTURES)
def test_every_incident_is_on_the_map_and_can_be_read(name: str) -> None:
    """No incident is left out, no words lie over others, and nothing runs through them."""
    sheet = drawn(name)
    for mark in PICTURES[name].marks:
        assert mark.key.title() in said(sheet)
    assert layout.faults(sheet) == ()


@pytest.mark.parametrize("name", PICTURES)
def test_no_word_on_the_map_is_the_maps_own(name: str) -> None:
    """Every string comes from the record; only digits (scale, key numbers) may be the drawing's."""
    record = PICTURES[name]
    lines = [record.scale, *(line for _, line in record.countries), *(line for *_, line in record.towns)]
    lines += [line for _, line in record.regions]
    lines += [line for mark in record.marks for line in (mark.name, *mark.labels)]
    known = {word for line in lines for run in line for word in run.words.split()}
    for run in style.runs(drawn(name)):
        for word in run.words.split():
            assert word in known or word.isdigit(), f"{word!r} stands on the map and in no record"


def test_a_country_is_never_a_point() -> None:
    """An incident known by its country has hatching there, the words say so, and no mark claims a spot."""
    layout_ = planned("kalsu")
    assert {pin.site.mark.key for pin in layout_.pins} == {"eilat"}
    assert {site_.kind for site_ in layout_.sites if site_.mark.precision == "country"} == {"area"}
    hatch = [c for c in drawn("kalsu").axes[0].collections if isinstance(c, LineCollection)]
    assert len(hatch) == 1
    middles = np.array([segment.mean(axis=0) for segment in hatch[0].get_segments()])
    areas = [Path(ring) for site_ in layout_.sites for ring in site_.rings]
    assert np.mean(np.logical_or.reduce([area.contains_points(middles) for area in areas])) > 0.98
    assert said(drawn("kalsu")).count("country only") == 2


def test_the_mark_of_a_country_stands_in_it_or_leads_to_it() -> None:
    """Beside a small country a leader ends inside its hatching; inside a large one none is needed."""
    layout_ = planned("kalsu")
    rings = {site_.mark.name: site_.rings for site_ in layout_.sites}
    labels = {placed.label.lines[0][0].words: placed for placed in layout_.labels}
    jordan, iran = labels["Jordan"], labels["Iran"]
    assert any(Path(ring).contains_point(jordan.leader[-1]) for ring in rings[JORDAN.name])
    assert iran.leader == ()
    corners = [(x, y) for x in (iran.box.left, iran.box.right) for y in (iran.box.top, iran.box.bottom)]
    assert all(any(Path(ring).contains_point(c) for ring in rings[IRAN.name]) for c in corners)


def test_an_area_with_a_radius_is_a_circle_of_that_radius() -> None:
    """The circle in the inset is as large as the scale bar beside it says, and no mark stands in it."""
    inset = planned("kalsu").inset
    assert inset is not None
    assert inset.sheet.scale is not None
    (circle,) = inset.sheet.circles
    km_per_mm = float(inset.sheet.scale.line[0].words) / inset.sheet.scale.length
    assert circle.radius * km_per_mm == pytest.approx(38.0, rel=0.01)
    inside = [
        patch
        for patch in drawn("kalsu").axes[0].patches
        if str(patch.get_label()).startswith(marks.LABEL) and "inference" not in str(patch.get_label())
        if math.dist(patch.get_path().get_extents().get_points().mean(axis=0), (circle.x, circle.y))
        < circle.radius
    ]
    assert inside == []


def test_the_scale_bar_fits_the_distance_between_two_places() -> None:
    """Measured with the scale bar, two towns on one parallel are as far apart as on the globe."""
    layout_ = planned("kalsu")
    scale = layout_.main.scale
    assert scale is not None
    view = layout_.main.view
    (x1, _), (x2, _) = view.point(40.0, view.lat), view.point(45.0, view.lat)
    measured = (x2 - x1) / scale.length * float(scale.line[0].words)
    assert measured == pytest.approx(5 * KM_PER_DEGREE * math.cos(math.radians(view.lat)), rel=0.01)


def test_the_eye_marks_an_area_that_is_the_readers() -> None:
    """The reader's eye stands on the rim of an inferred circle, and on no other."""
    inferred, stated = planned("one circle").inset, plan(picture(replace(KALSU, inferred=False)), 76.0).inset
    assert inferred is not None
    assert stated is not None
    (circle,) = inferred.sheet.circles
    assert circle.eye is not None
    assert math.dist(circle.eye, (circle.x, circle.y)) == pytest.approx(circle.radius)
    assert stated.sheet.circles[0].eye is None


@pytest.mark.parametrize("name", PICTURES)
def test_the_inset_hides_no_incident(name: str) -> None:
    """No mark lies under the close view, whichever corner that has to take."""
    layout_ = planned(name)
    if layout_.inset is None:
        return
    for pin in layout_.pins:
        around = Box(pin.x - pin.size / 2, pin.y - pin.size / 2, pin.x + pin.size / 2, pin.y + pin.size / 2)
        assert not around.meets(layout_.inset.box)
    for placed in layout_.labels:
        assert not placed.box.meets(layout_.inset.box)


def test_many_incidents_are_numbered_and_explained_in_the_key() -> None:
    """With more incidents than labels fit, each has a number on the map and its words under it."""
    layout_ = planned("crowd")
    numbers = {placed.label.lines[0][0].words for placed in layout_.labels}
    keyed = [placed.label.lines[0][0].words.split()[0] for placed in layout_.key]
    assert numbers == set(keyed) == {str(n) for n in range(1, 13)}
    assert all(placed.box.top > layout_.main.view.frame.bottom for placed in layout_.key)
    assert layout_.height > 90


def test_an_incident_without_an_area_on_the_map_is_listed_under_it() -> None:
    """A country that the map data does not know does not make its incident disappear."""
    (placed,) = planned("nowhere").key
    assert placed.label.mark == "reported_only"
    assert "Unplaced" in said(drawn("nowhere"))


def test_marks_at_one_place_stand_side_by_side() -> None:
    """Two incidents in one town are two marks, and the one that moved has a line to its place."""
    pins = [pin for pin in planned("one country").pins if pin.site.mark.key in {"baghdad", "depot"}]
    one, two = pins
    assert math.dist((one.x, one.y), (two.x, two.y)) >= 2.9
    assert any((pin.x, pin.y) != pin.site.home for pin in pins)


def test_names_of_countries_stand_in_their_country() -> None:
    """The name of a country is never written over another one."""
    layout_ = planned("kalsu")
    by_name = {line[0].words: code for code, line in NAMES}
    shown = {name.line[0].words: name for name in layout_.main.names}
    assert {"Iraq", "Saudi Arabia", "Türkiye"} <= set(shown)
    assert "Iran" not in shown, "its incident's label names it already"
    for text in ("Iraq", "Saudi Arabia", "Türkiye"):
        area = [Path(layout_.main.view.points(polygon[0])) for polygon in mapdata.country(by_name[text])]
        name = shown[text]
        assert any(path.contains_point((name.x, name.y)) for path in area)


def test_hostile_and_endless_names_are_shown_in_the_key() -> None:
    """A name with markup, or one that never ends, neither breaks the map nor is cut short."""
    hostile = "$x^2$ <b>#set</b> " + "on and on " * 12 + "y" * 150
    sheet = places.draw(picture(KALSU, replace(EILAT, name=words(hostile), labels=(words("قاعدة", "C4"),))))
    assert hostile.replace(" ", "") in said(sheet).replace(" ", "")
    assert layout.faults(sheet) == ()


def test_the_same_record_gives_the_same_bytes() -> None:
    """Drawn again, the map is the same file."""
    assert style.svg(places.draw(PICTURES["kalsu"])) == style.svg(drawn("kalsu"))


def test_a_map_of_nothing_is_refused() -> None:
    """Where no incident has a place there is no map, and the caller is told so."""
    with pytest.raises(ValueError, match="has a place"):
        places.draw(picture(country("unplaced", "XX")))
    with pytest.raises(ValueError, match="has a place"):
        places.draw(picture())


def test_the_map_data_says_where_it_is_from() -> None:
    """Areas of neighbours meet, areas across the date line are whole, and codes lead to the right regions."""
    iraq = mapdata.country("IQ")[0][0]
    assert Path(iraq).contains_point((44.4, 33.3))
    fiji = mapdata.country("FJ")
    assert max(float(np.ptp(polygon[0][:, 0])) for polygon in fiji) < 10
    for code, inside in (
        ("IQ-BB", (44.4, 32.5)),
        ("IR-23", (51.4, 35.7)),
        ("TR-06", (32.9, 39.9)),
        ("UA-63", (36.3, 50.0)),
    ):
        area = mapdata.region(code[:2], code)
        assert any(Path(polygon[0]).contains_point(inside) for polygon in area), code


@settings(max_examples=8, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-55, 70), st.floats(-180, 180)), min_size=1, max_size=4),
    st.one_of(st.none(), st.floats(1, 400)),
)
def test_wherever_incidents_are_all_of_them_are_in_the_frame(
    points: list[tuple[float, float]], radius: float | None
) -> None:
    """Anywhere on Earth, near or far apart, each place is shown and its words stand on the sheet."""
    incidents = tuple(
        site(f"place {n}", lat, lon, "XX", own=n == 0, radius_km=radius if n == 0 else None)
        for n, (lat, lon) in enumerate(points)
    )
    layout_ = plan(picture(*incidents), 76.0)
    frame = layout_.main.view.frame
    for site_ in layout_.sites:
        assert frame.left <= site_.home[0] <= frame.right
        assert frame.top <= site_.home[1] <= frame.bottom
    told = len(layout_.labels) + (layout_.inset is not None)
    assert told >= len(incidents)


def test_far_places_on_both_sides_of_the_date_line_are_near_each_other() -> None:
    """A map of Fiji and Samoa shows the Pacific between them and not the rest of the Earth."""
    piece = extent(PICTURES["date line"].marks)
    assert piece.east - piece.west < 40


def test_circles_are_drawn_as_circles() -> None:
    """The area of the own incident is a circle on the main map, too, with a dashed rim."""
    rims = [p for p in drawn("kalsu").axes[0].patches if isinstance(p, Circle) and p.get_label() == "circle"]
    assert len(rims) == 4
