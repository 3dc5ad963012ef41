"""Accounts, what waits on them, and stays of which nobody has charged anything."""

from __future__ import annotations

import datetime as dt
import json
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils import timezone

from wellrun.departments.revenue.models import AccountCharge, ChargeAccount, Claim, Provider
from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.queries.remittances import facilities_in
from wellrun.departments.revenue.rules.charges import Charge
from wellrun.departments.revenue.rules.claim_building import Draft, Terms, drafts
from wellrun.departments.revenue.rules.claim_saying import Facts
from wellrun.departments.revenue.rules.insurances import Cover, covers_from_plain, insurance_of, payers_on
from wellrun.engines.x12 import Party, Place
from wellrun.foundations.organisation.places import Place as Spot
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.patients.models import Patient, Stay

LOOKED_BACK = dt.timedelta(days=60)
"""How long ago a stay may have ended to be asked after; payers take late claims for longer, but nobody looks there."""

MOST = 200
SEX = {"female": "F", "male": "M"}
INPATIENT = "11"


def accounts_in(place: Spot, *, tree: Tree) -> QuerySet[ChargeAccount]:
    """Accounts of a place, with how many charges wait to be claimed and what they come to."""
    held = ChargeAccount.objects.filter(facility__in=facilities_in(place, tree=tree))
    if place.facility and place.code != place.facility:
        held = held.filter(place__in=[inner.code for inner in tree.within(place)])
    waits = Q(charges__claim=None, charges__struck="")
    return held.select_related("facility", "patient").annotate(
        waiting=Count("charges", filter=waits),
        waiting_cents=Sum("charges__amount_cents", filter=waits),
        claimed=Count("charges", filter=Q(charges__claim__isnull=False)),
    )


def stays_without_charges(place: Spot, *, tree: Tree) -> list[Stay]:
    """Stays that are over or going on for which there is no charge and no claim, the longest over first."""
    codes = [inner.code for inner in tree.within(place)]
    since = timezone.now() - LOOKED_BACK
    charged = AccountCharge.objects.filter(account__stay=OuterRef("pk"), struck="")
    found = (
        Stay.objects.filter(Q(ended_at=None) | Q(ended_at__gte=since), ~Exists(charged), place__in=codes)
        .select_related("patient", "patient__facility")
        .order_by("ended_at", "started_at")[: 2 * MOST]
    )
    stays = list(found)
    keys = [one.visit for one in stays]
    facilities = facilities_in(place, tree=tree)
    billed = set(Claim.objects.filter(facility__in=facilities, encounter__in=keys).values_list("encounter", flat=True))
    left = [one for one, key in zip(stays, keys, strict=True) if key not in billed]
    return sorted(left, key=lambda one: (one.ended_at is None, one.ended_at or one.started_at))[:MOST]


def account_for(place_codes: Sequence[str], pk: UUID) -> QuerySet[ChargeAccount]:
    """The account, if it is of one of these facilities."""
    charges = AccountCharge.objects.select_related("billing", "rendering", "ordering", "claim")
    return (
        ChargeAccount.objects.filter(pk=pk, facility__code__in=place_codes)
        .select_related("facility", "patient", "attending", "stay")
        .prefetch_related(Prefetch("charges", charges))
    )


def covers_of(account: ChargeAccount) -> tuple[Cover, ...]:
    """The insurances of an account, the primary first."""
    return covers_from_plain(json.loads(account.insurances or "[]"))


def charge_of(row: AccountCharge, account: ChargeAccount) -> Charge:
    """A charge as the rules know it."""
    return Charge(
        number=f"{account.number}.{row.position}",
        account=account.number,
        encounter=account.encounter,
        on=row.on,
        until=row.until,
        amount=row.amount,
        form=row.form,
        code=row.code,
        modifiers=tuple(row.modifiers),
        units=row.units.normalize() + 0,
        unit=row.unit,
        place=row.place,
        revenue_code=row.revenue_code,
        diagnoses=tuple(row.diagnoses),
        billing=row.billing.npi,
        rendering=row.rendering.npi if row.rendering else "",
        ordering=row.ordering.npi if row.ordering else "",
    )


