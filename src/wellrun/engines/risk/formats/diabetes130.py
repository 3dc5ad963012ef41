"""The public file "Diabetes 130-US hospitals for years 1999-2008": inpatient encounters of people with diabetes.

Strack and others, BioMed Research International 2014:781670; UCI dataset 296, CC BY 4.0. "?" is missing; "None" of a
test means not measured, which is a value. The file has no dates: encounters are taken to be in order of their number.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wellrun.engines.risk.cases import Cases, Input, Kind, Value, cases_of
from wellrun.engines.risk.diagnoses import GROUPS, category, conditions, group
from wellrun.engines.risk.scores import Lace, charlson, lace

DIED = frozenset({"11", "19", "20", "21"})
HOSPICE = frozenset({"13", "14"})
MEDICINES = (
    "metformin",
    "repaglinide",
    "nateglinide",
    "chlorpropamide",
    "glimepiride",
    "acetohexamide",
    "glipizide",
    "glyburide",
    "tolbutamide",
    "pioglitazone",
    "rosiglitazone",
    "acarbose",
    "miglitol",
    "troglitazone",
    "tolazamide",
    "insulin",
    "glyburide-metformin",
    "glipizide-metformin",
    "glimepiride-pioglitazone",
    "metformin-rosiglitazone",
    "metformin-pioglitazone",
)
_ADMISSION = {"1": "emergency", "2": "urgent", "3": "elective", "7": "emergency"}
_SOURCE = {
    **dict.fromkeys(("1", "2", "3"), "referral"),
    **dict.fromkeys(("4", "10", "22", "25"), "another hospital"),
    **dict.fromkeys(("5", "6", "18", "19", "26"), "another facility"),
    "7": "emergency room",
}
_NUMBERS = {
    "days": "time_in_hospital",
    "laboratory tests": "num_lab_procedures",
    "procedures": "num_procedures",
    "medicines": "num_medications",
    "outpatient visits": "number_outpatient",
    "emergency visits": "number_emergency",
    "earlier admissions": "number_inpatient",
    "diagnoses": "number_diagnoses",
}
_CATEGORIES = {
    "sex": "gender",
    "payer": "payer_code",
    "specialty": "medical_specialty",
    "glucose test": "max_glu_serum",
    "A1c test": "A1Cresult",
    "insulin": "insulin",
    "metformin": "metformin",
    "diabetes medicines changed": "change",
    "on diabetes medicines": "diabetesMed",
}
_NEEDED = frozenset(
    {"encounter_id", "patient_nbr", "race", "age", "admission_type_id", "discharge_disposition_id", "diag_1", "diag_2"}
    | {"admission_source_id", "diag_3", "readmitted", *_NUMBERS.values(), *_CATEGORIES.values(), *MEDICINES}
)
# More of these may never lower the risk; the sums of them neither, or the promise would not hold for their parts.
_NEVER_LOWER = frozenset(
    {"emergency visits", "earlier admissions", "diagnoses", "acute care", "all visits", "charlson"}
)
_COUNTED = ("age", "acute care", "all visits", "charlson", "diabetes medicine kinds", "doses changed")
_PER_DAY = ("tests per day", "medicines per day")
_TOLD_APART = (
    "admission",
    "disposition",
    "source",
    *(f"{what} {at}" for what in ("group", "category", "code") for at in (1, 2, 3)),
    "first two categories",
    "disposition and source",
    "payer and disposition",
    "group and specialty",
)
HISTORY = ("earlier stays in the file", "days of earlier stays", "days of the last stay", "same group as last")


class Unreadable(ValueError):
    """The text is not this file; each fault says what is missing or wrong."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(self.faults))


@dataclass(frozen=True, kw_only=True, slots=True)
class Encounter:
    """One row as known at discharge, its outcome, and the row's own fields by their names in the file."""

    number: int
    patient: str
    readmitted: bool
    fields: Mapping[str, str | None]

    @property
    def counted(self) -> bool:
        """Whether the patient could come back: not dead, not gone to hospice."""
        return self.fields["discharge_disposition_id"] not in DIED | HOSPICE


def read_diabetes130(lines: Iterable[str]) -> tuple[Encounter, ...]:
    """Encounters in order of their number. Raises Unreadable, with all faults, where columns or values are wrong."""
    reader = csv.DictReader(lines)
    lacking = sorted(_NEEDED - set(reader.fieldnames or ()))
    if lacking:
        raise Unreadable([f"Column {name} is missing." for name in lacking])
    found, faults = [], []
    for row in reader:
        try:
            found.append(_encounter(row))
        except ValueError as wrong:
            faults.append(f"Line {reader.line_num}: {wrong}.")
    if faults:
        raise Unreadable(faults)
    return tuple(sorted(found, key=lambda each: each.number))


