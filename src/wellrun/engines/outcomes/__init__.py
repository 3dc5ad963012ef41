"""Outcomes against what was to be expected: a risk by strata, running sums with a stated false-alarm rate, and gaps
between groups of people.

NumPy alone; nothing is remembered.
"""
