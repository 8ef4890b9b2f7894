"""
What is different between two states of a record: claims, numbers, ties, documents, judgements.

Each module answers one question over plain claims and registers; `reportkit.changes` joins them, with
standings and stances, for one incident.
"""
