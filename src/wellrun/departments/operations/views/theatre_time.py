"""Theatre time: a month of figures, and the blocks with what is open of them."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.operations.actions import theatre as actions
from wellrun.departments.operations.forms.theatre import BlockDayForm, BlockForm
from wellrun.departments.operations.models import TheatreBlock
from wellrun.departments.operations.queries import theatre_month as queries
from wellrun.departments.operations.shown import theatre_month as shown
from wellrun.departments.operations.views.frame import choose
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility

TITLE = _("Theatres")
FRAME = {"here": "operations", "section": "theatres"}


@requires(Permission.SEE_BEDS)
@never_cache
def month(request: ReaderRequest) -> HttpResponse:
    """Utilisation by service and block, first cases, turnover and cancellations of a month."""
    if not request.place.facility:
        return choose(request, "theatres", TITLE)
    facility = Facility.objects.get(code=request.place.facility)
    today = _today(facility)
    first = shown.asked_month(request.GET.get("month", ""), today)
    found = queries.month_of(facility, first, today=today)
    return render(request, "operations/theatre_month.html", {**FRAME, **shown.month_page(found, today)})


@requires(Permission.SEE_BEDS)
@never_cache
def blocks(request: ReaderRequest) -> HttpResponse:
    """Blocks, what might be released of them, and the time that is open."""
    if not request.place.facility:
        return choose(request, "theatres", TITLE)
    return _blocks_page(request, BlockForm(initial={"since": _today(_facility(request))}))


@require_POST
@requires(Permission.MANAGE_BEDS)
def give(request: ReaderRequest) -> HttpResponse:
    """A service is given a block."""
    form = BlockForm(request.POST)
    given: dict[str, Any] = {"facility": _facility(request), "by": request.user, "tree": request.tree}
    if carried_out(form, lambda: actions.give_block(**form.cleaned_data, **given)):
        return _back(request)
    return _blocks_page(request, form, status=422)


@require_POST
@requires(Permission.MANAGE_BEDS)
def release(request: ReaderRequest, block: int) -> HttpResponse:
    """A block is released on a day."""
    held, form = _block(request, block), BlockDayForm(request.POST)
    who: dict[str, Any] = {"by": request.user, "tree": request.tree, "now": timezone.now()}
    if carried_out(form, lambda: actions.release(block=held, day=form.cleaned_data["on"], **who)):
        return _back(request)
    return _blocks_page(request, BlockForm(), refused=form, status=422)


@require_POST
@requires(Permission.MANAGE_BEDS)
def end(request: ReaderRequest, block: int) -> HttpResponse:
    """A block ends with a day."""
    held, form = _block(request, block), BlockDayForm(request.POST)
    who: dict[str, Any] = {"by": request.user, "tree": request.tree}
    if carried_out(form, lambda: actions.end_block(block=held, until=form.cleaned_data["on"], **who)):
        return _back(request)
    return _blocks_page(request, BlockForm(), refused=form, status=422)


def _blocks_page(
    request: ReaderRequest, form: BlockForm, *, refused: BlockDayForm | None = None, status: int = 200
) -> HttpResponse:
    facility = _facility(request)
    today = _today(facility)
    held = TheatreBlock.objects.filter(facility=facility).exclude(until__lt=today)
    context = {
        **FRAME,
        **shown.blocks_page(
            list(held), queries.to_release(facility, today=today), queries.open_time(facility, today=today)
        ),
        "form": form,
        "refused": [words for some in refused.errors.values() for words in some] if refused else [],
        "may_manage": may(request.user, Permission.MANAGE_BEDS, request.place, tree=request.tree),
        "today": today,
    }
    return render(request, "operations/theatre_blocks.html", context, status=status)


def _back(request: ReaderRequest) -> HttpResponse:
    return redirect(f"{reverse('operations:theatre-blocks')}?{where(request)}")


def _facility(request: ReaderRequest) -> Facility:
    return get_object_or_404(Facility, code=request.place.facility)


def _block(request: ReaderRequest, key: int) -> TheatreBlock:
    held = TheatreBlock.objects.select_related("facility")
    return get_object_or_404(held, pk=key, facility__code=request.place.facility)


def _today(facility: Facility) -> dt.date:
    return timezone.localdate(timezone=ZoneInfo(facility.time_zone))
