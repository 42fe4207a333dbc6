"""Signed positions: what a director says of one day's coverage, sealed."""
