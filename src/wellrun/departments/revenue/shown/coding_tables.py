"""The lists of stays to code, and of those without a final bill."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellrun.departments.revenue.queries.codings import ToCode
from wellrun.departments.revenue.queries.unbilled import Unbilled
from wellrun.departments.revenue.rules.unbilled import Reason
from wellrun.foundations.access.entering import where
from wellrun.foundations.access.routes import ReaderRequest
from wellrun.foundations.pages.tables import Table, TableColumn
from wellrun.foundations.patients.queries import named

REASONS: Mapping[Reason, Promise | str] = MappingProxyType(
    {
        Reason.CHARGES: gettext_lazy("charges are missing"),
        Reason.CODING: gettext_lazy("not finally coded"),
        Reason.AUTHORISATION: gettext_lazy("an authorisation is missing"),
        Reason.RULE: gettext_lazy("something is missing for its claim"),
        Reason.CLAIM: gettext_lazy("nobody has made its claim"),
    }
)


def _names(request: ReaderRequest, patients: Iterable[UUID]) -> Mapping[UUID, str]:
    """The patients whom the reader may see; a restricted one has no name here."""
    shown = named(request.user, list(dict.fromkeys(patients)), request.place, tree=request.tree)
    return {pk: one.name for pk, one in shown.items()}


def _units(request: ReaderRequest) -> Mapping[str, str]:
    return {code: spot.name for code, spot in request.tree.places.items()}


def to_code_table(lines: list[ToCode], request: ReaderRequest) -> Table[ToCode]:
    """Stays to code, those that wait longest first."""
    names, units = _names(request, (one.patient for one in lines)), _units(request)

    def link(one: ToCode) -> str:
        route, key = ("code-account", one.account.pk) if one.account else ("charge-stay", one.stay)
        return f"{reverse(f'revenue:{route}', args=[key])}?{where(request)}"

    columns = (
        TableColumn[ToCode]("patient", _("Patient"), lambda one: names.get(one.patient, _("not shown")), link=link),
        TableColumn[ToCode]("unit", _("Unit"), lambda one: units.get(one.place, one.place)),
        TableColumn[ToCode]("begins", _("From"), lambda one: one.begins),
        TableColumn[ToCode]("ends", _("Left on"), lambda one: one.ends),
        TableColumn[ToCode]("waits", _("Days"), lambda one: one.waits, number=True),
        TableColumn[ToCode]("coding", _("Coding"), lambda one: _("begun") if one.begun else _("not begun")),
        TableColumn[ToCode]("charges", _("Charges"), lambda one: one.charges or None, number=True, places=2),
    )
    return Table("to-code", columns, lines, request.GET)


def unbilled_table(lines: list[Unbilled], request: ReaderRequest) -> Table[Unbilled]:
    """Everybody who has left without a final bill, the longest first."""
    names, units = _names(request, (one.patient for one in lines)), _units(request)

    def link(one: Unbilled) -> str:
        if one.account is None:
            return f"{reverse('revenue:charge-stay', args=[one.stay])}?{where(request)}"
        route = "code-account" if Reason.CODING in one.reasons else "charge-account"
        return f"{reverse(f'revenue:{route}', args=[one.account.pk])}?{where(request)}"

    columns = (
        TableColumn[Unbilled]("patient", _("Patient"), lambda one: names.get(one.patient, _("not shown")), link=link),
        TableColumn[Unbilled]("unit", _("Unit"), lambda one: units.get(one.place, one.place)),
        TableColumn[Unbilled]("ends", _("Left on"), lambda one: one.ends),
        TableColumn[Unbilled]("days", _("Days"), lambda one: one.days, number=True),
        TableColumn[Unbilled](
            "why", _("What keeps it"), lambda one: "; ".join(str(REASONS[each]) for each in one.reasons)
        ),
        TableColumn[Unbilled]("amount", _("Charges"), lambda one: one.amount or None, number=True, places=2),
    )
    return Table("unbilled", columns, lines, request.GET)
