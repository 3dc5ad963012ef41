"""Variances as pages show them."""
