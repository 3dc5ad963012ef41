"""How figures of operations are put into words and pictures."""
