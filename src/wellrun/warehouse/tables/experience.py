"""What patients answered."""

from wellrun.warehouse.schema import Column, Kind, Table

SURVEY_ANSWERS = Table(
    name="survey_answers",
    description="Answers to patient-experience surveys, one row an item answered",
    key=("facility", "response", "item"),
    columns=(
        Column("response", Kind.TEXT, "Identifier of the returned survey", required=True),
        Column("unit", Kind.TEXT, "Unit code the patient left from"),
        Column("discharged_on", Kind.DATE, "Date of discharge: decides which survey version applies", required=True),
        Column("item", Kind.TEXT, "Item name, such as overall_rating or recommend", required=True),
        Column(
            "answer", Kind.INTEGER, "Answer as a number on the item's own scale", required=True, at_least=0, at_most=10
        ),
    ),
)
