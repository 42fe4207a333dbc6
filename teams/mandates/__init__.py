"""Keeping mandates: what is refused, how one goes from draft to its end, and their file."""
