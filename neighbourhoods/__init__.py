"""Places: neighbourhoods, their wards and practices, and who lives or is registered there."""
