"""Teams, who works in them, and the management line each placement answers along."""
