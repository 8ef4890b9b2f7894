"""Briefings without the price of starting: cells run in the worker, a copy of a warm process."""
