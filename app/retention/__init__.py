"""How long each kind of record is kept, what may be removed now, and removing just that."""
