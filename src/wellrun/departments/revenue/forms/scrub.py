"""What is entered about rules of the scrubber and about what they found."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.actions.scrub_rules import MOST
from wellrun.departments.revenue.forms.charge import PLACES, split_codes
from wellrun.departments.revenue.models import Payer
from wellrun.departments.revenue.models.scrubbing import ACTIONS
from wellrun.departments.revenue.rules.scrubbing.by_form import Common, common_rule
from wellrun.departments.revenue.rules.scrubbing.findings import Action, ChangeKind
from wellrun.departments.revenue.rules.scrubbing.writing import write_rules
from wellrun.foundations.organisation.models import Facility

WHY, CODES = 400, 200
LACKS = (
    ("", "–"),
    ("authorisation", _("a prior authorisation")),
    ("referral", _("a referral number")),
    ("rendering.npi", _("who did it")),
    ("referring.npi", _("who referred")),
)
CHANGES = (
    ("", "–"),
    (ChangeKind.ADD_MODIFIER.value, _("add a modifier")),
    (ChangeKind.REMOVE_MODIFIER.value, _("take a modifier away")),
    (ChangeKind.SET_PLACE.value, _("set the place of service")),
)


class Codes(forms.CharField):
    """Codes apart by spaces: 99213, 99*, J0100-J9999."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, max_length=CODES, **more)

    def clean(self, value: Any) -> tuple[str, ...]:
        return split_codes(super().clean(value))


class CommonForm(forms.Form):
    """A rule of the common kinds."""

    key = forms.SlugField(label=_("Id"), max_length=60, help_text=_("As in: harborline-mri-authorisation."))
    words = forms.CharField(label=_("What is wrong, in a sentence"), max_length=200)
    action = forms.ChoiceField(label=_("What it does"), choices=list(ACTIONS.items()))
    payers = forms.MultipleChoiceField(
        label=_("Payers"), required=False, help_text=_("None chosen: every payer."), widget=forms.CheckboxSelectMultiple
    )
    form = forms.ChoiceField(
        label=_("Billed by"),
        required=False,
        choices=[("", _("either")), ("P", _("a person")), ("I", _("the hospital"))],
    )
    services = Codes(label=_("Service or revenue code"), help_text=_("As in: 70551-70553 99* 0450."))
    diagnoses = Codes(label=_("For one of these diagnoses"), help_text=_("As in: M54* S00-S99."))
    no_diagnoses = Codes(label=_("For none of these diagnoses"))
    with_modifier = forms.CharField(label=_("With modifier"), required=False, max_length=2)
    without_modifier = forms.CharField(label=_("Without modifier"), required=False, max_length=2)
    place_of_service = forms.ChoiceField(label=_("Place of service"), required=False, choices=PLACES)
    units_above = forms.DecimalField(label=_("Units above"), required=False, max_digits=9, decimal_places=2)
    lacks = forms.ChoiceField(label=_("What is missing"), required=False, choices=LACKS)
    fix = forms.ChoiceField(label=_("Change that is offered"), required=False, choices=CHANGES)
    fix_value = forms.CharField(label=_("Modifier or place of the change"), required=False, max_length=2)
    since = forms.DateField(
        label=_("From day of service"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    remedy = forms.CharField(label=_("What to do"), max_length=200)
    document = forms.CharField(label=_("Source"), max_length=200, help_text=_("The payer’s document that says so."))
    page = forms.CharField(label=_("Page"), required=False, max_length=80)
    url = forms.URLField(label=_("Its address"), required=False, max_length=300, assume_scheme="https")
    why = forms.CharField(label=_("Why it is entered"), required=False, max_length=WHY)

    def __init__(self, *given: Any, facility: Facility, **more: Any) -> None:
        super().__init__(*given, **more)
        payers: Any = self.fields["payers"]
        payers.choices = list(Payer.objects.filter(facility=facility).values_list("code", "name"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("action") == Action.FIX.value and not (given.get("fix") and given.get("fix_value")):
            self.add_error("fix", _("Choose the change, and what it sets."))
        if given.get("action") != Action.FIX.value and given.get("fix"):
            self.add_error("fix", _("Only a rule that offers a change has one."))
        if self.errors:
            return given
        rule = common_rule(self._told(given))
        if rule is None:
            self.add_error("services", _("Say when it holds: a service, a diagnosis, or what is missing."))
        else:
            given["text"] = write_rules([rule])
        return given

    def _told(self, given: dict[str, Any]) -> Common:
        left = {name: given[name] for name in Common._fields if name in given}
        left |= {"id": given["key"], "action": Action(given["action"]), "payers": tuple(given["payers"])}
        left |= {name: given[name].upper() for name in ("with_modifier", "without_modifier", "fix_value")}
        return Common(**left, forms=(given["form"],) if given["form"] else ())


class TextForm(forms.Form):
    """A rule as text."""

    text = forms.CharField(
        label=_("Rule"),
        strip=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 22, "spellcheck": "false"}),
        help_text=_("YAML, as the reference “Rules of the scrubber” has it."),
    )
    why = forms.CharField(label=_("Why"), required=False, max_length=WHY)


class RewordRuleForm(TextForm):
    """Another wording, by somebody who has seen the latest."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ForceForm(forms.Form):
    """A rule is put in force as it was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class EndRuleForm(forms.Form):
    """From which day of service on a rule judges nothing."""

    on = forms.DateField(label=_("Nothing from this day of service on"), widget=forms.DateInput({"type": "date"}))
    why = forms.CharField(label=_("Why"), max_length=WHY)
    version = forms.IntegerField(widget=forms.HiddenInput)


class DryRunForm(forms.Form):
    """How many of the latest claims are judged."""

    last = forms.IntegerField(label=_("Latest claims"), min_value=1, max_value=MOST, initial=1000)


class ReasonForm(forms.Form):
    """Why a claim is right although a rule warns."""

    rule = forms.CharField(widget=forms.HiddenInput, max_length=60)
    place = forms.CharField(widget=forms.HiddenInput, max_length=60)
    reason = forms.CharField(label=_("Why the claim is right"), max_length=WHY)


class AcceptForm(forms.Form):
    """A change is accepted."""

    rule = forms.CharField(widget=forms.HiddenInput, max_length=60)
    place = forms.CharField(widget=forms.HiddenInput, max_length=60)


class UndoForm(forms.Form):
    """A change is undone."""

    fix = forms.IntegerField(widget=forms.HiddenInput)
