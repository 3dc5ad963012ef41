"""The books of a facility as cash sees them: balances and flows by period, and twelve months for the ratios."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wellrun.departments.finance.models import CashTerms
from wellrun.departments.finance.queries.terms import terms_of
from wellrun.departments.finance.rules.calendars import FiscalPeriod
from wellrun.departments.finance.rules.cash import AccountRole, Flow, Movement, Roles, Year, flows, has_role
from wellrun.departments.finance.rules.outlook.judging import judged
from wellrun.departments.finance.rules.outlook.panel import Panel
from wellrun.departments.finance.rules.outlook.ranges import Range, range_of
from wellrun.foundations.catalogue.charting import facts

BALANCES = """
WITH newest AS (SELECT book, month, max(version) AS version FROM ledger WHERE facility = $facility GROUP BY book, month)
SELECT l.account, l.month, coalesce(max(a.kind), 'expense'), coalesce(max(a.nature), 'other'),
    CAST(round(100 * sum(coalesce(l.debit, 0) - coalesce(l.credit, 0))) AS BIGINT)
FROM ledger l JOIN newest USING (book, month, version)
LEFT JOIN (SELECT account, kind, nature FROM accounts WHERE facility = $facility) a USING (account)
WHERE l.facility = $facility GROUP BY l.account, l.month ORDER BY l.month
"""
DISCHARGES = """
SELECT count(*) FROM mart_stays
WHERE facility = $facility AND CAST(ended_at AS DATE) >= $since AND CAST(ended_at AS DATE) < $until
"""
HOURS = "SELECT sum(hours) FROM worked_hours WHERE facility = $facility AND day >= $since AND day < $until"
PATIENT_DAYS = """
SELECT sum(patient_days) FROM mart_unit_days WHERE facility = $facility AND day >= $since AND day < $until
"""
WORK = {
    "discharges": ("mart_stays", DISCHARGES),
    "hours": ("worked_hours", HOURS),
    "patient_days": ("mart_unit_days", PATIENT_DAYS),
}
"""Work of a year: the table that must be there, and its sum."""


@dataclass(frozen=True)
class CashPeriod:
    """A period: its first day, its flows in cents, and what the cash accounts hold at its end, where that is known."""

    start: dt.date
    flows: Mapping[Flow, float]
    closing: Range | None
    booked: bool


@dataclass(frozen=True)
class CashBooks:
    """What a facility's books say of cash. ``unnamed``: roles without an account; ``accounts``: every code there is."""

    accounts: tuple[str, ...]
    periods: tuple[CashPeriod, ...]
    unnamed: tuple[AccountRole, ...]
    opening: int | None
    year: Year


def cash_terms(facility: str) -> tuple[Roles, int | None, int]:
    """Roles, the opening balance and the version of the terms; nothing and 0 where nobody has said them."""
    held = CashTerms.objects.filter(facility__code=facility).first()
    if held is None:
        return {}, None, 0
    return {AccountRole(role): tuple(codes) for role, codes in held.roles.items()}, held.opening, held.version


def cash_books(facility: str) -> CashBooks | None:
    """The books of a facility, and its cash to the end of the fiscal year; ``None`` without a ledger."""
    if not facts().warehouse.manifest().segments("ledger"):
        return None
    rows = facts().rows(BALANCES, {"facility": facility})
    if not rows:
        return None
    roles, opening, _version = cash_terms(facility)
    calendar = terms_of(facility).calendar
    months = sorted({row[1] for row in rows})
    last = calendar.period_of(months[-1])
    ahead = [one for one in calendar.periods(calendar.period_of(last.end).year) if one.start > last.start]
    booked = [calendar.period_of(month) for month in months]
    moves = _movements(rows, roles)
    cash = _cash(rows, roles)
    needed = (AccountRole.CASH, AccountRole.RECEIVABLE, AccountRole.PAYABLE, AccountRole.EQUIPMENT)
    return CashBooks(
        accounts=tuple(sorted({row[0] for row in rows})),
        periods=tuple(_periods(booked, ahead, moves, cash, opening)),
        unnamed=tuple(role for role in needed if not roles.get(role)),
        opening=opening,
        year=_year(facility, booked[-len(calendar.periods(last.year)) :], rows, roles, opening),
    )


