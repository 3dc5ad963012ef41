"""What finance reads: the ledger, and who pays for whom."""

from __future__ import annotations

from wellrun.warehouse.loading import CsvFeed
from wellrun.warehouse.tables import TABLES

CSV_FEEDS = (CsvFeed.of(TABLES["ledger"]), CsvFeed.of(TABLES["coverages"]))
