"""Editions, recalls and notices on their way to readers: written down before they go, and never lost."""
