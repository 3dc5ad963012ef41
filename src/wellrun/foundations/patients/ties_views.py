"""At the desk: whose account is a patient's own or a proxy's, tying one, and ending a tie."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import TIED_TO_PATIENTS, Permission
from wellrun.foundations.patients import actions, queries
from wellrun.foundations.patients.models import Patient, Tie
from wellrun.foundations.patients.scope import within_reach
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Refused


class TieForm(forms.Form):
    """An account, whose it is, and what was shown."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail of the account"),
        help_text=gettext_lazy("An administrator opens it, with the role patient or proxy."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("It belongs to"), choices=Tie.Kind.choices)
    why = forms.CharField(
        label=gettext_lazy("What was shown"),
        max_length=200,
        help_text=gettext_lazy(
            "For the patient an identity card; for a proxy also the power of attorney or the order."
        ),
    )

    def clean_email(self) -> Account:
        found = Account.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        roles = {role.value for role in TIED_TO_PATIENTS}
        if found is None or not found.grants.filter(role__in=roles).exists():
            raise forms.ValidationError(_("No account with the role patient or proxy has this e-mail."))
        return found


@requires(Permission.REGISTER_PATIENTS)
@never_cache
def ties(request: ReaderRequest, patient: UUID) -> HttpResponse:
    """The ties of a patient, and tying one more."""
    held = _patient(request, patient)
    form = TieForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        try:
            actions.tie(
                account=given["email"],
                patient=held,
                kind=Tie.Kind(given["kind"]),
                by=request.user,
                tree=request.tree,
                why=given["why"],
            )
        except Refused as refused:
            form.add_error("email", " ".join(f"{fault.message} {fault.remedy}" for fault in refused.faults))
        else:
            return redirect(_address(held))
    context = {
        "here": "patients",
        "patient": held,
        "shown": queries.for_change(request.user, held),
        "ties": held.ties.select_related("account__person").order_by("until", "since"),
        "today": timezone.localdate(),
        "form": form,
    }
    return render(request, "patients/ties.html", context, status=422 if form.errors else 200)


@requires(Permission.REGISTER_PATIENTS)
@require_POST
def end_tie(request: ReaderRequest, patient: UUID, tie: int) -> HttpResponse:
    """Ends a tie; the account sees nothing of the patient from its next request on."""
    held = _patient(request, patient)
    found = get_object_or_404(held.ties.select_related("patient__facility"), pk=tie)
    why = request.POST.get("why", "").strip() or _("ended at the desk")
    actions.untie(tie=found, by=request.user, tree=request.tree, why=why)
    return redirect(_address(held))


def _patient(request: ReaderRequest, pk: UUID) -> Patient:
    reach = within_reach(request.user, Permission.REGISTER_PATIENTS, tree=request.tree)
    return get_object_or_404(reach.select_related("facility"), pk=pk, restricted=False)


def _address(patient: Patient) -> str:
    return f"{reverse('patients:ties', args=[patient.pk])}?at={patient.facility.code}"
