"""The policy: which role may do what. Where is decided by the place a role is granted for; nothing else is allowed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType


class Permission(StrEnum):
    """The things that can be allowed. Each route and each action names the one it needs."""

    READ_FIGURES = "read figures"
    ASSIGN_ACTIONS = "assign actions"
    JUDGE_SIGNALS = "judge signals"
    RUN_BRIEFING = "run the briefing"
    GOVERN_MEASURES = "govern measures"
    LOAD_FEEDS = "load feeds"
    SEE_ROWS = "see rows in quarantine"
    FIND_PATIENTS = "find patients"
    READ_RECORDS = "read patient records"
    REGISTER_PATIENTS = "register patients"
    MERGE_PATIENTS = "merge records of patients"
    BREAK_GLASS = "break the glass"
    READ_OWN_RECORD = "read the own record"
    REVIEW_ACCESS = "review access to patients"
    RELEASE_DATA = "release de-identified data"
    SET_UP = "set up the organisation"
    GIVE_ROLES = "give roles"
    REVIEW_ROLES = "review roles"
    SEE_AS = "see as another"
    KEEP_SAFE = "keep backups and legal holds"
    READ_AUDIT = "read the audit"
    SEE_ROSTERS = "see rosters"
    ROSTER = "make rosters"
    SEE_STAFF = "see people at work"
    MANAGE_STAFF = "manage people at work"
    OWN_SCHEDULE = "see and ask for own shifts"
    REPORT_INCIDENTS = "report incidents"
    SEE_INCIDENTS = "see incidents"
    TRIAGE_INCIDENTS = "triage incidents"
    SIGN_SAVINGS = "sign off savings"
    EXPLAIN_VARIANCE = "read journal lines and explain variances"
    KEEP_LEDGER = "take in ledgers and set what a variance may be"
    PLAN_BUDGETS = "plan budgets"
    APPROVE_BUDGETS = "approve budgets for the board"
    ASK_PURCHASES = "ask for purchases and receive them"
    APPROVE_PURCHASES = "approve purchases within limits"
    BUY = "order, keep vendors and contracts, and match invoices"
    TAKE_COMPLAINTS = "take complaints"
    HANDLE_COMPLAINTS = "handle complaints"
    SEE_COMPLAINANTS = "see who complains"
    READ_COMMENTS = "read comments of patients"
    FOLLOW_PATIENTS = "follow patients after they leave"
    LEAD_FOLLOW_UP = "lead the follow-up of patients"
    SEE_CLAIMS = "see claims and payments"
    POST_PAYMENTS = "post payments"
    SEND_CLAIMS = "send claims"
    CHECK_ELIGIBILITY = "check eligibility and estimate costs"
    ENTER_CHARGES = "enter charges"
    SEE_ACCOUNTS = "see accounts of patients"
    TAKE_PAYMENTS = "take payments of patients"
    APPROVE_REFUNDS = "approve refunds"
    SEE_BEDS = "see the bed board"
    MANAGE_BEDS = "move patients and manage beds"
    WALL_SCREEN = "show the board on a wall screen"
    SERVICE_REQUESTS = "ask for cleaning, porters and repairs, and see to them"


class Role(StrEnum):
    """The posts that people hold in the product."""

    ADMINISTRATOR = "administrator"
    EXECUTIVE = "executive"
    FACILITY_MANAGER = "facility manager"
    DEPARTMENT_MANAGER = "department manager"
    SCHEDULER = "scheduler"
    QUALITY_LEAD = "quality lead"
    PRIVACY_OFFICER = "compliance and privacy officer"
    FINANCE = "finance"
    REVENUE = "revenue"
    CLINICIAN = "clinician"
    FRONT_DESK = "front desk"
    INTEGRATION_LEAD = "integration lead"
    AUDITOR = "auditor"
    STAFF = "member of staff"
    PATIENT = "patient"
    PROXY = "proxy"


_WORKS = frozenset(
    {
        Permission.OWN_SCHEDULE,
        Permission.REPORT_INCIDENTS,
        Permission.TAKE_COMPLAINTS,
        Permission.SERVICE_REQUESTS,
    }
)
_READS = _WORKS | {Permission.READ_FIGURES}
_PROMISES = _READS | {Permission.ASSIGN_ACTIONS}
_DAILY = _PROMISES | {Permission.JUDGE_SIGNALS, Permission.RUN_BRIEFING}
_ROSTERS = frozenset({Permission.SEE_ROSTERS, Permission.ROSTER, Permission.SEE_STAFF})
_STAFF = _ROSTERS | {Permission.MANAGE_STAFF}
_INCIDENTS = frozenset({Permission.SEE_INCIDENTS, Permission.TRIAGE_INCIDENTS})
_VOICES = frozenset({Permission.HANDLE_COMPLAINTS, Permission.READ_COMMENTS})
_OWN = frozenset({Permission.READ_OWN_RECORD})
_BUDGETS = frozenset({Permission.PLAN_BUDGETS, Permission.APPROVE_BUDGETS})
_PURCHASES = frozenset({Permission.ASK_PURCHASES, Permission.APPROVE_PURCHASES})
_CASHIER = frozenset({Permission.SEE_ACCOUNTS, Permission.TAKE_PAYMENTS})
_BEDS = frozenset({Permission.SEE_BEDS, Permission.MANAGE_BEDS})
_FLOW = _BEDS | {Permission.WALL_SCREEN}

POLICY: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.ADMINISTRATOR: _DAILY
        | {
            Permission.SEE_BEDS,
            Permission.GOVERN_MEASURES,
            Permission.LOAD_FEEDS,
            Permission.SET_UP,
            Permission.GIVE_ROLES,
            Permission.REVIEW_ROLES,
            Permission.SEE_AS,
            Permission.KEEP_SAFE,
            Permission.READ_AUDIT,
        },
        Role.EXECUTIVE: _DAILY
        | {Permission.REVIEW_ROLES, Permission.SEE_ROSTERS, Permission.SEE_STAFF, Permission.SEE_BEDS}
        | {Permission.EXPLAIN_VARIANCE}
        | _BUDGETS
        | _PURCHASES
        | _INCIDENTS
        | _VOICES,
        Role.FACILITY_MANAGER: _DAILY
        | {Permission.REVIEW_ROLES, Permission.SEE_ACCOUNTS, Permission.APPROVE_REFUNDS, Permission.EXPLAIN_VARIANCE}
        | _BUDGETS
        | _PURCHASES
        | _FLOW
        | _STAFF
        | _INCIDENTS
        | _VOICES,
        Role.DEPARTMENT_MANAGER: _DAILY
        | {Permission.REVIEW_ROLES, Permission.EXPLAIN_VARIANCE, Permission.PLAN_BUDGETS}
        | _PURCHASES
        | _FLOW
        | _STAFF
        | _INCIDENTS
        | _VOICES,
        Role.SCHEDULER: _PROMISES | _ROSTERS | {Permission.SEE_BEDS},
        Role.QUALITY_LEAD: _DAILY
        | _INCIDENTS
        | _VOICES
        | {
            Permission.GOVERN_MEASURES,
            Permission.FIND_PATIENTS,
            Permission.READ_RECORDS,
            Permission.RELEASE_DATA,
            Permission.SEE_COMPLAINANTS,
            Permission.FOLLOW_PATIENTS,
            Permission.LEAD_FOLLOW_UP,
            Permission.SEE_BEDS,
        },
        Role.PRIVACY_OFFICER: _PROMISES
        | {
            Permission.FIND_PATIENTS,
            Permission.REVIEW_ACCESS,
            Permission.REVIEW_ROLES,
            Permission.RELEASE_DATA,
            Permission.KEEP_SAFE,
            Permission.READ_AUDIT,
            Permission.SEE_INCIDENTS,
        },
        Role.FINANCE: _PROMISES
        | {Permission.SEE_ROSTERS, Permission.SEE_STAFF, Permission.SIGN_SAVINGS}
        | {Permission.EXPLAIN_VARIANCE, Permission.KEEP_LEDGER, Permission.PLAN_BUDGETS, Permission.BUY}
        | _PURCHASES,
        Role.REVENUE: _PROMISES
        | {
            Permission.FIND_PATIENTS,
            Permission.SEE_CLAIMS,
            Permission.POST_PAYMENTS,
            Permission.SEND_CLAIMS,
            Permission.CHECK_ELIGIBILITY,
            Permission.ENTER_CHARGES,
        }
        | _CASHIER,
        Role.CLINICIAN: _PROMISES
        | _BEDS
        | {
            Permission.FIND_PATIENTS,
            Permission.READ_RECORDS,
            Permission.BREAK_GLASS,
            Permission.SEE_ROSTERS,
            Permission.FOLLOW_PATIENTS,
            Permission.ENTER_CHARGES,
        },
        Role.FRONT_DESK: _WORKS
        | _CASHIER
        | _BEDS
        | {
            Permission.FIND_PATIENTS,
            Permission.REGISTER_PATIENTS,
            Permission.MERGE_PATIENTS,
            Permission.CHECK_ELIGIBILITY,
            Permission.ENTER_CHARGES,
        },
        Role.INTEGRATION_LEAD: _READS | {Permission.LOAD_FEEDS, Permission.SEE_ROWS},
        Role.AUDITOR: frozenset({Permission.READ_FIGURES, Permission.READ_AUDIT}),
        Role.STAFF: _WORKS,
        Role.PATIENT: _OWN,
        Role.PROXY: _OWN,
    }
)
"""Every role appears once; a role that is missing may do nothing."""

SENSITIVE = frozenset(
    {
        Permission.SEE_ROWS,
        Permission.FIND_PATIENTS,
        Permission.READ_RECORDS,
        Permission.REGISTER_PATIENTS,
        Permission.MERGE_PATIENTS,
        Permission.BREAK_GLASS,
        Permission.READ_OWN_RECORD,
        Permission.REVIEW_ACCESS,
        Permission.RELEASE_DATA,
        Permission.SEE_COMPLAINANTS,
        Permission.FOLLOW_PATIENTS,
        Permission.LEAD_FOLLOW_UP,
        Permission.SEE_CLAIMS,
        Permission.CHECK_ELIGIBILITY,
        Permission.ENTER_CHARGES,
        Permission.SET_UP,
        Permission.GIVE_ROLES,
        Permission.SEE_AS,
        Permission.KEEP_SAFE,
        Permission.READ_AUDIT,
    }
)
"""What shows a patient, or changes who may. Nobody does it on a password alone (45 CFR 164.312(d))."""

TIED_TO_PATIENTS = frozenset({Role.PATIENT, Role.PROXY})
"""Roles that reach a patient by a tie to that patient, not by a place."""


def needs_second_factor(roles: Iterable[Role]) -> bool:
    """True if any of these roles allows something that a password alone must not open."""
    return any(POLICY.get(role, frozenset()) & SENSITIVE for role in roles)


def quarter_of(day: dt.date) -> str:
    """The quarter in which roles are reviewed: 2026-Q4."""
    return f"{day.year}-Q{(day.month + 2) // 3}"
