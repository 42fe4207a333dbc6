"""Organisations, staff, posts, and the lines that run from a person to an employer and to a profession."""
