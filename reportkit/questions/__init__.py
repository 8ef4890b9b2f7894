"""Questions beyond one briefing: blocks that go over a whole corpus, one side, or the encoding itself."""
