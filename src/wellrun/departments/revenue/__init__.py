"""The revenue cycle: what was charged, what is owed by whom, what came in, and what was refused."""
