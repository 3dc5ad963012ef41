"""Rules of the scrubber: the list, one with its history and dry runs, entering and ending it, what denials suggest."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.revenue.actions import scrub_rules as actions
from wellrun.departments.revenue.facility_choice import choose_facility, only_facility
from wellrun.departments.revenue.forms.scrub import (
    CommonForm,
    DryRunForm,
    EndRuleForm,
    ForceForm,
    RewordRuleForm,
    TextForm,
)
from wellrun.departments.revenue.models import DryRun, ScrubRule
from wellrun.departments.revenue.models.denials import CATEGORIES
from wellrun.departments.revenue.queries import scrub_rules as queries
from wellrun.departments.revenue.rules.scrubbing.writing import write_rules
from wellrun.departments.revenue.shown.scrub_tables import ONLY, dry_run_shown, rules_table
from wellrun.departments.revenue.tasks import try_rule
from wellrun.departments.revenue.words.scrubbing import ACTIONS_SAID, scope_words, sentence
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.identity.routes import asked_by_the_page
from wellrun.foundations.organisation.models import Facility

FRAME = {"here": "billing", "section": "scrub-rules"}
AS_TEXT = "text"


@requires(Permission.SEE_CLAIMS)
@never_cache
def rules(request: ReaderRequest) -> HttpResponse:
    """Every rule of the facility, and what it saved."""
    facility = only_facility(request)
    if facility is None:
        return choose_facility(request, _("Rules"), "scrub-rules")
    lines = queries.listed(facility)
    only = ONLY.get(request.GET.get("what", ""))
    table = rules_table([one for one in lines if only is None or only(one)], request.GET, where(request))
    context = {
        **FRAME,
        "facility": facility,
        "table": table,
        "what": request.GET.get("what", "") if only else "",
        "own": sum(not one.shipped for one in lines),
        "found": [one.saved for one in table.found],
        "stopped": sum(one.saved.stopped for one in lines),
        "paid": sum(one.saved.paid for one in lines),
        "suggested": sum(not one.drafted for one in queries.suggestions(facility, request.day)),
        "may_write": _may_write(request, facility),
    }
    return table.export() or render(request, "revenue/scrub_rules.html", context)


@requires(Permission.SEE_CLAIMS, writing=Permission.POST_PAYMENTS)
@never_cache
def new_rule(request: ReaderRequest) -> HttpResponse:
    """A rule is drafted: by a form for the common kinds, as text for the rest."""
    facility = only_facility(request)
    if facility is None:
        return choose_facility(request, _("New rule"), "scrub-rules")
    sent = request.POST if request.method == "POST" else None
    as_text = request.GET.get("as") == AS_TEXT
    form: Any = TextForm(sent) if as_text else CommonForm(sent, facility=facility)
    made: list[ScrubRule] = []
    if sent is not None and carried_out(form, lambda: made.append(_draft(request, facility, form))):
        return redirect(_address(made[0].key, request))
    context = {**FRAME, "form": form, "as_text": as_text}
    return render(request, "revenue/scrub_rule_new.html", context, status=422 if form.errors else 200)


@requires(Permission.SEE_CLAIMS)
@never_cache
def rule(request: ReaderRequest, key: str) -> HttpResponse:
    """One rule as a sentence, with its source, its history and its dry runs."""
    return _page(request, key, {})


@requires(Permission.SEE_CLAIMS, writing=Permission.POST_PAYMENTS)
@never_cache
def reword(request: ReaderRequest, key: str) -> HttpResponse:
    """Another wording of a rule of the facility."""
    held = _held(request, key)
    latest = held.versions.first()
    sent = request.POST if request.method == "POST" else None
    initial = {"version": held.version, "text": latest.text if latest else ""}
    form = RewordRuleForm(sent, initial=initial)
    keep = lambda: actions.reword(rule=held, **form.cleaned_data, by=request.user, tree=request.tree)  # noqa: E731
    if sent is not None and carried_out(form, keep):
        return redirect(_address(key, request))
    context = {**FRAME, "form": form, "rule": held, "as_text": True}
    return render(request, "revenue/scrub_rule_new.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Permission.POST_PAYMENTS)
@never_cache
def change_rule(request: ReaderRequest, key: str, what: str) -> HttpResponse:
    """A rule is tried, put in force, or ended: what the last word of the address names."""
    held, make = _held(request, key), FORMS.get(what)
    if make is None:
        raise Http404
    form = make(request.POST, auto_id=f"{what}-%s")
    if not carried_out(form, lambda: _do(request, held, what, form)):
        return _page(request, key, {what: form})
    return redirect(_address(key, request))


@asked_by_the_page
@requires(Permission.SEE_CLAIMS)
@never_cache
def dry_run_progress(request: ReaderRequest, pk: int) -> HttpResponse:
    """The part of the rule's page that asks again until it is reckoned."""
    run = get_object_or_404(DryRun.objects.select_related("version__rule__facility"), pk=pk)
    facility = run.version.rule.facility
    if not may(request.user, Permission.SEE_CLAIMS, request.tree[facility.code], tree=request.tree):
        raise Http404
    return render(request, "revenue/_dry_run.html", {"shown": dry_run_shown(run), "currency": facility.currency})


