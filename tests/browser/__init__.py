"""The tests in a real browser, which have an environment of their own: `make test-browser`."""
