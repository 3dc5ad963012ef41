"""What people promised, published by the followup foundation once a day so that measures can read it."""

from wellrun.warehouse.schema import Column, Kind, Table

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
