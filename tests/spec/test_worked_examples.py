"""Every measure's worked example is its test: the rows in it must give the figures it states."""

import pytest

from wellrun.departments.finance.measures import MEASURES as FINANCE
from wellrun.departments.operations.measures import MEASURES as OPERATIONS
from wellrun.departments.practice.measures import MEASURES as PRACTICE
from wellrun.departments.quality.measures import MEASURES as QUALITY
from wellrun.departments.revenue.measures import MEASURES as REVENUE
from wellrun.departments.strategy.measures import MEASURES as STRATEGY
from wellrun.departments.workforce.measures import MEASURES as WORKFORCE
from wellrun.warehouse.measures.example import worked

ALL = (*OPERATIONS, *WORKFORCE, *FINANCE, *QUALITY, *PRACTICE, *REVENUE, *STRATEGY)


@pytest.mark.parametrize("measure", ALL, ids=lambda measure: measure.key)
def test_the_worked_example_gives_the_figures_it_states(measure):
    figure = worked(measure)
    stated = measure.example
    assert figure is not None, "the period of the example has no exposure"
    assert figure.numerator == pytest.approx(stated.numerator)
    assert figure.denominator == pytest.approx(stated.denominator)
    assert figure.value == pytest.approx(stated.value)


def test_keys_are_unique():
    keys = [measure.key for measure in ALL]
    assert len(set(keys)) == len(keys)


def test_at_least_twenty_five_measures_are_defined():
    assert len(ALL) >= 25
