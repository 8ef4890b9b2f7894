"""Schedules: when they fire, what a slot does, how other programs are told of them."""
