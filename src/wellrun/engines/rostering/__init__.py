"""Rosters: a problem in plain values, a checker, and a solver whose every answer carries a lower bound."""
