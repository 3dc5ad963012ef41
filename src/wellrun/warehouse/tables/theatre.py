"""Theatres: cases as the theatre system sends them, and what operations publishes of them for measures to read."""

from wellrun.warehouse.schema import Column, InOrder, Kind, Table

CANCELLED_FOR = (
    "unfit",
    "absent",
    "declined",
    "not ready",
    "no bed",
    "staff",
    "over-run",
    "urgent",
    "equipment",
    "other",
)
"""Why a case was cancelled: patient, preparation, beds, people, the day, things."""

THEATRE_CASES = Table(
    name="theatre_cases",
    description="Cases in theatre as they were planned and as they went",
    key=("facility", "case"),
    columns=(
        Column("case", Kind.TEXT, "Identifier of the case in its source", required=True),
        Column("patient", Kind.TEXT, "Identifier of the patient in its source"),
        Column("room", Kind.TEXT, "Theatre it is planned in, or took place in", required=True),
        Column("service", Kind.TEXT, "Service that operates", required=True),
        Column("surgeon", Kind.TEXT, "Who operates"),
        Column("procedure", Kind.TEXT, "What is done, in words"),
        Column("urgency", Kind.TEXT, "Whether it was planned", allowed=("planned", "urgent")),
        Column("scheduled_start", Kind.MOMENT, "Planned entry into the room", required=True),
        Column("scheduled_end", Kind.MOMENT, "Planned departure from the room", required=True),
        Column("in_room_at", Kind.MOMENT, "Patient in room"),
        Column("anaesthesia_at", Kind.MOMENT, "Anaesthesia start"),
        Column("incision_at", Kind.MOMENT, "Procedure start"),
        Column("closed_at", Kind.MOMENT, "Procedure finish"),
        Column("out_of_room_at", Kind.MOMENT, "Patient out of room"),
        Column("cancelled_at", Kind.MOMENT, "When it was cancelled"),
        Column("cancelled_for", Kind.TEXT, "Why it was cancelled", allowed=CANCELLED_FOR),
    ),
    rules=(
        InOrder("scheduled_start", "scheduled_end"),
        InOrder("in_room_at", "anaesthesia_at"),
        InOrder("in_room_at", "incision_at"),
        InOrder("incision_at", "closed_at"),
        InOrder("in_room_at", "out_of_room_at"),
        InOrder("closed_at", "out_of_room_at"),
    ),
)

THEATRE_OUTCOMES = Table(
    name="theatre_outcomes",
    description="What became of each case whose day is over, as measures count it, without words or names",
    key=("facility", "outcome"),
    columns=(
        Column("outcome", Kind.TEXT, "Identifier of the case in Wellrun", required=True),
        Column("day", Kind.DATE, "Day it was planned for", required=True),
        Column("room", Kind.TEXT, "Theatre", required=True),
        Column("service", Kind.TEXT, "Service", required=True),
        Column("listed", Kind.FLAG, "Planned, and on the list when its day began", required=True),
        Column("cancelled", Kind.FLAG, "Cancelled on its day or later", required=True),
        Column("cancelled_for", Kind.TEXT, "Why it was cancelled", allowed=CANCELLED_FOR),
        Column("late", Kind.NUMBER, "First case of its room: minutes after its planned start", unit="minutes"),
        Column("on_time", Kind.FLAG, "First case of its room, within the grace"),
        Column("turnover", Kind.NUMBER, "From the patient before it out to this one in", unit="minutes", at_least=0),
    ),
)

THEATRE_BLOCK_DAYS = Table(
    name="theatre_block_days",
    description="Blocks that their owners kept, by day, with the minutes used of them",
    key=("facility", "block", "day"),
    columns=(
        Column("block", Kind.TEXT, "Identifier of the block", required=True),
        Column("day", Kind.DATE, "Day", required=True),
        Column("room", Kind.TEXT, "Theatre", required=True),
        Column("service", Kind.TEXT, "Service that owns it", required=True),
        Column("allocated", Kind.NUMBER, "Minutes allocated", unit="minutes", required=True, at_least=0),
        Column(
            "used", Kind.NUMBER, "In-room minutes of the owner within it", unit="minutes", required=True, at_least=0
        ),
        Column("turned", Kind.NUMBER, "Turnover within it", unit="minutes", required=True, at_least=0),
        Column("over", Kind.NUMBER, "Minutes beyond its end", unit="minutes", required=True, at_least=0),
    ),
)
