"""Hours worked, hours lost, shifts needed and covered, and who is engaged: what workforce reads.

Of ``staff.csv`` and ``staff_credentials.csv`` the warehouse takes numbers, hours and dates. Names, addresses, skills
and the numbers of licences go to the database alone (``arriving``).
"""

from __future__ import annotations

from wellrun.warehouse.loading import CsvFeed
from wellrun.warehouse.tables import TABLES

CSV_FEEDS = (
    CsvFeed.of(TABLES["worked_hours"]),
    CsvFeed.of(TABLES["absences"]),
    CsvFeed.of(TABLES["shift_cover"]),
    CsvFeed.of(TABLES["contracts"], name="staff"),
    CsvFeed.of(TABLES["credentials_held"], name="staff_credentials"),
    CsvFeed.of(TABLES["rostered_shifts"]),
    CsvFeed.of(TABLES["clocked_hours"]),
)
