"""A session as it is held: its agenda, who came, what was decided of each case."""