def cases(encounters: Sequence[Encounter], *, history: bool = False) -> Cases:
    """Inputs of the encounters that count (see `Encounter.counted`), in order of their number.

    history: also what the file's earlier rows of the same patient tell, dead or not.
    """
    inputs = [
        *(_number(name) for name in (*_NUMBERS, *_COUNTED, *_PER_DAY, *GROUPS, *(HISTORY if history else ()))),
        *(Input(name=name, kind=Kind.CATEGORY) for name in (*_CATEGORIES, *_TOLD_APART)),
    ]
    before = _histories(encounters) if history else {}
    counted = [each for each in encounters if each.counted]
    return cases_of(
        inputs,
        ({**inputs_of(each.fields), **before.get(each.number, {})} for each in counted),
        patients=[each.patient for each in counted],
        order=[each.number for each in counted],
        outcome=[each.readmitted for each in counted],
    )


def inputs_of(fields: Mapping[str, str | None]) -> dict[str, Value]:
    """What the model is given of one row, by input name. Race is left out: it is for judging fairness only."""
    found: dict[str, Value] = {name: float(fields[field] or 0) for name, field in _NUMBERS.items()}
    found |= {name: fields[field] for name, field in _CATEGORIES.items()}
    codes = [fields[f"diag_{at}"] for at in (1, 2, 3)]
    groups = [group(code) for code in codes]
    categories = [category(code) for code in codes]
    emergency, inpatient = float(fields["number_emergency"] or 0), float(fields["number_inpatient"] or 0)
    days = max(1.0, float(fields["time_in_hospital"] or 1))
    found |= {
        "age": float((fields["age"] or "[0").lstrip("[").split("-")[0]),
        "acute care": emergency + inpatient,
        "all visits": emergency + inpatient + float(fields["number_outpatient"] or 0),
        "charlson": float(charlson(conditions(codes))),
        "diabetes medicine kinds": float(sum(fields[name] != "No" for name in MEDICINES)),
        "doses changed": float(sum(fields[name] in {"Up", "Down"} for name in MEDICINES)),
        "tests per day": float(fields["num_lab_procedures"] or 0) / days,
        "medicines per day": float(fields["num_medications"] or 0) / days,
        "admission": _ADMISSION.get(fields["admission_type_id"] or ""),
        "disposition": fields["discharge_disposition_id"],
        "source": _SOURCE.get(fields["admission_source_id"] or ""),
        "first two categories": " and ".join(sorted(each or "" for each in categories[:2])),
        "disposition and source": f"{fields['discharge_disposition_id']} {fields['admission_source_id']}",
        "payer and disposition": f"{fields['payer_code']} {fields['discharge_disposition_id']}",
        "group and specialty": f"{groups[0]} {fields['medical_specialty']}",
    }
    for at in range(3):
        found |= {f"group {at + 1}": groups[at], f"category {at + 1}": categories[at], f"code {at + 1}": codes[at]}
    return found | {name: float(name in groups) for name in GROUPS}


def lace_like(encounter: Encounter) -> int:
    """LACE as far as the file goes: emergency visits are of a year, and the Charlson index of three diagnoses."""
    fields = encounter.fields
    return lace(
        Lace(
            days=int(fields["time_in_hospital"] or 0),
            acute=_ADMISSION.get(fields["admission_type_id"] or "") in {"emergency", "urgent"},
            charlson=charlson(conditions(fields[f"diag_{at}"] for at in (1, 2, 3))),
            emergency_visits=int(fields["number_emergency"] or 0),
        )
    ).points


def _encounter(row: Mapping[str, str]) -> Encounter:
    if row["readmitted"] not in {"<30", ">30", "NO"}:
        raise ValueError(f"readmitted is {row['readmitted']!r}, not <30, >30 or NO")
    for field in _NUMBERS.values():
        int(row[field])
    return Encounter(
        number=int(row["encounter_id"]),
        patient=row["patient_nbr"],
        readmitted=row["readmitted"] == "<30",
        fields={name: None if row[name] == "?" else row[name] for name in sorted(_NEEDED)},
    )


def _histories(encounters: Sequence[Encounter]) -> dict[int, dict[str, Value]]:
    """By encounter, what the patient's earlier rows tell. Never their outcome: it says what came after them."""
    stays: dict[str, list[Encounter]] = {}
    found: dict[int, dict[str, Value]] = {}
    for each in sorted(encounters, key=lambda one: one.number):
        earlier = stays.setdefault(each.patient, [])
        days = [float(one.fields["time_in_hospital"] or 0) for one in earlier]
        same = bool(earlier) and group(earlier[-1].fields["diag_1"]) == group(each.fields["diag_1"])
        found[each.number] = dict(
            zip(HISTORY, (float(len(earlier)), sum(days), days[-1] if days else None, float(same)), strict=True)
        )
        earlier.append(each)
    return found


def _number(name: str) -> Input:
    return Input(name=name, direction=1 if name in _NEVER_LOWER else 0)
