"""Regression tests of notebooks: any notebook over a matrix of parameter files, held against baselines."""
