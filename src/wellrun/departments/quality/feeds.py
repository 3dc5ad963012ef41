"""Incidents, infections, device days, predictions and survey answers: what quality reads."""

from __future__ import annotations

from wellrun.warehouse.loading import CsvFeed
from wellrun.warehouse.tables import TABLES

CSV_FEEDS = (
    CsvFeed.of(TABLES["incidents"]),
    CsvFeed.of(TABLES["infections"]),
    CsvFeed.of(TABLES["device_days"]),
    CsvFeed.of(TABLES["predicted_infections"]),
    CsvFeed.of(TABLES["survey_answers"]),
)
