"""The same expressions give the same figures on DuckDB and on Spark, over the rows of every worked example at once."""

from __future__ import annotations

import warnings
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isclose

import pytest

from wellrun.departments.finance.measures import MEASURES as FINANCE
from wellrun.departments.operations.measures import MEASURES as OPERATIONS
from wellrun.departments.practice.measures import MEASURES as PRACTICE
from wellrun.departments.quality.measures import MEASURES as QUALITY
from wellrun.departments.strategy.measures import MEASURES as STRATEGY
from wellrun.departments.workforce.measures import MEASURES as WORKFORCE
from wellrun.warehouse.marts.backends import OnSpark
from wellrun.warehouse.marts.catalogue import MARTS
from wellrun.warehouse.marts.facts import Facts
from wellrun.warehouse.measures.evaluate import COLUMNS, figures
from wellrun.warehouse.measures.example import facts_of
from wellrun.warehouse.tables import TABLES

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

TODAY = date(2026, 3, 15)
ALL = (*OPERATIONS, *WORKFORCE, *FINANCE, *QUALITY, *PRACTICE, *STRATEGY)
SPARK_TYPES = {
    "VARCHAR": "string",
    "BIGINT": "bigint",
    "DOUBLE": "double",
    "DECIMAL(18,2)": "decimal(18,2)",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "BOOLEAN": "boolean",
}


def all_examples():
    """Each measure's example in a facility of its own, so that keys do not meet."""
    rows = {}
    for measure in ALL:
        for table, some in measure.example.rows.items():
            rows.setdefault(table, []).extend({"facility": measure.key, **row} for row in some)
    return rows


@pytest.fixture(scope="module")
def session():
    pyspark = pytest.importorskip("pyspark.sql", reason="wellrun[spark] is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        builder = pyspark.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
        builder = builder.config("spark.sql.session.timeZone", "UTC").config("spark.sql.shuffle.partitions", "2")
        session = builder.getOrCreate()
        yield session
        session.stop()


def on_spark(session, connection):
    """Facts on Spark with the rows of a DuckDB connection."""
    for table in TABLES.values():
        schema = ", ".join(f"{column.name} {SPARK_TYPES[column.kind]}" for column in table.all_columns)
        rows = connection.execute(f'SELECT * FROM "{table.name}"').fetchall()
        session.createDataFrame([tuple(map(in_utc, row)) for row in rows], schema).createOrReplaceTempView(table.name)
    return Facts(OnSpark(session), MARTS, today=TODAY)


def in_utc(value):
    """Moments have no zone; Spark would read them in the zone of this process, which Django sets."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def rows_of(facts):
    found = {}
    for expression in figures(facts, ALL).values():
        for row in facts.backend.rows(expression):
            key = tuple(row[name] for name in COLUMNS[:5])
            found[key] = tuple(plain(row[name]) for name in COLUMNS[5:])
    return found


def plain(value):
    return float(value) if isinstance(value, Decimal) else value.date() if isinstance(value, datetime) else value


def alike(one, other):
    numbers = zip(one[:3], other[:3], strict=True)
    return one[3:] == other[3:] and all(isclose(a, b, rel_tol=1e-14) for a, b in numbers)


def test_spark_and_duckdb_give_identical_figures(session):
    on_duckdb = facts_of(all_examples(), today=TODAY)
    expected = rows_of(on_duckdb)
    assert len(expected) > 300
    found = rows_of(on_spark(session, on_duckdb.backend.connection))
    assert set(found) == set(expected)
    # Fractions of days are added in another order: their sums may differ in the last digit, nothing else may.
    wrong = {key: (found[key], row) for key, row in expected.items() if not alike(found[key], row)}
    assert wrong == {}
