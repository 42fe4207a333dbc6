"""Who decides what about whom, and why. Pure: facts of one day in, rulings with their reasons out."""
