"""Who has left and is not finally billed: what it comes to, and what keeps each back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from wellrun.departments.revenue.local_days import today_at
from wellrun.departments.revenue.models import AccountCharge, ChargeAccount, Provider
from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.queries.authorisations import lacking_of
from wellrun.departments.revenue.queries.charges import (
    INPATIENT,
    LOOKED_BACK,
    accounts_in,
    drafts_of,
    facts_of,
    provider_party,
    stays_without_charges,
)
from wellrun.departments.revenue.queries.codings import coded_finally
from wellrun.departments.revenue.rules.claim_saying import said
from wellrun.departments.revenue.rules.unbilled import Reason, Standing, Waiting, reasons
from wellrun.engines.x12 import Party
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.patients.models import Stay
from wellrun.values.faults import Refused

MOST = 300


@dataclass(frozen=True)
class Unbilled:
    """Somebody who has left and is not finally billed. Without an account, nothing is charged yet."""

    patient: UUID
    account: ChargeAccount | None
    stay: UUID | None
    place: str
    ends: dt.date
    days: int
    amount: Decimal
    reasons: tuple[Reason, ...]


def unbilled_in(place: Place, *, tree: Tree) -> list[Unbilled]:
    """Everybody of a place who has left and is not finally billed, the longest first."""
    rows = AccountCharge.objects.select_related("billing", "rendering", "ordering").filter(struck="")
    waits = AccountCharge.objects.filter(account=OuterRef("pk"), claim=None, struck="")
    claimed = AccountCharge.objects.filter(account=OuterRef("pk"), claim__isnull=False)
    since = timezone.localdate() - LOOKED_BACK
    held = accounts_in(place, tree=tree).filter(Exists(waits) | ~Exists(claimed), ends__gte=since)
    accounts = list(held.select_related("attending", "stay").prefetch_related(Prefetch("charges", rows))[:MOST])
    coded, lacks, providers = coded_finally(accounts), lacking_of(accounts), _providers(accounts)
    found = [_unbilled(one, coded, len(lacks.get(one.pk, ())), providers) for one in accounts]
    known = {one.stay_id for one in accounts}
    stays = stays_without_charges(place, tree=tree)
    found += [_uncharged(one) for one in stays if one.ended_at and one.pk not in known]
    return sorted(found, key=lambda one: (-one.days, -one.amount))


def _unbilled(
    one: ChargeAccount, coded: set[UUID], lacks: int, providers: Mapping[int, Mapping[str, Party]]
) -> Unbilled:
    assert one.ends is not None, "only those who left are asked for"
    charges = [each for each in one.charges.all() if each.waits]
    is_coded = one.pk in coded if one.bill == INPATIENT else bool(one.diagnoses) or all(c.form == "P" for c in charges)
    faults = _faults(one, providers[one.facility_id]) if charges and is_coded else 0
    standing = Standing(charged=bool(charges), coded=is_coded, lacks=lacks, faults=faults)
    amount = as_money(sum(each.amount_cents for each in charges))
    days = (today_at(one.facility) - one.ends).days
    return Unbilled(one.patient_id, one, one.stay_id, one.place, one.ends, days, amount, reasons(standing))


def _faults(one: ChargeAccount, providers: Mapping[str, Party]) -> int:
    """How many things keep the claims of an account from being made."""
    facts, faults = facts_of(one, providers), 0
    for draft in drafts_of(one):
        try:
            said(draft, facts, one.number)
        except Refused as refused:
            faults += len(refused.faults)
    return faults


def _providers(accounts: Sequence[ChargeAccount]) -> Mapping[int, Mapping[str, Party]]:
    found: dict[int, dict[str, Party]] = {one.facility_id: {} for one in accounts}
    for one in Provider.objects.filter(facility__in=found):
        found[one.facility_id][one.npi] = provider_party(one)
    return found


def _uncharged(stay: Stay) -> Unbilled:
    assert stay.ended_at is not None, "only those who left are asked for"
    facility = stay.patient.facility
    ends = stay.ended_at.astimezone(ZoneInfo(facility.time_zone)).date()
    days = (today_at(facility) - ends).days
    why = reasons(Standing(charged=False, coded=False))
    return Unbilled(stay.patient_id, None, stay.pk, stay.place, ends, days, Decimal("0.00"), why)


@dataclass(frozen=True)
class Kept:
    """How many are kept back by a reason, and what they come to. One with several reasons counts in each."""

    reason: Reason
    accounts: int
    amount: Decimal


def by_reason(lines: Iterable[Unbilled]) -> list[Kept]:
    """What each reason keeps back, what has to be done first at the top."""
    held = list(lines)
    found = [[one for one in held if reason in one.reasons] for reason in Reason]
    return [
        Kept(reason, len(some), reduce(lambda total, one: total + one.amount, some, Decimal("0.00")))
        for reason, some in zip(Reason, found, strict=True)
        if some
    ]


def unbilled_on(facility: Facility, days: Sequence[dt.date]) -> Mapping[dt.date, Decimal]:
    """Gross charges of those who had left and were not finally billed, at the end of each of these days.

    Days before the first charge was entered here are left out: nobody knows.
    """
    zone = ZoneInfo(facility.time_zone)
    known = Q(account__facility=facility, account__ends__isnull=False, struck="")
    rows = AccountCharge.objects.filter(account__facility=facility).order_by("entered_at")
    first = rows.values_list("entered_at", flat=True).first()
    if first is None:
        return {}
    fields = ("amount_cents", "entered_at", "account__ends", "claim__billed_on")
    held = [
        Waiting(cents, entered.astimezone(zone).date(), left, billed)
        for cents, entered, left, billed in AccountCharge.objects.filter(known).values_list(*fields)
    ]
    since = first.astimezone(zone).date()
    return {day: as_money(sum(one.cents for one in held if one.unbilled_on(day))) for day in days if day >= since}
