"""What this floor reads, a module for each kind of page."""
