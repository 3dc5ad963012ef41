"""The ledger: what finance reads."""

from __future__ import annotations

from wellrun.warehouse.loading import CsvFeed
from wellrun.warehouse.tables import TABLES

CSV_FEEDS = (CsvFeed.of(TABLES["ledger"]),)
