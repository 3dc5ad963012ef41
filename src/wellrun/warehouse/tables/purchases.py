"""What became of purchases, published by finance once a day for measures to read; no vendor, item or person."""

from wellrun.warehouse.schema import Column, Kind, Table

PURCHASE_FACTS = Table(
    name="purchase_facts",
    description="Orders on the day they were made, invoices on the day they came, and their lines on the day they were "
    "cleared",
    key=("facility", "fact"),
    columns=(
        Column("fact", Kind.TEXT, "Identifier of the order, invoice or line", required=True),
        Column("kind", Kind.TEXT, "What the row is", required=True, allowed=("order", "invoice", "line")),
        Column("unit", Kind.TEXT, "Unit code of the cost centre, empty where it is of no one unit"),
        Column("day", Kind.DATE, "Day on which it was made, came or was cleared", required=True),
        Column("amount", Kind.MONEY, "Of a line: what was invoiced, less credits", unit="currency"),
        Column("listed", Kind.MONEY, "Of a line: the same at its contract's list price", unit="currency"),
        Column("agreed", Kind.FLAG, "Of a line: it was bought under a contract"),
        Column("passed", Kind.FLAG, "Of an invoice: it matched at once, and nobody had to decide"),
        Column("days", Kind.NUMBER, "Of an order: from asking for approval until it was made", unit="days"),
    ),
)
