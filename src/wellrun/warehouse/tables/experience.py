"""What patients answered, wrote and complained of."""

from wellrun.warehouse.schema import Column, InOrder, Kind, Table

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

SURVEY_COMMENTS = Table(
    name="survey_comments",
    description="Comments that came with surveys: that there is one, not what it says",
    key=("facility", "response"),
    columns=(
        Column("response", Kind.TEXT, "Identifier of the returned survey", required=True),
        Column("unit", Kind.TEXT, "Unit code the patient left from"),
        Column("discharged_on", Kind.DATE, "Date of discharge", required=True),
    ),
)

COMPLAINTS = Table(
    name="complaints",
    description="Complaints taken in Wellrun itself, without words or names",
    key=("facility", "complaint"),
    columns=(
        Column("complaint", Kind.TEXT, "Number of the complaint", required=True),
        Column("unit", Kind.TEXT, "Unit code it is about; empty for the whole facility"),
        Column("subject", Kind.TEXT, "What it is about", required=True),
        Column("outcome", Kind.TEXT, "What was found of it", allowed=("upheld", "partly", "not_upheld")),
        Column("settled", Kind.FLAG, "Put right at once, so that no written answer is owed", required=True),
        Column("withdrawn", Kind.FLAG, "Withdrawn by the complainant", required=True),
        Column("received_at", Kind.MOMENT, "When it came", required=True),
        Column("acknowledge_due", Kind.MOMENT, "By when it had to be acknowledged", required=True),
        Column("acknowledged_at", Kind.MOMENT, "When it was acknowledged"),
        Column("answer_due", Kind.MOMENT, "By when its first answer was or is due; empty where none is owed"),
        Column("answered_at", Kind.MOMENT, "When it was first answered"),
    ),
    rules=(InOrder("received_at", "acknowledged_at"), InOrder("received_at", "answered_at")),
)
