"""How much work people hold and can hold, in points, and what is done when it is too much."""
