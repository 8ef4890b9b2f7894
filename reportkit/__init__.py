"""Briefings on contested incidents, made from who said what."""

__version__ = "0.1.0"
