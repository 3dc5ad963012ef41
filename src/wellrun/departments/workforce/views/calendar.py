"""One's shifts in one's own calendar: the page where the address is made, and the calendar itself."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wellrun.departments.workforce.actions import calendar_address as actions
from wellrun.departments.workforce.queries.calendars import address_of, calendar_of, open_address
from wellrun.foundations.access.routes import ReaderRequest, open_to_anyone, requires
from wellrun.foundations.access.rules import Permission


@requires(Permission.OWN_SCHEDULE)
@never_cache
def my_calendar(request: ReaderRequest) -> HttpResponse:
    """Makes, renews or ends the address; a new one is shown once."""
    context: dict[str, Any] = {"here": "my-work", "section": "my-shifts"}
    if request.method == "POST" and request.POST.get("do") == "end":
        actions.end_address(by=request.user, now=timezone.now())
        return redirect("workforce:my-calendar")
    if request.method == "POST":
        secret = actions.make_address(by=request.user, now=timezone.now())
        context["address"] = request.build_absolute_uri(f"{reverse('workforce:calendar')}?key={secret}")
    context["held"] = open_address(request.user)
    return render(request, "workforce/my_calendar.html", context)


@open_to_anyone(reason="The key in the address is the proof; it opens its owner's own shifts and nothing else.")
@require_safe
@never_cache
def calendar(request: HttpRequest) -> HttpResponse:
    """The calendar of whoever the key belongs to.

    The key is no part of the path: the path of an address that is not there is logged.
    """
    now = timezone.now()
    address = address_of(request.GET.get("key", ""))
    if address is None:
        raise Http404
    actions.note_reading(address=address, today=now.date())
    answer = HttpResponse(calendar_of(address.account.person, now=now), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="shifts.ics"'
    return answer
