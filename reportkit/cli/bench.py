"""``bench``: what a briefing costs here, beside what it costs otherwise."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportkit.cli.terminal import (
    USAGE,
    FilePath,
    Stop,
    everywhere,
    json_option,
    note,
    say,
    say_json,
    session,
)
from reportkit.problems import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportkit.measuring.rounds import Way

_PARTS = ("one", "watched", "batch", "floor")
_COUNT = click.IntRange(min=1)


@click.command(short_help="Measure what a briefing costs here.")
@everywhere
@click.option("--rounds", type=_COUNT, metavar="N", default=3, show_default=True, help="Rounds that count.")
@click.option("--batch", "many", type=_COUNT, metavar="N", default=100, show_default=True, help="In a batch.")
@click.option("--workers", type=_COUNT, metavar="N", default=2, show_default=True, help="Made at a time.")
@click.option(
    "--only",
    "parts",
    multiple=True,
    type=click.Choice(_PARTS),
    help="One briefing, one that is watched, a batch, the floor.  [default: all]",
)
@click.option(
    "--peers",
    metavar="DIR",
    type=FilePath(exists=True, file_okay=False, path_type=Path),
    help="An environment with papermill and nbconvert, to measure them too.",
)
@click.option(
    "--peer-batch", "few", type=_COUNT, metavar="N", default=6, show_default=True, help="In a peer's batch."
)
@click.option("--memory", is_flag=True, help="Look at memory too, in runs of their own.")
@click.option("--soak", type=_COUNT, metavar="N", help="Make N briefings, and see whether memory grows.")
@json_option
def bench(  # noqa: PLR0913 - what is measured, each by its name
    *,
    rounds: int,
    many: int,
    workers: int,
    parts: tuple[str, ...],
    peers: Path | None,
    few: int,
    memory: bool,
    soak: int | None,
    as_json: bool,
) -> None:
    """
    Measure what a briefing costs here, with the example that comes with the kit.

    All ways are tried in turn, in rounds, and told as seconds, processor time, and ratios within each round;
    in brackets stand the lowest and the highest of the rounds. A first round counts for nothing.

    With --peers: papermill with nbconvert's webpdf, with xelatex, and with WeasyPrint, where they are
    installed. It takes some minutes a round.

    With --json: format, machine, settings, rounds (wall and cpu by way), peak_mb, grown_mb_per_1000,
    not_measured, goals: asked, found, met.
    """
    import sys

    if sys.platform == "win32":
        raise Stop("bench reads the accounts that Linux and macOS keep of processes; use WSL", USAGE)
    from reportkit import resources
    from reportkit.measuring import goals as asked
    from reportkit.measuring import report as reports
    from reportkit.measuring.rounds import in_turn
    from reportkit.measuring.soak import grown

    def tell(words: str) -> None:
        note(visible(words))

    settings = {"rounds": rounds, "batch": many, "workers": workers, "peer_batch": few, "soak": soak}
    with tempfile.TemporaryDirectory(prefix="rk-bench-") as scratch:
        chosen = parts or _PARTS
        ways = [*_ours(chosen, many, workers, Path(scratch))]
        lacking: dict[str, str] = {}
        if peers:
            ways += _peers(chosen, peers.absolute(), (few, workers), Path(scratch), lacking)
        measured = in_turn(ways, rounds, tell, memory=memory)
        measured.not_measured.update(lacking)
        more: dict[str, float] = {}
        met = list(asked.goals(measured.rounds))
        if soak:
            tell(f"memory over {soak} briefings")
            more = grown(resources.example(), soak, workers, Path(scratch))
            met.append(asked.flat(more, soak))
    report = reports.Report(measured, tuple(met), settings, more)
    if session().as_json or as_json:
        say_json(reports.to_json(report))
    else:
        say(reports.to_text(report))


def _ours(parts: tuple[str, ...], many: int, workers: int, scratch: Path) -> Iterator[Way]:
    from reportkit import resources
    from reportkit.measuring import corpora, ours

    example = resources.example()
    if "one" in parts:
        yield ours.cold(example, _SLUG, scratch / "one")
    if "watched" in parts:
        yield ours.watched(example, _SLUG, scratch / "watched")
    if "batch" in parts:
        seeds = corpora.repeated(example, scratch / "seeds", many)
        yield ours.batch(seeds, corpora.slugs_of(seeds), workers, scratch / "batch")
    if "floor" in parts:
        yield ours.floors(example, corpora.slugs_of(example), scratch / "floor")


def _peers(
    parts: tuple[str, ...],
    installed: Path,
    size: tuple[int, int],
    scratch: Path,
    lacking: dict[str, str],
) -> Iterator[Way]:
    """Yield the peers that are installed; why the others are not measured is put beside them."""
    from itertools import cycle, islice

    from reportkit import resources
    from reportkit.measuring import corpora, peers

    example = resources.example()
    few, workers = size
    slugs = tuple(dict.fromkeys(islice(cycle(corpora.slugs_of(example)), few)))
    for peer in peers.PEERS:
        if reason := peers.lacking(peer, installed):
            lacking[peer.name] = reason
            continue
        if "one" in parts:
            yield peers.one(peer, installed, example, _SLUG, scratch / "peer")
        if "batch" in parts:
            yield peers.many(peer, installed, example, slugs, scratch / "peers", workers=workers)


_SLUG = "kalsu-explosion"
