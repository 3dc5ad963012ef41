"""The hospital where things are reported and patients are followed up, for every test here."""

from tests.unit.departments.quality.leaving import team
from tests.unit.departments.quality.reports import ward

__all__ = ["team", "ward"]
