"""Harm and the exposure to it."""

from wellrun.warehouse.schema import Column, InOrder, Kind, Table

INCIDENTS = Table(
    name="incidents",
    description="Reported incidents of patients in the facility's care",
    key=("facility", "incident"),
    columns=(
        Column("incident", Kind.TEXT, "Identifier of the report", required=True),
        Column("unit", Kind.TEXT, "Unit code where it happened", required=True),
        Column(
            "kind",
            Kind.TEXT,
            "What happened",
            required=True,
            allowed=("fall", "pressure_injury", "medication", "device", "behaviour", "other"),
        ),
        Column(
            "harm",
            Kind.TEXT,
            "Harm done (WHO International Classification for Patient Safety)",
            allowed=("none", "mild", "moderate", "severe", "death"),
        ),
        Column(
            "stage",
            Kind.TEXT,
            "Stage of a pressure injury (NPIAP)",
            allowed=("1", "2", "3", "4", "unstageable", "deep_tissue"),
        ),
        Column("acquired_here", Kind.FLAG, "False if the patient arrived with it"),
        Column("occurred_at", Kind.MOMENT, "When it happened", required=True),
        Column("reported_at", Kind.MOMENT, "When it was reported"),
    ),
    rules=(InOrder("occurred_at", "reported_at"),),
)

INFECTIONS = Table(
    name="infections",
    description="Healthcare-associated infections that met the surveillance definition",
    key=("facility", "infection"),
    columns=(
        Column("infection", Kind.TEXT, "Identifier of the event", required=True),
        Column("unit", Kind.TEXT, "Unit code it is attributed to", required=True),
        Column(
            "kind",
            Kind.TEXT,
            "Central-line bloodstream, catheter urinary, ventilator, C. difficile",
            required=True,
            allowed=("clabsi", "cauti", "vae", "cdi"),
        ),
        Column("event_on", Kind.DATE, "Date of event (CDC NHSN)", required=True),
    ),
)

DEVICE_DAYS = Table(
    name="device_days",
    description="Patients with a device, counted once a day at the same hour (CDC NHSN)",
    key=("facility", "unit", "day", "device"),
    columns=(
        Column("unit", Kind.TEXT, "Unit code", required=True),
        Column("day", Kind.DATE, "Day of the count", required=True),
        Column(
            "device",
            Kind.TEXT,
            "Device counted",
            required=True,
            allowed=("central_line", "urinary_catheter", "ventilator"),
        ),
        Column(
            "patients",
            Kind.INTEGER,
            "Patients with the device",
            unit="device days",
            required=True,
            at_least=0,
            at_most=5000,
        ),
    ),
)

INCIDENT_REPORTS = Table(
    name="incident_reports",
    description="Events told of in Wellrun itself, without words or names",
    key=("facility", "report"),
    columns=(
        Column("report", Kind.TEXT, "Number of the report", required=True),
        Column("unit", Kind.TEXT, "Unit code where it happened", required=True),
        Column("kind", Kind.TEXT, "What it was about", required=True),
        Column(
            "harm",
            Kind.TEXT,
            "How far it went (WHO International Classification for Patient Safety; near misses apart)",
            required=True,
            allowed=("near_miss", "none", "mild", "moderate", "severe", "death"),
        ),
        Column("occurred_at", Kind.MOMENT, "When it happened", required=True),
        Column("reported_at", Kind.MOMENT, "When it was reported", required=True),
        Column("triaged_at", Kind.MOMENT, "When somebody first decided about it"),
        Column("closed_at", Kind.MOMENT, "When its review was closed"),
    ),
    rules=(InOrder("occurred_at", "reported_at"), InOrder("reported_at", "triaged_at")),
)
