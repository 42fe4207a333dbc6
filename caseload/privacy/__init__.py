"""Looking at a resident outside one's work, and what a privacy officer sees of who looked at whom."""
