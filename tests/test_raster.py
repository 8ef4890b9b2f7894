"""Pictures from elsewhere: within limits, upright, and without anything that their files say beside them."""

from __future__ import annotations

import io
import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from reportkit.publishing import raster
from reportkit.publishing.raster import Refused, remade
from tests.samples import cells
from tests.samples.cells import SECRETS, a_png, from_a_camera


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_forgets_where_it_was_taken_and_by_whom(kind: str) -> None:
    """Position, maker, owner, comment, profile and metadata packet of a camera's file are gone."""
    before = from_a_camera(kind)
    assert sum(secret in before for secret in SECRETS) >= 3
    made = remade(before)
    assert not [secret for secret in SECRETS if secret.lower() in made.content.lower()]
    with Image.open(io.BytesIO(made.content)) as image:
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_stands_as_it_was_held(kind: str) -> None:
    """A camera held upright gives an upright picture, though what says so is taken away."""
    with Image.open(io.BytesIO(remade(from_a_camera(kind)).content)) as image:
        assert image.size == (40, 80)
        dot = image.convert("RGB").getpixel((20, 4))
        assert isinstance(dot, tuple)
        red, green, _ = dot
        assert (red > 150, green < 60) == (True, True)


def test_the_same_picture_gives_the_same_bytes() -> None:
    """A picture is written the same way each time, and once written anew it stays what it is."""
    made = remade(from_a_camera("PNG"))
    assert made == remade(from_a_camera("PNG"))
    assert remade(made.content).content == made.content


@pytest.mark.parametrize("size", [(60_000, 60_000), (2_000_000_000, 1), (9_000, 9_000), (31_000, 2)])
def test_a_bomb_is_not_decoded(size: tuple[int, int]) -> None:
    """A small file that promises more pixels than a page needs is refused by its head."""
    with pytest.raises(Refused, match="pixels"):
        remade(a_png(*size, data=zlib.compress(b"\0" * 100_000)))


def test_a_file_of_many_megabytes_is_not_read() -> None:
    """The size of the file is a limit as well."""
    with pytest.raises(Refused, match="32 MB is the most"):
        remade(b"\x89PNG\r\n\x1a\n" + bytes(raster.LARGEST_FILE))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_that_breaks_off_is_refused(kind: str) -> None:
    """Half a file is not shown as if it were whole."""
    whole = cells.picture(kind, (300, 200))
    with pytest.raises(Refused, match="no picture that can be read"):
        remade(whole[: len(whole) * 2 // 3])


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_a_film_is_refused(kind: str) -> None:
    """A picture that moves is told, with the number of its pictures, and not cut to its first."""
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    film = io.BytesIO()
    frames[0].save(film, kind, save_all=True, append_images=frames[1:], duration=100)
    with pytest.raises(Refused, match="a film of 3 pictures"):
        remade(film.getvalue())


def test_a_text_that_unpacks_without_end_is_refused() -> None:
    """A comment of a PNG that grows to gigabytes is not unpacked."""
    packed = zlib.compress(b"a" * 100_000_000, 9)

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    plain = a_png(4, 4, data=zlib.compress(b"\0" * 20))
    with pytest.raises(Refused):
        remade(plain[:33] + chunk(b"zTXt", b"Comment\0\0" + packed) + plain[33:])


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_pixel_can_be_set(mode: str) -> None:
    """Black and white, greys, palettes, transparency and sixteen bits become greys or colours on white."""
    image = Image.new(mode, (8, 8))
    file = io.BytesIO()
    image.save(file, "PNG")
    with Image.open(io.BytesIO(remade(file.getvalue()).content)) as made:
        assert made.mode in {"L", "RGB"}
        assert made.convert("L").getpixel((0, 0)) == (255 if mode in {"LA", "RGBA"} else 0)


def test_a_large_picture_is_as_fine_as_print_needs() -> None:
    """A photograph of many pixels becomes one of 300 dots per inch, and says how large it was."""
    made = remade(cells.picture("JPEG", (6000, 3000), dpi=(300, 300)))
    with Image.open(io.BytesIO(made.content)) as image:
        assert image.size == (2100, 1050)
    assert (made.width_mm, made.height_mm) == (508.0, 254.0)


@given(st.binary(max_size=300), st.sampled_from(["PNG", "JPEG", "WEBP", "GIF"]), st.data())
def test_no_bytes_do_anything_else(noise: bytes, kind: str, data: st.DataObject) -> None:
    """Whatever stands in a file, it becomes a picture or is refused in words."""
    whole = cells.picture(kind, (12, 9))
    at = data.draw(st.integers(0, len(whole)))
    for content in (noise, whole[:at] + noise + whole[at:], whole[:at] + noise):
        with suppress(Refused):
            assert raster.is_framed(raster.framed(remade(content)))
