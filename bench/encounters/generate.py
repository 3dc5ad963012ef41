"""Writes generated encounters into a warehouse, with DuckDB, the same every time for the same number."""

from __future__ import annotations

import duckdb

from wellrun.warehouse.connection import Segment, Warehouse
from wellrun.warehouse.tables import TABLES

FACILITIES, WARDS, CLINICS, DAYS = 20, 12, 2, 1095

# Pseudo-random numbers are hashes of the row's number, so that any part of the data can be made again on its own.
_RANDOM = "CREATE MACRO r(i, salt) AS (hash(i, salt) % 1000000) / 1000000.0"

_ENCOUNTERS = """
CREATE VIEW made AS
WITH base AS (
    SELECT i, 'F' || (hash(i, 1) % {facilities}) AS facility, r(i, 2) AS mix, r(i, 3) AS u, r(i, 4) AS v,
        hash(i, 5) % greatest({n} // 4, 1) AS patient,
        TIMESTAMP '2023-01-01' + to_seconds((r(i, 6) * {days} * 86400)::BIGINT) AS started_at
    FROM range({n}) t(i)
)
SELECT i, facility, 'p' || patient AS patient, started_at, u, v,
    CASE WHEN mix < 0.12 THEN 'IMP' WHEN mix < 0.15 THEN 'OBSENC' WHEN mix < 0.16 THEN 'SS'
         WHEN mix < 0.40 THEN 'EMER' ELSE 'AMB' END AS class_code,
    started_at + to_seconds(CASE
        WHEN mix < 0.12 THEN (3600 + -ln(1 - u * 0.9999) * 4.5 * 86400)::BIGINT
        WHEN mix < 0.16 THEN (3600 + u * 40 * 3600)::BIGINT
        WHEN mix < 0.40 THEN (1200 + -ln(1 - u * 0.9999) * 4 * 3600)::BIGINT
        ELSE 1800 END) AS ended_at
FROM base
"""

_TABLES = {
    "units": """
        SELECT 'F' || f AS facility, CASE WHEN w < {wards} THEN 'W' || w WHEN w = {wards} THEN 'ED' ELSE 'C' || w END AS
            unit, unit AS unit_name, CASE WHEN w < {wards} THEN 'ward' ELSE 'clinic' END AS unit_kind,
            'D' || (w % 4) AS department, 'N' AS network
        FROM range({facilities}) a(f), range({wards} + 1 + {clinics}) b(w)""",
    "patients": """
        SELECT 'F' || f AS facility, 'p' || p AS patient, DATE '1930-01-01' + (hash(p) % 30000)::INT AS birth_date,
            CASE WHEN p % 2 = 0 THEN 'female' ELSE 'male' END AS sex, false AS died
        FROM (SELECT DISTINCT hash(i, 1) % {facilities} AS f, hash(i, 5) % greatest({n} // 4, 1) AS p
              FROM range({n}) t(i))""",
    "encounters": """
        SELECT facility, 'e' || i AS encounter, patient, 'finished' AS status, class_code, started_at, ended_at,
            CASE WHEN class_code = 'EMER' THEN 'ED' WHEN class_code = 'AMB' THEN 'C' || ({wards} + 1)
                ELSE 'W' || (hash(i, 7) % {wards}) END AS unit,
            CASE WHEN class_code IN ('IMP', 'OBSENC', 'SS') THEN
                CASE WHEN v < 0.03 THEN 'exp' WHEN v < 0.05 THEN 'hosp' WHEN v < 0.06 THEN 'aadvice'
                     WHEN v < 0.10 THEN '02' WHEN v < 0.25 THEN 'snf' WHEN v < 0.9 THEN 'home' END
                WHEN class_code = 'EMER' THEN CASE WHEN v < 0.02 THEN 'LEFT WITHOUT BEING SEEN' WHEN v < 0.25 THEN
                'ADMITTED' ELSE 'HOME' END END AS disposition
        FROM made""",
    "encounter_places": """
        SELECT facility, 'e' || i AS encounter, p AS position, 'W' || (hash(i, 7 + p) % {wards}) AS unit,
            started_at + to_seconds((epoch(ended_at - started_at) * p / 3)::BIGINT) AS started_at
        FROM (SELECT *, unnest(CASE WHEN v < 0.4 THEN [0, 1] ELSE [0] END)::BIGINT AS p
              FROM made WHERE class_code IN ('IMP', 'OBSENC', 'SS') AND hash(i, 8) % 10 < 9)""",
    "emergency_visits": """
        SELECT facility, 'v' || i AS visit, patient, 'ED' AS unit, started_at AS arrived_at,
            started_at + to_minutes(10) AS triaged_at, ended_at AS left_at,
            CASE WHEN v >= 0.02 AND v < 0.25 THEN started_at + (ended_at - started_at) / 2 END AS decided_at,
            CASE WHEN v < 0.02 THEN 'left_unseen' WHEN v < 0.25 THEN 'admitted' ELSE 'home' END AS outcome
        FROM made WHERE class_code = 'EMER' AND substr(facility, 2)::INT % 2 = 0""",
    "bed_states": """
        SELECT 'F' || f AS facility, 'W' || w AS unit, DATE '2023-01-01' + d::INT AS day,
            ceil({n} * 0.13 * 4.4 / {days} / {facilities} / {wards} * 1.1)::BIGINT + 1 AS staffed
        FROM range({facilities}) a(f), range({wards}) b(w), range({days}) c(d)""",
}


def generate(warehouse: Warehouse, *, encounters: int) -> None:
    """Publishes the generated tables in an empty warehouse."""
    numbers = {"n": encounters, "facilities": FACILITIES, "wards": WARDS, "clinics": CLINICS, "days": DAYS}
    connection = duckdb.connect(
        config={"memory_limit": "3GB", "temp_directory": str(warehouse.scratch / "spill"), "threads": 2}
    )
    connection.execute(_RANDOM)
    connection.execute(_ENCOUNTERS.format(**numbers))
    changes: dict[str, tuple[Segment, ...]] = {}
    with warehouse.writing() as writing:
        for table, query in _TABLES.items():
            file = warehouse.scratch / f"{table}.parquet"
            empty = ", ".join(f'NULL::{column.kind} AS "{column.name}"' for column in TABLES[table].all_columns)
            whole = f"SELECT {empty} WHERE false UNION ALL BY NAME ({query.format(**numbers)})"
            answer = connection.execute(f"COPY ({whole}) TO '{file}' (FORMAT parquet)").fetchone()
            changes[table] = (writing.place(table, file, rows=answer[0] if answer else 0),)
        writing.publish(changes)
