"""
What an organisation may put on the page: colours, faces, logo, paper, contact, disclaimer, marking colours.

A theme is a folder with a ``theme.toml``. What evidence looks like, the rule's own words and the colours of
the Traffic Light Protocol are no part of it: docs/decisions/0018 says why.
"""
