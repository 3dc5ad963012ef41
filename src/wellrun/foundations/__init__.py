"""Shared Django apps, stacked: a higher one may import a lower one, never the other way round."""
