"""What a release does with every column of the warehouse: the one place where that is decided.

Fail closed: a column that is not named here is refused. Text that a sender could have filled with anything is never
simply kept. The rules are those of Safe Harbor, 45 CFR 164.514(b)(2)(i), by its letters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Treatment(StrEnum):
    """What happens to the values of a column, in the words of the manifest."""

    KEEP = "kept"
    LISTED = "kept where it is one of the table’s own list of words, else withheld"
    CODE = "kept where it looks like a code and at least k patients share it, else withheld"
    SYSTEM = "kept where it is a published code system that at least k patients share, else withheld"
    WORDS = "scrubbed, and kept where at least k patients share it, else withheld"
    TEXT = "free text: identifiers scrubbed (A to R); a short one kept only where at least k patients share it"
    DROP = "left out"
    PSEUDONYM = "replaced by a keyed pseudonym (H, R)"
    PLACE = "a place: replaced by a keyed pseudonym unless the release keeps places (B)"
    PLACE_NAME = "name of a place: left out unless the release keeps places (B)"
    BIRTH = "year of birth, withheld where it tells of an age over 89 (C)"
    DATE = "a date of an individual (C)"
    OPERATING_DATE = "kept: a date of beds, hours or money, of no individual"
    ZIP = "first three digits, 000 where 20,000 people or fewer live there (B)"
    COUNT = "withheld where it counts 1 to k - 1 patients"
    MEASURED = "kept, but withheld where it is an age over 89 (C)"


@dataclass(frozen=True)
class Treated:
    """A treatment; ``kind`` says what a pseudonym stands for, so that one thing has one pseudonym in every table."""

    treatment: Treatment
    kind: str = ""


def _pseudonym(kind: str) -> Treated:
    return Treated(Treatment.PSEUDONYM, kind)


def _place(kind: str) -> Treated:
    return Treated(Treatment.PLACE, kind)


KEEP, LISTED = Treated(Treatment.KEEP), Treated(Treatment.LISTED)
CODE, WORDS, TEXT = Treated(Treatment.CODE), Treated(Treatment.WORDS), Treated(Treatment.TEXT)
DROP, DATE, OPERATING = Treated(Treatment.DROP), Treated(Treatment.DATE), Treated(Treatment.OPERATING_DATE)
PLACE_NAME, BIRTH, COUNT = Treated(Treatment.PLACE_NAME), Treated(Treatment.BIRTH), Treated(Treatment.COUNT)
ZIP, MEASURED = Treated(Treatment.ZIP), Treated(Treatment.MEASURED)
PATIENT, ENCOUNTER, UNIT = _pseudonym("patient"), _pseudonym("encounter"), _place("unit")

EVERYWHERE: Mapping[str, Treated] = MappingProxyType(
    {"facility": _place("facility"), "source": DROP, "arrival": DROP, "updated_at": DROP}
)
"""The provenance columns. The name of a feed and the digest of a file are codes of the sender's."""

_CLINICAL: Mapping[str, Treated] = {
    "patient": PATIENT,
    "encounter": ENCOUNTER,
    "code": CODE,
    "code_system": Treated(Treatment.SYSTEM),
    "code_text": WORDS,
}

