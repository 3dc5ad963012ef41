"""Patients' accounts as the ledger has them: one with its visits and credits, and all of a place with what is owed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Max, Min, Q, QuerySet, Sum
from django.utils import timezone

from wellrun.departments.revenue.models import (
    AssistanceCase,
    Claim,
    LedgerLeg,
    PatientAccount,
    PaymentPlan,
    Statement,
)
from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.queries.ledger import ledger_of
from wellrun.departments.revenue.queries.remittances import facilities_in
from wellrun.departments.revenue.rules.accounts import OWN, Dates, Visit, credits_of, own_credit, visit_of
from wellrun.departments.revenue.rules.assistance import CaseState
from wellrun.departments.revenue.rules.entries import Book, Owed, Responsible
from wellrun.departments.revenue.rules.ledger import Ledger
from wellrun.departments.revenue.rules.statements import Bill, bill
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Place, Tree

ZERO = Decimal("0.00")


def local_today(facility: Facility) -> dt.date:
    """The day it is by the facility's own clock."""
    return timezone.now().astimezone(ZoneInfo(facility.time_zone)).date()


def claims_of(account: PatientAccount) -> QuerySet[Claim]:
    """The claims of an account, oldest service first."""
    found = Claim.objects.filter(facility=account.facility, patient=account.patient, account=account.account)
    return found.order_by("begins", "number")


def account_ledger(account: PatientAccount, claims: Sequence[Claim]) -> Ledger:
    """Everything posted on an account: about its claims, and money that is about none."""
    alone = LedgerLeg.objects.filter(
        entry__facility=account.facility, patient=account.patient, account=account.account, claim=""
    )
    transactions = set(alone.values_list("entry__source", "entry__transaction"))
    return ledger_of(account.facility, claims=[one.number for one in claims], transactions=transactions)


@dataclass(frozen=True)
class AccountNow:
    """An account as its ledger stands: visits, the patient's own credit, every credit by what it is about."""

    account: PatientAccount
    claims: tuple[Claim, ...]
    ledger: Ledger
    visits: tuple[Visit, ...]
    credit: Decimal
    credits: dict[Owed, Decimal]

    @property
    def owed(self) -> Decimal:
        """What the patient owes of visits that are decided."""
        return sum((one.owed for one in self.visits if one.decided), ZERO)

    @property
    def currency(self) -> str:
        return self.account.facility.currency

    def bill(self, on: dt.date) -> Bill:
        """What a statement of this day would say."""
        return bill(self.visits, self.credit, on)


def account_now(account: PatientAccount) -> AccountNow:
    """One account, from its entries."""
    claims = tuple(claims_of(account))
    ledger = account_ledger(account, claims)
    key = (account.patient, account.account)
    return AccountNow(
        account,
        claims,
        ledger,
        tuple(visit_of(ledger.of_claim(one.number), Dates(one.number, one.begins, one.ends)) for one in claims),
        own_credit(ledger, *key),
        credits_of(ledger, *key),
    )


@dataclass(frozen=True)
class AccountLine:
    """An account in a list. ``owed`` is of decided visits, ``waiting`` what payers have still to decide on.

    ``planned``: a payment plan has not been ended; whether it is kept, ``queries/plans.py`` says.
    """

    account: PatientAccount
    owed: Decimal
    waiting: Decimal
    credit: Decimal
    since: dt.date | None
    claims: tuple[str, ...]
    last: dt.date | None
    helped: bool
    planned: bool

    @property
    def to_pay(self) -> Decimal:
        return max(self.owed - self.credit, ZERO)


def account_lines(accounts: Iterable[PatientAccount]) -> list[AccountLine]:
    """Accounts with what is owed on each, by one question for each facility."""
    rows = list(accounts)
    found: list[AccountLine] = []
    for facility in sorted({one.facility_id for one in rows}):
        found += _lines(facility, [one for one in rows if one.facility_id == facility])
    return found


def _lines(facility: int, rows: list[PatientAccount]) -> list[AccountLine]:
    sums = _sums(facility, rows)
    last = dict(
        Statement.objects.filter(facility=facility).order_by().values_list("account").annotate(latest=Max("issued_on"))
    )
    helped = set(
        AssistanceCase.objects.filter(facility=facility, state=CaseState.ASKED).values_list("account", flat=True)
    )
    planned = set(PaymentPlan.objects.filter(facility=facility, ended_on=None).values_list("account", flat=True))
    return [
        _line(
            one,
            sums[one.patient, one.account],
            last.get(one.pk),
            helped=one.pk in helped,
            planned=one.pk in planned,
        )
        for one in rows
    ]


Sums = dict[tuple[str, str, str], tuple[int, dt.date | None]]


def _sums(facility: int, rows: Sequence[PatientAccount]) -> dict[tuple[str, str], Sums]:
    """Cents by claim, book and who owes, and since when, for each account."""
    legs = LedgerLeg.objects.filter(
        entry__facility=facility, book__in=(Book.RECEIVABLE.value, Book.UNAPPLIED.value)
    ).exclude(patient="", account="")
    if len(rows) == 1:
        legs = legs.filter(patient=rows[0].patient, account=rows[0].account)
    totals = legs.values_list("patient", "account", "claim", "book", "by").annotate(
        total=Sum("cents"), since=Min("entry__on", filter=Q(cents__gt=0))
    )
    found: dict[tuple[str, str], Sums] = defaultdict(dict)
    for patient, account, claim, book, by, cents, since in totals:
        found[patient, account][claim, book, by] = (cents, since)
    return found


def _line(account: PatientAccount, sums: Sums, last: dt.date | None, *, helped: bool, planned: bool) -> AccountLine:
    undecided: dict[str, int] = defaultdict(int)
    mine: dict[str, tuple[int, dt.date | None]] = {}
    credit = 0
    for (claim, book, by), (cents, since) in sums.items():
        if book == Book.UNAPPLIED:
            credit -= cents if (Responsible(by) if by else None) in OWN else 0
        elif by == Responsible.PATIENT:
            mine[claim] = (cents, since)
        else:
            undecided[claim] += cents
    owing = {claim: one for claim, one in mine.items() if one[0] and not undecided[claim]}
    return AccountLine(
        account,
        as_money(sum(cents for cents, _since in owing.values())),
        as_money(sum(undecided.values())),
        as_money(credit),
        min((since for _cents, since in owing.values() if since), default=None),
        tuple(sorted({claim for claim, _book, _by in sums if claim})),
        last,
        helped,
        planned,
    )


def accounts_in_place(place: Place, *, tree: Tree) -> QuerySet[PatientAccount]:
    """The accounts of the facilities of a place."""
    return PatientAccount.objects.filter(facility__in=facilities_in(place, tree=tree)).select_related("facility")
