"""Patients: only what a measure needs. Names, addresses and numbers stay out of the warehouse."""

from wellrun.warehouse.schema import Column, InOrder, Kind, Table

PATIENTS = Table(
    name="patients",
    description="One row a patient of a source",
    key=("facility", "patient"),
    columns=(
        Column("patient", Kind.TEXT, "Identifier of the patient in its source", required=True),
        Column("birth_date", Kind.DATE, "Date of birth; a year or month alone becomes its first day"),
        Column(
            "sex",
            Kind.TEXT,
            "Administrative sex (FHIR administrative-gender)",
            allowed=("male", "female", "other", "unknown"),
        ),
        Column("died_at", Kind.MOMENT, "When the patient died, if known"),
        Column("died", Kind.FLAG, "True if the source says the patient has died, with or without a date"),
        Column("language", Kind.TEXT, "Preferred language, BCP 47"),
        Column("ethnicity", Kind.TEXT, "Ethnicity as the source gives it"),
    ),
    rules=(InOrder("birth_date", "died_at"),),
)