def _movements(rows: Sequence[tuple[Any, ...]], roles: Roles) -> Mapping[dt.date, Movement]:
    sums: dict[dt.date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for account, month, kind, nature, debit in rows:
        into = sums[month]
        if kind == "revenue":
            into["revenue"] -= debit
        elif kind == "expense":
            into["labour" if nature == "labour" else "other"] += debit
        for role, sign in SIGNS.items():
            if has_role(account, roles.get(role, ())):
                into[role.value] += sign * debit
    return {month: Movement(**told) for month, told in sums.items()}


SIGNS = {
    AccountRole.DEPRECIATION: 1,
    AccountRole.RECEIVABLE: 1,
    AccountRole.EQUIPMENT: 1,
    AccountRole.PAYABLE: -1,
    AccountRole.PAYROLL_OWED: -1,
}
"""On which side a role's accounts grow: debit 1, credit -1."""


def _cash(rows: Sequence[tuple[Any, ...]], roles: Roles) -> Mapping[dt.date, int]:
    found: dict[dt.date, int] = defaultdict(int)
    for account, month, _kind, _nature, debit in rows:
        if has_role(account, roles.get(AccountRole.CASH, ())):
            found[month] += debit
    return found


def _periods(
    booked: Sequence[FiscalPeriod],
    ahead: Sequence[FiscalPeriod],
    moves: Mapping[dt.date, Movement],
    cash: Mapping[dt.date, int],
    opening: int | None,
) -> list[CashPeriod]:
    found, held = [], opening
    for one in booked:
        held = held + cash.get(one.start, 0) if held is not None and cash else None
        closing = None if held is None else Range(float(held), float(held), float(held))
        found.append(
            CashPeriod(one.start, {key: float(value) for key, value in flows(moves[one.start]).items()}, closing, True)
        )
    if not ahead:
        return found
    amounts = np.array([[float(flows(moves[one.start])[flow]) for one in booked] for flow in Flow])
    every = [*booked, *ahead]
    nothing = np.full((len(Flow), len(every)), np.nan)
    days = np.array([float((one.end - one.start).days) for one in every])
    panel = Panel(amounts, days, np.array([one.number for one in every]), nothing, np.zeros(len(Flow)), nothing)
    told = judged(panel)
    for at, one in enumerate(ahead):
        expected = dict(zip(Flow, told.point[:, at].tolist(), strict=True))
        whole = None if held is None else held + float(told.point[:, : at + 1].sum())
        closing = None if whole is None else range_of(whole, told.missed, 0, at + 1)
        found.append(CashPeriod(one.start, expected, closing, False))
    return found


def _year(
    facility: str,
    periods: Sequence[FiscalPeriod],
    rows: Sequence[tuple[Any, ...]],
    roles: Roles,
    opening: int | None,
) -> Year:
    """The last twelve booked months, or as many as there are."""
    since, until = periods[0].start, periods[-1].end
    own = [row for row in rows if since <= row[1] < until]
    revenue = [row for row in own if row[2] == "revenue"]

    def summed(role: AccountRole, sign: int = 1) -> int | None:
        codes = roles.get(role, ())
        return sum(sign * row[4] for row in own if has_role(row[0], codes)) if codes else None

    outside = roles.get(AccountRole.NON_OPERATING, ())
    cash = _cash(rows, roles)
    asked = {"facility": facility, "since": since, "until": until}
    return Year(
        days=(until - since).days,
        expense=sum(row[4] for row in own if row[2] == "expense" and not has_role(row[0], outside)),
        revenue=-sum(row[4] for row in revenue if not has_role(row[0], outside)) if revenue else None,
        depreciation=summed(AccountRole.DEPRECIATION),
        interest=summed(AccountRole.INTEREST),
        patient_revenue=summed(AccountRole.PATIENT_REVENUE, -1),
        inpatient_revenue=summed(AccountRole.INPATIENT_REVENUE, -1),
        cash=opening + sum(cash.values()) if opening is not None and roles.get(AccountRole.CASH) else None,
        **{name: _work(table, sql, asked) for name, (table, sql) in WORK.items()},
    )


def _work(table: str, sql: str, asked: Mapping[str, Any]) -> Any:
    if not facts().warehouse.manifest().segments(table):
        return None
    return facts().rows(sql, dict(asked))[0][0]
