"""What a briefing costs, beside what it costs otherwise: measured in turn, told as ratios."""
