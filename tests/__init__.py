"""Tests of the kit: what a user would notice, sentence by sentence."""
