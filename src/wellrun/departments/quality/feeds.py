"""Incidents, infections, device days, predictions and survey answers: what quality reads.

Of ``survey_comments.csv`` the warehouse takes who wrote one and when; the words go to the database alone, sealed
(``arriving``).
"""

from __future__ import annotations

from wellrun.warehouse.loading import CsvFeed
from wellrun.warehouse.tables import TABLES

CSV_FEEDS = (
    CsvFeed.of(TABLES["incidents"]),
    CsvFeed.of(TABLES["infections"]),
    CsvFeed.of(TABLES["device_days"]),
    CsvFeed.of(TABLES["predicted_infections"]),
    CsvFeed.of(TABLES["survey_answers"]),
    CsvFeed.of(TABLES["survey_comments"]),
)
