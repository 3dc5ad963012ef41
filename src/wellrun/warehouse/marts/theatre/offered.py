"""What measures may read of theatres."""

from __future__ import annotations

from wellrun.warehouse.marts.facts import Mart
from wellrun.warehouse.marts.theatre.cases import theatre_blocks, theatre_cases

THEATRE = (
    Mart(
        name="theatre_cases",
        description="Cases in theatre on the day they were planned for",
        build=theatre_cases,
        amounts={
            "listed": "Planned cases on the list when their day began",
            "cancelled": "Of these, cancelled on the day",
            "first": "First cases of a theatre's day",
            "first_on_time": "Of these, in the room in time",
            "turnovers": "Patients who followed another within an hour",
            "turnover_minutes": "Minutes from the patient before out to this one in",
        },
    ),
    Mart(
        name="theatre_blocks",
        description="Theatre blocks that their owners kept, by day",
        build=theatre_blocks,
        amounts={
            "blocks": "Blocks kept",
            "allocated": "Minutes allocated",
            "used": "In-room minutes of the owner within the block",
            "used_and_turned": "The same with turnover within the block",
            "over": "Minutes beyond the end of the block",
        },
    ),
)
