"""Encounters as they come: one row for each encounter of a source, and one for each place it passed through."""

from wellrun.warehouse.schema import Column, InOrder, Kind, Table

ENCOUNTERS = Table(
    name="encounters",
    description="Contacts of a patient with a facility: admissions, emergency visits, outpatient and clinic visits. "
    "The class codes are the source's own; marts decide what counts as an inpatient stay",
    key=("facility", "encounter"),
    columns=(
        Column("encounter", Kind.TEXT, "Identifier of the encounter in its source", required=True),
        Column("patient", Kind.TEXT, "Identifier of the patient in its source"),
        Column("status", Kind.TEXT, "FHIR encounter status; planned and cancelled encounters are kept and not counted"),
        Column("class_code", Kind.TEXT, "Class as sent, such as IMP, ACUTE, EMER, OBSENC, SS, AMB"),
        Column("type_code", Kind.TEXT, "First type code as sent"),
        Column("type_text", Kind.TEXT, "First type in words"),
        Column("started_at", Kind.MOMENT, "Start of the encounter"),
        Column("ended_at", Kind.MOMENT, "End of the encounter; empty while it lasts"),
        Column("unit", Kind.TEXT, "Unit code of the last place, where the source gives one"),
        Column("admit_source", Kind.TEXT, "Where the patient came from, as sent"),
        Column("disposition", Kind.TEXT, "Discharge disposition, as sent; often missing"),
        Column("part_of", Kind.TEXT, "Identifier of the encounter this one is part of"),
        Column("provider", Kind.TEXT, "Organisation that gave the care, as sent"),
    ),
    rules=(InOrder("started_at", "ended_at"),),
)

ENCOUNTER_PLACES = Table(
    name="encounter_places",
    description="The places an encounter passed through, in order: the ground of the census by unit",
    key=("facility", "encounter", "position"),
    columns=(
        Column("encounter", Kind.TEXT, "Identifier of the encounter in its source", required=True),
        Column("position", Kind.INTEGER, "Order of the place within the encounter, from 0", required=True, at_least=0),
        Column("unit", Kind.TEXT, "Unit or location code, as sent", required=True),
        Column("started_at", Kind.MOMENT, "Arrival at the place"),
        Column("ended_at", Kind.MOMENT, "Departure from the place; empty while the patient is there"),
    ),
    rules=(InOrder("started_at", "ended_at"),),
)

EMERGENCY_VISITS = Table(
    name="emergency_visits",
    description="Visits to an emergency department with the times of its tracking system",
    key=("facility", "visit"),
    columns=(
        Column("visit", Kind.TEXT, "Identifier of the visit", required=True),
        Column("patient", Kind.TEXT, "Identifier of the patient in its source"),
        Column("encounter", Kind.TEXT, "Encounter the visit led to, where known"),
        Column("unit", Kind.TEXT, "Unit code of the department", required=True),
        Column("acuity", Kind.INTEGER, "Triage level, 1 most urgent", unit="level", at_least=1, at_most=5),
        Column("arrived_at", Kind.MOMENT, "Arrival at the door", required=True),
        Column("triaged_at", Kind.MOMENT, "End of triage"),
        Column("seen_at", Kind.MOMENT, "First contact with a clinician"),
        Column("decided_at", Kind.MOMENT, "Decision to admit or bed request"),
        Column("left_at", Kind.MOMENT, "Departure from the department"),
        Column(
            "outcome",
            Kind.TEXT,
            "How the visit ended",
            allowed=("home", "admitted", "transferred", "left_unseen", "left_against_advice", "died"),
        ),
    ),
    rules=(
        InOrder("arrived_at", "triaged_at"),
        InOrder("arrived_at", "seen_at"),
        InOrder("arrived_at", "decided_at"),
        InOrder("arrived_at", "left_at"),
    ),
)

APPOINTMENTS = Table(
    name="appointments",
    description="Booked visits and what became of them",
    key=("facility", "appointment"),
    columns=(
        Column("appointment", Kind.TEXT, "Identifier of the appointment", required=True),
        Column("patient", Kind.TEXT, "Identifier of the patient in its source"),
        Column("unit", Kind.TEXT, "Unit code of the clinic"),
        Column("booked_at", Kind.MOMENT, "When it was booked"),
        Column("starts_at", Kind.MOMENT, "When it was to begin", required=True),
        Column(
            "status",
            Kind.TEXT,
            "FHIR appointment status: booked, arrived, fulfilled, noshow, cancelled and others",
            required=True,
        ),
    ),
)
