"""One payment: its balance, its payer, what waits in it, and what is taken back of it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.revenue.actions import claims
from wellrun.departments.revenue.actions import remittances as actions
from wellrun.departments.revenue.actions.unposting import take_back, unlink
from wellrun.departments.revenue.forms.remittances import BackForm, BankForm, PayerForm, PlaceForm, UnlinkForm
from wellrun.departments.revenue.models import Claim, RemittanceClaim, RemittancePayment
from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.queries import remittances as queries
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.pages.tables import Table, TableColumn

FRAME = {"here": "revenue", "section": "remittances"}


@requires(Permission.SEE_CLAIMS)
@never_cache
def payment(request: ReaderRequest, pk: int) -> HttpResponse:
    """One payment: how its claims were matched, which wait, and whether it balances."""
    return _payment(request, _one(request, pk))


def _payment(
    request: ReaderRequest,
    one: RemittancePayment,
    *,
    bank: BankForm | None = None,
    payer: PayerForm | None = None,
    back: BackForm | None = None,
) -> HttpResponse:
    shown = queries.payment_shown(one)
    table = _claims_table(shown.linked, request)
    if (export := table.export()) is not None:
        return export
    tried = bank or payer or back
    entered = {"amount": one.deposit, "on": one.paid_on, "version": one.version}
    context = {
        **FRAME,
        "shown": shown,
        "payment": one,
        "table": table,
        "matched": one.deposits.filter(ended_at=None).first(),
        "bank": bank or BankForm(initial=entered, auto_id="bank-%s"),
        "payer": payer or PayerForm(facility=one.facility, auto_id="payer-%s"),
        "back": back or BackForm(initial={"version": one.version}, auto_id="back-%s"),
        "may_post": may(request.user, Permission.POST_PAYMENTS, request.tree[one.facility.code], tree=request.tree),
    }
    return render(request, "revenue/payment.html", context, status=422 if tried and tried.errors else 200)


@requires(Permission.POST_PAYMENTS)
@require_POST
def bank(request: ReaderRequest, pk: int) -> HttpResponse:
    """Enters what the bank received."""
    one = _one(request, pk)
    form = BankForm(request.POST, auto_id="bank-%s")
    enter = lambda: actions.confirm_deposit(payment=one, **form.cleaned_data, by=request.user, tree=request.tree)  # noqa: E731
    if carried_out(form, enter):
        return redirect(_address("revenue:payment", pk, request))
    return _payment(request, one, bank=form)


@requires(Permission.POST_PAYMENTS)
@require_POST
def payer(request: ReaderRequest, pk: int) -> HttpResponse:
    """Says which payer it is, and posts the payment."""
    one = _one(request, pk)
    form = PayerForm(request.POST, facility=one.facility, auto_id="payer-%s")

    def know() -> None:
        number = one.named_number or one.named
        claims.know_payer(payer=form.cleaned_data["payer"], number=number, by=request.user, tree=request.tree)

    if carried_out(form, know):
        actions.post_again(payment=one, by=request.user, tree=request.tree)
        return redirect(_address("revenue:payment", pk, request))
    return _payment(request, one, payer=form)


@requires(Permission.POST_PAYMENTS)
@require_POST
def again(request: ReaderRequest, pk: int) -> HttpResponse:
    """Tries a stopped payment once more."""
    actions.post_again(payment=_one(request, pk), by=request.user, tree=request.tree)
    return redirect(_address("revenue:payment", pk, request))


@requires(Permission.POST_PAYMENTS)
@require_POST
def back(request: ReaderRequest, pk: int) -> HttpResponse:
    """Takes back everything that a payment posted."""
    one, form = _one(request, pk), BackForm(request.POST, auto_id="back-%s")
    act = lambda: take_back(payment=one, **form.cleaned_data, by=request.user, tree=request.tree)  # noqa: E731
    if carried_out(form, act):
        return redirect(_address("revenue:payment", pk, request))
    return _payment(request, _one(request, pk), back=form)


@requires(Permission.SEE_CLAIMS, writing=Permission.POST_PAYMENTS)
@never_cache
def held(request: ReaderRequest, pk: int) -> HttpResponse:
    """A claim of a payment: which of ours it may be while it waits, and where it was posted after that."""
    one = _claim(request, pk)
    form = PlaceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and carried_out(form, lambda: _place(request, one, form)):
        return redirect(_address("revenue:payment", one.payment_id, request))
    return _held(request, one, form, UnlinkForm(auto_id="unlink-%s"))


@requires(Permission.POST_PAYMENTS)
@require_POST
def unlinked(request: ReaderRequest, pk: int) -> HttpResponse:
    """Takes a claim of a payment off the claim it was posted to."""
    one, form = _claim(request, pk), UnlinkForm(request.POST, auto_id="unlink-%s")
    act = lambda: unlink(linked=one, **form.cleaned_data, by=request.user, tree=request.tree)  # noqa: E731
    if carried_out(form, act):
        return redirect(_address("revenue:held", pk, request))
    return _held(request, one, PlaceForm(), form)


def _held(request: ReaderRequest, one: RemittanceClaim, form: PlaceForm, unlinking: UnlinkForm) -> HttpResponse:
    search = request.GET.get("q", "").strip()[:64]
    facility = request.tree[one.payment.facility.code]
    context = {
        **FRAME,
        "held": one,
        "search": search,
        "candidates": queries.candidates(one, search=search),
        "form": form,
        "unlinking": unlinking,
        "may_post": may(request.user, Permission.POST_PAYMENTS, facility, tree=request.tree),
    }
    return render(request, "revenue/held.html", context, status=422 if form.errors or unlinking.errors else 200)


def _claim(request: ReaderRequest, pk: int) -> RemittanceClaim:
    found = RemittanceClaim.objects.select_related("payment__facility", "payment__payer", "payment__file", "claim")
    one = found.filter(pk=pk).first()
    if one is None or not _may_see(request, one.payment.facility):
        raise Http404
    return one


def _place(request: ReaderRequest, one: RemittanceClaim, form: PlaceForm) -> None:
    number = form.cleaned_data["claim"].strip()
    claim = Claim.objects.filter(facility=one.payment.facility, number=number).first()
    if claim is None:
        form.add_error("claim", _("There is no claim of ours with this number. Look for it above."))
        return
    actions.place(held=one, claim=claim, why=form.cleaned_data["why"], by=request.user, tree=request.tree)


def _one(request: ReaderRequest, pk: int) -> RemittancePayment:
    found = RemittancePayment.objects.select_related("facility", "payer", "file").filter(pk=pk).first()
    if found is None or not _may_see(request, found.facility):
        raise Http404
    return found


def _may_see(request: ReaderRequest, facility: Facility) -> bool:
    return may(request.user, Permission.SEE_CLAIMS, request.tree[facility.code], tree=request.tree)


def _claims_table(rows: list[RemittanceClaim], request: ReaderRequest) -> Table[RemittanceClaim]:
    """The claims of a payment that are posted, each with the way to where it is taken off again."""
    Column = TableColumn[RemittanceClaim]
    columns = (
        Column(
            "claim",
            _("Claim"),
            lambda one: one.claim.number if one.claim else "",
            link=lambda one: _address("revenue:held", one.pk, request),
        ),
        Column("number", _("In the file"), lambda one: one.number, shown=False),
        Column("paid", _("Paid"), lambda one: one.paid, number=True, places=2),
        Column("denied", _("Denied"), lambda one: as_money(one.denied_cents), number=True, places=2),
        Column("tier", _("Rule"), lambda one: one.tier, number=True),
        Column("state", _("State"), lambda one: str(RemittanceClaim.State(one.state).label)),
    )
    return Table("claims-posted", columns, rows, request.GET, sort="claim", lines=20)


def _address(route: str, pk: int, request: ReaderRequest) -> str:
    return f"{reverse(route, args=[pk])}?{where(request)}"
