"""What was to be expected: the weights of outcome models, and infections predicted by whoever compares hospitals."""

from wellrun.warehouse.schema import Column, InOrder, Kind, Table

OUTCOME_WEIGHTS = Table(
    name="outcome_weights",
    description="Outcome models as weights, one row a level of a factor; made by the product itself from the "
    "facility's own stays of the reference period",
    key=("facility", "outcome", "factor", "level"),
    columns=(
        Column("outcome", Kind.TEXT, "What is expected", required=True, allowed=("death", "readmission")),
        Column("factor", Kind.TEXT, "Factor, or intercept", required=True),
        Column("level", Kind.TEXT, "Level of the factor; empty text for the intercept", required=True),
        Column("weight", Kind.NUMBER, "What the level adds to the log-odds", unit="log-odds", required=True),
        Column("stays", Kind.INTEGER, "Stays of the level in the reference period", unit="stays", at_least=0),
        Column("events", Kind.INTEGER, "Of these, with the outcome", unit="stays", at_least=0),
        Column("told_apart", Kind.NUMBER, "c statistic over the reference period, with the intercept only"),
        Column("since", Kind.DATE, "First day of the reference period", required=True),
        Column("until", Kind.DATE, "Last day of the reference period", required=True),
    ),
    rules=(InOrder("since", "until"),),
)

PREDICTED_INFECTIONS = Table(
    name="predicted_infections",
    description="Infections predicted for a unit and month by a published model (CDC NHSN), as imported; nothing is "
    "predicted here",
    key=("facility", "unit", "kind", "month"),
    columns=(
        Column("unit", Kind.TEXT, "Unit code", required=True),
        Column(
            "kind",
            Kind.TEXT,
            "Kind of infection, as in infections",
            required=True,
            allowed=("clabsi", "cauti", "vae", "cdi"),
        ),
        Column("month", Kind.DATE, "First day of the month", required=True),
        Column("predicted", Kind.NUMBER, "Infections predicted", unit="infections", required=True, at_least=0),
    ),
)
