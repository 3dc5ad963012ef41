"""Charges are entered on accounts and struck; what an account knows for its claims is told."""

from __future__ import annotations

import datetime as dt
import json
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.revenue.local_days import today_at
from wellrun.departments.revenue.models import AccountCharge, ChargeAccount, Provider
from wellrun.departments.revenue.models.claims import as_cents
from wellrun.departments.revenue.queries.coding import known_code
from wellrun.departments.revenue.rules.charges import SHAPES, Charge, charge_faults, diagnosis_fault, unit_of
from wellrun.departments.revenue.rules.insurances import Cover, covers_to_plain
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.patients.models import Stay
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@dataclass(frozen=True)
class Entered:
    """A charge as it is entered; ``amount`` is for all units."""

    on: dt.date
    form: str
    amount: Decimal
    billing: Provider
    code: str = ""
    modifiers: tuple[str, ...] = ()
    units: Decimal = Decimal(1)
    place: str = ""
    revenue_code: str = ""
    diagnoses: tuple[str, ...] = ()
    rendering: Provider | None = None
    ordering: Provider | None = None
    until: dt.date | None = None


@transaction.atomic
def open_account(*, stay: Stay, by: Account, tree: Tree) -> ChargeAccount:
    """The account of a stay; opened again, it is the one that is there."""
    check_may(by, Permission.ENTER_CHARGES, tree[stay.place], tree=tree)
    facility = Facility.objects.select_for_update().get(pk=stay.patient.facility_id)
    there = ChargeAccount.objects.filter(stay=stay).first()
    if there is not None:
        return there
    zone = zoneinfo.ZoneInfo(facility.time_zone)
    made = ChargeAccount.objects.create(
        facility=facility,
        number=next_account(facility),
        patient=stay.patient,
        stay=stay,
        encounter=stay.visit,
        place=stay.place,
        begins=stay.started_at.astimezone(zone).date(),
        ends=stay.ended_at.astimezone(zone).date() if stay.ended_at else None,
    )
    record("revenue.account.opened", by=by, about=made, patients=[stay.patient_id])
    return made


def next_account(facility: Facility) -> str:
    """A number that no account of the facility has. Whoever calls holds the facility."""
    return f"{facility.code}{ChargeAccount.objects.filter(facility=facility).count() + 1:06}"[-12:]


@transaction.atomic
def enter(*, account: ChargeAccount, entered: Entered, by: Account, tree: Tree) -> AccountCharge:
    """A charge is entered. Raises ``Refused`` with everything that is wrong with it, by field."""
    check_enters(by, account, tree)
    held = ChargeAccount.objects.select_for_update().get(pk=account.pk)
    position = held.charges.count() + 1
    faults = charge_faults(as_charge(held, entered, position), today=today_at(account.facility), known=known_code)
    if faults:
        raise Refused(faults)
    made = AccountCharge.objects.create(
        account=held,
        position=position,
        on=entered.on,
        until=entered.until,
        form=entered.form,
        code=entered.code,
        modifiers=list(entered.modifiers),
        units=entered.units,
        unit=unit_of(entered.revenue_code),
        place=entered.place,
        revenue_code=entered.revenue_code,
        diagnoses=list(entered.diagnoses),
        amount_cents=as_cents(entered.amount),
        billing=entered.billing,
        rendering=entered.rendering,
        ordering=entered.ordering,
        entered_by=str(by)[:200],
    )
    after = {"position": position, "code": made.code or made.revenue_code, "cents": made.amount_cents}
    record("revenue.charge.entered", by=by, about=made, after=after, patients=[held.patient_id])
    return made


