"""The list of stays and accounts with what waits on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.revenue.models import ChargeAccount
from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.queries.charges import MOST, accounts_in, stays_without_charges
from wellrun.foundations.access.entering import where
from wellrun.foundations.access.routes import ReaderRequest
from wellrun.foundations.pages.tables import Table, TableColumn
from wellrun.foundations.patients.models import Stay
from wellrun.foundations.patients.queries import named


@dataclass(frozen=True)
class ChargeLine:
    """A stay or account: ``state`` is missing, here, waiting or claimed; ``address`` leads to it."""

    patient: str
    unit: str
    begins: dt.date
    ends: dt.date | None
    state: str
    words: str
    amount: Decimal
    address: str


def charge_lines(request: ReaderRequest) -> list[ChargeLine]:
    """What is to be charged for in a place, what is not charged at all first."""
    stays = stays_without_charges(request.place, tree=request.tree)
    accounts = list(accounts_in(request.place, tree=request.tree)[:MOST])
    people = [*(stay.patient.pk for stay in stays), *(one.patient.pk for one in accounts)]
    shown = named(request.user, people[:MOST], request.place, tree=request.tree)
    names = {pk: one.name for pk, one in shown.items()}
    units = {code: spot.name for code, spot in request.tree.places.items()}
    by_stay = {one.stay_id: one for one in accounts}
    lines = [_of_stay(stay, by_stay.pop(stay.pk, None), names, units) for stay in stays]
    return [*lines, *(_of_account(one, names, units) for one in by_stay.values())]


def _of_stay(stay: Stay, held: ChargeAccount | None, names: Mapping[UUID, str], units: Mapping[str, str]) -> ChargeLine:
    over = timezone.localtime(stay.ended_at).date() if stay.ended_at else None
    return ChargeLine(
        patient=names.get(stay.patient.pk, _("not shown")),
        unit=units.get(stay.place, stay.place),
        begins=timezone.localtime(stay.started_at).date(),
        ends=over,
        state="missing" if over else "here",
        words=_("nothing charged") if over else _("still here, nothing charged"),
        amount=Decimal("0.00"),
        address=reverse("revenue:charge-account", args=[held.pk])
        if held
        else reverse("revenue:charge-stay", args=[stay.pk]),
    )


def _of_account(one: Any, names: Mapping[UUID, str], units: Mapping[str, str]) -> ChargeLine:
    return ChargeLine(
        patient=names.get(one.patient.pk, _("not shown")),
        unit=units.get(one.place, one.place),
        begins=one.begins,
        ends=one.ends,
        state="waiting" if one.waiting else "claimed" if one.claimed else "missing",
        words=_("%(n)s to be claimed") % {"n": one.waiting} if one.waiting else _("claimed"),
        amount=as_money(one.waiting_cents or 0),
        address=reverse("revenue:charge-account", args=[one.pk]),
    )


def lines_table(lines: list[ChargeLine], request: ReaderRequest) -> Table[ChargeLine]:
    """The list as a table."""
    columns = (
        TableColumn[ChargeLine](
            "patient", _("Patient"), lambda one: one.patient, link=lambda one: f"{one.address}?{where(request)}"
        ),
        TableColumn[ChargeLine]("unit", _("Unit"), lambda one: one.unit),
        TableColumn[ChargeLine]("begins", _("From"), lambda one: one.begins),
        TableColumn[ChargeLine]("ends", _("Until"), lambda one: one.ends),
        TableColumn[ChargeLine]("charges", _("Charges"), lambda one: one.words),
        TableColumn[ChargeLine]("amount", _("To be claimed"), lambda one: one.amount or None, number=True, places=2),
    )
    return Table("charges", columns, lines, request.GET)
