"""The hospital where things are reported, for every test here."""

from tests.unit.departments.quality.reports import ward

__all__ = ["ward"]
