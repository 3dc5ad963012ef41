"""Theatres: what may be done with a case, how blocks are released, and the figures of a day and of a month."""
