"""The briefing page: yesterday's promises first, then the agenda; decisions written down as they are spoken."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from wellrun.foundations.access.rates import gives_a_file
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.documents.word import docx
from wellrun.foundations.followup.actions import promise
from wellrun.foundations.followup.queries import actions_within
from wellrun.foundations.followup.rules import standing
from wellrun.foundations.today import actions
from wellrun.foundations.today.brief import minutes
from wellrun.foundations.today.forms import DecisionForm
from wellrun.foundations.today.models import Briefing, Signal
from wellrun.foundations.today.queries import MARKS, Promised, morning
from wellrun.foundations.today.views import DOCX


@requires(Permission.RUN_BRIEFING)
def page(request: ReaderRequest) -> HttpResponse:
    """The briefing of the day, started or not."""
    held = Briefing.objects.filter(place=request.place.code, day=request.day).first()
    seen = morning(request.place, day=request.day, tree=request.tree)
    decided: dict[str, list[object]] = {}
    for decision in held.decisions.select_related("action__owner") if held else ():
        decided.setdefault(decision.signal_key, []).append(decision)
    agenda = [(item, decided.get(item.signal.key, [])) for item in seen.shown]
    context = {
        "here": "today",
        "briefing": held,
        "yesterday": _due_yesterday(request),
        "agenda": agenda,
        "other": decided.get("", []),
        "form": DecisionForm(place=request.place),
        "morning": seen,
    }
    return render(request, "today/briefing.html", context)


def _due_yesterday(request: ReaderRequest) -> list[Promised]:
    yesterday = request.day - dt.timedelta(days=1)
    due = actions_within(request.place, tree=request.tree).filter(due_on=yesterday)
    stands = [(a, standing(status=a.status, due_on=a.due_on, today=request.day)) for a in due]
    return [Promised(action, state, MARKS[state]) for action, state in stands]


@requires(Permission.RUN_BRIEFING)
@require_POST
def start(request: ReaderRequest) -> HttpResponse:
    """Starts it."""
    actions.start_briefing(place=request.place, day=request.day, by=request.user, tree=request.tree)
    return _to(request)


@requires(Permission.RUN_BRIEFING)
@require_POST
def decide(request: ReaderRequest) -> HttpResponse:
    """Writes one decision down, with its action if it has an owner and a day."""
    held = _held(request)
    form = DecisionForm(request.POST, place=request.place)
    if not form.is_valid():
        return render(
            request, "today/decision.html", {"here": "today", "form": form, "posted": request.POST}, status=422
        )
    given = form.cleaned_data
    signal = _on_agenda(request, request.POST.get("signal", ""))
    place = request.tree[signal.place] if signal else request.place
    action = None
    if given["owner"]:
        action = promise(
            title=given["words"][:200],
            owner=given["owner"],
            place=place,
            due_on=given["due_on"],
            by=request.user,
            tree=request.tree,
            today=request.day,
            origin=signal.key if signal else f"briefing:{held.pk}",
            measure=signal.measure if signal else "",
        )
    about = signal.sentence if signal else request.POST.get("about", "")
    actions.decide(
        briefing=held,
        signal=signal,
        about=about,
        words=given["words"],
        by=request.user,
        tree=request.tree,
        action=action,
    )
    return _to(request)


@requires(Permission.RUN_BRIEFING)
@require_POST
def end(request: ReaderRequest) -> HttpResponse:
    """Ends it and keeps who was there."""
    actions.end_briefing(
        briefing=_held(request), attendance=request.POST.get("attendance", ""), by=request.user, tree=request.tree
    )
    return _to(request)


@gives_a_file
@requires(Permission.RUN_BRIEFING)
def minutes_file(request: ReaderRequest) -> HttpResponse:
    """The minutes as a Word file."""
    body = docx(minutes(_held(request), place_name=request.place.name))
    name = f"minutes-{request.place.code.replace('/', '-')}-{request.day}.docx"
    return HttpResponse(body, content_type=DOCX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _on_agenda(request: ReaderRequest, asked: str) -> Signal | None:
    """The signal a decision is about: none for another matter, and never one from outside the briefing's place."""
    if not asked:
        return None
    codes = [place.code for place in request.tree.within(request.place)]
    found = (
        Signal.objects.filter(pk=asked, place__in=codes, audience="").first()
        if asked.isascii() and asked.isdigit()
        else None
    )
    if found is None:
        raise Http404
    return found


def _held(request: ReaderRequest) -> Briefing:
    held = Briefing.objects.filter(place=request.place.code, day=request.day).first()
    if held is None:
        raise Http404
    return held


def _to(request: ReaderRequest) -> HttpResponse:
    return redirect(
        f"{reverse('today:briefing')}?{urlencode({'at': request.place.code, 'day': request.day.isoformat()})}"
    )
