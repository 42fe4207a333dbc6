"""Whether each person's professional accountability holds, and each way in which it does not. Pure."""
