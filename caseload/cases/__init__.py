"""A case, its resident, and how it stands."""
