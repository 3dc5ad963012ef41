"""Requests for prior authorisation with their clocks, and services that lack one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from wellrun.departments.revenue.models import (
    AccountCharge,
    AuthorisationCase,
    AuthorisationNeed,
    AuthorisationTerms,
    ChargeAccount,
    DenialCase,
)
from wellrun.departments.revenue.queries.charges import covers_of
from wellrun.departments.revenue.queries.remittances import facilities_in
from wellrun.departments.revenue.rules.authorisations import (
    OTHER,
    WAITING,
    Asked,
    Case,
    Lacking,
    State,
    Urgency,
    answer_due,
    lacking,
    urgency,
    used,
)
from wellrun.departments.revenue.rules.denials import Category
from wellrun.departments.revenue.rules.edit_lists import Need
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Place, Tree

MOST = 500
Key = tuple[UUID, str]
"""A patient and the code of a payer."""


@dataclass(frozen=True)
class CaseLine:
    """A case with its clock: until when the payer has to answer, what the morning says, and what was used."""

    case: AuthorisationCase
    due: dt.datetime | None
    urgency: Urgency
    used: Decimal

    @property
    def waiting(self) -> bool:
        return State(self.case.state) in WAITING


def cases_in(place: Place, *, tree: Tree) -> QuerySet[AuthorisationCase]:
    """The cases of the facilities of a place."""
    return _joined(AuthorisationCase.objects.filter(facility__in=facilities_in(place, tree=tree)))


def _joined(found: QuerySet[AuthorisationCase]) -> QuerySet[AuthorisationCase]:
    return found.select_related("facility", "payer", "payer__authorisation_terms", "patient", "account")


def case_lines(cases: Iterable[AuthorisationCase]) -> list[CaseLine]:
    """Cases by clock: what waits for an answer first, then by the day of the service."""
    held, now = list(cases), timezone.now()
    services = services_of({one.patient_id for one in held})
    lines = [_line(one, services.get((one.patient_id, one.payer.code), ()), now) for one in held]
    return sorted(lines, key=_order)


def _order(line: CaseLine) -> tuple[bool, dt.datetime, dt.date]:
    clock = line.due if line.waiting and line.due else dt.datetime.max.replace(tzinfo=dt.UTC)
    return line.urgency is Urgency.QUIET, clock, line.case.service_on


def _line(one: AuthorisationCase, services: Sequence[Asked], now: dt.datetime) -> CaseLine:
    zone = ZoneInfo(one.facility.time_zone)
    due = due_of(one)
    state = State(one.state)
    told = urgency(
        state, begins=one.begins, ends=one.ends, due=due, now=now.astimezone(zone), service_on=one.service_on
    )
    return CaseLine(one, due, told, used(as_case(one), services))


def due_of(one: AuthorisationCase) -> dt.datetime | None:
    """Until when the payer has to answer, by the clock of the facility."""
    if one.asked_at is None:
        return None
    terms: AuthorisationTerms | None = getattr(one.payer, "authorisation_terms", None)
    return answer_due(
        one.asked_at.astimezone(ZoneInfo(one.facility.time_zone)),
        kind=terms.kind if terms else OTHER,
        expedited=one.expedited,
        own_days=terms.days if terms else None,
        put_off=one.put_off,
    )


def as_case(one: AuthorisationCase) -> Case:
    """A case as the rules know it."""
    return Case(
        one.pk, State(one.state), tuple(one.services), one.begins, one.ends, one.units_approved, number=one.number
    )


def services_of(patients: Collection[UUID]) -> Mapping[Key, list[Asked]]:
    """Everything charged for these patients, by patient and first payer; the key of each is that of its charge."""
    charges = AccountCharge.objects.filter(struck="")
    accounts = ChargeAccount.objects.filter(patient__in=patients).prefetch_related(Prefetch("charges", charges))
    found: dict[Key, list[Asked]] = defaultdict(list)
    for account in accounts:
        payer = payer_of(account)
        if payer:
            found[account.patient_id, payer] += [_asked(one) for one in account.charges.all()]
    return found


def payer_of(account: ChargeAccount) -> str:
    """Our code of who is billed first; nobody is asked for an authorisation twice."""
    covers = covers_of(account)
    return covers[0].payer if covers else ""


def _asked(one: AccountCharge) -> Asked:
    return Asked(one.pk, one.code or one.revenue_code, one.on, one.units)


def lacking_of(accounts: Iterable[ChargeAccount]) -> Mapping[UUID, tuple[Lacking, ...]]:
    """By account, the charges that lack the authorisation which their payer wants. Those without any are not there."""
    held = [one for one in accounts if payer_of(one)]
    needs = needs_in({one.facility_id for one in held})
    if not needs:
        return {}
    patients = {one.patient_id for one in held}
    services, cases = services_of(patients), _cases_of(patients)
    own: dict[int, UUID] = dict(AccountCharge.objects.filter(account__in=held).values_list("pk", "account"))
    found: dict[UUID, tuple[Lacking, ...]] = {}
    for facility, patient, payer in {(one.facility_id, one.patient_id, payer_of(one)) for one in held}:
        wanted = needs.get((facility, payer), ())
        for one in lacking(services[patient, payer], wanted, cases.get((patient, payer), ())):
            account = own.get(one.asked.key)
            if account is not None:
                found[account] = (*found.get(account, ()), one)
    return found


def needs_in(facilities: Collection[int]) -> Mapping[tuple[int, str], list[Need]]:
    """What payers want to be asked about, by facility and code of the payer."""
    found: dict[tuple[int, str], list[Need]] = defaultdict(list)
    for one in AuthorisationNeed.objects.filter(payer__facility__in=facilities).select_related("payer"):
        found[one.payer.facility_id, one.payer.code].append(Need(one.code, one.since, one.until, one.note))
    return found


def _cases_of(patients: Collection[UUID]) -> Mapping[Key, list[Case]]:
    found: dict[Key, list[Case]] = defaultdict(list)
    for one in AuthorisationCase.objects.filter(patient__in=patients).select_related("payer").order_by("begins", "pk"):
        found[one.patient_id, one.payer.code].append(as_case(one))
    return found


def denials_of(case: AuthorisationCase) -> QuerySet[DenialCase]:
    """Denials for want of an authorisation of claims of the case's account: where an appeal is written."""
    claims = AccountCharge.objects.filter(account=case.account, claim__isnull=False).values("claim")
    held = DenialCase.objects.filter(claim__in=claims, category=Category.AUTHORISATION.value)
    return held.select_related("claim") if case.account_id else held.none()


def cases_to_look_at(facility: Facility) -> list[CaseLine]:
    """What the morning tells of: clocks that have run out, services that nobody asked for, approvals that end early."""
    over = [State.WITHDRAWN.value, State.DENIED.value, State.EXPIRED.value]
    cases = _joined(AuthorisationCase.objects.filter(facility=facility).exclude(state__in=over))
    return [one for one in case_lines(cases[:MOST]) if one.urgency is not Urgency.QUIET]