@transaction.atomic
def strike(*, account: ChargeAccount, position: int, why: str, by: Account, tree: Tree) -> AccountCharge:
    """A charge that was wrong no longer counts. One that is claimed is corrected by its claim."""
    check_enters(by, account, tree)
    row = AccountCharge.objects.select_for_update(of=("self",)).get(account=account, position=position)
    if row.claim_id is not None or row.struck:
        words = _("Charge %(number)s is claimed or struck.") % {"number": row.position}
        raise Refused(Fault("revenue.charge.not_open", words, "why", remedy=_("Correct the claim instead.")))
    row.struck = why[:200]
    row.save(update_fields=["struck"])
    record("revenue.charge.struck", by=by, about=row, why=why, patients=[account.patient_id])
    return row


TOLD = ("bill", "drg", "authorisation", "series", "attending", "location")


@transaction.atomic
def tell(
    *, account: ChargeAccount, version: int, diagnoses: Sequence[tuple[str, str]], by: Account, tree: Tree, **told: Any
) -> ChargeAccount:
    """What claims of an account have to say: diagnoses with present on admission, and the fields of ``TOLD``."""
    check_enters(by, account, tree)
    held = held_at(account, version)
    wrong = unknown_diagnoses([code for code, _told in diagnoses], held.ends or held.begins)
    if wrong:
        raise Refused(wrong)
    before = {name: str(getattr(held, name) or "") for name in TOLD}
    held.diagnoses = [list(one) for one in diagnoses]
    for name in TOLD:
        if name in told:
            setattr(held, name, told[name])
    held.admission = ["3", "1", "01"] if held.bill == "11" and not held.admission else held.admission
    held.version += 1
    held.save()
    after = {name: str(getattr(held, name) or "") for name in TOLD}
    record("revenue.account.told", by=by, about=held, before=before, after=after, patients=[held.patient_id])
    return held


@transaction.atomic
def insure(*, account: ChargeAccount, version: int, covers: Sequence[Cover], by: Account, tree: Tree) -> ChargeAccount:
    """Who insures the patient, the primary first."""
    check_enters(by, account, tree)
    held = held_at(account, version)
    codes = [one.payer for one in covers]
    if len(set(codes)) != len(codes):
        words = _("A payer is named twice.")
        raise Refused(Fault("revenue.account.payer_twice", words, "payer_2", remedy=_("Name each payer once.")))
    held.insurances = json.dumps(covers_to_plain(covers))
    held.version += 1
    held.save()
    record("revenue.account.insured", by=by, about=held, after={"payers": codes}, patients=[held.patient_id])
    return held


def unknown_diagnoses(codes: Sequence[str], day: dt.date) -> list[Fault]:
    """A fault for each code that was no billable diagnosis on a day."""
    shape, _expected = SHAPES["diagnoses"]
    wrong = [code for code in codes if not shape.fullmatch(code) or not known_code("ICD10CM", code, day)]
    return [diagnosis_fault(code, day) for code in wrong]


def as_charge(account: ChargeAccount, entered: Entered, position: int) -> Charge:
    """A charge as the rules know it, before it is kept."""
    return Charge(
        number=f"{account.number}.{position}",
        account=account.number,
        encounter=account.encounter,
        on=entered.on,
        until=entered.until,
        amount=entered.amount,
        form=entered.form,
        code=entered.code,
        modifiers=entered.modifiers,
        units=entered.units,
        unit=unit_of(entered.revenue_code),
        place=entered.place,
        revenue_code=entered.revenue_code,
        diagnoses=entered.diagnoses,
        billing=entered.billing.npi,
        rendering=entered.rendering.npi if entered.rendering else "",
        ordering=entered.ordering.npi if entered.ordering else "",
    )


def check_enters(by: Account, account: ChargeAccount, tree: Tree) -> None:
    """Raises ``Refused`` for somebody who may not enter charges where the account's services were given."""
    where = tree.get(account.place) or tree[account.facility.code]
    check_may(by, Permission.ENTER_CHARGES, where, tree=tree)


def held_at(account: ChargeAccount, version: int) -> ChargeAccount:
    """The account to be changed. Raises ``Refused`` where somebody has changed it since it was seen."""
    held = ChargeAccount.objects.select_for_update().get(pk=account.pk)
    check_unchanged(version, held.version, code="revenue.account")
    return held
