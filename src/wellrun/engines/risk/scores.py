"""LACE and HOSPITAL: two published bedside scores for coming back within 30 days, with the reason of every point.

LACE: van Walraven and others, CMAJ 2010;182(6):551-557. HOSPITAL: Donzé and others, JAMA Internal Medicine
2013;173:632, with the bands for earlier admissions of its international validation, 2016;176:496.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

LACE_HIGH = 10
HOSPITAL_INTERMEDIATE, HOSPITAL_HIGH = 5, 7


class Band(StrEnum):
    """How the score's authors group its sums. LACE has no published middle."""

    LOW = "low"
    INTERMEDIATE = "intermediate"
    HIGH = "high"


class Condition(StrEnum):
    """The conditions of the Charlson index as LACE weighs them."""

    MYOCARDIAL_INFARCTION = "previous myocardial infarction"
    CEREBROVASCULAR = "cerebrovascular disease"
    PERIPHERAL_VASCULAR = "peripheral vascular disease"
    DIABETES = "diabetes without complications"
    HEART_FAILURE = "congestive heart failure"
    DIABETES_WITH_DAMAGE = "diabetes with end organ damage"
    CHRONIC_LUNG = "chronic pulmonary disease"
    MILD_LIVER_OR_RENAL = "mild liver or renal disease"
    TUMOUR = "any tumour, lymphoma or leukaemia"
    DEMENTIA = "dementia"
    CONNECTIVE_TISSUE = "connective tissue disease"
    AIDS = "AIDS"
    SEVERE_LIVER_OR_RENAL = "moderate or severe liver or renal disease"
    METASTATIC = "metastatic solid tumour"


WEIGHTS: dict[Condition, int] = {
    Condition.MYOCARDIAL_INFARCTION: 1,
    Condition.CEREBROVASCULAR: 1,
    Condition.PERIPHERAL_VASCULAR: 1,
    Condition.DIABETES: 1,
    Condition.HEART_FAILURE: 2,
    Condition.DIABETES_WITH_DAMAGE: 2,
    Condition.CHRONIC_LUNG: 2,
    Condition.MILD_LIVER_OR_RENAL: 2,
    Condition.TUMOUR: 2,
    Condition.DEMENTIA: 3,
    Condition.CONNECTIVE_TISSUE: 3,
    Condition.AIDS: 4,
    Condition.SEVERE_LIVER_OR_RENAL: 4,
    Condition.METASTATIC: 6,
}
# A disease counts once, in its worse form.
_WORSE: dict[Condition, Condition] = {
    Condition.DIABETES: Condition.DIABETES_WITH_DAMAGE,
    Condition.MILD_LIVER_OR_RENAL: Condition.SEVERE_LIVER_OR_RENAL,
    Condition.TUMOUR: Condition.METASTATIC,
}


@dataclass(frozen=True, kw_only=True)
class Item:
    """One line of a score: its points, the most it can give, and why, in words."""

    name: str
    points: int
    most: int
    says: str


@dataclass(frozen=True, kw_only=True)
class Score:
    """The sum, the most that can be reached, the band, and the items that make it up."""

    points: int
    most: int
    band: Band
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class Lace:
    """What LACE asks of a stay.

    days: length of stay in whole days, 0 for less than one. acute: admitted through the emergency department or
    urgently. charlson: the sum `charlson` gives. emergency_visits: in the six months before admission, this one not
    counted. Raises ValueError for a negative count.
    """

    days: int
    acute: bool
    charlson: int
    emergency_visits: int

    def __post_init__(self) -> None:
        _not_negative(days=self.days, charlson=self.charlson, emergency_visits=self.emergency_visits)


