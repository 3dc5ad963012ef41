"""What finance reads: the ledger with its accounts, cost centres, budget and statistics, who pays for whom,
and what cases used and brought."""

from __future__ import annotations

from wellrun.warehouse.loading import CsvFeed
from wellrun.warehouse.tables import TABLES

CSV_FEEDS = tuple(
    CsvFeed.of(TABLES[name])
    for name in (
        *("ledger", "accounts", "cost_centres", "budget_lines", "statistics", "coverages"),
        *("case_activities", "case_revenues"),
    )
)
