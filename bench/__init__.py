"""Measurements of speed and size, each as a ratio to something known, in one run: ``python -m bench NAME [--json]``."""
