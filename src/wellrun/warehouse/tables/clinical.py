"""Clinical facts that measures and risk models read: conditions, observations, procedures."""

from wellrun.warehouse.schema import Column, InOrder, Kind, Table

CONDITIONS = Table(
    name="conditions",
    description="Diagnoses and problems",
    key=("facility", "condition"),
    columns=(
        Column("condition", Kind.TEXT, "Identifier in its source", required=True),
        Column("patient", Kind.TEXT, "Identifier of the patient in its source"),
        Column("encounter", Kind.TEXT, "Encounter it was recorded in"),
        Column("code", Kind.TEXT, "First code as sent"),
        Column("code_system", Kind.TEXT, "System of the code"),
        Column("code_text", Kind.TEXT, "The condition in words"),
        Column("category", Kind.TEXT, "encounter-diagnosis or problem-list-item"),
        Column("clinical_status", Kind.TEXT, "active, resolved and others of FHIR"),
        Column("began_at", Kind.MOMENT, "Onset"),
        Column("recorded_at", Kind.MOMENT, "When it was written down"),
    ),
)

OBSERVATIONS = Table(
    name="observations",
    description="Results and vital signs",
    key=("facility", "observation"),
    columns=(
        Column("observation", Kind.TEXT, "Identifier in its source", required=True),
        Column("patient", Kind.TEXT, "Identifier of the patient in its source"),
        Column("encounter", Kind.TEXT, "Encounter it was made in"),
        Column("status", Kind.TEXT, "final, amended and others of FHIR"),
        Column("category", Kind.TEXT, "First category, such as vital-signs or laboratory"),
        Column("code", Kind.TEXT, "First code as sent, often LOINC"),
        Column("code_system", Kind.TEXT, "System of the code"),
        Column("code_text", Kind.TEXT, "The observation in words"),
        Column("observed_at", Kind.MOMENT, "When it was true of the patient"),
        Column("value_number", Kind.NUMBER, "The value, where it is a quantity or integer; unit in value_unit"),
        Column("value_unit", Kind.TEXT, "Unit of the value, as sent"),
        Column("value_text", Kind.TEXT, "The value, where it is a word or a code"),
    ),
)

PROCEDURES = Table(
    name="procedures",
    description="Procedures performed",
    key=("facility", "procedure"),
    columns=(
        Column("procedure", Kind.TEXT, "Identifier in its source", required=True),
        Column("patient", Kind.TEXT, "Identifier of the patient in its source"),
        Column("encounter", Kind.TEXT, "Encounter it was performed in"),
        Column("status", Kind.TEXT, "completed and others of FHIR"),
        Column("code", Kind.TEXT, "First code as sent"),
        Column("code_system", Kind.TEXT, "System of the code"),
        Column("code_text", Kind.TEXT, "The procedure in words"),
        Column("started_at", Kind.MOMENT, "Start"),
        Column("ended_at", Kind.MOMENT, "End"),
    ),
    rules=(InOrder("started_at", "ended_at"),),
)

KEPT_RESOURCES = Table(
    name="kept_resources",
    description="Resources and rows of kinds that no typed table holds yet: kept whole, so that a later table can be "
    "filled from them without asking the sender again",
    key=("facility", "resource_type", "resource"),
    columns=(
        Column("resource_type", Kind.TEXT, "FHIR resource type, or the name of the CSV table", required=True),
        Column(
            "resource", Kind.TEXT, "Identifier in its source; for a row without one, a digest of the row", required=True
        ),
        Column("content", Kind.TEXT, "The resource as it came, JSON", required=True),
    ),
)
