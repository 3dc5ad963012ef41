"""Hours worked, hours lost, shifts needed and covered: what workforce reads."""

from __future__ import annotations

from wellrun.warehouse.loading import CsvFeed
from wellrun.warehouse.tables import TABLES

CSV_FEEDS = (
    CsvFeed.of(TABLES["worked_hours"]),
    CsvFeed.of(TABLES["absences"]),
    CsvFeed.of(TABLES["shift_cover"]),
)
