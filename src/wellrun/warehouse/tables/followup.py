"""What people promised, published by the followup foundation once a day so that measures can read it."""

from wellrun.warehouse.schema import Column, InOrder, Kind, Table

ACTIONS = Table(
    name="actions",
    description="Actions promised, with their dates",
    key=("facility", "action"),
    columns=(
        Column("action", Kind.TEXT, "Identifier of the action", required=True),
        Column("unit", Kind.TEXT, "Unit code the action belongs to"),
        Column("opened_on", Kind.DATE, "Day it was promised", required=True),
        Column("due_on", Kind.DATE, "Day it is due", required=True),
        Column("closed_on", Kind.DATE, "Day it was done or given up; empty while open"),
    ),
)


FOLLOW_UPS = Table(
    name="follow_ups",
    description="Patients followed up after leaving, with when they were called and seen",
    key=("facility", "encounter"),
    columns=(
        Column("encounter", Kind.TEXT, "Number of the stay they left from", required=True),
        Column("unit", Kind.TEXT, "Unit code they left from", required=True),
        Column("left_at", Kind.MOMENT, "When they left", required=True),
        Column("called_at", Kind.MOMENT, "When they were reached by telephone"),
        Column("seen_at", Kind.MOMENT, "When a clinician saw them"),
        Column("excused", Kind.FLAG, "They declined, died or moved before the call was due", required=True),
    ),
    rules=(InOrder("left_at", "called_at"), InOrder("left_at", "seen_at")),
)
