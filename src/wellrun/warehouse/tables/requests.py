"""What was asked of porters, cleaners and technicians, published by operations once a day for measures to read."""

from wellrun.warehouse.schema import Column, InOrder, Kind, Table

SERVICE_REQUESTS = Table(
    name="service_requests",
    description="Requests for cleaning, porters and repairs that were answered, without words or names",
    key=("facility", "request"),
    columns=(
        Column("request", Kind.TEXT, "Identifier of the request", required=True),
        Column("unit", Kind.TEXT, "Unit code it was asked for"),
        Column(
            "kind",
            Kind.TEXT,
            "What was asked for",
            required=True,
            allowed=("cleaning", "porter", "facility", "equipment"),
        ),
        Column("urgency", Kind.TEXT, "How soon it was needed", required=True, allowed=("now", "soon", "routine")),
        Column("asked_at", Kind.MOMENT, "When it was asked, or last asked again", required=True),
        Column("answered_at", Kind.MOMENT, "When somebody took or refused it", required=True),
        Column("respond_within", Kind.INTEGER, "Target of the response", unit="minutes", required=True, at_least=1),
        Column("done_at", Kind.MOMENT, "When it was done; empty where it is not"),
    ),
    rules=(InOrder("asked_at", "answered_at"), InOrder("asked_at", "done_at")),
)
