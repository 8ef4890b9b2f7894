"""The actors around one incident as a table: who belongs to whom, and all that each line or sign says."""

from __future__ import annotations

from collections.abc import Sequence

from reportkit.wording.phrases import phrase
from reportkit.wording.pictures import ActorsPicture
from reportkit.wording.runs import Line, Run
from reportkit.wording.tables import Cell, Column, Table


def table(picture: ActorsPicture, order: Sequence[str]) -> Table:
    """
    Return one row an actor: its number and name, its group, and what it says or is tied to.

    Parameters
    ----------
    picture : ActorsPicture
        What is drawn.
    order : sequence of str
        The actors in the order of the drawing, which gives them their numbers; without any the
        table has no rows, and no heads of columns either: a page shows nothing of it.
    """
    columns = (
        Column(phrase("actors.number")),
        Column(phrase("actors.actor")),
        Column(phrase("actors.group")),
        Column(phrase("actors.stands"), "1fr"),
    )
    nodes = {node.key: node for node in picture.nodes}
    rows = tuple(
        (
            Cell(((Run(str(number), nodes[key].name[0].source if nodes[key].name else ()),),)),
            Cell((nodes[key].name,)),
            Cell((_group(picture, nodes[key].group),)),
            Cell(_told(picture, key) or (phrase("silent"),)),
        )
        for number, key in enumerate(order, 1)
    )
    if not rows:
        return Table("actors", (), ())
    return Table("actors", columns, rows, note=phrase("actors.table_note"))


def _group(picture: ActorsPicture, group: str) -> Line:
    names = dict(picture.matrix.names) if picture.matrix else {}
    return names.get(group, phrase("silent"))


def _told(picture: ActorsPicture, key: str) -> tuple[Line, ...]:
    """Return what an actor says, and what it is said to be answerable for."""
    asked = tuple(tie.told for tie in picture.ties if tie.actor == key and tie.told)
    said = tuple(edge.told or edge.labels[0] for edge in picture.edges if edge.source == key and edge.labels)
    return (*asked, *said)
