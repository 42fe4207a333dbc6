"""The residents teams look after together, who holds each case, and its reviews."""
