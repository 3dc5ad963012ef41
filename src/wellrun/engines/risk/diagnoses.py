"""ICD-9-CM codes as groups that mean something to a ward, and as weights of the Charlson index."""

from __future__ import annotations

from collections.abc import Iterable

from wellrun.engines.risk.scores import Condition

# First that fits wins, so a narrower range stands before the wider one around it. Ranges are of the ICD-9-CM chapters.
_GROUPS: tuple[tuple[str, float, float], ...] = (
    ("infection", 1, 139.99),
    ("metastatic cancer", 196, 199.99),
    ("cancer", 140, 239.99),
    ("diabetes", 250, 250.99),
    ("fluid and electrolytes", 276, 276.99),
    ("other endocrine disease", 240, 279.99),
    ("anaemia", 280, 285.99),
    ("other blood disease", 286, 289.99),
    ("dementia", 290, 290.99),
    ("substance use psychosis", 291, 292.99),
    ("substance use", 303, 305.99),
    ("other mental disorder", 293, 319.99),
    ("nervous system and senses", 320, 389.99),
    ("hypertension with kidney disease", 403, 404.99),
    ("hypertension", 401, 405.99),
    ("heart attack", 410, 410.99),
    ("ischaemic heart disease", 411, 414.99),
    ("pulmonary circulation", 415, 417.99),
    ("heart rhythm", 426, 427.99),
    ("heart failure", 428, 428.99),
    ("other heart disease", 390, 429.99),
    ("stroke and brain vessels", 430, 438.99),
    ("arteries and veins", 440, 459.99),
    ("pneumonia and influenza", 480, 487.99),
    ("chronic lung disease", 490, 496.99),
    ("respiratory failure", 518, 518.99),
    ("other respiratory disease", 460, 519.99),
    ("liver disease", 570, 573.99),
    ("pancreatic disease", 577, 577.99),
    ("gastrointestinal bleeding", 578, 578.99),
    ("other digestive disease", 520, 579.99),
    ("acute kidney failure", 584, 584.99),
    ("chronic kidney disease", 585, 586.99),
    ("urinary tract", 599, 599.99),
    ("other genitourinary disease", 580, 629.99),
    ("pregnancy", 630, 679.99),
    ("skin infection", 680, 686.99),
    ("pressure and other ulcer", 707, 707.99),
    ("other skin disease", 687, 709.99),
    ("bones, joints and muscles", 710, 739.99),
    ("congenital and perinatal", 740, 779.99),
    ("symptoms", 780, 799.99),
    ("fracture", 800, 829.99),
    ("complication of care", 996, 999.99),
    ("other injury", 830, 995.99),
)
_CATEGORIES: dict[str, Condition] = {
    **dict.fromkeys(("440", "441", "443"), Condition.PERIPHERAL_VASCULAR),
    **dict.fromkeys(("710", "714", "725"), Condition.CONNECTIVE_TISSUE),
    **dict.fromkeys(("042", "42", "043", "43", "044", "44"), Condition.AIDS),
    "412": Condition.MYOCARDIAL_INFARCTION,
}
_SEVERE_LIVER = frozenset({"572.2", "572.3", "572.4", "572.8"})
UNKNOWN, EXTERNAL, FACTORS = "not given", "external cause", "contact with care"
GROUPS: tuple[str, ...] = (*(name for name, _, _ in _GROUPS), EXTERNAL, FACTORS)

# Conditions that fill a group. What takes only part of one is told by its code, after Quan and others, Medical Care
# 2005;43:1130.
_CONDITIONS: dict[str, Condition] = {
    "heart attack": Condition.MYOCARDIAL_INFARCTION,
    "stroke and brain vessels": Condition.CEREBROVASCULAR,
    "heart failure": Condition.HEART_FAILURE,
    "chronic lung disease": Condition.CHRONIC_LUNG,
    "dementia": Condition.DEMENTIA,
    "chronic kidney disease": Condition.SEVERE_LIVER_OR_RENAL,
    "hypertension with kidney disease": Condition.MILD_LIVER_OR_RENAL,
    "cancer": Condition.TUMOUR,
    "metastatic cancer": Condition.METASTATIC,
}


def group(code: str | None) -> str:
    """The group of an ICD-9-CM code such as 250.83, V57 or E909; "not given" for None or what is no such code."""
    if not code:
        return UNKNOWN
    if code[0] in "EV":
        return EXTERNAL if code[0] == "E" else FACTORS
    try:
        number = float(code)
    except ValueError:
        return UNKNOWN
    return next((name for name, first, last in _GROUPS if first <= number <= last), UNKNOWN)


def category(code: str | None) -> str | None:
    """The three-digit category of a code, 250 of 250.83."""
    return code.split(".")[0] if code else None


def conditions(codes: Iterable[str | None]) -> frozenset[Condition]:
    """The conditions of the Charlson index that the codes show."""
    return frozenset(found for code in codes if code and (found := _condition(code)))


def _condition(code: str) -> Condition | None:
    named, three = group(code), category(code)
    if named == "diabetes":
        return Condition.DIABETES_WITH_DAMAGE if "4" <= code.partition(".")[2][:1] <= "7" else Condition.DIABETES
    if named == "liver disease":
        return Condition.SEVERE_LIVER_OR_RENAL if code in _SEVERE_LIVER else Condition.MILD_LIVER_OR_RENAL
    return _CATEGORIES.get(three or "") or _CONDITIONS.get(named)
