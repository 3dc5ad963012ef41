"""What is entered about contracts: a wording, pasted or from a file, and what becomes of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.actions.contracts import LONGEST
from wellrun.departments.revenue.models import Payer
from wellrun.foundations.organisation.models import Facility

WHY = 400
ROWS = 18


class WordingForm(forms.Form):
    """A contract as text: pasted, or a file of it; of both, the file."""

    text = forms.CharField(
        label=_("Wording"),
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": ROWS, "spellcheck": "false"}),
        help_text=_("YAML, as the reference “A payer’s contract as text” has it."),
    )
    file = forms.FileField(label=_("or a file of it"), required=False, help_text=_("It goes before what is pasted."))
    why = forms.CharField(label=_("Why"), max_length=WHY, help_text=_("As in: signed on 3 March; rates of 2027."))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        file = given.get("file")
        if file is not None:
            given["text"] = self._read(file)
        if not self.errors and not given.get("text", "").strip():
            self.add_error("text", _("Paste the wording, or choose a file of it."))
        return given

    def _read(self, file: Any) -> str:
        if file.size > 4 * LONGEST:
            self.add_error("file", _("The file is too large for a contract."))
            return ""
        try:
            text: str = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("file", _("The file is no text in UTF-8."))
            return ""
        # What the next try starts from is what was read, since a browser does not send a file twice.
        self.data = {name: self.data[name] for name in self.data} | {"text": text}
        return text


class NewContractForm(WordingForm):
    """A contract of a payer."""

    payer = forms.ModelChoiceField(Payer.objects.none(), label=_("Payer"), empty_label=None)
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As in: Commercial plans 2026."))
    field_order = ("payer", "name", "text", "file", "why")

    def __init__(self, *given: Any, facilities: QuerySet[Facility]) -> None:
        super().__init__(*given)
        payer: Any = self.fields["payer"]
        payer.queryset = Payer.objects.filter(facility__in=facilities).select_related("facility")


class RewordForm(WordingForm):
    """Another wording of a contract, by somebody who has seen the latest."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class InForceForm(forms.Form):
    """A contract is put in force as it was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class EndForm(forms.Form):
    """From which day of service on a contract prices nothing."""

    on = forms.DateField(label=_("Nothing from this day of service on"), widget=forms.DateInput({"type": "date"}))
    why = forms.CharField(label=_("Why"), max_length=WHY)
    version = forms.IntegerField(widget=forms.HiddenInput)


class TryForm(forms.Form):
    """One of our claims, to see what a contract says of it."""

    claim = forms.CharField(label=_("Claim"), max_length=64, help_text=_("Its number, as it was billed."))
