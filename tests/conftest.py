"""What all tests share: Hypothesis without a clock, and where CI is set without chance; a corpus to use."""

from __future__ import annotations

import json
import os
import shutil
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A script that runs the tests in the background has them ignore Ctrl-C, and with them all that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# `make torture` asks for these; they take half an hour.
TORTURE = bool(os.environ.get("REPORTKIT_TORTURE"))
collect_ignore = [] if TORTURE else ["torture"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes minutes, unless it is asked for."""
    if TORTURE:
        return
    left_out = [item for item in items if item.get_closest_marker("long")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("long")]


settings.register_profile(
    "shared",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("shared")


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing in the caller's shell decide what a command finds."""
    for name in ("REPORTKIT_SEEDS", "REPORTKIT_DOCUMENTS", "REPORTKIT_CEILING"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def corpus(alone: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: ARG001
    """Return a copy of a small corpus, in the working folder as seeds/."""
    monkeypatch.chdir(tmp_path)
    return shutil.copytree(Path(__file__).parent / "corpora" / "tiny", tmp_path / "seeds")


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """Return a notebook with a parameters cell and nothing else."""
    cell: dict[str, object] = {
        "cell_type": "code",
        "id": "a",
        "metadata": {"tags": ["parameters"]},
        "source": "incident: str\nedition: int = 1",
    }
    cell |= {"outputs": [], "execution_count": None}
    path = tmp_path / "briefing.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}))
    return path
