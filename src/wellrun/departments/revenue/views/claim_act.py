"""What becomes of a claim that was made here: it is corrected, withdrawn, passed to the next payer, or printed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from wellrun.departments.revenue.actions import claim_making as actions
from wellrun.departments.revenue.actions.claims import open_one
from wellrun.departments.revenue.forms.charge import CorrectForm, Lines, WhyForm, split_codes
from wellrun.departments.revenue.keeping.restating import with_a_payer
from wellrun.departments.revenue.models import Claim, ClaimContent
from wellrun.departments.revenue.models.contents import Frequency
from wellrun.departments.revenue.papers.claim_forms import printed
from wellrun.departments.revenue.queries.claims import claim_shown
from wellrun.departments.revenue.queries.contents import content_of
from wellrun.departments.revenue.queries.ledger import ledger_of
from wellrun.departments.revenue.queries.people import kept_back
from wellrun.departments.revenue.rules.correcting import LineChange
from wellrun.departments.revenue.rules.entries import Responsible
from wellrun.departments.revenue.shown.way import way_shown
from wellrun.departments.revenue.views.findings_shown import findings_shown
from wellrun.departments.revenue.words.entries import OWERS
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.values.faults import Fault, Refused

FRAME = {"here": "revenue", "section": "claims"}


@requires(Permission.SEE_CLAIMS, writing=Permission.POST_PAYMENTS)
@never_cache
def correct(request: ReaderRequest, pk: int) -> HttpResponse:
    """A claim is entered anew, line by line, and goes again or replaces the one that was sent."""
    claim = found_claim(request, pk)
    content = content_of(claim)
    if content is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    lines = Lines(sent, initial=[_initial(one) for one in content.lines], prefix="lines")
    form, made = CorrectForm(sent, initial={"read": claim.content.read_as}, auto_id="why-%s"), list[Claim]()
    if (
        sent is not None
        and lines.is_valid()
        and carried_out(form, lambda: made.append(_correct(request, claim, lines, form)))
    ):
        return redirect(f"{reverse('revenue:claim', args=[made[0].pk])}?{where(request)}")
    rows = [*zip(lines.forms, content.lines, strict=False)]
    context = {**FRAME, "claim": claim, "lines": lines, "rows": rows, "form": form}
    context["with_a_payer"] = with_a_payer(claim, ledger_of(claim.facility, claims=[claim.number]))
    return render(request, "revenue/claim_correct.html", context, status=422 if sent is not None else 200)


@require_POST
@requires(Permission.SEE_CLAIMS, writing=Permission.POST_PAYMENTS)
@never_cache
def void(request: ReaderRequest, pk: int) -> HttpResponse:
    """A claim is withdrawn by one of its own."""
    claim, form, made = found_claim(request, pk), WhyForm(request.POST, auto_id="void-%s"), list[Claim]()
    act = lambda: made.append(  # noqa: E731
        actions.void(claim=claim, why=form.cleaned_data["why"], by=request.user, tree=request.tree)
    )
    if not carried_out(form, act):
        return claim_page(request, claim, voiding=form, status=422)
    return redirect(f"{reverse('revenue:claim', args=[made[0].pk])}?{where(request)}")


@require_POST
@requires(Permission.SEE_CLAIMS, writing=Permission.POST_PAYMENTS)
@never_cache
def bill_next(request: ReaderRequest, pk: int) -> HttpResponse:
    """A claim goes to its next payer."""
    claim = found_claim(request, pk)
    try:
        actions.bill_next(claim=claim, by=request.user, tree=request.tree)
    except Refused as refused:
        if any(fault.code.startswith("access.") for fault in refused.faults):
            raise
        return claim_page(request, claim, faults=refused.faults, status=422)
    return redirect(f"{reverse('revenue:claim', args=[claim.pk])}?{where(request)}")


@require_GET
@requires(Permission.SEE_CLAIMS)
@never_cache
def paper(request: ReaderRequest, pk: int) -> HttpResponse:
    """The claim for a printed form; with ``proof`` each value carries the number of its field."""
    claim = open_one(claim=found_claim(request, pk), by=request.user, tree=request.tree)
    level = Responsible(request.GET["to"]) if request.GET.get("to") in set(Responsible) else Responsible.PRIMARY
    content = content_of(claim, level)
    if content is None or kept_back(claim, request.user, tree=request.tree):
        raise Http404
    body = printed(content, proof="proof" in request.GET)
    name = f"claim-{claim.pk}.pdf"
    return HttpResponse(
        body, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


def found_claim(request: ReaderRequest, pk: int) -> Claim:
    """The claim, if the reader may see it; else there is none."""
    found = Claim.objects.select_related("facility").prefetch_related("lines", "controls").filter(pk=pk).first()
    if found is None or not may(
        request.user, Permission.SEE_CLAIMS, request.tree[found.facility.code], tree=request.tree
    ):
        raise Http404
    return found


def claim_page(
    request: ReaderRequest,
    claim: Claim,
    *,
    voiding: WhyForm | None = None,
    passing: Any = None,
    problems: Sequence[str] = (),
    faults: tuple[Fault, ...] = (),
    status: int = 200,
) -> HttpResponse:
    """One claim, with what it says and what can be done about it."""
    kept = ClaimContent.objects.filter(claim=claim).select_related("replaces").first()
    replaced = ClaimContent.objects.filter(replaces=claim).select_related("claim").first()
    shown = claim_shown(claim)
    live = kept is not None and replaced is None and kept.frequency != Frequency.VOID
    context = {
        **FRAME,
        "shown": shown,
        "claim": claim,
        "kept": kept,
        "content": content_of(claim),
        "kept_back": kept_back(claim, request.user, tree=request.tree),
        "replaced": replaced,
        "later": [(one, OWERS[Responsible(one.level)]) for one in claim.later_contents.all()],
        "live": live,
        "voiding": voiding or WhyForm(auto_id="void-%s"),
        "faults": faults,
        "problems": problems,
        "may_post": may(request.user, Permission.POST_PAYMENTS, request.tree[claim.facility.code], tree=request.tree),
    }
    context |= way_shown(request, claim) | findings_shown(claim, tried=passing)
    return render(request, "revenue/claim.html", context, status=status)


def _initial(one: Any) -> dict[str, Any]:
    return {
        "number": one.number,
        "kept": True,
        "procedure": one.procedure,
        "modifiers": " ".join(one.modifiers),
        "units": one.units,
        "charge": one.charge,
    }


def _correct(request: ReaderRequest, claim: Claim, lines: Any, form: CorrectForm) -> Claim:
    changes = [
        LineChange(
            number=one["number"],
            procedure=one["procedure"].upper(),
            modifiers=split_codes(one["modifiers"]),
            units=Decimal(one["units"]),
            charge=one["charge"],
        )
        for one in lines.cleaned_data
        if one["kept"]
    ]
    return actions.correct(claim=claim, changes=changes, **form.cleaned_data, by=request.user, tree=request.tree)
