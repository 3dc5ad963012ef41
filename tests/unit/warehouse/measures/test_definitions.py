"""A measure that names what does not exist is refused where it is defined."""

from dataclasses import replace

import pytest

from wellrun.departments.quality.measures.harm import FALLS
from wellrun.warehouse.marts.catalogue import MARTS
from wellrun.warehouse.measures.example import facts_of
from wellrun.warehouse.measures.measure import Amount, Days


def test_an_amount_that_the_mart_does_not_have():
    with pytest.raises(ValueError, match="has no amount stumbles"):
        Amount("incidents", "stumbles")


def test_a_mart_that_does_not_exist():
    with pytest.raises(ValueError, match="no mart nowhere"):
        Days("nowhere")


def test_a_chart_that_the_engine_does_not_draw():
    with pytest.raises(ValueError, match="asks for chart 'pie'"):
        replace(FALLS, chart="pie")


@pytest.mark.parametrize("mart", MARTS.values(), ids=lambda mart: mart.name)
def test_a_mart_has_the_columns_it_declares(mart):
    facts = facts_of({}, today=FALLS.example.today)
    columns = facts.mart(mart.name).columns
    wanted = {
        "facility",
        "unit",
        *mart.amounts,
        *(("day",) if mart.amounts else ()),
        *(("patient",) if mart.splits else ()),
    }
    assert wanted <= set(columns)


def test_examples_name_only_tables_and_columns_that_exist():
    with pytest.raises(KeyError, match="tables that do not exist"):
        facts_of({"nowhere": ()}, today=FALLS.example.today)
    with pytest.raises(KeyError, match="no column colour"):
        facts_of({"encounters": ({"colour": "blue"},)}, today=FALLS.example.today)
