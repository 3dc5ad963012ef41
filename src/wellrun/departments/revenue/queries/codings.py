"""Stays that wait for their coder, what a coding comes to, and how it came about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone

from wellrun.departments.revenue.local_days import today_at
from wellrun.departments.revenue.models import AccountCharge, ChargeAccount, CodingRecord
from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.queries.charges import (
    INPATIENT,
    LOOKED_BACK,
    accounts_in,
    covers_of,
    stays_without_charges,
)
from wellrun.departments.revenue.queries.contracts import expected_of, in_use
from wellrun.departments.revenue.rules.coding import Coding, Judged, judged
from wellrun.departments.revenue.rules.expected import Service, priced_claim
from wellrun.departments.revenue.rules.grouping import Diagnosis
from wellrun.engines.reimbursement.expected import Expected
from wellrun.foundations.organisation.places import Place, Tree

NOTHING: tuple[str, str, str] = ("", "", "")


@dataclass(frozen=True)
class ToCode:
    """A stay that is over and not finally coded. ``account`` is none where nobody has opened one."""

    patient: UUID
    stay: UUID | None
    account: ChargeAccount | None
    place: str
    begins: dt.date
    ends: dt.date
    waits: int
    charges: Decimal

    @property
    def begun(self) -> bool:
        return self.account is not None and bool(self.account.diagnoses)


def coded_finally(accounts: Iterable[ChargeAccount]) -> set[UUID]:
    """Keys of accounts whose latest coding is final and is what the account says now."""
    held = {one.pk: one for one in accounts}
    latest = CodingRecord.objects.filter(account=OuterRef("account")).order_by("-number").values("pk")[:1]
    rows = CodingRecord.objects.filter(account__in=list(held), pk=Subquery(latest), final=True)
    return {row.account_id for row in rows if _same(row, held[row.account_id])}


def _same(row: CodingRecord, account: ChargeAccount) -> bool:
    said = (account.diagnoses, account.procedures, account.admission, account.drg)
    return said == (row.diagnoses, row.procedures, row.admission, row.drg)


def inpatients_who_left(place: Place, *, tree: Tree) -> QuerySet[ChargeAccount]:
    """Accounts of inpatient stays of a place that are over."""
    return accounts_in(place, tree=tree).filter(bill=INPATIENT, ends__isnull=False, series=False)


def to_code(place: Place, *, tree: Tree) -> list[ToCode]:
    """Stays that are over and not finally coded, those that wait longest first."""
    accounts = list(inpatients_who_left(place, tree=tree).filter(ends__gte=_since()))
    done = coded_finally(accounts)
    sums = dict(
        AccountCharge.objects.filter(account__in=accounts, struck="")
        .values_list("account")
        .annotate(cents=Sum("amount_cents"))
        .order_by()
    )
    found = [_of_account(one, as_money(sums.get(one.pk, 0))) for one in accounts if one.pk not in done]
    known = {one.stay_id for one in accounts}
    stays = [one for one in stays_without_charges(place, tree=tree) if one.ended_at and one.pk not in known]
    for stay in stays:
        assert stay.ended_at is not None
        zone = ZoneInfo(stay.patient.facility.time_zone)
        begins, ends = stay.started_at.astimezone(zone).date(), stay.ended_at.astimezone(zone).date()
        waits = (today_at(stay.patient.facility) - ends).days
        found.append(ToCode(stay.patient_id, stay.pk, None, stay.place, begins, ends, waits, Decimal("0.00")))
    return sorted(found, key=lambda one: (-one.waits, one.ends))


def _since() -> dt.date:
    return timezone.localdate() - LOOKED_BACK


def _of_account(one: ChargeAccount, charges: Decimal) -> ToCode:
    assert one.ends is not None, "only those who left are asked for"
    waits = (today_at(one.facility) - one.ends).days
    return ToCode(one.patient_id, one.stay_id, one, one.place, one.begins, one.ends, waits, charges)


def coding_of(account: ChargeAccount) -> Coding:
    """What stands on an account, as the rules know it."""
    kind, source, status = (*account.admission, *NOTHING)[:3]
    return Coding(
        diagnoses=tuple(Diagnosis(code, told) for code, told in account.diagnoses),
        procedures=tuple((code, dt.date.fromisoformat(on)) for code, on in account.procedures),
        admission=(kind, source, status),
    )


def judged_of(account: ChargeAccount, coding: Coding) -> Judged:
    """A coding of an account: its group by the day of discharge, as of today for somebody who is still here."""
    left = account.ends or today_at(account.facility)
    return judged(coding, sex=account.patient.sex, begins=account.begins, left=left)


def expected_for(account: ChargeAccount, drg: str) -> Expected:
    """What the hospital's charges of an account should bring in a group, by the contract of its first payer."""
    covers = covers_of(account)
    rows = AccountCharge.objects.filter(account=account, form="I", struck="").order_by("position")
    services = [
        Service(one.number, one.code or one.revenue_code, one.amount, one.units, (), one.on, one.revenue_code)
        for one in rows.select_related("account")
    ]
    claim = priced_claim(
        account.number,
        payer=covers[0].payer if covers else "",
        facility=account.facility.code,
        begins=account.begins,
        ends=account.ends or account.begins,
        services=services,
        drg=drg,
    )
    return expected_of(claim, in_use(account.facility))[0]


def history(account: ChargeAccount) -> list[CodingRecord]:
    """Every coding, the latest first."""
    return list(account.codings.all())
