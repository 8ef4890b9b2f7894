"""Writes the invented incident that workers practise on anew: ``python -m tests.practising``."""

from __future__ import annotations

from reportkit.analysis.bearing import bearing
from reportkit.publishing.fast import ahead
from reportkit.reading import stored
from tests import cases

if __name__ == "__main__":
    part = bearing(cases.corpus(cases.FOLDERS[1]), ahead.PRACTICE_SLUG)
    ahead.PRACTICE.write_bytes(stored.to_bytes(part) + b"\n")