@requires(Permission.SEE_CLAIMS, writing=Permission.POST_PAYMENTS)
@never_cache
def suggestions(request: ReaderRequest) -> HttpResponse:
    """What was denied often lately, and a rule of each at one press."""
    facility = only_facility(request)
    if facility is None:
        return choose_facility(request, _("Suggested rules"), "scrub-rules")
    found = queries.suggestions(facility, request.day)
    if request.method == "POST":
        chosen = next((one for one in found if one.key == request.POST.get("key") and not one.drafted), None)
        if chosen is None:
            raise Http404
        text = write_rules([_suggested(chosen)])
        made = actions.draft(
            facility=facility,
            text=text,
            why=_("suggested by denials"),
            against=chosen.category,
            by=request.user,
            tree=request.tree,
        )
        return redirect(_address(made.key, request))
    context = {
        **FRAME,
        "facility": facility,
        "found": [(one, CATEGORIES.get(one.category, one.category)) for one in found],
        "money": sum(one.money for one in found),
        "may_write": _may_write(request, facility),
    }
    return render(request, "revenue/scrub_suggestions.html", context)


FORMS: dict[str, type[Form]] = {"try": DryRunForm, "force": ForceForm, "end": EndRuleForm}
"""What can be done with a rule, by the last word of its address."""


def _do(request: ReaderRequest, held: ScrubRule, what: str, form: Form) -> None:
    who: dict[str, Any] = {"by": request.user, "tree": request.tree}
    if what == "try":
        run = actions.ask_dry_run(rule=held, **form.cleaned_data, **who)
        try_rule.enqueue(run.pk)
    else:
        act: Any = {"force": actions.put_in_force, "end": actions.end}[what]
        act(rule=held, **form.cleaned_data, **who)


def _page(request: ReaderRequest, key: str, tried: dict[str, Form]) -> HttpResponse:
    facility = only_facility(request)
    line = next((one for one in queries.listed(facility) if one.rule.id == key), None) if facility else None
    if facility is None or line is None:
        raise Http404
    runs = DryRun.objects.filter(version__rule=line.held).select_related("version") if line.held else ()
    initial = {"version": line.held.version if line.held else 0}
    context = {
        **FRAME,
        "facility": facility,
        "currency": facility.currency,
        "line": line,
        "rule": line.rule,
        "does": ACTIONS_SAID[line.rule.action],
        "where_it_holds": scope_words(line.rule),
        "sentence": sentence(line.rule.when),
        "text": line.latest.text if line.latest else write_rules([line.rule]),
        "versions": line.held.versions.all() if line.held else (),
        "runs": [dry_run_shown(one) for one in runs],
        "forms": {
            name: tried.get(name) or make(initial=initial if name != "try" else None, auto_id=f"{name}-%s")
            for name, make in FORMS.items()
        },
        "may_write": line.held is not None and _may_write(request, facility),
    }
    return render(request, "revenue/scrub_rule.html", context, status=422 if tried else 200)


def _suggested(one: queries.Suggestion) -> Any:
    told = {
        "payer": one.payer_name,
        "code": one.code,
        "n": one.number,
        "reason": f"{one.group}-{one.reason}",
        "day": one.since.isoformat(),
    }
    words = _("%(payer)s denied %(code)s %(n)s times since %(day)s, reason %(reason)s.") % told
    remedy = _("Check what the payer asks for before it is sent.")
    return queries.suggested_rule(one, words, remedy, _("Denials of %(payer)s since %(day)s") % told)


def _draft(request: ReaderRequest, facility: Facility, form: Form) -> ScrubRule:
    given = {name: form.cleaned_data[name] for name in ("text", "why")}
    return actions.draft(facility=facility, **given, by=request.user, tree=request.tree)


def _held(request: ReaderRequest, key: str) -> ScrubRule:
    facility = only_facility(request)
    if facility is None:
        raise Http404
    return get_object_or_404(ScrubRule.objects.select_related("facility"), facility=facility, key=key)


def _may_write(request: ReaderRequest, facility: Facility) -> bool:
    return may(request.user, Permission.POST_PAYMENTS, request.tree[facility.code], tree=request.tree)


def _address(key: str, request: ReaderRequest) -> str:
    return f"{reverse('revenue:scrub-rule', args=[key])}?{where(request)}"
