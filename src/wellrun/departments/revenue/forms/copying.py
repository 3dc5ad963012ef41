"""What is copied from a remittance on paper: the payment, then each claim with its lines and the reasons."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models import Claim, Payer
from wellrun.departments.revenue.rules.paper_remittances import (
    Copied,
    CopiedClaim,
    CopiedLine,
    claims_named,
    outside_in,
    reasons_in,
)

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOST = 50
"""Claims on one paper; what has more comes as a file."""

EMPTY = 3
"""Lines offered of a claim that is not ours."""

STATUSES = (
    ("1", _("decided as first payer")),
    ("2", _("decided as second payer")),
    ("3", _("decided as third payer")),
    ("4", _("denied")),
)


class PaymentForm(forms.Form):
    """The head of the paper, and which claims are on it."""

    payer = forms.ModelChoiceField(Payer.objects.none(), label=_("Payer"), empty_label=None)
    trace = forms.CharField(label=_("Number of the cheque or transfer"), max_length=50)
    paid_on = forms.DateField(label=_("Paid on"), widget=DAY)
    deposit = forms.DecimalField(label=_("Amount"), max_digits=12, decimal_places=2, min_value=Decimal(0))
    outside = forms.CharField(
        label=_("Money outside of claims"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One in a line: reason, amount, reference, as in WO 12.50 CLAIM-7. Above zero it was kept back."),
    )
    scan = forms.CharField(label=_("Name of the scanned file"), max_length=200, required=False)
    named = forms.CharField(
        label=_("Claims on the paper"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Their numbers as printed, one in a line."),
    )

    def __init__(self, *args: Any, payers: QuerySet[Payer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        payer: Any = self.fields["payer"]
        payer.queryset = payers

    def clean_outside(self) -> Any:
        try:
            return outside_in(self.cleaned_data["outside"])
        except ValueError as wrong:
            words = _now("“%(line)s” is no reason with an amount. Write it as WO 12.50 CLAIM-7.")
            raise forms.ValidationError(words % {"line": wrong}) from wrong

    def clean_named(self) -> list[str]:
        found = list(claims_named(self.cleaned_data["named"]))
        if len(found) > MOST:
            raise forms.ValidationError(
                _("More than 50 claims. Ask the payer for the file instead, or copy it in parts.")
            )
        return found


class CopiedClaimForm(forms.Form):
    """What the paper says of one claim."""

    number = forms.CharField(max_length=50, widget=forms.HiddenInput)
    status = forms.ChoiceField(label=_("How it was decided"), choices=STATUSES)
    payer_control = forms.CharField(label=_("The payer’s own number"), max_length=50, required=False)


class CopiedLineForm(forms.Form):
    """What the paper says of one line; one without a charge is not on the paper."""

    at = forms.IntegerField(widget=forms.HiddenInput)
    control = forms.CharField(max_length=50, required=False, widget=forms.HiddenInput)
    code = forms.CharField(label=_("Service"), max_length=5, required=False)
    modifiers = forms.CharField(label=_("Modifiers"), max_length=12, required=False)
    charge = forms.DecimalField(label=_("Charge"), max_digits=12, decimal_places=2, required=False)
    paid = forms.DecimalField(label=_("Paid"), max_digits=12, decimal_places=2, required=False)
    reasons = forms.CharField(label=_("Reasons"), max_length=200, required=False)

    def clean_reasons(self) -> Any:
        try:
            return reasons_in(self.cleaned_data["reasons"])
        except ValueError as wrong:
            words = _now("“%(part)s” is no reason with an amount. Write it as CO-45 20.00.")
            raise forms.ValidationError(words % {"part": wrong}) from wrong

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("charge") is not None and not given.get("code"):
            self.add_error("code", _("Enter the service that is charged."))
        if given.get("charge") is None and (given.get("paid") or given.get("reasons")):
            self.add_error("charge", _("Enter the charge, too."))
        return given


CopiedClaims = forms.formset_factory(CopiedClaimForm, extra=0, max_num=MOST)
CopiedLines = forms.formset_factory(CopiedLineForm, extra=0, max_num=2000)


def claims_initial(numbers: list[str]) -> list[dict[str, Any]]:
    """A form for each claim that is named."""
    return [{"number": number, "status": "1"} for number in numbers]


def lines_initial(numbers: list[str], ours: dict[str, Claim]) -> list[dict[str, Any]]:
    """The lines of each claim as we billed them; empty ones of a claim that is not ours."""
    found: list[dict[str, Any]] = []
    for at, number in enumerate(numbers):
        claim = ours.get(number.upper())
        if claim is None:
            found += [{"at": at}] * EMPTY
            continue
        found += [
            {
                "at": at,
                "control": line.number,
                "code": line.code,
                "modifiers": " ".join(line.modifiers),
                "charge": line.charge,
            }
            for line in claim.lines.all()
        ]
    return found


def copied_of(payment: PaymentForm, claims: Any, lines: Any, ours: dict[str, Claim]) -> Copied:
    """The paper as it was typed, from forms that are valid."""
    head = payment.cleaned_data
    return Copied(
        payer=head["payer"].name,
        payer_number="",
        trace=head["trace"].strip(),
        paid_on=head["paid_on"],
        deposit=head["deposit"],
        claims=tuple(_claim(one, at, lines, ours) for at, one in enumerate(claims.cleaned_data)),
        outside=head["outside"],
    )


def _claim(given: dict[str, Any], at: int, lines: Any, ours: dict[str, Claim]) -> CopiedClaim:
    claim = ours.get(given["number"].upper())
    on_paper = [one for one in lines.cleaned_data if one and one["at"] == at and one["charge"] is not None]
    return CopiedClaim(
        number=given["number"],
        status=given["status"],
        payer_control=given["payer_control"].strip(),
        begins=claim.begins if claim else None,
        lines=tuple(
            CopiedLine(
                code=one["code"].strip().upper(),
                charge=one["charge"],
                paid=one["paid"] or Decimal("0.00"),
                adjustments=one["reasons"],
                modifiers=tuple(one["modifiers"].upper().split()),
                control=one["control"],
            )
            for one in on_paper
        ),
    )