_BY_TABLE: Mapping[str, Mapping[str, Treated]] = {
    "units": {
        "unit": UNIT,
        "unit_name": PLACE_NAME,
        "unit_kind": LISTED,
        "department": _place("department"),
        "network": _place("network"),
    },
    "locations": {"location": UNIT, "name": PLACE_NAME, "kind": CODE, "status": CODE, "part_of": UNIT},
    "bed_states": {"unit": UNIT, "day": OPERATING, "licensed": KEEP, "staffed": KEEP, "blocked": KEEP},
    "patients": {
        "patient": PATIENT,
        "birth_date": BIRTH,
        "sex": LISTED,
        "died_at": DATE,
        "died": KEEP,
        "language": CODE,
        "ethnicity": WORDS,
    },
    "coverages": {
        "coverage": _pseudonym("coverage"),
        "patient": PATIENT,
        "status": CODE,
        "payer": WORDS,
        "payer_kind": CODE,
        "rank": KEEP,
        **dict.fromkeys(("began_on", "ended_on"), DATE),
    },
    "encounters": {
        "encounter": ENCOUNTER,
        "patient": PATIENT,
        "status": CODE,
        "class_code": CODE,
        "type_code": CODE,
        "type_text": WORDS,
        "started_at": DATE,
        "ended_at": DATE,
        "unit": UNIT,
        "admit_source": WORDS,
        "disposition": WORDS,
        "part_of": ENCOUNTER,
        "provider": _place("provider"),
    },
    "encounter_places": {
        "encounter": ENCOUNTER,
        "position": KEEP,
        "unit": UNIT,
        "started_at": DATE,
        "ended_at": DATE,
    },
    "emergency_visits": {
        "visit": _pseudonym("visit"),
        "patient": PATIENT,
        "encounter": ENCOUNTER,
        "unit": UNIT,
        "acuity": KEEP,
        **dict.fromkeys(("arrived_at", "triaged_at", "seen_at", "decided_at", "left_at"), DATE),
        "outcome": LISTED,
    },
    "appointments": {
        "appointment": _pseudonym("appointment"),
        "patient": PATIENT,
        "unit": UNIT,
        "booked_at": DATE,
        "starts_at": DATE,
        "status": CODE,
    },
    "conditions": {
        "condition": _pseudonym("condition"),
        **_CLINICAL,
        "category": CODE,
        "clinical_status": CODE,
        "began_at": DATE,
        "recorded_at": DATE,
    },
    "observations": {
        "observation": _pseudonym("observation"),
        **_CLINICAL,
        "status": CODE,
        "category": CODE,
        "observed_at": DATE,
        "value_number": MEASURED,
        "value_unit": WORDS,
        "value_text": TEXT,
    },
    "procedures": {
        "procedure": _pseudonym("procedure"),
        **_CLINICAL,
        "status": CODE,
        "started_at": DATE,
        "ended_at": DATE,
    },
    "kept_resources": {"resource_type": CODE, "resource": _pseudonym("resource"), "content": DROP},
    "incidents": {
        "incident": _pseudonym("incident"),
        "unit": UNIT,
        "kind": LISTED,
        "harm": LISTED,
        "stage": LISTED,
        "acquired_here": KEEP,
        "occurred_at": DATE,
        "reported_at": DATE,
    },
    "incident_reports": {
        "report": _pseudonym("report"),
        "unit": UNIT,
        "kind": LISTED,
        "harm": LISTED,
        **dict.fromkeys(("occurred_at", "reported_at", "triaged_at", "closed_at"), DATE),
    },
    "infections": {"infection": _pseudonym("infection"), "unit": UNIT, "kind": LISTED, "event_on": DATE},
    "device_days": {"unit": UNIT, "day": DATE, "device": LISTED, "patients": COUNT},
    "predicted_infections": {"unit": UNIT, "kind": LISTED, "month": OPERATING, "predicted": KEEP},
    "forecasts": {
        "unit": UNIT,
        "what": LISTED,
        "day": OPERATING,
        "known_until": OPERATING,
        "expected": KEEP,
        "lower_80": COUNT,
        "upper_80": COUNT,
        "lower_95": COUNT,
        "upper_95": COUNT,
        "came": COUNT,
        "week_apart": KEEP,
        "left_out": COUNT,
    },
    "outcome_weights": {
        "outcome": LISTED,
        "factor": CODE,
        "level": CODE,
        "weight": KEEP,
        "stays": COUNT,
        "events": COUNT,
        "told_apart": KEEP,
        "since": OPERATING,
        "until": OPERATING,
    },
    "worked_hours": {
        "unit": UNIT,
        "day": OPERATING,
        "staff_group": LISTED,
        "employment": LISTED,
        "hours": KEEP,
        "cost": KEEP,
    },
    # Sickness of the only clinician of a unit is that person's health: the day goes, as for a patient.
    "absences": {
        "unit": UNIT,
        "day": DATE,
        "staff_group": LISTED,
        "contracted_hours": KEEP,
        "sick_hours": KEEP,
    },
    "shift_cover": {
        "unit": UNIT,
        "day": OPERATING,
        "shift": LISTED,
        "staff_group": LISTED,
        "needed": KEEP,
        "rostered": KEEP,
    },
    "contracts": {
        "staff": DROP,
        "unit": UNIT,
        "grade": CODE,
        "employment": LISTED,
        "weekly_hours": KEEP,
        **dict.fromkeys(("starts", "ends"), DROP),
    },
    "credentials_held": {"staff": DROP, "kind": CODE, **dict.fromkeys(("valid_from", "valid_until"), DROP)},
    # Who worked when tells of the person at work, and of the patients they were with: only where and what remains.
    "rostered_shifts": {"staff": DROP, "unit": UNIT, "day": OPERATING, "shift": CODE, "skill": CODE},
    "clocked_hours": {
        "staff": DROP,
        "unit": UNIT,
        **dict.fromkeys(("clock_in", "clock_out"), DROP),
        "break_minutes": KEEP,
        "job_code": KEEP,
        "employment": LISTED,
        "pay_kind": LISTED,
    },
    "roster_days": {"unit": UNIT, "day": OPERATING, "told": KEEP, "changed": KEEP},
    "shared_burdens": {
        "unit": UNIT,
        "day": OPERATING,
        **dict.fromkeys(("nights", "nights_beyond", "weekends", "weekends_beyond"), KEEP),
    },
    # What a journal line says may name a patient or a supplier, and its number leads to whoever wrote it.
    "ledger": {
        "book": CODE,
        "month": OPERATING,
        "version": KEEP,
        "told_on": OPERATING,
        "line": DROP,
        "cost_centre": UNIT,
        "account": CODE,
        "posted_on": OPERATING,
        **dict.fromkeys(("document", "words"), DROP),
        **dict.fromkeys(("debit", "credit", "quantity"), KEEP),
    },
    "accounts": {
        "account": CODE,
        "name": WORDS,
        **dict.fromkeys(("kind", "nature", "employment"), LISTED),
        "staff_group": CODE,
    },
    "cost_centres": {"cost_centre": UNIT, "name": PLACE_NAME, "unit": UNIT, "department": _place("department")},
    "budget_lines": {"version": KEEP, "cost_centre": UNIT, "account": CODE, "month": OPERATING, "statistic": CODE}
    | dict.fromkeys(("amount", "fixed_share", "units", "quantity", "rate"), KEEP),
    "statistics": {"cost_centre": UNIT, "statistic": CODE, "month": OPERATING, "units": COUNT},
    "case_activities": {"encounter": ENCOUNTER, "cost_centre": UNIT, "activity": CODE, "day": DATE}
    | dict.fromkeys(("units", "charge"), KEEP),
    "case_revenues": {"encounter": ENCOUNTER, "net_revenue": KEEP},
    "purchase_facts": {"fact": DROP, "unit": UNIT, "kind": LISTED, "day": OPERATING}
    | dict.fromkeys(("amount", "listed", "agreed", "passed", "days"), KEEP),
    "fiscal_periods": {"starts": OPERATING, "ends": OPERATING, "fiscal_year": KEEP, "number": KEEP},
    "claims": {
        "claim": _pseudonym("claim"),
        "unit": UNIT,
        "payer": WORDS,
        **dict.fromkeys(("ended_on", "billed_on", "submitted_on", "denied_on"), DATE),
        **dict.fromkeys(("clean", "charge"), KEEP),
    },
    "remits": {"remit": _pseudonym("remit"), "paid_on": DATE, "zero_paid": KEEP},
    "receivable_days": {
        "day": OPERATING,
        "payer": CODE,
        **dict.fromkeys(("owed", "over_90", "credits", "allowance"), KEEP),
    },
    "revenue_days": {
        "day": OPERATING,
        **dict.fromkeys(("gross_per_day", "net_per_day", "unbilled", "unsent"), KEEP),
    },
    # A day on which one claim was booked would tell what it came to.
    "ledger_moves": {
        "day": DATE,
        **dict.fromkeys(("charges", "contractual", "cash", "refunds"), DROP),
        **dict.fromkeys(("denial_write_offs", "bad_debt", "charity", "cost"), DROP),
    },
    "survey_answers": {
        "response": _pseudonym("response"),
        "unit": UNIT,
        "discharged_on": DATE,
        "item": CODE,
        "answer": KEEP,
    },
    "survey_comments": {"response": _pseudonym("response"), "unit": UNIT, "discharged_on": DATE},
    "complaints": {
        "complaint": _pseudonym("complaint"),
        "unit": UNIT,
        "subject": CODE,
        "outcome": LISTED,
        **dict.fromkeys(("settled", "withdrawn"), KEEP),
        **dict.fromkeys(("received_at", "acknowledge_due", "acknowledged_at", "answer_due", "answered_at"), DATE),
    },
    "follow_ups": {
        "encounter": _pseudonym("encounter"),
        "unit": UNIT,
        **dict.fromkeys(("left_at", "called_at", "seen_at"), DATE),
        "excused": KEEP,
    },
    "service_requests": {
        "request": _pseudonym("service request"),
        "unit": UNIT,
        **dict.fromkeys(("kind", "urgency"), LISTED),
        # Many a request carries a patient.
        **dict.fromkeys(("asked_at", "answered_at", "done_at"), DATE),
        "respond_within": KEEP,
    },
    "theatre_cases": {
        "case": _pseudonym("theatre case"),
        "patient": PATIENT,
        "room": CODE,
        "service": CODE,
        **dict.fromkeys(("surgeon", "procedure"), DROP),
        **dict.fromkeys(("urgency", "cancelled_for"), LISTED),
        **dict.fromkeys(("scheduled_start", "scheduled_end", "in_room_at", "anaesthesia_at", "incision_at"), DATE),
        **dict.fromkeys(("closed_at", "out_of_room_at", "cancelled_at"), DATE),
    },
    "theatre_outcomes": {
        "outcome": _pseudonym("theatre case in Wellrun"),
        "day": DATE,
        "room": CODE,
        "service": CODE,
        "cancelled_for": LISTED,
        **dict.fromkeys(("listed", "cancelled", "late", "on_time", "turnover"), KEEP),
    },
    "theatre_block_days": {
        "block": _pseudonym("theatre block"),
        # A block may hold one patient only.
        "day": DATE,
        "room": CODE,
        "service": CODE,
        **dict.fromkeys(("allocated", "used", "turned", "over"), KEEP),
    },
    "actions": {
        "action": _pseudonym("action"),
        "unit": UNIT,
        **dict.fromkeys(("opened_on", "due_on", "closed_on"), DATE),
    },
}

TREATMENTS: Mapping[str, Mapping[str, Treated]] = MappingProxyType(
    {table: MappingProxyType({**EVERYWHERE, **columns}) for table, columns in _BY_TABLE.items()}
)
"""Every column of every table of the warehouse."""

ANCHORS: Mapping[str, str] = MappingProxyType(
    {
        "encounters": "started_at",
        "encounter_places": "started_at",
        "emergency_visits": "arrived_at",
        "appointments": "starts_at",
        "conditions": "recorded_at",
        "observations": "observed_at",
        "procedures": "started_at",
        "theatre_cases": "scheduled_start",
        "incidents": "occurred_at",
        "infections": "event_on",
        "survey_answers": "discharged_on",
        "survey_comments": "discharged_on",
    }
)
"""The date at which a row's patient has the age that the release shows, and whose year is a quasi-identifier."""
