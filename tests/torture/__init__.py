"""Long tests of faults: ``make torture``. What they repeat by the hundred, `tests/` does once."""
