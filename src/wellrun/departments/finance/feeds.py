"""What finance reads: the ledger with its accounts, cost centres, budget and statistics, and who pays for whom."""

from __future__ import annotations

from wellrun.warehouse.loading import CsvFeed
from wellrun.warehouse.tables import TABLES

CSV_FEEDS = tuple(
    CsvFeed.of(TABLES[name])
    for name in ("ledger", "accounts", "cost_centres", "budget_lines", "statistics", "coverages")
)
