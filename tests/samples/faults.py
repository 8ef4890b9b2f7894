"""A notebook that does one thing wrong on request, and items of a batch that ask for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from reportkit.publishing.batch.work import Item, Limits

TINY = Path(__file__).parents[1] / "corpora" / "tiny"
SLUG = "harbour-fire"
# What a cell may do to its kernel, to its worker, to time and to memory.
FAULTS = {
    "none": "pass",
    "error": "1 / 0",
    "killed": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "crashed": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    "exited": "import os; os._exit(0)",
    "system-exit": "raise SystemExit(0)",
    "quit": "quit()",
    "stopped": "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
    "sleeps": "import time; time.sleep(600)",
    "deaf": (
        "import time\n"
        "while True:\n    try:\n        time.sleep(600)\n    except KeyboardInterrupt:\n        pass"
    ),
    "regex": "import re; re.match(r'(a+)+$', 'a' * 64 + 'b')",
    "endless": "import itertools; max(itertools.repeat(1))",
    "leaves-a-child": "import subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}])",
    "worker-killed": "import os, signal; os.kill(os.getppid(), signal.SIGKILL)",
    "memory": "held = bytearray(1 << 33)",
}
CHILD = "import time; time.sleep(600)  # {name}"


def notebook(folder: Path, name: str) -> Path:
    """Write the notebook; what it leaves behind is known by *name*."""
    child = repr(CHILD.format(name=name))
    choices = {fault: code.replace("{child!r}", child) for fault, code in FAULTS.items()}
    cells = [
        'incident: str = "harbour-fire"\nfault: str = "none"',
        "import reportkit as rk\n\ncase = rk.load(incident)",
        f"exec({choices!r}[fault])",
        "rk.headline(case)",
        "rk.sources(case)",
        "rk.notes(case)",
    ]
    made: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "id": f"c{n}",
            "metadata": {},
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
        for n, source in enumerate(cells)
    ]
    made[0]["metadata"] = {"tags": ["parameters"]}
    path = folder / "faults.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made}))
    return path


def item(fault: str, path: Path, out: Path, *, name: str = "", limits: Limits | None = None) -> Item:
    """Return the item of a briefing in which one thing goes wrong."""
    return Item(
        name or fault,
        str(path),
        str(out),
        {"incident": SLUG, "fault": fault},
        {"REPORTKIT_SEEDS": str(TINY)},
        limits or Limits(cell=4, whole=30, page=60, cancel=2, memory_mb=1500),
        engine="kernel",
    )
