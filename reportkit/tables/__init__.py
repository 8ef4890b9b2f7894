"""What the tables of a case hold: every column declared once, for frames, dictionary and tests alike."""
