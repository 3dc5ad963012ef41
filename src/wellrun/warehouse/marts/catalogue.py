"""Every mart by name, with the amounts measures may read. ``MARTS`` is the whole of what a measure can be made of."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from wellrun.warehouse.marts.clinics.appointments import appointments
from wellrun.warehouse.marts.emergency.visits import visits
from wellrun.warehouse.marts.experience.answers import answers
from wellrun.warehouse.marts.experience.complaints import complaints
from wellrun.warehouse.marts.facts import SPLITS, Mart
from wellrun.warehouse.marts.money.expense import expense_months
from wellrun.warehouse.marts.money.purchases import PURCHASES
from wellrun.warehouse.marts.money.receivable import (
    clean_claims,
    initial_denials,
    ledger_moves,
    primary_remits,
    receivables,
)
from wellrun.warehouse.marts.money.variance import variance_lines
from wellrun.warehouse.marts.occupancy.beds import bed_days, bed_times, unit_days
from wellrun.warehouse.marts.people.hours import (
    absences,
    nursing_days,
    roster_days,
    shared_burdens,
    shift_cover,
    worked_hours,
)
from wellrun.warehouse.marts.promises.actions import waiting_actions
from wellrun.warehouse.marts.requests.answered import service_requests
from wellrun.warehouse.marts.safety.harm import (
    device_days,
    incident_reports,
    incidents,
    infections,
    predicted_infections,
)
from wellrun.warehouse.marts.stays.expected import case_mix, expected_outcomes
from wellrun.warehouse.marts.stays.followed import follow_ups
from wellrun.warehouse.marts.stays.returns import returns
from wellrun.warehouse.marts.stays.stays import arrivals, departures, stays
from wellrun.warehouse.marts.theatre.offered import THEATRE

_ALL = (
    Mart(
        name="stays",
        description="Hospital stays, one row each, with the time each fills a bed; other marts are made from it",
        build=stays,
        kept=True,
    ),
    Mart(
        name="arrivals",
        description="Hospital stays on the day and in the unit where they began",
        build=arrivals,
        amounts={"admissions": "Stays begun"},
        splits=SPLITS,
    ),
    Mart(
        name="departures",
        description="Hospital stays on the day and in the unit where they ended",
        build=departures,
        amounts={
            "discharges": "Stays ended, deaths included",
            "deaths": "Of these, ended by death",
            "hospice": "Of these, discharged to hospice care",
            "stay_days": "Time from start to end, in days of 24 hours",
            "timed_live_discharges": "Discharged alive, at a known time of day",
            "before_noon": "Of these, before 12:00",
            "followed_30": "Followed by another stay of the patient within 30 days, for whatever reason",
        },
        splits=SPLITS,
    ),
    Mart(
        name="returns",
        description="Discharges that a readmission could follow, on the day of discharge",
        build=returns,
        amounts={
            "index_7": "Discharges whose 7 days are over",
            "returned_7": "Of these, admitted again within 7 days",
            "index_30": "Discharges whose 30 days are over",
            "returned_30": "Of these, admitted again within 30 days",
        },
        splits=SPLITS,
    ),
    Mart(
        name="case_mix",
        description="Inpatient stays that ended, on that day and in the unit where they began, with what was known of "
        "their risk on admission, and how they ended",
        build=case_mix,
    ),
    Mart(
        name="expected_outcomes",
        description="The same stays with the outcomes the facility's own model expects of them",
        build=expected_outcomes,
        amounts={
            "deaths": "Stays that ended by death",
            "expected_deaths": "Deaths expected of the same stays",
            "returned": "Stays followed by a readmission within 30 days",
            "expected_returns": "Readmissions expected of the same stays",
        },
        splits=SPLITS,
        kept=True,
    ),
    Mart(
        name="unit_days",
        description="Patients of a unit by day",
        build=unit_days,
        amounts={
            "midnight": "Patients at the midnight that ends the day",
            "hours": "Hours of stays that began and ended that day",
            "patient_days": "Patients at midnight, plus hours of same-day stays divided by 24",
        },
        kept=True,
    ),
    Mart(
        name="bed_times",
        description="From when to when each stay lay in each unit, on the day it came there",
        build=bed_times,
    ),
    Mart(
        name="bed_days",
        description="Beds of a unit by day, where they were reported",
        build=bed_days,
        amounts={
            "staffed": "Staffed beds",
            "blocked": "Beds closed",
            "filled": "Patients at the midnight that ends the day",
            "empty": "Staffed beds less patients",
            "discharges": "Stays that ended in the unit that day",
        },
    ),
    Mart(
        name="emergency_visits",
        description="Emergency visits on the day of arrival",
        build=visits,
        amounts={
            "arrivals": "Visits begun",
            "ended": "Of these, ended",
            "admitted": "Of the ended, admitted",
            "left_unseen": "Of the ended, left before being seen",
            "timed": "Visits with both arrival and departure",
            "within_four_hours": "Of these, 240 minutes or less",
            "minutes": "Minutes from arrival to departure",
            "boarding_minutes": "Minutes from the decision to admit to departure, of admitted visits",
        },
        splits=SPLITS,
        kept=True,
    ),
    Mart(
        name="appointments",
        description="Appointments kept or missed, on the day they were to take place",
        build=appointments,
        amounts={"due": "Appointments kept or missed", "missed": "Of these, missed"},
        splits=SPLITS,
    ),
    Mart(
        name="incidents",
        description="Reported incidents on the day they happened",
        build=incidents,
        amounts={
            "falls": "Falls",
            "falls_with_harm": "Falls that did harm",
            "pressure_injuries": "Pressure injuries acquired here, stage 2 and worse or stage not given",
        },
    ),
    Mart(
        name="incident_reports",
        description="Events told of in Wellrun itself, on the day they happened",
        build=incident_reports,
        amounts={
            "reports": "Events told of",
            "near_misses": "Of these, near misses",
            "triaged_promptly": "Of these, triaged within three days of the report",
        },
    ),
    Mart(
        name="follow_ups",
        description="Patients followed up after leaving, on the day they left",
        build=follow_ups,
        amounts={
            "followed": "Patients followed up",
            "call_due": "Of these, whose 48 hours are over, or who were called",
            "call_in_time": "Of these, called within 48 hours",
            "visit_due": "Patients whose seven days are over, or who were seen",
            "visit_in_time": "Of these, seen within seven days",
        },
    ),
    Mart(
        name="infections",
        description="Healthcare-associated infections on the date of event",
        build=infections,
        amounts={
            "clabsi": "Central-line bloodstream infections",
            "cauti": "Catheter-associated urinary infections",
            "vae": "Ventilator-associated events",
            "cdi": "Clostridioides difficile infections",
        },
    ),
    Mart(
        name="device_days",
        description="Patients with a device, counted once a day",
        build=device_days,
        amounts={
            "line_days": "Central-line days",
            "catheter_days": "Urinary-catheter days",
            "ventilator_days": "Ventilator days",
        },
    ),
    Mart(
        name="predicted_infections",
        description="Infections predicted for a month by a published model, as imported",
        build=predicted_infections,
        amounts={
            "clabsi": "Central-line bloodstream infections predicted",
            "cauti": "Catheter-associated urinary infections predicted",
            "vae": "Ventilator-associated events predicted",
            "cdi": "Clostridioides difficile infections predicted",
        },
    ),
    Mart(
        name="worked_hours",
        description="Hours worked, on the day the shift began",
        build=worked_hours,
        amounts={
            "hours": "Hours worked",
            "agency_hours": "Of these, by agency staff",
            "overtime_hours": "Of these, overtime of own staff",
        },
    ),
    Mart(
        name="nursing_days",
        description="Nursing hours and patient days, for unit days that have both",
        build=nursing_days,
        amounts={
            "nursing_hours": "Hours worked by nurses and nursing assistants, own, overtime and agency",
            "patient_days": "Patient days of the same unit days",
        },
    ),
    Mart(
        name="absences",
        description="Hours contracted and hours lost",
        build=absences,
        amounts={"contracted_hours": "Hours contracted", "sick_hours": "Of these, lost to sickness"},
    ),
    Mart(
        name="shift_cover",
        description="People needed for shifts and people missing",
        build=shift_cover,
        amounts={"needed": "People needed", "unfilled": "Of these, not rostered"},
    ),
    Mart(
        name="roster_days",
        description="Shifts told and changed at short notice, on the day they begin",
        build=roster_days,
        amounts={"told": "Shifts told", "changed": "Changes within 72 hours of a shift"},
    ),
    Mart(
        name="shared_burdens",
        description="Nights and weekends of the year that ends with a day",
        build=shared_burdens,
        amounts={
            "nights": "Nights worked by own staff",
            "nights_beyond": "Of these, beyond fair shares",
            "weekends": "Weekends worked by own staff",
            "weekends_beyond": "Of these, beyond fair shares",
        },
    ),
    Mart(
        name="expense_months",
        description="Operating expense and patient days of months that have been booked",
        build=expense_months,
        amounts={"expense": "Booked operating expense", "patient_days": "Patient days of the same months"},
    ),
    Mart(
        name="variance_lines",
        description="Budget, its parts of variance and actual by cost centre, account and fiscal period, in cents",
        build=variance_lines,
        amounts={
            "budget": "Budget, cents",
            "volume": "Over budget because more work was done, cents",
            "efficiency": "Over budget because each unit of work took more, cents",
            "rate": "Over budget because hours, pieces or cases cost or brought more, cents",
            "spending": "Over budget and not told apart, cents",
            "actual": "Booked, cents",
        },
    ),
    Mart(
        name="receivables",
        description="What is owed at the end of months, beside the revenue of an average day before",
        build=receivables,
        amounts={
            "owed": "Owed on billed claims",
            "over_90": "Of these, more than 90 days after the last day of service",
            "less_credits": "Owed less credits",
            "net": "Owed less credits and what is not expected to come",
            "unbilled": "Discharged and not final billed, where known",
            "unsent": "Final billed and not submitted, where known",
            "gross_per_day": "Charges of an average day of twelve months",
            "net_per_day": "Net revenue of an average day of 90 days",
            "unbilled_per_day": "Charges of an average day, where what is unbilled is known",
            "unsent_per_day": "Charges of an average day, where what is unsent is known",
        },
    ),
    Mart(
        name="ledger_moves",
        description="What was charged, collected and given away, on the day it was booked",
        build=ledger_moves,
        amounts={
            "charges": "Charges",
            "collectible": "Charges less contractual adjustments",
            "net_revenue": "Charges less contractual adjustments and charity",
            "cash": "Cash of payers and patients, less take-backs",
            "kept_cash": "The same less refunds",
            "denial_write_offs": "Written off after a denial",
            "bad_debt": "Written off as bad debt",
            "charity": "Given as charity",
            "cost": "Cost of the revenue cycle, of days for which it was entered",
            "cash_with_cost": "Cash of the same days",
        },
    ),
    Mart(
        name="clean_claims",
        description="Claims that were checked, on the day they were billed",
        build=clean_claims,
        amounts={"checked": "Claims checked", "clean": "Of these, passed without a person"},
    ),
    Mart(
        name="initial_denials",
        description="First denials by month, beside a month's average of claims sent in the three months before",
        build=initial_denials,
        amounts={
            "denied": "Claims denied for the first time",
            "denied_charges": "Charges of these",
            "sent": "Claims sent in an average month of the three before",
            "sent_charges": "Charges of these",
        },
    ),
    Mart(
        name="primary_remits",
        description="Answers of primary payers, on the day of the payment",
        build=primary_remits,
        amounts={"remits": "Answers of primary payers", "zero_paid": "Of these, paid with nothing"},
    ),
    Mart(
        name="survey_answers",
        description="Answers of discharged patients, on the day of discharge",
        build=answers,
        amounts={
            "ratings": "Overall ratings given",
            "top_ratings": "Of these, 9 or 10",
            "recommendations": "Answers on whether the hospital would be recommended",
            "top_recommendations": "Of these, definitely yes",
            "cleanliness": "Answers on how often room and bathroom were clean",
            "top_cleanliness": "Of these, always",
            "quietness": "Answers on how often it was quiet at night",
            "top_quietness": "Of these, always",
        },
    ),
    Mart(
        name="complaints",
        description="Complaints taken in Wellrun itself, on the day they came",
        build=complaints,
        amounts={
            "complaints": "Complaints",
            "to_acknowledge": "Of these, acknowledged, or past the day for it",
            "acknowledged_in_time": "Of these, acknowledged in time",
            "to_answer": "Complaints answered, or past the day for it",
            "answered_in_time": "Of these, first answered in time",
        },
    ),
    Mart(
        name="service_requests",
        description="Requests for cleaning, porters and repairs that were answered, on the day they were asked",
        build=service_requests,
        amounts={
            "answered": "Requests taken or refused",
            "in_time": "Of these, within the target of their kind and urgency",
            "porters": "Of these, for a porter",
            "porter_minutes": "Minutes until a request for a porter was taken or refused",
            "cleanings": "Of these, for cleaning",
            "cleaning_minutes": "Minutes until a request for cleaning was taken or refused",
        },
    ),
    *PURCHASES,
    *THEATRE,
    Mart(
        name="waiting_actions",
        description="Actions open at the end of a day",
        build=waiting_actions,
        amounts={"waiting": "Actions open", "overdue": "Of these, past their date"},
    ),
)

MARTS: Mapping[str, Mart] = MappingProxyType({mart.name: mart for mart in _ALL})
