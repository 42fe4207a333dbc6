"""The pages of this floor, a module for each kind of page."""
