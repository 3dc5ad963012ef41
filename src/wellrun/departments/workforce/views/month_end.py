"""The page of the month's end: where overtime and agency hours will be, unit by unit, and how good that was before."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from wellrun.departments.workforce.queries.month_end import Ending, endings_within
from wellrun.departments.workforce.rules.month_end import last_of
from wellrun.foundations.access.permissions import holds
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.pages.tables import Table, TableColumn

COLUMNS = (
    TableColumn[Ending]("place", _("Where"), lambda one: one.place.name),
    TableColumn[Ending]("kind", _("Hours"), lambda one: one.name),
    TableColumn[Ending]("so_far", _("So far, h"), lambda one: one.hours.so_far, number=True),
    TableColumn[Ending]("likely", _("Likely by the end, h"), lambda one: one.hours.likely, number=True),
    TableColumn[Ending]("low", _("from"), lambda one: one.hours.low, number=True),
    TableColumn[Ending]("high", _("to"), lambda one: one.hours.high, number=True),
    TableColumn[Ending]("usual", _("A usual month, h"), lambda one: one.usual, number=True),
    TableColumn[Ending]("share", _("Likely share, %"), lambda one: one.share, number=True, places=1),
    TableColumn[Ending]("target", _("Agreed, %"), lambda one: one.target, number=True, places=1),
    TableColumn[Ending]("money", _("Likely cost"), lambda one: one.money, number=True),
    TableColumn[Ending]("currency", _("Currency"), lambda one: one.place.currency),
    TableColumn[Ending]("error", _("Wrong by on the mean, h"), lambda one: one.hours.error, number=True),
)


@requires(Permission.READ_FIGURES)
@never_cache
def page(request: ReaderRequest) -> HttpResponse:
    """The place of the address and each unit in it, exported exactly as shown."""
    endings = endings_within(request.place, day=request.day, tree=request.tree)
    table = Table("month-end", COLUMNS, endings, request.GET)
    if (file := table.export()) is not None:
        return file
    context = {
        "here": "workforce",
        "section": "month-end",
        "last": last_of(request.day),
        "whole": [one for one in endings if one.place.code == request.place.code],
        "may_see_rosters": holds(request.user, Permission.SEE_ROSTERS),
        "beyond": [one for one in endings if one.beyond],
        "table": table,
    }
    return render(request, "workforce/month_end.html", context)
