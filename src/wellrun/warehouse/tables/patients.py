"""Patients and who pays for them: only what a measure needs. Names, addresses and numbers stay out of the warehouse."""

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

COVERAGES = Table(
    name="coverages",
    description="Who pays for a patient, and since when: one row for each plan, policy or agreement of a source",
    key=("facility", "coverage"),
    columns=(
        Column("coverage", Kind.TEXT, "Identifier of the coverage in its source", required=True),
        Column("patient", Kind.TEXT, "Identifier of the patient in its source"),
        Column("status", Kind.TEXT, "FHIR status of the coverage; a cancelled or mistaken one pays nothing"),
        Column("payer", Kind.TEXT, "Name of the payer, as sent"),
        Column("payer_kind", Kind.TEXT, "Kind of payer, Source of Payment Typology, as sent: 1 Medicare, 2 Medicaid"),
        Column("rank", Kind.INTEGER, "Which of several pays first, 1 first; empty where there is one", at_least=0),
        Column("began_on", Kind.DATE, "First day it holds; empty where it has always held"),
        Column("ended_on", Kind.DATE, "Last day it holds; empty while it lasts"),
    ),
    rules=(InOrder("began_on", "ended_on"),),
)
