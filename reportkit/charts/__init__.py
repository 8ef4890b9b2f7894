"""Drawings from picture records: the only users of matplotlib, and they invent no words."""
