"""Who is given a case: who could take it, who decides that, and what the parties answer."""
