"""Sentences, labels and pictures from claims: every string with what it is from."""
