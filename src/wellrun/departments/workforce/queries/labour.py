"""TEMPORARY"""

from collections import defaultdict


def rules_of_unit(unit, contracts, shifts, *, first, days, tree):
    return defaultdict(tuple)
