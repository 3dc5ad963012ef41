"""Measures: defined once, evaluated by unit and period, small numbers protected."""
