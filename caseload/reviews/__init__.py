"""Reviews: when each is due, the sessions there are, and the plan that lays one into the other."""
