"""The page of the Payroll-Based Journal: what a home would send, what stops it, until when, and the file."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.workforce.actions import pbj
from wellrun.departments.workforce.forms.pbj import HomeNumberForm
from wellrun.departments.workforce.queries.pbj import homes_within, quarter_to_send, quarters_before, return_page
from wellrun.departments.workforce.rules.pbj import Quarter
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility


@requires(Permission.MANAGE_STAFF)
@never_cache
def page(request: ReaderRequest) -> HttpResponse:
    """One home's quarter; the number by which it submits is entered here."""
    homes = managed_homes(request)
    context: dict[str, Any] = {"here": "workforce", "section": "hours", "homes": homes}
    if len(homes) != 1:
        return render(request, "workforce/pbj.html", context)
    home = homes[0]
    form = HomeNumberForm(request.POST or None, home=home)

    def act() -> None:
        pbj.set_home_number(facility=home, by=request.user, tree=request.tree, **form.cleaned_data)

    if request.method == "POST" and carried_out(form, act):
        return redirect(f"{reverse('workforce:pbj')}?{where(request)}")
    asked = request.GET.get("quarter", "")
    quarter = _quarter(request, asked) or quarter_to_send(request.day)
    context |= {
        "home": home,
        "form": form,
        "page": return_page(home, quarter, today=request.day, now=timezone.now()),
        "quarters": quarters_before(request.day),
    }
    return render(request, "workforce/pbj.html", context, status=422 if form.errors else 200)


@requires(Permission.MANAGE_STAFF)
@require_POST
def file(request: ReaderRequest) -> HttpResponse:
    """Makes the file of the quarter that the form names."""
    homes, quarter = managed_homes(request), _quarter(request, request.POST.get("quarter", ""))
    if len(homes) != 1 or quarter is None:
        raise Http404
    body = pbj.make_return(
        facility=homes[0],
        quarter=quarter,
        today=request.day,
        now=timezone.now(),
        by=request.user,
        tree=request.tree,
    )
    name = f"pbj-{homes[0].code}-{quarter}.xml"
    return HttpResponse(
        body, content_type="application/xml", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def managed_homes(request: ReaderRequest) -> list[Facility]:
    """The homes of the place that the reader manages as a whole: a return is never of one unit."""
    found = homes_within([request.place], request.tree)
    managed = Permission.MANAGE_STAFF
    return [home for home in found if may(request.user, managed, request.tree[home.code], tree=request.tree)]


def _quarter(request: ReaderRequest, asked: str) -> Quarter | None:
    return next((one for one in quarters_before(request.day) if str(one) == asked), None)
