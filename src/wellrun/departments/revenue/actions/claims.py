"""Claims are billed, and with them stands what is owed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.revenue.keeping.ledger import write_entries
from wellrun.departments.revenue.models import Claim, ClaimLine, PatientAccount, Payer, PayerNumber
from wellrun.departments.revenue.models.claims import as_cents
from wellrun.departments.revenue.queries.claims import open_claim
from wellrun.departments.revenue.rules.by_hand import charge_entries
from wellrun.departments.revenue.rules.ledger import Ledger
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@dataclass(frozen=True)
class BilledLine:
    """A line of a claim that is billed."""

    number: str
    code: str
    charge: Decimal
    modifiers: tuple[str, ...] = ()
    units: Decimal = Decimal(1)
    on: dt.date | None = None
    revenue_code: str = ""

    def as_row(self, claim: Claim) -> ClaimLine:
        """The row of a claim's line, not kept yet."""
        return ClaimLine(
            claim=claim,
            number=self.number,
            code=self.code,
            revenue_code=self.revenue_code,
            modifiers=list(self.modifiers),
            charge_cents=as_cents(self.charge),
            units=self.units,
            on=self.on,
        )


@dataclass(frozen=True)
class Billed:
    """A claim that is billed: ``payers`` by level, the primary first; ``place`` is where the service was given."""

    number: str
    lines: tuple[BilledLine, ...]
    begins: dt.date
    ends: dt.date
    billed_on: dt.date
    payers: tuple[str, ...]
    patient: str = ""
    account: str = ""
    encounter: str = ""
    place: str = ""
    drg: str = ""


@transaction.atomic
def name_payer(*, facility: Facility, code: str, name: str, numbers: Sequence[str], by: Actor) -> Payer:
    """A payer of a facility and the numbers by which it names itself; what is known of it stays."""
    payer, new = Payer.objects.get_or_create(facility=facility, code=code, defaults={"name": name})
    known = set(payer.numbers.values_list("number", flat=True))
    PayerNumber.objects.bulk_create(
        PayerNumber(payer=payer, facility=facility, number=number) for number in numbers if number not in known
    )
    record("revenue.payer.named", by=by, about=payer, after={"code": code, "name": name, "new": new})
    return payer


@transaction.atomic
def bill(*, facility: Facility, claims: Sequence[Billed], by: Actor) -> list[Claim]:
    """Bills claims: each stands in the ledger with what is owed on its lines. A number that is billed is refused."""
    known = set(
        Claim.objects.filter(facility=facility, number__in=[one.number for one in claims]).values_list(
            "number", flat=True
        )
    )
    if known:
        raise Refused([_billed_before(number) for number in sorted(known)])
    made = Claim.objects.bulk_create([_claim(one, facility) for one in claims], batch_size=500)
    lines = [line.as_row(row) for row, one in zip(made, claims, strict=True) for line in one.lines]
    ClaimLine.objects.bulk_create(lines, batch_size=500)
    _open_accounts(made)
    ledger = Ledger()
    for row, one in zip(made, claims, strict=True):
        ledger.post(charge_entries(open_claim(row), one.billed_on))
    write_entries(ledger, facility=facility, by=by)
    charges = sum(row.charge_cents for row in made)
    record("revenue.claims.billed", by=by, about=facility, after={"claims": len(made), "cents": charges})
    return made


@transaction.atomic
def know_payer(*, payer: Payer, number: str, by: Account, tree: Tree) -> PayerNumber:
    """Another number by which a payer names itself, told by somebody who knows."""
    check_may(by, Permission.POST_PAYMENTS, tree[payer.facility.code], tree=tree)
    other = PayerNumber.objects.filter(facility=payer.facility, number=number).exclude(payer=payer).first()
    if other is not None:
        raise Refused(
            Fault(
                "revenue.payer.number_taken",
                _("%(number)s is %(payer)s.") % {"number": number, "payer": other.payer.name},
                place="payer",
                value=number,
                remedy=_("Choose that payer, or ask it which number is its own."),
            )
        )
    made, _new = PayerNumber.objects.get_or_create(payer=payer, facility=payer.facility, number=number)
    record("revenue.payer.number", by=by, about=payer, after={"number": number})
    return made


@transaction.atomic
def open_one(*, claim: Claim, by: Account, tree: Tree) -> Claim:
    """Somebody opens a claim: it tells what was done for a patient, so that it was read is kept."""
    check_may(by, Permission.SEE_CLAIMS, tree[claim.facility.code], tree=tree)
    record("revenue.claim.read", by=by, about=claim)
    return claim


def _open_accounts(claims: Sequence[Claim]) -> None:
    """An account of the patient for every claim that has none yet."""
    keys = {(one.facility_id, one.patient, one.account) for one in claims if one.patient or one.account}
    PatientAccount.objects.bulk_create(
        [
            PatientAccount(facility_id=place, patient=patient, account=account)
            for place, patient, account in sorted(keys)
        ],
        batch_size=500,
        ignore_conflicts=True,
    )


def _claim(one: Billed, facility: Facility) -> Claim:
    return Claim(
        facility=facility,
        number=one.number,
        patient=one.patient,
        account=one.account,
        encounter=one.encounter,
        place=one.place,
        charge_cents=sum(as_cents(line.charge) for line in one.lines),
        begins=one.begins,
        ends=one.ends,
        billed_on=one.billed_on,
        payers=list(one.payers),
        primary_payer=one.payers[0] if one.payers else "",
        drg=one.drg,
    )


def _billed_before(number: str) -> Fault:
    return Fault(
        "revenue.claim.billed_before",
        _("Claim %(number)s was billed before.") % {"number": number},
        place=number,
        remedy=_("Give it another number; a correction is a claim of its own."),
    )
