"""The panel of the beds that are needed tonight: it stands on the bed board and renews itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.operations.actions import tonight as actions
from wellrun.departments.operations.models import TonightAnswer
from wellrun.departments.operations.shown.tonight import tonight_shown
from wellrun.departments.operations.tasks.tonight import work_out_tonight
from wellrun.foundations.access.entering import where
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.identity.routes import asked_by_the_page
from wellrun.foundations.organisation.models import Facility


@asked_by_the_page
@requires(Permission.SEE_BEDS)
@never_cache
def panel(request: ReaderRequest) -> HttpResponse:
    """The newest answer, or that it is being worked out."""
    return render(request, "operations/_tonight.html", panel_of(request, timezone.now()))


@require_POST
@requires(Permission.SEE_BEDS)
def ask(request: ReaderRequest) -> HttpResponse:
    """Has the answer worked out anew, unless somebody has just asked."""
    facility = get_object_or_404(Facility, code=request.place.facility)
    now = timezone.now()
    if actions.ask(facility=facility, by=request.user, now=now):
        work_out_tonight.enqueue(facility.pk)
    if request.headers.get("HX-Request"):
        return render(request, "operations/_tonight.html", panel_of(request, now))
    return redirect(f"{reverse('operations:beds')}?{where(request)}#tonight")


def panel_of(request: ReaderRequest, now: dt.datetime) -> dict[str, Any]:
    """What the panel shows: an answer, and whether another one is on its way or wanted."""
    held = TonightAnswer.objects.filter(facility__code=request.place.facility).first()
    under_way = held is not None and (held.made_at is None or held.made_at < held.asked_at)
    stuck = under_way and held is not None and now - held.asked_at >= actions.PATIENCE
    stale = held is None or stuck or (not under_way and now - held.asked_at >= actions.FRESH)
    return {"tonight": tonight_shown(held), "tonight_held": held, "under_way": under_way and not stuck, "stale": stale}
