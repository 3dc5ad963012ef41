"""What revenue publishes to the warehouse: claims, answers of payers, the receivable and the ledger's moves by day."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Min, Q, Sum

from wellrun.departments.revenue.models import (
    Claim,
    CollectionCost,
    DenialCase,
    LedgerEntry,
    LedgerLeg,
    RemittanceClaim,
)
from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.queries.receivables import balances_on, credits_on, first_day, rates_on
from wellrun.departments.revenue.queries.submitted import billed_here, clean_claims, submitted_days, unsent_on
from wellrun.departments.revenue.queries.unbilled import unbilled_on
from wellrun.departments.revenue.rules.by_hand import Waiver
from wellrun.departments.revenue.rules.denials import Category
from wellrun.departments.revenue.rules.entries import Book, Kind, Responsible
from wellrun.departments.revenue.rules.ledger import ZERO
from wellrun.departments.revenue.rules.receivables import (
    GROSS_SPAN,
    NET_SPAN,
    PATIENT,
    aged,
    allowance,
    closing_days,
    per_day,
)
from wellrun.foundations.organisation.models import Facility

DAY = dt.timedelta(days=1)
NOBODY = "none"
"""Stands for the payer of cash that is about no claim."""

LONGEST = 800 * DAY
"""How far back the receivable is told: two years, and what a year before needs."""

Rows = list[dict[str, Any]]


def claim_rows(today: dt.date) -> Rows:
    """One row for each claim billed until today: whether it was clean, when it was first sent and first denied."""
    denied = dict(DenialCase.objects.order_by().values_list("claim").annotate(first=Min("denied_on")))
    clean, submitted = clean_claims(), submitted_days(Facility.objects.all())
    held = Claim.objects.filter(billed_on__lte=today).select_related("facility").order_by("facility", "number")
    return [
        {
            "facility": one.facility.code,
            "claim": one.number,
            "unit": one.place.partition("/")[2] or None,
            "payer": one.payers[0] if one.payers else PATIENT,
            "ended_on": one.ends,
            "billed_on": one.billed_on,
            "charge": one.charge,
            "submitted_on": submitted.get(one.pk),
            "clean": clean.get(one.pk),
            "denied_on": denied.get(one.pk),
        }
        for one in held.iterator()
    ]


def remit_rows(today: dt.date) -> Rows:
    """One row for each claim that a primary payer answered until today."""
    twice = DenialCase.objects.filter(category=Category.DUPLICATE.value).values("claim")
    held = RemittanceClaim.objects.filter(
        level=Responsible.PRIMARY.value, payment__paid_on__lte=today, claim__isnull=False
    ).exclude(Q(paid_cents=0) & Q(claim__in=twice))
    return [
        {
            "facility": facility,
            "remit": f"{payment}-{place}",
            "paid_on": paid_on,
            "zero_paid": paid == 0,
        }
        for facility, payment, place, paid_on, paid, status in held.values_list(
            "payment__facility__code", "payment", "place", "payment__paid_on", "paid_cents", "status"
        )
        if status != "22"
    ]


def receivable_rows(today: dt.date) -> Rows:
    """What was owed at the end of each month and yesterday, by payer."""
    return [row for facility in _facilities() for row in _receivable(facility, today)]


def _receivable(facility: Facility, today: dt.date) -> Iterator[dict[str, Any]]:
    for day in _closings(facility, today):
        balances = balances_on(facility, day)
        lost = allowance(balances, rates_on(facility, day))
        for payer, sums in aged(balances, day).items():
            yield _owed(facility, day, payer, sums.total, sums.old, ZERO, lost.get(payer, ZERO))
        credit = credits_on(facility, day)
        if credit:
            yield _owed(facility, day, NOBODY, ZERO, ZERO, credit, ZERO)


def _owed(facility: Facility, day: dt.date, payer: str, *amounts: Decimal) -> dict[str, Any]:
    names = ("owed", "over_90", "credits", "allowance")
    return {"facility": facility.code, "day": day, "payer": payer, **dict(zip(names, amounts, strict=True))}


def revenue_rows(today: dt.date) -> Rows:
    """Revenue of an average day before each of the same days, what was not billed, and what was billed and not sent.

    Where no claim is sent from here, nobody tells us what waits; where nothing is charged here, what is not billed.
    """
    rows = []
    for facility in _facilities():
        moves = _moves(facility, today)
        billed = billed_here(facility, submitted_days([facility]))
        gross = {day: sums["charges"] for day, sums in moves.items()}
        net = {day: sums["charges"] - sums["contractual"] - sums["charity"] for day, sums in moves.items()}
        closings = _closings(facility, today)
        unbilled = unbilled_on(facility, closings)
        for day in closings:
            per_gross, per_net = per_day(gross, day, GROSS_SPAN), per_day(net, day, NET_SPAN)
            row = {"facility": facility.code, "day": day}
            row |= {"unbilled": float(unbilled[day])} if day in unbilled else {}
            row |= {"unsent": unsent_on(billed, day) if billed else None}
            rows.append(row | {"gross_per_day": _number(per_gross), "net_per_day": _number(per_net)})
    return rows


def _number(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def move_rows(today: dt.date) -> Rows:
    """What moved the ledger on each day until yesterday; days without entries have a row where they cost something."""
    rows = []
    for facility in _facilities():
        moves = _moves(facility, today)
        costs = {one.year: one.amount for one in CollectionCost.objects.filter(facility=facility)}
        first = min(moves, default=today)
        for day in (first + at * DAY for at in range((today - first).days)):
            cost = costs.get(day.year)
            if day in moves or cost is not None:
                spent = None if cost is None else float(cost) / (365 + calendar.isleap(day.year))
                rows.append({"facility": facility.code, "day": day, **moves[day], "cost": spent})
    return rows


def _facilities() -> Iterator[Facility]:
    return iter(Facility.objects.filter(pk__in=LedgerEntry.objects.values("facility")).order_by("code"))


def _closings(facility: Facility, today: dt.date) -> tuple[dt.date, ...]:
    first, last = first_day(facility), today - DAY
    return closing_days(max(first, last - LONGEST), last) if first and first <= last else ()


NAMES = ("charges", "contractual", "cash", "refunds", "denial_write_offs", "bad_debt", "charity")
WAIVERS = {Waiver.BAD_DEBT.value: "bad_debt", Waiver.CHARITY.value: "charity", Waiver.DENIAL.value: "denial_write_offs"}


def _moves(facility: Facility, today: dt.date) -> dict[dt.date, dict[str, Decimal]]:
    """Sums by day until yesterday. A reversal counts as the kind that it undoes, on its own day."""
    found: dict[dt.date, dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(NAMES, ZERO))
    legs = LedgerLeg.objects.filter(entry__facility=facility, entry__on__lt=today)
    books = (Book.REVENUE.value, Book.CONTRACTUAL.value, Book.CASH.value, Book.WRITE_OFF.value)
    fields = ("entry__on", "book", "entry__kind", "entry__note", "entry__reverses__kind", "entry__reverses__note")
    sums = legs.filter(book__in=books).values_list(*fields).annotate(total=Sum("cents"))
    for day, book, kind, note, undone, undone_note, total in sums:
        name, sign = _name(book, undone or kind, undone_note if undone else note)
        if name:
            found[day][name] += sign * as_money(total)
    return found


def _name(book: str, kind: str, note: str) -> tuple[str, int]:
    """Which sum a leg counts in, and with which sign. What is too small to ask for counts in none."""
    if book == Book.REVENUE:
        return "charges", -1
    if book == Book.CONTRACTUAL:
        return "contractual", 1
    if book == Book.WRITE_OFF:
        return WAIVERS.get(note or Waiver.DENIAL.value, ""), 1
    if kind == Kind.REFUND:
        return "refunds", -1
    return "" if kind == Kind.PROVIDER_ADJUSTMENT else "cash", 1
