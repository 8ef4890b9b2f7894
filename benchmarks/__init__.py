"""Measurements that take a while and depend on the machine: run by hand, never by the tests."""