def drafts_of(account: ChargeAccount, more: Sequence[Charge] = ()) -> tuple[Draft, ...]:
    """The claims that the waiting charges of an account would become, with ``more`` that are being entered."""
    covers = covers_of(account)
    terms = Terms(account.number, partial(payers_on, covers), account.series)
    waiting = [charge_of(one, account) for one in account.charges.all() if one.waits]
    return drafts([*waiting, *more], {account.number: terms})


def facts_of(account: ChargeAccount, providers: Mapping[str, Party] | None = None) -> Facts:
    """What claims of an account have to say besides their charges. It unseals who the patient is.

    ``providers``: of its facility, where several accounts share them.
    """
    if providers is None:
        held = Provider.objects.filter(facility=account.facility)
        providers = {one.npi: provider_party(one) for one in held}
    person = party_of(account.patient)
    zone = zoneinfo.ZoneInfo(account.facility.time_zone)
    inpatient = account.bill == INPATIENT and account.stay is not None
    return Facts(
        account=account.number,
        patient=person,
        insurances={one.payer: insurance_of(one, person) for one in covers_of(account)},
        providers=providers,
        diagnoses=tuple((code, told) for code, told in account.diagnoses),
        bill=account.bill,
        admission=tuple(account.admission),
        admitted=account.stay.started_at.astimezone(zone) if inpatient and account.stay else None,
        left=account.stay.ended_at.astimezone(zone) if inpatient and account.stay and account.stay.ended_at else None,
        attending=account.attending.npi if account.attending else "",
        drg=account.drg,
        authorisation=account.authorisation,
        location=account.location.npi if account.location else "",
        procedures=tuple((code, dt.date.fromisoformat(on)) for code, on in account.procedures) if inpatient else (),
    )


def party_of(patient: Patient) -> Party:
    """Who the patient is, as claims name one."""
    birth = dt.date.fromisoformat(patient.birth_date) if patient.birth_date else None
    sex = SEX.get(patient.sex, "U")
    return Party(
        *("QC", patient.family.upper(), patient.given.upper(), "", "", "1"),
        place=address(patient.address),
        birth=birth,
        sex=sex,
    )


def address(text: str) -> Place | None:
    """An address as the registry writes it, street, city, state and postcode apart; any other is a street alone."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) >= 4:
        *street, city, state, postcode = parts
        return Place((" ".join(street).upper(),), city.upper(), state.upper(), postcode.replace("-", ""), "")
    return Place((text.strip().upper(),), "", "", "", "") if text.strip() else None


def provider_party(one: Provider) -> Party:
    """A provider as claims name one."""
    person = bool(one.first)
    where = Place((one.street.upper(),), one.city.upper(), one.state, one.postcode, "") if one.street else None
    return Party(
        *("82" if person else "85", one.name.upper(), one.first.upper(), "XX", one.npi, "1" if person else "2"),
        place=where,
        references={"EI": one.tax_id} if one.tax_id else {},
        speciality=("BI" if one.bills else "PE", one.taxonomy) if one.taxonomy else (),
    )


@dataclass(frozen=True)
class AccountShown:
    """An account as its page shows it."""

    account: ChargeAccount
    waiting: tuple[AccountCharge, ...]
    claimed: tuple[AccountCharge, ...]
    struck: tuple[AccountCharge, ...]
    covers: tuple[Cover, ...]

    @property
    def total(self) -> Decimal:
        return as_money(sum(one.amount_cents for one in self.waiting))


def account_shown(account: ChargeAccount) -> AccountShown:
    """One account with its charges by what became of them."""
    rows = list(account.charges.all())
    for row in rows:
        row.account = account
    return AccountShown(
        account=account,
        waiting=tuple(one for one in rows if one.waits),
        claimed=tuple(one for one in rows if one.claim_id),
        struck=tuple(one for one in rows if one.struck),
        covers=covers_of(account),
    )
