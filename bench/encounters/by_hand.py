"""Runs the hand-written SQL and writes the same figures, one Parquet file a measure."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

SUMS = {
    "admissions": ("admissions", "present", 0),
    "average_stay": ("stay_days", "discharges", 1),
    "census": ("midnight", "present", 1),
    "discharge_before_noon": ("noon", "timed", 100),
    "discharges": ("discharges", "present", 0),
    "ed_admission_rate": ("admitted", "ended", 100),
    "ed_arrivals": ("arrivals", "visit_days", 0),
    "four_hour_share": ('"within"', "timed_visits", 100),
    "in_hospital_deaths": ("deaths", "discharges", 100),
    "left_without_being_seen": ("left_unseen", "ended", 100),
    "occupancy": ("filled", "staffed", 100),
    "readmission_7_day": ("returned_7", "index_7", 100),
    "readmission_30_day": ("returned_30", "index_30", 100),
    "turnover_interval": ('"empty"', "bed_discharges", 1),
}
"""Numerator, denominator and multiplier of each measure that adds up; a multiplier of 0 marks a plain count."""

MEDIANS = {
    "median_stay": ("stay_values", "single"),
    "ed_length_of_stay": ("visit_values", "minutes"),
    "boarding_time": ("visit_values", "boarding_minutes"),
}
OF_PLACES = {"census", "occupancy", "turnover_interval"}

_COMPLETE = """(start + CASE grain WHEN 'day' THEN INTERVAL 1 DAY WHEN 'week' THEN INTERVAL 7 DAY
    ELSE INTERVAL 1 MONTH END <= {today} OR start > {today}) AS complete"""
_BEGINS = {"day": "day", "week": "date_trunc('week', day)::DATE", "month": "date_trunc('month', day)::DATE"}


def write_by_hand(connection: duckdb.DuckDBPyConnection, folder: Path, *, today: date) -> None:
    """Works out all figures on a connection that has the warehouse's tables."""
    day = f"DATE '{today.isoformat()}'"
    for statement in (Path(__file__).parent / "by_hand.sql").read_text().split(";\n"):
        if statement.strip():
            connection.execute(statement.replace("{today}", day))
    for key in SUMS | MEDIANS:
        query = summed(key, day) if key in SUMS else median(key, day)
        connection.execute(f"COPY ({query}) TO '{folder / key}.parquet' (FORMAT parquet)")


def summed(key: str, today: str) -> str:
    """The figures of a measure that adds up."""
    numerator, denominator, times = SUMS[key]
    value = f"n * {times}.0 / d" if times else "n"
    cases = "NULL::BIGINT" if key in OF_PLACES else "round(n)::BIGINT"
    return f"""SELECT '{key}' AS measure, level, place, grain, start, n AS numerator, d AS denominator,
        {value} AS value,
        {cases} AS cases, {_COMPLETE.format(today=today)}
        FROM (SELECT level, place, grain, start, coalesce({numerator}, 0) AS n, {denominator} AS d FROM summed)
        WHERE d > 0"""


def median(key: str, today: str) -> str:
    """The figures of a median."""
    table, column = MEDIANS[key]
    parts = [
        f"""SELECT {level}_number AS number, '{grain}' AS grain, {begins} AS start, sum({column}) AS numerator,
            count({column}) AS denominator, median({column}) AS value
            FROM {table} WHERE {column} IS NOT NULL AND {level}_number IS NOT NULL GROUP BY ALL"""
        for level in ("unit", "department", "facility", "network")
        for grain, begins in _BEGINS.items()
    ]
    return f"""SELECT '{key}' AS measure, level, place, grain, start, numerator,
        denominator::DOUBLE AS denominator, value,
        denominator::BIGINT AS cases, {_COMPLETE.format(today=today)}
        FROM ({" UNION ALL ".join(parts)}) JOIN names USING (number) ORDER BY number, grain, start"""
