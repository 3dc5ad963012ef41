"""The denials queue, one denial with all that is done about it, and its appeal as a letter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.revenue.actions import denial_moves as moves
from wellrun.departments.revenue.forms.denial import (
    EndedForm,
    LetterForm,
    NoteForm,
    ReasonForm,
    SentForm,
    SortForm,
    TakeForm,
    WantedForm,
)
from wellrun.departments.revenue.models import DenialCase
from wellrun.departments.revenue.papers.denial_letters import letter
from wellrun.departments.revenue.queries import denials as queries
from wellrun.departments.revenue.queries.appeal_outcomes import appeals_in
from wellrun.departments.revenue.queries.appeals import appeal_rules
from wellrun.departments.revenue.queries.at_source import mendings_in
from wellrun.departments.revenue.queries.claims import claim_shown
from wellrun.departments.revenue.queries.denial_weeks import denial_history
from wellrun.departments.revenue.rules.at_source import Source
from wellrun.departments.revenue.rules.denial_work import LIVE, NEXT, Move, State
from wellrun.departments.revenue.rules.entries import Responsible
from wellrun.departments.revenue.shown.denial_charts import about, mendings_shown, weekly_charts
from wellrun.departments.revenue.shown.denial_pictures import (
    AppealsShown,
    appeals_shown,
    categories_shown,
    due_shown,
    queue_table,
)
from wellrun.departments.revenue.words.entries import ORIGINS, OWERS
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.documents.word import docx
from wellrun.foundations.followup.queries import owners_for
from wellrun.foundations.organisation.models import Facility

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SOON = 10


@requires(Permission.SEE_CLAIMS)
@never_cache
def denials(request: ReaderRequest) -> HttpResponse:
    """The queue of the place: what runs out, what it is for, how many there are a week, and the denials by priority."""
    cases = queries.cases_within(request.places, tree=request.tree)
    names = {code: name for (_facility, code), name in queries.payer_names(_facilities(request)).items()}
    form = WantedForm(
        request.GET, payers=sorted(names.items(), key=lambda one: one[1]), owners=queries.owners_of(cases)
    )
    seen = queries.queue(queries.Wanted().of(cases), tree=request.tree, day=request.day)
    shown = queries.queue(form.wanted.of(cases), tree=request.tree, day=request.day) if form.narrows else seen
    table = queue_table(shown.lines, request.GET, where(request))
    if (export := table.export()) is not None:
        return export
    context = {
        "here": "revenue",
        "section": "denials",
        "form": form,
        "seen": seen,
        "shown": queries.Queue(table.found),
        "soon": seen.due("soon", 0, SOON),
        "due": due_shown(seen),
        "currency": request.place.currency,
        "table": table,
        **_over_time(request, form.wanted, seen, names),
    }
    return render(request, "revenue/denials.html", context)


def _over_time(
    request: ReaderRequest, wanted: queries.Wanted, seen: queries.Queue, payers: Mapping[str, str]
) -> dict[str, Any]:
    """Denials by week of what is asked for, what was done at their sources, and what appeals brought."""
    source = Source(wanted.category, wanted.payer)
    history = denial_history(request.places, tree=request.tree, day=request.day)
    mendings = mendings_in(request.places, tree=request.tree, day=request.day)
    done = mendings_shown(mendings, history, payers, where(request))
    subject = ", ".join(part for part in (about(source, payers), wanted.code) if part)
    appeals = appeals_in(request.places, tree=request.tree)
    return {
        "about": subject,
        "weekly": weekly_charts(
            history, source, wanted.code, mendings, subject=subject, currency=request.place.currency
        ),
        "mendings": done,
        "more_mendings": len(mendings) - len(done),
        "categories": categories_shown(queries.by_category(seen), where(request), done),
        "appeals": appeals_shown(appeals, payers),
        "appeals_whole": AppealsShown(_("All"), "", appeals.whole, SafeString("")),
        "may_promise": may(request.user, Permission.ASSIGN_ACTIONS, request.place, tree=request.tree),
    }


@requires(Permission.SEE_CLAIMS)
@never_cache
def denial(request: ReaderRequest, pk: int) -> HttpResponse:
    """One denial."""
    case = moves.open_one(case=_found(request, pk), by=request.user, tree=request.tree)
    return _page(request, case, {})


@require_POST
@requires(Permission.SEE_CLAIMS, writing=Permission.POST_PAYMENTS)
@never_cache
def enter(request: ReaderRequest, pk: int, what: str) -> HttpResponse:
    """Whatever is done about a denial: what the last word of the address names."""
    case, act = _found(request, pk), ACTS.get(what)
    if act is None:
        raise Http404
    form = _form(act, what, request, case, request.POST)
    if not carried_out(form, lambda: act.do(request, case, form)):
        case = _found(request, pk)
        form.data = {name: form.data[name] for name in form.data} | {"version": str(case.version)}
        return _page(request, case, {what: form}, status=422)
    if what == "letter":
        return _letter(request, case, form.cleaned_data["words"])
    return redirect(f"{reverse('revenue:denial', args=[case.pk])}?{where(request)}")


def _letter(request: ReaderRequest, case: DenialCase, words: str) -> HttpResponse:
    line = queries.line_of(case, tree=request.tree, day=request.day)
    body = docx(letter(line, words=words, controls=queries.controls_of(case), on=timezone.localdate()))
    name = f"appeal-{case.pk}.docx"
    return HttpResponse(body, content_type=DOCX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _facilities(request: ReaderRequest) -> list[int]:
    codes = {inner.facility for held in request.places for inner in request.tree.within(held)}
    return list(Facility.objects.filter(code__in=codes).values_list("pk", flat=True))


def _found(request: ReaderRequest, pk: int) -> DenialCase:
    rows = queries.cases_within(request.places, tree=request.tree).select_related("entry")
    return get_object_or_404(rows, pk=pk)


def _page(request: ReaderRequest, case: DenialCase, tried: Mapping[str, Form], status: int = 200) -> HttpResponse:
    shown = claim_shown(case.claim)
    offered = {what: act for what, act in ACTS.items() if act.fits(State(case.state), case)}
    appeal = appeal_rules(case.facility).of(case.payer, case.denied_on)
    context = {
        "here": "revenue",
        "section": "denials",
        "case": case,
        "line": queries.line_of(case, tree=request.tree, day=request.day),
        "appeal": appeal,
        "origin": ORIGINS[appeal.origin],
        "level": OWERS[Responsible(case.level)] if case.level else "",
        "claim": shown,
        "others": DenialCase.objects.filter(claim=case.claim).exclude(pk=case.pk),
        "life": case.steps.select_related("by__person"),
        "may_act": may(request.user, Permission.POST_PAYMENTS, queries.place_of(case, request.tree), tree=request.tree),
        "forms": {
            what.replace("-", "_"): tried.get(what) or _form(act, what, request, case, None)
            for what, act in offered.items()
        },
        # What can no longer be done has no form of its own to say so.
        "refused": [words for what, form in tried.items() if what not in offered for words in form.non_field_errors()],
        "currency": case.entry.currency,
    }
    return render(request, "revenue/denial.html", context, status=status)


@dataclass(frozen=True)
class Act:
    """One thing that can be done: its form, what it does, and in which state it is offered."""

    make: Callable[[ReaderRequest, DenialCase, Any], Form]
    do: Callable[[ReaderRequest, DenialCase, Any], Any]
    fits: Callable[[State, DenialCase], bool]


def _form(act: Act, what: str, request: ReaderRequest, case: DenialCase, data: Any) -> Form:
    form = act.make(request, case, data)
    # Many stand on one page.
    form.auto_id = f"{what}-%s"
    return form


def _of_version(kind: type[Form], **initial: Any) -> Callable[[ReaderRequest, DenialCase, Any], Form]:
    return lambda _request, case, data: kind(
        data, initial={"version": case.version, **{key: value() for key, value in initial.items()}}
    )


def _moved(action: Callable[..., Any]) -> Callable[[ReaderRequest, DenialCase, Form], Any]:
    return lambda request, case, form: action(case=case, **form.cleaned_data, by=request.user, tree=request.tree)


def _take(request: ReaderRequest, case: DenialCase, data: Any) -> Form:
    people = owners_for(request.tree[case.facility.code]).order_by("name")
    initial = {"version": case.version, "owner": case.owner_id or request.user.person_id}
    return TakeForm(data, people=people, initial=initial)


def _leads(move: Move) -> Callable[[State, DenialCase], bool]:
    return lambda state, _case: (state, move) in NEXT


def _unsettled(state: State, case: DenialCase) -> bool:
    """A step can be taken back unless the ledger has closed the case by itself."""
    return (state, Move.TOOK_BACK) in NEXT and (case.settled_on is None or state is State.GIVEN_UP)


ACTS: Mapping[str, Act] = {
    "sort": Act(
        lambda _request, case, data: SortForm(data, initial={"version": case.version, "category": case.category}),
        _moved(moves.sort),
        lambda state, _case: state in LIVE,
    ),
    "take": Act(_take, _moved(moves.take), lambda state, _case: state in LIVE),
    "letter": Act(
        lambda _request, _case, data: LetterForm(data), _moved(moves.wrote), lambda state, _case: state in LIVE
    ),
    "sent": Act(_of_version(SentForm, on=timezone.localdate), _moved(moves.sent), _leads(Move.APPEALED)),
    "ended": Act(_of_version(EndedForm), _moved(moves.ended), _leads(Move.WON)),
    "give-up": Act(_of_version(ReasonForm), _moved(moves.give_up), _leads(Move.GAVE_UP)),
    "take-back": Act(_of_version(ReasonForm), _moved(moves.take_back), _unsettled),
    "note": Act(lambda _request, _case, data: NoteForm(data), _moved(moves.note), lambda _state, _case: True),
}
"""Whatever can be done about a denial, by the last word of its address."""
