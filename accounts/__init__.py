"""Who is signed in, what they may do in this system, and what they did."""