@dataclass(frozen=True, kw_only=True)
class Hospital:
    """What HOSPITAL asks of a stay.

    haemoglobin in g/dL and sodium in mmol/L, both the last before discharge, None where not measured (scores 0).
    oncology: discharged from an oncology service. procedure: whether one was performed in this stay. urgent: admission
    was not elective. admissions: in the twelve months before, this one not counted. days: length of stay in whole days.
    Raises ValueError for a negative count.
    """

    haemoglobin: float | None
    oncology: bool
    sodium: float | None
    procedure: bool
    urgent: bool
    admissions: int
    days: int

    def __post_init__(self) -> None:
        _not_negative(days=self.days, admissions=self.admissions)


def charlson(conditions: Iterable[Condition]) -> int:
    """The Charlson sum as LACE weighs it; of two forms of one disease only the worse counts."""
    had = set(conditions)
    return sum(WEIGHTS[each] for each in had if _WORSE.get(each) not in had)


def lace(stay: Lace) -> Score:
    """LACE, 0 to 19; 10 and more is high."""
    items = (
        Item(name="Length of stay", points=_lace_days(stay.days), most=7, says=f"Stayed {_counted(stay.days, 'day')}."),
        Item(
            name="Acute admission",
            points=3 if stay.acute else 0,
            most=3,
            says="Admitted as an emergency." if stay.acute else "The admission was planned.",
        ),
        Item(
            name="Comorbidity",
            points=5 if stay.charlson >= 4 else stay.charlson,
            most=5,
            says=f"Charlson index {stay.charlson}.",
        ),
        Item(
            name="Emergency visits",
            points=min(stay.emergency_visits, 4),
            most=4,
            says=f"{_counted(stay.emergency_visits, 'emergency visit')} in the six months before.",
        ),
    )
    points = sum(item.points for item in items)
    return Score(points=points, most=19, band=Band.HIGH if points >= LACE_HIGH else Band.LOW, items=items)


def hospital(stay: Hospital) -> Score:
    """HOSPITAL, 0 to 13; up to 4 is low, 5 and 6 intermediate, 7 and more high."""
    items = (
        _below("Haemoglobin at discharge", stay.haemoglobin, limit=12, unit="g/dL"),
        _if_so("Oncology", stay.oncology, 2, "Discharged from an oncology service.", "Not from an oncology service."),
        _below("Sodium at discharge", stay.sodium, limit=135, unit="mmol/L"),
        _if_so("Procedure", stay.procedure, 1, "A procedure was performed.", "No procedure was performed."),
        _if_so("Index admission type", stay.urgent, 1, "The admission was urgent.", "The admission was planned."),
        Item(
            name="Earlier admissions",
            points=5 if stay.admissions > 5 else 2 if stay.admissions >= 2 else 0,
            most=5,
            says=f"{_counted(stay.admissions, 'admission')} in the year before.",
        ),
        _if_so("Length of stay", stay.days >= 5, 2, *([f"Stayed {_counted(stay.days, 'day')}."] * 2)),
    )
    points = sum(item.points for item in items)
    band = Band.HIGH if points >= HOSPITAL_HIGH else Band.INTERMEDIATE if points >= HOSPITAL_INTERMEDIATE else Band.LOW
    return Score(points=points, most=13, band=band, items=items)


def _lace_days(days: int) -> int:
    if days >= 14:
        return 7
    if days >= 7:
        return 5
    return min(days, 4)


def _below(name: str, value: float | None, *, limit: float, unit: str) -> Item:
    if value is None:
        return Item(name=name, points=0, most=1, says="Not measured, so counted as normal.")
    low = value < limit
    return Item(
        name=name, points=int(low), most=1, says=f"{value:g} {unit}, {'below' if low else 'not below'} {limit:g}."
    )


def _if_so(name: str, given: bool, points: int, yes: str, no: str) -> Item:
    return Item(name=name, points=points if given else 0, most=points, says=yes if given else no)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _not_negative(**counts: int) -> None:
    below = [name for name, count in counts.items() if count < 0]
    if below:
        raise ValueError(f"Counts cannot be below zero: {', '.join(below)}.")
