"""The door: finds what the route declares, who asks and for which place, and lets through or refuses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.foundations.access.asked import FIRST_DAY, LAST_DAY
from wellrun.foundations.access.permissions import places_where
from wellrun.foundations.access.problems import refused, status_of, writer_for
from wellrun.foundations.access.routes import Declared
from wellrun.foundations.organisation.places import Place
from wellrun.foundations.organisation.queries import tree
from wellrun.values.faults import Fault, Refused


class DeclaredAccess:
    """Refuses every route that does not declare who may use it, and everyone whom it does not name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        declared: Declared | None = getattr(view, "declared_access", None)
        if declared is None:
            return refusal(request, _("This address has not been opened to anyone."))
        if not declared.signed_in:
            return None
        if not request.user.is_authenticated:
            return _unknown(request)
        request.tree = tree()  # type: ignore[attr-defined]
        return self._enter(request, declared)

    def _enter(self, request: Any, declared: Declared) -> HttpResponseBase | None:
        request.entered = True
        permission = declared.needed(request.method)
        if permission is None:
            request.places = ()
            return None
        places = places_where(request.user, permission, tree=request.tree)
        place = asked_place(request, places)
        if place is None:
            return refusal(request, _("You have no role that allows this here."))
        request.places, request.place = places, place
        request.day = asked_day(request, place)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal raised by an action becomes a page that says why, not a crash."""
        if not isinstance(exception, Refused):
            return None
        if writer_for(request):
            return refused(request, status_of(exception.faults), exception.faults)
        status = 403 if all(fault.code.startswith("access.") for fault in exception.faults) else 409
        return render(request, "pages/refused.html", {"faults": exception.faults}, status=status)


def asked_place(request: Any, places: tuple[Place, ...]) -> Place | None:
    """The place the address names if the reader may see it, else the widest they may; none if there is none."""
    code = _asked(request, "at")
    if not code:
        return places[0] if places else None
    asked = request.tree.get(code)
    return asked if asked is not None and any(held.covers(asked) for held in places) else None


def asked_day(request: Any, place: Place) -> dt.date:
    """The day the address names, else today where the place is. A day that is no date, or far off, means today."""
    asked = _as_day(_asked(request, "day"))
    if asked is not None and FIRST_DAY <= asked <= LAST_DAY:
        return asked
    zone = ZoneInfo(place.time_zone) if place.time_zone else timezone.get_default_timezone()
    return timezone.now().astimezone(zone).date()


def _as_day(words: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(words)
    except ValueError:
        return None


def _asked(request: HttpRequest, name: str) -> str:
    """From the address or, on a page, from its form. The body of a program's request is not read before its door."""
    return request.GET.get(name) or ("" if writer_for(request) else request.POST.get(name, ""))


def _unknown(request: HttpRequest) -> HttpResponseBase:
    if writer_for(request) is None:
        return redirect_to_login(request.get_full_path())
    words = _("Nobody is signed in.")
    remedy = _("Send an access token as “Authorization: Bearer …”, or sign in.")
    return refused(request, 401, [Fault(code="access.nobody", message=words, remedy=remedy)])


def refusal(request: HttpRequest, why: str) -> HttpResponse:
    """The page that says no, why, and what to do."""
    fault = Fault(code="access.refused", message=why, remedy=_("Ask an administrator of the facility for access."))
    if writer_for(request):
        return refused(request, 403, [fault])
    return render(request, "pages/refused.html", {"faults": [fault]}, status=403)
