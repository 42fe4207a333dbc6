"""Sealed records: what is kept of them, and how they are hidden from everybody not named on them."""
