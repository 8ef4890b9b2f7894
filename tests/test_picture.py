"""A page of a PDF as a picture in a notebook."""

import pytest

from reportkit.publishing.picture import NoPage, page
from reportkit.publishing.typesetting import typeset

WORDS = [{"t": "Smoke", "from": "fixed", "kind": "text"}]
DOCUMENT = {
    "format": 1,
    "lang": "en",
    "title": WORDS,
    "marking": "TLP:CLEAR",
    "draft": None,
    "running": {"head": WORDS, "foot": WORDS, "page": WORDS},
    "references": {},
    "blocks": [],
}
A4 = (8.27, 11.69)  # inches

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    """Return a PDF of one page."""
    path = tmp_path_factory.mktemp("pdf") / "smoke.pdf"
    path.write_bytes(typeset(DOCUMENT, {}, {}))
    return path


def size(png):
    """Return width and height of a PNG."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def test_the_whole_page_is_drawn(pdf):
    """The picture has the size of the page at the dots per inch that were asked for."""
    width, height = size(page(pdf, dots_per_inch=100).png)
    assert abs(width - 100 * A4[0]) < 2
    assert abs(height - 100 * A4[1]) < 2


def test_something_stands_on_the_picture(pdf, tmp_path):
    """A page with words is another picture than the same page without them."""
    other = tmp_path / "other.pdf"
    running = {"head": [{**WORDS[0], "t": "Fire"}], "foot": WORDS, "page": WORDS}
    other.write_bytes(typeset({**DOCUMENT, "running": running}, {}, {}))
    assert page(pdf).png != page(other).png


def test_the_same_page_is_the_same_picture(pdf):
    """Drawn twice, it is the same to the byte."""
    assert page(pdf).png == page(pdf).png


def test_a_notebook_shows_the_picture_with_words_for_it(pdf):
    """A cell stores the picture, a line of text beside it, and no folder of the machine."""
    data, about = page(pdf)._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    assert data["text/plain"] == about["image/png"]["alt"] == "Page 1 of 1 of smoke.pdf"
    assert str(pdf.parent) not in repr(page(pdf))


@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_page_that_is_not_there_is_told(pdf, number):
    """A page beyond the last is refused with how many there are."""
    with pytest.raises(NoPage, match=f"smoke.pdf has no page {number}: it has 1 page"):
        page(pdf, number)


def test_what_is_no_pdf_is_told(tmp_path):
    """A file of another kind, or none, is refused in one line."""
    (tmp_path / "notes.pdf").write_text("notes", encoding="utf-8")
    with pytest.raises(NoPage, match=r"notes\.pdf is no PDF that can be read"):
        page(tmp_path / "notes.pdf")
    with pytest.raises(NoPage, match="No such file"):
        page(tmp_path / "absent.pdf")
