"""Many cases moved as one act: a whole list, what a leaver leaves, a fairer spread."""
