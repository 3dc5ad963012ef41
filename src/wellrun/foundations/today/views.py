"""The morning page, what can be done about a signal, and the brief in its forms."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from wellrun.foundations.access.permissions import may, places_where
from wellrun.foundations.access.rates import gives_a_file
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.catalogue.charting import measures_with_figures
from wellrun.foundations.documents.pdf import pdf
from wellrun.foundations.documents.plain import text
from wellrun.foundations.documents.word import docx
from wellrun.foundations.followup.forms import PromiseForm
from wellrun.foundations.followup.queries import raised_by
from wellrun.foundations.today import actions
from wellrun.foundations.today.brief import as_data, brief
from wellrun.foundations.today.forms import DismissForm
from wellrun.foundations.today.models import Dismissal, Signal
from wellrun.foundations.today.queries import is_told, morning

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@requires(Permission.READ_FIGURES)
def page(request: ReaderRequest) -> HttpResponse:
    """What must I decide, what is so right now, what did we promise, is what we tried working?"""
    seen = morning(request.place, day=request.day, tree=request.tree, reader=request.user)
    context = {
        "here": "today",
        "morning": seen,
        "items": seen.items if "all" in request.GET else seen.shown,
        "looked_at": 0 if seen.items else measures_with_figures(request.place, until=request.day),
        "behind": 0 if "all" in request.GET else len(seen.rest),
        "may_judge": may(request.user, Permission.JUDGE_SIGNALS, request.place, tree=request.tree),
        "harm": sum(item.harm for item in seen.items),
        "open_promises": sum(p.standing in ("open", "today", "overdue") for p in seen.promised),
    }
    return render(request, "today/page.html", context)


@requires(Permission.ASSIGN_ACTIONS)
def assign(request: ReaderRequest, pk: int) -> HttpResponse:
    """Gives a signal an owner and a day."""
    signal = _signal(request, pk)
    form = PromiseForm(request.POST or None, place=request.tree[signal.place], today=request.day, initial={"title": ""})
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("seen", "")
        actions.assign(
            signal=signal,
            **form.cleaned_data,
            by=request.user,
            tree=request.tree,
            today=request.day,
            seen=int(seen) if seen.isascii() and seen.isdigit() else None,
        )
        return _back(request)
    seen = request.POST.get("seen") or str(raised_by(signal.key).count())
    return _beside(request, "today/assign.html", {"form": form, "signal": signal, "seen": seen})


@requires(Permission.JUDGE_SIGNALS)
def dismiss(request: ReaderRequest, pk: int) -> HttpResponse:
    """Not a concern, because…, until…"""
    signal = _signal(request, pk)
    form = DismissForm(request.POST or None, today=request.day)
    if request.method == "POST" and form.is_valid():
        actions.dismiss(signal=signal, **form.cleaned_data, by=request.user, tree=request.tree, today=request.day)
        return _back(request)
    return _beside(request, "today/dismiss.html", {"form": form, "signal": signal})


@requires(Permission.JUDGE_SIGNALS)
@require_POST
def reinstate(request: ReaderRequest, pk: int) -> HttpResponse:
    """Brings a dismissed signal back: the undo of a judgement."""
    dismissal = Dismissal.objects.filter(pk=pk).first()
    if dismissal is None or request.tree.get(dismissal.place) is None:
        raise Http404
    actions.withdraw_dismissal(dismissal=dismissal, by=request.user, tree=request.tree, today=request.day)
    return _back(request)


@gives_a_file
@requires(Permission.READ_FIGURES)
def brief_file(request: ReaderRequest, form: str) -> HttpResponse:
    """The brief as a file: pdf, docx, txt or json."""
    seen = morning(request.place, day=request.day, tree=request.tree)
    writers: dict[str, tuple[Callable[[], bytes | str], str]] = {
        "pdf": (lambda: pdf(brief(seen)), "application/pdf"),
        "docx": (lambda: docx(brief(seen)), DOCX),
        "txt": (lambda: text(brief(seen)), "text/plain; charset=utf-8"),
        "json": (lambda: json.dumps(as_data(seen), ensure_ascii=False, indent=1), "application/json"),
    }
    if form not in writers:
        raise Http404
    write, kind = writers[form]
    name = f"brief-{request.place.code.replace('/', '-')}-{request.day}.{form}"
    return HttpResponse(write(), content_type=kind, headers={"Content-Disposition": f'inline; filename="{name}"'})


def _signal(request: ReaderRequest, pk: int) -> Signal:
    signal = Signal.objects.filter(pk=pk).first()
    place = request.tree.get(signal.place) if signal else None
    readable = places_where(request.user, Permission.READ_FIGURES, tree=request.tree)
    if signal is None or place is None or not any(held.covers(place) for held in readable):
        raise Http404
    if not is_told(request.user, signal, tree=request.tree):
        raise Http404
    return signal


def _beside(request: ReaderRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """A form beside the page when the page asked for it, else a page of its own."""
    frame = "pages/beside.html" if request.headers.get("HX-Request") and request.method == "GET" else "pages/base.html"
    form = context["form"]
    return render(request, template, {**context, "frame": frame}, status=422 if getattr(form, "errors", None) else 200)


def _back(request: ReaderRequest) -> HttpResponse:
    return redirect(f"{reverse('today:page')}?{urlencode({'at': request.place.code, 'day': request.day.isoformat()})}")
