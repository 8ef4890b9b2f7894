"""
In which of its forms a sequence is drawn: the fullest that a page can hold.

The forms are all words at their marks; a number at each mark, with a table; the same with statements
counted; and counts alone. Each is laid out to its end, and the first that fits is taken. It fits if it is
at most `TALLEST_MM` high, leaves at most `MOST_IN_KEY` labels to the key below it, has at most
`MOST_NUMBERED` numbers for events, and if its columns can be told apart. Nothing else counts: not the clock,
not the machine, and not a number of events by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reportkit.charts import sequence, sequence_counted, sequence_numbered
from reportkit.charts.sequence import MOST_IN_KEY
from reportkit.charts.sequence_seats import TALLEST_MM, TooManyColumns
from reportkit.wording.pictures import NumberedSequence, SequencePicture

__all__ = ["MOST_IN_KEY", "MOST_NUMBERED", "TALLEST_MM", "chosen", "draw", "fits"]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from matplotlib.figure import Figure

    from reportkit.wording.pictures import CountedSequence

    AnySequence = SequencePicture | NumberedSequence | CountedSequence

MOST_NUMBERED: Final = 120  # events that a reader still finds by their numbers


def fits(picture: AnySequence, width_mm: float = 178, tallest_mm: float = TALLEST_MM) -> bool:
    """Say whether a sequence, laid out to its end, can be read on one page.

    Parameters
    ----------
    picture : SequencePicture, NumberedSequence or CountedSequence
        What is shown.
    width_mm : float
        Width of the figure in millimetres.
    tallest_mm : float
        The greatest height there is, in millimetres.

    Examples
    --------
    >>> nothing = SequencePicture((), (), (), (), columns=1, days=(), lanes=(), links=(), alt=())
    >>> fits(nothing), fits(nothing, tallest_mm=1)
    (True, False)
    """
    try:
        if isinstance(picture, SequencePicture):
            return sequence.laid_out(picture, width_mm, tallest_mm) is not None
        if isinstance(picture, NumberedSequence):
            events = sum(len(lane.marks) for lane in picture.sequence.lanes if lane.group == "events")
            few = events <= MOST_NUMBERED
            return few and sequence_numbered.laid_out(picture, width_mm).height <= tallest_mm
        return sequence_counted.laid_out(picture, width_mm, tallest_mm).height <= tallest_mm
    except TooManyColumns:
        return False


def chosen(
    forms: Iterable[tuple[str, Callable[[], AnySequence]]],
    width_mm: float = 178,
    tallest_mm: float = TALLEST_MM,
) -> tuple[str, AnySequence] | None:
    """Return the first of some forms that fits, by its name and with its picture; None where none does.

    Parameters
    ----------
    forms : iterable of (str, callable)
        The forms, the fullest first: each with what makes its picture, called only if none before it fits.
    width_mm : float
        Width of the figure in millimetres.
    tallest_mm : float
        The greatest height there is, in millimetres.

    Examples
    --------
    >>> nothing = SequencePicture((), (), (), (), columns=1, days=(), lanes=(), links=(), alt=())
    >>> chosen([("sentences", lambda: nothing)])[0]
    'sentences'
    """
    for form, make in forms:
        picture = make()
        if fits(picture, width_mm, tallest_mm):
            return form, picture
    return None


def draw(picture: AnySequence, width_mm: float = 178) -> Figure:
    """Draw a sequence in whichever form its picture has.

    Parameters
    ----------
    picture : SequencePicture, NumberedSequence or CountedSequence
        What is shown.
    width_mm : float
        Width of the figure in millimetres.
    """
    if isinstance(picture, SequencePicture):
        return sequence.draw(picture, width_mm)
    if isinstance(picture, NumberedSequence):
        return sequence_numbered.draw(picture, width_mm)
    return sequence_counted.draw(picture, width_mm)
