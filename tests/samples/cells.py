"""Cells that an analyst adds to a notebook, and the page that comes of it."""

from __future__ import annotations

import base64
import io
import json
import struct
import zlib
from typing import Any

import nbformat
from matplotlib.figure import Figure
from PIL import Image, PngImagePlugin
from pypdf import PdfReader

from reportkit.mime import BLOCK
from reportkit.publishing.exporter import BriefingExporter, page
from tests.samples import pages, paper

Json = Any  # whatever a notebook can hold
SAYS_WHOSE = "Added by the analyst, not derived from the record"
ENDS = "End of what the analyst added."
SECRETS = (
    b"N51.5007",
    b"SecretCam",
    b"ada@desk",
    b"<x:xmpmeta",
    b"Exif",
    b"Photoshop",
    b"ICC_PROFILE",
    b"GPS",
)
TURNED = 6  # how a camera says that it was held upright: turn the picture by a quarter


def code(*outputs: Json) -> Json:
    """Return a code cell with outputs."""
    return {
        "cell_type": "code",
        "metadata": {},
        "execution_count": 1,
        "source": "",
        "outputs": list(outputs),
    }


def markdown(words: str, **pictures: Json) -> Json:
    """Return a Markdown cell, with the pictures that are kept beside it."""
    cell = {"cell_type": "markdown", "metadata": {}, "source": words}
    return cell | ({"attachments": pictures} if pictures else {})


def shown(**faces: Json) -> Json:
    """Return an output by its faces: text_html is text/html, block the kit's own."""
    data = {
        BLOCK if face == "block" else face.replace("_", "/", 1): content for face, content in faces.items()
    }
    return {"output_type": "display_data", "data": data, "metadata": {}}


def said(words: str, stream: str = "stdout") -> Json:
    """Return what a cell has printed."""
    return {"output_type": "stream", "name": stream, "text": words}


def notebook(*cells: Json, base: str = "short", at: int | None = None) -> Json:
    """Return a notebook of a sample with cells added, at the end or before the cell with a number."""
    made = pages.notebook(getattr(pages, base)())
    where = len(made["cells"]) if at is None else at
    made["cells"][where:where] = cells
    for number, cell in enumerate(made["cells"]):
        cell["id"] = f"cell-{number}"
    return made


def opened(content: Json) -> Json:
    """Return a notebook as nbformat reads it from a file."""
    return nbformat.reads(json.dumps(content), as_version=4)


def export(*cells: Json, **where: Json) -> bytes:
    """Return the PDF of a notebook with cells added."""
    pdf: bytes = BriefingExporter().from_notebook_node(opened(notebook(*cells, **where)))[0]
    return pdf


def parts(*cells: Json) -> list[Json]:
    """Return the parts of the page that added cells make."""
    document = page(notebook(*cells))[0]
    return [part for block in document["blocks"] if block["kind"] == "added" for part in block["parts"]]


def words_of(pdf: bytes) -> str:
    """Return the words of all pages, spaces taken out."""
    return "".join(paper.text(page) for page in PdfReader(io.BytesIO(pdf)).pages).replace(" ", "")


def plain(line: Json) -> str:
    """Return the words of a line."""
    return "".join(run["t"] for run in line)


def figure(width: float = 4, height: float = 2) -> Figure:
    """Return a figure with a title, two labels and a line."""
    made = Figure(figsize=(width, height))
    axes = made.add_subplot()
    axes.plot([1, 2, 3], [2, 1, 4])
    axes.set_title("Posts a day")
    axes.set_xlabel("day of May")
    axes.set_ylabel("posts")
    return made


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    """Return the file of a small picture."""
    file = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(file, kind, **options)
    return file.getvalue()


def as_text(content: bytes) -> str:
    """Return bytes as a notebook holds them."""
    return base64.b64encode(content).decode()


def from_a_camera(kind: str = "JPEG") -> bytes:
    """Return a picture as a camera writes it: with position, maker, owner, comment, profile and metadata."""
    image = Image.new("RGB", (80, 40), "white")
    image.paste((200, 0, 0), (0, 0, 20, 40))
    exif = image.getexif()
    exif[0x0112] = TURNED
    exif[0x010F] = "SecretCam"
    exif[0xA430] = "ada@desk"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 2.5), 0x001D: "N51.5007"})
    options: dict[str, Any] = {
        "exif": exif,
        "xmp": b"<x:xmpmeta>ada@desk N51.5007</x:xmpmeta>",
        "icc_profile": b"ICC_PROFILE" * 20,
    }
    if kind == "JPEG":
        options["comment"] = b"ada@desk SecretCam"
    if kind == "PNG":
        told = PngImagePlugin.PngInfo()
        told.add_text("Author", "ada@desk")
        options |= {"pnginfo": told}
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def a_png(width: int, height: int, *, data: bytes = b"") -> bytes:
    """Return a PNG whose head promises so many pixels, whatever follows."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
