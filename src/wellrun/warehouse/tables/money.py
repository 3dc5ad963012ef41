"""The ledger as far as operations read it."""

from wellrun.warehouse.schema import Column, Kind, Table

LEDGER = Table(
    name="ledger",
    description="Operating expense and budget by unit, account and month",
    key=("facility", "unit", "account", "month"),
    columns=(
        Column("unit", Kind.TEXT, "Unit code of the cost centre", required=True),
        Column("account", Kind.TEXT, "Account code", required=True),
        Column("month", Kind.DATE, "First day of the month", required=True),
        Column("amount", Kind.MONEY, "Booked expense, in the facility's currency", unit="currency", required=True),
        Column("budget", Kind.MONEY, "Budgeted expense, in the facility's currency", unit="currency"),
    ),
)
