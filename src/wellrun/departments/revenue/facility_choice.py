"""What is done for one facility, on a page whose place has several: the reader chooses which."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from wellrun.departments.revenue.queries.remittances import facilities_in
from wellrun.foundations.access.routes import ReaderRequest
from wellrun.foundations.organisation.models import Facility


def facilities_of(request: ReaderRequest) -> list[Facility]:
    """The facilities of the page, by name."""
    return list(facilities_in(request.place, tree=request.tree).order_by("name"))


def only_facility(request: ReaderRequest) -> Facility | None:
    """The facility of the page; none where its place has several."""
    found = facilities_of(request)
    return found[0] if len(found) == 1 else None


def choose_facility(request: ReaderRequest, title: str, section: str, *, here: str = "billing") -> HttpResponse:
    """Asks for which facility, where the place has several; what was sent is not done."""
    context = {"here": here, "section": section, "title": title, "facilities": facilities_of(request)}
    return render(request, "revenue/choose_facility.html", context, status=422 if request.method == "POST" else 200)
