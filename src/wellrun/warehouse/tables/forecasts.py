"""What is expected: figures by day ahead, and the newest days as they would have been foretold, with what came."""

from wellrun.warehouse.schema import Column, InOrder, Kind, Table

FORECASTS = Table(
    name="forecasts",
    description="Patients expected by day, made by the product itself from the days before; days that are over as "
    "they would have been foretold a week or less before, with what came",
    key=("facility", "unit", "what", "day"),
    columns=(
        Column("unit", Kind.TEXT, "Unit code; empty text for the whole facility", required=True),
        Column(
            "what",
            Kind.TEXT,
            "What is counted: patients at the midnight that ends the day, stays begun, stays ended, or visits to the "
            "emergency department begun",
            required=True,
            allowed=("census", "admissions", "discharges", "arrivals"),
        ),
        Column("day", Kind.DATE, "The day foretold", required=True),
        Column("known_until", Kind.DATE, "The last day that was known when it was foretold", required=True),
        Column("expected", Kind.NUMBER, "Patients expected", unit="patients", required=True, at_least=0),
        Column("lower_80", Kind.INTEGER, "Lower end of the range that holds on 80 of 100 days", unit="patients"),
        Column("upper_80", Kind.INTEGER, "Upper end of it", unit="patients"),
        Column("lower_95", Kind.INTEGER, "Lower end of the range that holds on 95 of 100 days", unit="patients"),
        Column("upper_95", Kind.INTEGER, "Upper end of it", unit="patients"),
        Column("came", Kind.INTEGER, "What came, where the day is over and was reported", unit="patients"),
        Column(
            "week_apart",
            Kind.NUMBER,
            "Mean difference between days a week apart before that: what the naive forecast misses",
            unit="patients",
        ),
        Column("left_out", Kind.INTEGER, "Days of the series taken as not reported", unit="days", at_least=0),
    ),
    rules=(InOrder("known_until", "day"),),
)
