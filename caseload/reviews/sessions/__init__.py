"""Review sessions: the patterns that give them, who chairs and who can come."""
