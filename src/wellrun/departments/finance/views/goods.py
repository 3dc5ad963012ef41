"""Goods of an order: what came is told, on a phone too, and a mistake undone."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from wellrun.departments.finance.actions.goods import receive_goods, undo_receipt
from wellrun.departments.finance.forms.purchases import ReceiveForm, VersionForm
from wellrun.departments.finance.models import Purchase, Receipt
from wellrun.departments.finance.queries.purchases import ordered_of
from wellrun.departments.finance.rules.purchasing.states import State
from wellrun.departments.finance.shown.purchases import order_name
from wellrun.departments.finance.views.purchases import FRAME, purchase_for, purchase_page
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission

RETURNED = "returned"


@requires(Permission.ASK_PURCHASES)
def receive(request: ReaderRequest, pk: int) -> HttpResponse:
    """How much of each line came, or goes back."""
    held = purchase_for(request, pk)
    if held.at is not State.SENT:
        raise Http404
    known = ordered_of([held])[held.pk]
    lines = [(line, known[line.pk]) for line in held.lines.all()]
    posted = request.method == "POST"
    form = ReceiveForm(request.POST if posted else None, lines=lines, initial={"version": held.version})
    if posted and carried_out(form, lambda: _receive(request, held, form)):
        return redirect(f"{reverse('finance:purchase', args=(pk,))}?{where(request)}#receipts")
    context = {**FRAME, "held": held, "name": order_name(held), "form": form}
    return render(request, "finance/receive.html", context, status=422 if posted else 200)


def _receive(request: ReaderRequest, held: Purchase, form: ReceiveForm) -> None:
    given = form.cleaned_data
    said: dict[str, Any] = {"by": request.user, "tree": request.tree, "now": timezone.now()}
    receive_goods(
        purchase=held,
        version=given["version"],
        quantities=form.quantities,
        slip=given["slip"],
        words=given["words"],
        returned=request.POST.get("way") == RETURNED,
        **said,
    )


@require_POST
@requires(Permission.ASK_PURCHASES)
def undo(request: ReaderRequest, pk: int, receipt: int) -> HttpResponse:
    """A receipt that was told by mistake is undone."""
    held = purchase_for(request, pk)
    row = get_object_or_404(Receipt.objects.select_related("purchase"), pk=receipt, purchase=held)
    form = VersionForm(request.POST)
    said: dict[str, Any] = {"by": request.user, "tree": request.tree, "now": timezone.now()}
    if carried_out(form, lambda: undo_receipt(receipt=row, version=form.cleaned_data["version"], **said)):
        return redirect(f"{reverse('finance:purchase', args=(pk,))}?{where(request)}#receipts")
    return purchase_page(request, purchase_for(request, pk), form, status=422)
