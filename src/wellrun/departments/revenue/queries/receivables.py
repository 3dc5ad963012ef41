"""Who owes what on which claim at the end of a day, from the ledger."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Min, Q, Sum
from django.utils.translation import gettext as _

from wellrun.departments.revenue.models import Claim, LedgerEntry, LedgerLeg, Payer
from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.rules.booking import LEVELS
from wellrun.departments.revenue.rules.entries import Book, Kind, Responsible
from wellrun.departments.revenue.rules.ledger import ZERO
from wellrun.departments.revenue.rules.receivables import GROSS_SPAN, PATIENT, Aged, Balance, aged, together
from wellrun.foundations.organisation.models import Facility

YEAR = dt.timedelta(days=GROSS_SPAN)


def balances_on(facility: Facility, day: dt.date) -> list[Balance]:
    """What was owed on each claim at the end of a day, by whoever owed it."""
    legs = LedgerLeg.objects.filter(entry__facility=facility, entry__on__lte=day, book=Book.RECEIVABLE.value)
    sums = legs.values_list("claim", "by").annotate(total=Sum("cents")).exclude(total=0)
    claims = {
        number: (payers, ended)
        for number, payers, ended in Claim.objects.filter(facility=facility).values_list("number", "payers", "ends")
    }
    return [
        Balance(number, _payer(by, claims[number][0]), claims[number][1], as_money(total), by == Responsible.PRIMARY)
        for number, by, total in sums
        if number in claims
    ]


def _payer(by: str, payers: list[str]) -> str:
    """The payer's code by its level, or that it is the patient."""
    level = Responsible(by)
    at = LEVELS.index(level) if level in LEVELS else len(payers)
    return payers[at] if at < len(payers) else PATIENT


def credits_on(facility: Facility, day: dt.date) -> Decimal:
    """Cash that stood to no claim at the end of a day."""
    legs = LedgerLeg.objects.filter(entry__facility=facility, entry__on__lte=day, book=Book.UNAPPLIED.value)
    return as_money(-(legs.aggregate(total=Sum("cents"))["total"] or 0))


def rates_on(facility: Facility, day: dt.date) -> dict[str, Decimal]:
    """Of the year before a day: of what each payer decided, the share given away; of patients', the share given up."""
    within = Q(entry__facility=facility, entry__on__gt=day - YEAR, entry__on__lte=day, book=Book.RECEIVABLE.value)
    moved: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    payers = dict(Claim.objects.filter(facility=facility).values_list("number", "payers"))
    kinds = (Kind.CONTRACTUAL, Kind.PAYER_PAYMENT, Kind.TRANSFER, Kind.PATIENT_PAYMENT, Kind.WRITE_OFF)
    legs = LedgerLeg.objects.filter(within, cents__lt=0, entry__kind__in=[kind.value for kind in kinds])
    for claim, by, kind, cents in legs.values_list("claim", "by", "entry__kind").annotate(total=Sum("cents")):
        moved[_payer(by, payers.get(claim, []))][kind] -= cents
    return {payer: _rate(payer, kinds) for payer, kinds in moved.items()}


def _rate(payer: str, kinds: dict[str, int]) -> Decimal:
    given = kinds[Kind.WRITE_OFF] if payer == PATIENT else kinds[Kind.CONTRACTUAL]
    whole = sum(kinds.values()) - (0 if payer == PATIENT else kinds[Kind.WRITE_OFF])
    return Decimal(given) / whole if whole else ZERO


def first_day(facility: Facility) -> dt.date | None:
    """The day of the first entry."""
    first: dt.date | None = LedgerEntry.objects.filter(facility=facility).aggregate(first=Min("on"))["first"]
    return first


@dataclass(frozen=True)
class PayerSum:
    """What a payer owes by age, with its name."""

    code: str
    name: str
    aged: Aged


@dataclass(frozen=True)
class AgedNow:
    """The receivable by payer, what is owed most first, and all of it."""

    rows: dict[str, PayerSum]
    whole: Aged
    names: dict[str, str]


def aged_by_payer(facilities: Sequence[Facility], balances: Iterable[Balance], day: dt.date) -> AgedNow:
    """Balances by payer and age."""
    names = dict(Payer.objects.filter(facility__in=facilities).values_list("code", "name"))
    names[PATIENT] = _("Patients")
    found = aged(balances, day)
    ordered = sorted(found.items(), key=lambda one: -one[1].total)
    rows = {code: PayerSum(code, str(names.get(code, code)), sums) for code, sums in ordered}
    return AgedNow(rows, together(found.values()), names)


def claim_keys(facilities: Sequence[Facility]) -> dict[str, int]:
    """Keys of claims by number."""
    return dict(Claim.objects.filter(facility__in=facilities).values_list("number", "pk"))
