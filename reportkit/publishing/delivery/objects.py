"""
Editions in an object store: finished bytes, one put each, and ``latest.json`` last.

``<prefix>/<slug>/<NNNN>-<digest>/`` holds an edition; the digest is of its PDF, so that no put ever replaces
other content. ``<prefix>/<slug>/latest.json`` says which is the last that stands; it is put when all it names
is there, so that who follows it never meets half an edition.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from reportkit.problems import clipped, visible
from reportkit.publishing.delivery.messages import EDITION_OUT, RECALL
from reportkit.publishing.delivery.parcels import Undelivered
from reportkit.publishing.editions.records import PDF
from reportkit.publishing.editions.sealing import canonical, digest

if TYPE_CHECKING:
    from reportkit.publishing.delivery.parcels import Parcel
    from reportkit.reading.destinations import Objects

STORES: Final = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az"})
LATEST: Final = "latest.json"
STEP = 30  # seconds for one answer of the store
WHOLE = 120.0  # seconds for one put, with what the store's own library tries again
_S3: Final = frozenset({"s3", "s3a"})
_MOST: Final = 90 << 20  # bytes; more would be put in parts
_PLACE = re.compile(r"(\d{4,})-[0-9a-f]{12}")
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_FIX: Final = "see to it, then run: reportkit deliver --retry-parked"


def send(parcel: Parcel, to: Objects) -> None:
    """
    Put a message into an object store; put twice, it is there once.

    Parameters
    ----------
    parcel : Parcel
        The message.
    to : Objects
        The store.

    Raises
    ------
    Undelivered
        When the store cannot be reached, or does not take it.
    """
    store = opened(parcel, to)
    said, base = parcel.message, to.url.rstrip("/")
    where = f"the object store {visible(base)}"
    try:
        if said.kind == EDITION_OUT:
            place = f"{base}/{said.incident}/{_place(parcel)}"
            for name, content in parcel.files.items():
                _put(store, f"{place}/{name}", content)
            _point(store, f"{base}/{said.incident}", parcel)
        elif said.kind == RECALL:
            _point(store, f"{base}/{said.incident}", parcel)
            _put(store, f"{base}/{said.incident}/{said.edition:04}.recalled.txt", said.text.encode())
        else:
            name = f"{parcel.envelope.added[:10]}-{said.kind}-{parcel.key[:8]}.txt"
            _put(store, f"{base}/_notices/{name}", said.text.encode())
    except Undelivered:
        raise
    except Exception as error:  # noqa: BLE001 - each store has errors of its own
        raise _told(error, where) from None


def opened(parcel: Parcel, to: Objects) -> Any:  # noqa: ANN401 - fsspec has no types
    """
    Return the store, as fsspec has it.

    Raises
    ------
    Undelivered
        When what speaks to it is not installed, its address is none, or what opens it is not to be had.
    """
    parts = urlsplit(to.url)
    if parts.scheme not in STORES or not parts.netloc or "@" in parts.netloc:
        known = ", ".join(sorted(STORES))
        raise Undelivered(
            f"'{clipped(visible(parts.scheme))}' is no object store that is written to (there are: {known}); "
            "correct 'url' in schedules.yaml",
            permanent=True,
        )
    if to.endpoint:
        end = urlsplit(to.endpoint)
        if end.scheme != "https" and not (end.scheme == "http" and end.hostname in _HERE):
            raise Undelivered(
                "the object store would get it in the clear; write https://… under 'endpoint'", permanent=True
            )
    try:
        import fsspec  # type: ignore[import-untyped] # noqa: PLC0415 - an extra, and slow to start

        fsspec.get_filesystem_class(parts.scheme)
    except (ImportError, ValueError):
        extra = "'reportkit[objects]'" if parts.scheme in _S3 else f"what fsspec needs for {parts.scheme}://"
        raise Undelivered(
            f"what speaks to this object store is not installed; install {extra}, then run: "
            "reportkit deliver --retry-parked",
            permanent=True,
            unreachable=True,
        ) from None
    store = fsspec.filesystem(parts.scheme, **_options(parcel, to, s3=parts.scheme in _S3))
    if hasattr(store, "retries"):
        store.retries = 1  # what fails is tried again by the outbox, when others had their turn
    return store


def _options(parcel: Parcel, to: Objects, *, s3: bool) -> dict[str, Any]:
    options: dict[str, Any] = {"use_listings_cache": False, "skip_instance_cache": True}
    if not s3:
        if to.key or to.secret or to.endpoint:
            raise Undelivered(
                "'endpoint', 'key' and 'secret' are for s3:// alone; leave them out: the store finds what "
                "opens it by its own rules",
                permanent=True,
            )
        return options
    if to.key:
        options["key"] = parcel.secret(to.key)
    if to.secret:
        options["secret"] = parcel.secret(to.secret)
    if to.endpoint:
        options["endpoint_url"] = to.endpoint
    options["config_kwargs"] = {
        "connect_timeout": STEP,
        "read_timeout": STEP,
        "retries": {"max_attempts": 1},
        "proxies": {},
    }
    return options


def _place(parcel: Parcel) -> str:
    return f"{parcel.message.edition:04}-{digest(parcel.files[PDF])[:12]}"


def _put(store: Any, path: str, content: bytes) -> None:  # noqa: ANN401
    """Put finished bytes at a path, in one request: they are there, or they are not."""
    if len(content) > _MOST:
        raise Undelivered(f"{len(content) >> 20} MB are more than one put holds", permanent=True)
    store.pipe_file(path, content, timeout=WHOLE)


def _point(store: Any, home: str, parcel: Parcel) -> None:  # noqa: ANN401
    """Say which of the editions that are there is the last that stands; that none does is said too."""
    names = [str(path).rstrip("/").rpartition("/")[2] for path in _listed(store, home)]
    there = {int(found[1]): name for name in names if (found := _PLACE.fullmatch(name))}
    last = max((number for number in there if number in parcel.standing), default=0)
    content: dict[str, object] = {"edition": last, "marking": parcel.message.marking, "pdf": ""}
    if last:
        content["pdf"] = f"{there[last]}/{PDF}"
    _put(store, f"{home}/{LATEST}", canonical(content))


def _listed(store: Any, home: str) -> list[str]:  # noqa: ANN401
    try:
        found: list[str] = store.ls(home, detail=False, refresh=True, timeout=WHOLE)
    except FileNotFoundError:
        return []
    return found


def _told(error: Exception, where: str) -> Undelivered:
    """Return an error of a store in plain words, and whether trying again could help."""
    words = clipped(visible(" ".join(str(error).split())), 200)
    if isinstance(error, FileNotFoundError):
        return Undelivered(f"{where} has no such bucket; {_FIX}", permanent=True, unreachable=True)
    if isinstance(error, PermissionError):
        return Undelivered(f"{where} does not let it be put there: {words}; {_FIX}", permanent=True)
    if isinstance(error, TimeoutError):
        return Undelivered(
            f"{where} did not take it within {WHOLE:.0f} seconds", unreachable=True, maybe=True
        )
    if type(error).__name__ in {"NoCredentialsError", "PartialCredentialsError"}:
        return Undelivered(
            f"nothing opens {where}; name 'key' and 'secret' in schedules.yaml", unreachable=True
        )
    return Undelivered(
        f"{where} did not take it: {type(error).__name__}: {words}", unreachable=True, maybe=True
    )
