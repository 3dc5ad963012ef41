"""A risk model measured on the public diabetes file: figures, comparison, an example, and the card that says it all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wellrun.engines.risk.card import Card, Measured
from wellrun.engines.risk.cases import Cases, Value
from wellrun.engines.risk.drift import Drift
from wellrun.engines.risk.evaluation import Chances, Later, Plain, by_patient_folds, on_later_patients, plain
from wellrun.engines.risk.explanation import Explanation, explain, usual_of
from wellrun.engines.risk.formats.diabetes130 import Encounter, cases, inputs_of, lace_like

CAPACITY = 0.1
_COUNTS = {
    "time_in_hospital": "length of stay in days",
    "num_lab_procedures": "number of laboratory tests",
    "num_procedures": "number of procedures",
    "num_medications": "number of medicines",
    "number_outpatient": "outpatient visits in the year before",
    "number_emergency": "emergency visits in the year before",
    "number_inpatient": "admissions in the year before",
    "number_diagnoses": "number of diagnoses",
}
_CODES = {
    "age": "age group",
    "discharge_disposition_id": "code of where the patient went",
    "admission_type_id": "code of the kind of admission",
    "medical_specialty": "specialty",
    "diag_1": "main diagnosis",
    "diag_2": "second diagnosis",
    "diag_3": "third diagnosis",
    "insulin": "change of insulin",
}
_LIMITS = (
    "Only people with diabetes, in 130 hospitals of the United States, 1999 to 2008. Measure it on your own patients "
    "before anyone acts on it.",
    "Planned returns count as returns, and returns to other hospitals are not seen.",
    "The file has no dates. Order by encounter number stands for time.",
    "A high risk says who comes back more often, not whom follow-up helps.",
    "Deaths after discharge are not known.",
)
_HISTORY_LIMIT = (
    "The figure with earlier rows of the same patient leans on the order of encounter numbers, which some rows "
    "contradict; those rows would tell that the patient came back. Do not quote it alone."
)


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was measured.

    out_of_order: pairs of a patient's neighbouring rows of which the earlier one says the patient never came back, and
    all such pairs. with_history: figures with what earlier rows tell, where asked for.
    """

    card: Card
    lace: Plain
    drift: tuple[Drift, ...]
    example: Explanation
    with_history: Measured | None
    out_of_order: tuple[int, int]


def measure(encounters: Sequence[Encounter], *, chances: Chances, history: bool = False) -> Report:
    """Both protocols on the encounters that count. Raises ValueError where there are too few to learn from."""
    counted = [each for each in encounters if each.counted]
    table = cases(encounters)
    folds = by_patient_folds(table, chances=chances, groups=_groups(counted), capacity=CAPACITY)
    later = on_later_patients(table, chances=chances)
    scores = np.asarray([lace_like(each) for each in counted], dtype=np.float64)
    extended = by_patient_folds(cases(encounters, history=True), chances=chances) if history else None
    return Report(
        card=_card(encounters, table, (folds, later.measured), history=history),
        lace=plain("LACE as far as the file goes", scores, table.outcome, table.patients, chances=chances),
        drift=later.drift,
        example=_example(counted, table, later),
        with_history=extended,
        out_of_order=_out_of_order(encounters),
    )


def _card(encounters: Sequence[Encounter], table: Cases, measured: tuple[Measured, ...], *, history: bool) -> Card:
    return Card(
        name="Return within 30 days of discharge, people with diabetes",
        data=f"Diabetes 130-US hospitals (UCI dataset 296): {len(encounters)} encounters, {len(table)} counted.",
        period="1999 to 2008, without dates",
        outcome="Any inpatient return within 30 days (readmitted is <30). A later return is none.",
        left_out="Stays that ended in death or with hospice, since these patients cannot or should not come back.",
        inputs=tuple(each.name for each in table.inputs),
        measured=measured,
        limits=(*_LIMITS, *((_HISTORY_LIMIT,) if history else ())),
    )


def _groups(counted: Sequence[Encounter]) -> dict[str, list[str]]:
    return {
        "sex": [each.fields["gender"] or "not given" for each in counted],
        "race": [each.fields["race"] or "not given" for each in counted],
        "age": [_age_band(each.fields["age"] or "") for each in counted],
    }


def _age_band(group: str) -> str:
    first = int(group.lstrip("[").split("-")[0] or 0)
    return "under 40" if first < 40 else "40 to 59" if first < 60 else "60 to 79" if first < 80 else "80 and over"


def _example(counted: Sequence[Encounter], table: Cases, later: Later) -> Explanation:
    """Why the one at the ninety-ninth hundredth of risk, among later patients, stands there."""
    at = int(np.argsort(later.risks, kind="stable")[int(0.99 * (len(later.risks) - 1))])
    seen = np.setdiff1d(np.arange(len(counted)), later.rows)
    return explain(
        later.learned.model,
        _known(counted[int(later.rows[at])]),
        usual=usual_of([_known(counted[int(row)]) for row in seen]),
        average=float(table.outcome[seen].mean()),
        words=_COUNTS | _CODES,
        derive=lambda fields: inputs_of({name: _text(value) for name, value in fields.items()}),
    )


def _known(encounter: Encounter) -> dict[str, Value]:
    return {name: float(value) if name in _COUNTS and value else value for name, value in encounter.fields.items()}


def _text(value: Value) -> str | None:
    return f"{value:g}" if isinstance(value, float) else None if value is None else str(value)


def _out_of_order(encounters: Sequence[Encounter]) -> tuple[int, int]:
    last: dict[str, Encounter] = {}
    contradicted = pairs = 0
    for each in sorted(encounters, key=lambda one: one.number):
        before = last.get(each.patient)
        if before:
            pairs += 1
            contradicted += before.fields["readmitted"] == "NO"
        last[each.patient] = each
    return contradicted, pairs
