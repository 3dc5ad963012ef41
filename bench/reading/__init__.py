"""A server under readers: an installation on generated encounters, a constant page to compare with, and the load."""
