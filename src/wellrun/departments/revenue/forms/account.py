"""What is entered about patients' accounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.forms.denial import OfVersion
from wellrun.departments.revenue.models import Drawer
from wellrun.departments.revenue.models.accounts import WAYS
from wellrun.departments.revenue.models.assistance import PRESUMED
from wellrun.departments.revenue.models.cashier import METHODS
from wellrun.departments.revenue.rules.assistance import LARGEST_HOUSEHOLD, Rung
from wellrun.departments.revenue.rules.by_hand import Waiver
from wellrun.departments.revenue.rules.cashier import COUNTED, Method
from wellrun.departments.revenue.rules.plans import MOST

WAIVERS = {
    Waiver.BAD_DEBT.value: _("bad debt: could pay, does not"),
    Waiver.SMALL_BALANCE.value: _("too small to ask for"),
}
STEPS = 6


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def _money(label: Any, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=12, decimal_places=2, **more)


WHY = _("Why")


def _why(label: Any = WHY, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=200, help_text=_("No names of patients."), **more)


class PaymentForm(OfVersion):
    """A payment of a patient."""

    amount = _money(_("Amount"))
    method = forms.ChoiceField(label=_("How"), choices=[(key.value, word) for key, word in METHODS.items()])
    drawer = forms.ModelChoiceField(Drawer.objects.none(), label=_("Drawer"), empty_label=None)
    deposit = forms.BooleanField(
        label=_("A deposit"), help_text=_("Paid ahead: it is kept as a credit."), required=False
    )

    def __init__(self, *given: Any, drawers: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        drawer: Any = self.fields["drawer"]
        drawer.queryset = drawers


class VoidForm(OfVersion):
    """A receipt that is taken back."""

    receipt = forms.ChoiceField(label=_("Receipt"))
    why = _why()

    def __init__(self, *given: Any, receipts: Iterable[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        receipt: Any = self.fields["receipt"]
        receipt.choices = list(receipts)


class PlanForm(OfVersion):
    """A plan that is agreed."""

    total = _money(_("Over"))
    number = forms.IntegerField(label=_("Instalments"), min_value=2, max_value=MOST, initial=6)
    first = _day(_("The first is due on"))


class WhyForm(OfVersion):
    """Why something is ended or withdrawn."""

    why = _why()


class HelpForm(OfVersion):
    """A request for help with the bill."""

    household = forms.IntegerField(
        label=_("People in the household"), min_value=1, max_value=LARGEST_HOUSEHOLD, required=False
    )
    income = _money(_("Income of the household in a year"), min_value=0, required=False)
    grounds = forms.ChoiceField(
        label=_("Or the patient"),
        choices=[("", _("is asked for household and income")), *((key.value, word) for key, word in PRESUMED.items())],
        required=False,
    )


class DecideForm(OfVersion):
    """How a request for help is decided."""

    waived = forms.IntegerField(label=_("Per cent waived"), min_value=0, max_value=100)
    why = _why(_("Why, if it is not what the scale says"), required=False)


class GiveUpForm(OfVersion):
    """What is owed is written off."""

    waiver = forms.ChoiceField(label=_("As"), choices=list(WAIVERS.items()))
    why = _why()


class RefundForm(OfVersion):
    """A credit that should be given back."""

    credit = forms.ChoiceField(label=_("Which credit"))
    amount = _money(_("Amount"))
    identified_on = _day(_("Overpayment found on"), required=False)
    why = _why()

    def __init__(self, *given: Any, credits: Iterable[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        credit: Any = self.fields["credit"]
        credit.choices = list(credits)


class AnswerForm(OfVersion):
    """What is said to a refund."""

    answer = forms.CharField(label=_("Remark"), max_length=200, required=False)


class CountForm(forms.Form):
    """What lies in a drawer when it is closed."""

    why = _why(_("Why it differs, if it does"), required=False)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        counted = {method.value: _money(METHODS[method].capitalize(), min_value=0) for method in COUNTED}
        self.fields = {**counted, **self.fields}

    @property
    def counted(self) -> dict[Method, Any]:
        return {method: self.cleaned_data[method.value] for method in COUNTED}


class ReopenForm(forms.Form):
    """Why a closed drawer is opened again."""

    why = _why()


class DrawerForm(forms.Form):
    """A place where payments are taken."""

    name = forms.CharField(label=_("Name of the drawer"), max_length=60)


class SendForm(forms.Form):
    """How statements went out."""

    way = forms.ChoiceField(label=_("They went out"), choices=list(WAYS.items()))


class OfficeForm(forms.Form):
    """Whom patients call about their bills."""

    phone = forms.CharField(label=_("Telephone"), max_length=40)
    hours = forms.CharField(label=_("When it answers"), max_length=120)
    address = forms.CharField(label=_("Address for payments by post"), max_length=300)
    web = forms.CharField(label=_("Page for payments"), max_length=200, required=False)


class ScaleForm(forms.Form):
    """A facility's scale, one step a line."""

    since = _day(_("Holds from"))
    steps = forms.CharField(
        label=_("Steps"),
        help_text=_("One a line: up to per cent of the poverty guideline, then per cent waived. As in: 200 100"),
        widget=forms.Textarea(attrs={"rows": STEPS}),
        max_length=400,
    )
    why = forms.CharField(label=_("By what"), help_text=_("As in: board, 3 March."), max_length=200)

    def clean_steps(self) -> tuple[Rung, ...]:
        """The steps as numbers; every line that is none is told."""
        found, wrong = [], []
        for number, line in enumerate(self.cleaned_data["steps"].splitlines(), start=1):
            words = line.replace("%", " ").replace(":", " ").split()
            if len(words) == 2 and all(word.isascii() and word.isdigit() for word in words):
                found.append(Rung(int(words[0]), int(words[1])))
            elif words:
                wrong.append(_("Line %(n)s is not two numbers: %(line)s.") % {"n": number, "line": line.strip()[:40]})
        if wrong:
            raise forms.ValidationError(wrong)
        return tuple(found)
