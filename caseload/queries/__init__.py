"""Reading cases, only those of the neighbourhoods a viewer may see."""
