"""Who is followed up after going home, what is done for them, and when it counts as done."""
