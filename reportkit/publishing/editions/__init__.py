"""Editions: what was issued, in a chain that shows when anything in it was changed, and what became of it."""
