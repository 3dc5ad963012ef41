"""Forms about people at work: contracts, credentials, leave, need, posts and rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.departments.workforce.models import (
    Availability,
    Contract,
    Grade,
    LeaveKind,
    NeedRule,
    Request,
    ShiftType,
    Skill,
)
from wellrun.departments.workforce.models.leave import WEEKDAYS
from wellrun.departments.workforce.models.posts import StaffGroup
from wellrun.departments.workforce.rules.book import FIGURES, LabourRule, credential_kinds, shipped
from wellrun.departments.workforce.words.figures import told
from wellrun.foundations.organisation.models import Facility

DAY = {"type": "date"}


class EngageForm(forms.Form):
    """A new person with the first contract at the unit."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail, if there is one"), required=False)
    grade = forms.ModelChoiceField(Grade.objects.none(), label=_("Grade"))
    employment = forms.ChoiceField(label=_("Employment"), choices=Contract.Employment.choices)
    weekly_hours = forms.DecimalField(label=_("Hours a week"), help_text=_("0 for the bank and agency."), max_digits=5)
    starts = forms.DateField(label=_("From"), widget=forms.DateInput(DAY))
    pattern = forms.CharField(label=_("Working pattern, in words"), max_length=300, required=False)

    def __init__(self, *given: Any, facility: Facility, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["grade"].queryset = Grade.objects.filter(network=facility.network_id)  # type: ignore[attr-defined]


class ContractForm(forms.Form):
    """A contract of somebody who is known."""

    grade = forms.ModelChoiceField(Grade.objects.none(), label=_("Grade"))
    employment = forms.ChoiceField(label=_("Employment"), choices=Contract.Employment.choices)
    weekly_hours = forms.DecimalField(label=_("Hours a week"), max_digits=5)
    starts = forms.DateField(
        label=_("From"), widget=forms.DateInput(DAY), help_text=_("The contract before ends the day before.")
    )
    pattern = forms.CharField(label=_("Working pattern, in words"), max_length=300, required=False)
    rule_sets = forms.MultipleChoiceField(label=_("Agreed in writing"), required=False, choices=())

    def __init__(self, *given: Any, facility: Facility, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["grade"].queryset = Grade.objects.filter(network=facility.network_id)  # type: ignore[attr-defined]
        elected = [(rule.key, rule.words) for rule in shipped() if rule.elected and not rule.figures.get("patients")]
        self.fields["rule_sets"].choices = elected  # type: ignore[attr-defined]


class SkillForm(forms.Form):
    """A skill that a person has."""

    skill = forms.ModelChoiceField(Skill.objects.none(), label=_("Skill"))
    since = forms.DateField(label=_("From"), widget=forms.DateInput(DAY))

    def __init__(self, *given: Any, facility: Facility, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["skill"].queryset = Skill.objects.filter(network=facility.network_id)  # type: ignore[attr-defined]


class CredentialForm(forms.Form):
    """One cycle of a credential."""

    kind = forms.ChoiceField(label=_("Credential"), choices=())
    number = forms.CharField(label=_("Number"), max_length=80, required=False)
    issuer = forms.CharField(label=_("Issued by"), max_length=120, required=False)
    valid_from = forms.DateField(label=_("Valid from"), widget=forms.DateInput(DAY))
    valid_until = forms.DateField(label=_("Valid until"), widget=forms.DateInput(DAY), required=False)
    verified = forms.BooleanField(label=_("I have looked at the issuer’s own record"), required=False)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["kind"].choices = [(one.key, one.name) for one in credential_kinds().values()]  # type: ignore[attr-defined]


class OfDay(forms.Form):
    """A form about a day. Its field is ``on``: ``day`` is the day of the page, in the address and in every form."""

    def asked(self) -> dict[str, Any]:
        """What the form says, in the words of the action."""
        said = dict(self.cleaned_data)
        return {"day": said.pop("on"), **said}


class AvailabilityForm(OfDay):
    """Every week on a weekday, or on one day."""

    says = forms.ChoiceField(label=_("Says"), choices=Availability.Says.choices)
    weekday = forms.TypedChoiceField(
        label=_("Every"), coerce=int, empty_value=None, required=False, choices=[("", "—"), *enumerate(WEEKDAYS)]
    )
    on = forms.DateField(label=_("Or on one day"), widget=forms.DateInput(DAY), required=False)
    since = forms.DateField(label=_("From"), widget=forms.DateInput(DAY))
    until = forms.DateField(label=_("Until"), widget=forms.DateInput(DAY), required=False)
    why = forms.CharField(label=_("Why"), max_length=200, required=False)


class LeaveForm(forms.Form):
    """Leave that is asked for."""

    kind = forms.ModelChoiceField(LeaveKind.objects.none(), label=_("Kind"))
    first = forms.DateField(label=_("First day"), widget=forms.DateInput(DAY))
    last = forms.DateField(label=_("Last day"), widget=forms.DateInput(DAY))
    hours = forms.DecimalField(
        label=_("Hours"),
        max_digits=7,
        required=False,
        help_text=_("A seventh of the contracted week for each day, unless you say otherwise."),
    )
    reason = forms.CharField(label=_("Reason, if you wish"), required=False, max_length=500)

    def __init__(self, *given: Any, facility: Facility | None, **more: Any) -> None:
        super().__init__(*given, **more)
        if facility is not None:
            kinds = LeaveKind.objects.filter(network=facility.network_id)
            self.fields["kind"].queryset = kinds  # type: ignore[attr-defined]


class RequestForm(OfDay):
    """What a person asks of the roster for one day."""

    on = forms.DateField(label=_("Day"), widget=forms.DateInput(DAY))
    asks = forms.ChoiceField(label=_("Asks"), choices=Request.Asks.choices)
    shift = forms.ModelChoiceField(ShiftType.objects.none(), label=_("Shift"), required=False)
    strength = forms.TypedChoiceField(
        label=_("How much it matters"), coerce=int, choices=[(1, _("a little")), (2, _("more")), (3, _("very much"))]
    )

    def __init__(self, *given: Any, facility: Facility | None, **more: Any) -> None:
        super().__init__(*given, **more)
        if facility is not None:
            shifts = ShiftType.objects.filter(facility=facility, active=True)
            self.fields["shift"].queryset = shifts  # type: ignore[attr-defined]


class PostForm(forms.Form):
    """A funded post."""

    title = forms.CharField(label=_("Title"), max_length=120)
    grade = forms.ModelChoiceField(Grade.objects.none(), label=_("Grade"))
    full_time_equivalent = forms.DecimalField(label=_("Full-time equivalents"), max_digits=6)
    since = forms.DateField(label=_("Funded from"), widget=forms.DateInput(DAY))

    def __init__(self, *given: Any, facility: Facility, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["grade"].queryset = Grade.objects.filter(network=facility.network_id)  # type: ignore[attr-defined]


class NeedForm(forms.Form):
    """A rule of need. Which figure counts follows from the method."""

    shift = forms.ModelChoiceField(ShiftType.objects.none(), label=_("Shift"))
    what = forms.ChoiceField(label=_("Of whom"), choices=())
    on = forms.TypedMultipleChoiceField(
        label=_("On"), coerce=int, required=False, choices=(), help_text=_("None chosen is every day.")
    )
    method = forms.ChoiceField(
        label=_("How it is worked out"),
        choices=[one for one in NeedRule.Method.choices if one[0] != NeedRule.Method.CLASSES],
    )
    people = forms.FloatField(label=_("People"), required=False, min_value=0)
    patients = forms.FloatField(label=_("Patients for each"), required=False, min_value=0)
    hours = forms.FloatField(label=_("Hours per patient day"), required=False, min_value=0)
    share = forms.FloatField(
        label=_("Part of the day’s hours on this shift"),
        required=False,
        min_value=0,
        max_value=1,
        help_text=_("0.6 is 60 %."),
    )
    at_least = forms.IntegerField(label=_("At least so many people"), required=False, min_value=0, initial=0)
    since = forms.DateField(label=_("From"), widget=forms.DateInput(DAY))
    why = forms.CharField(label=_("Why"), max_length=300, required=False)

    def __init__(self, *given: Any, facility: Facility, **more: Any) -> None:
        super().__init__(*given, **more)
        self.skills = {f"skill:{skill.pk}": skill for skill in Skill.objects.filter(network=facility.network_id)}
        self.fields["shift"].queryset = ShiftType.objects.filter(facility=facility, active=True)  # type: ignore[attr-defined]
        skills = [(key, skill.name) for key, skill in self.skills.items()]
        self.fields["what"].choices = [*StaffGroup.choices, *skills]  # type: ignore[attr-defined]
        self.fields["on"].choices = [*enumerate(WEEKDAYS), (7, _("Public holidays"))]  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What the form says, in the words of the action."""
        said = self.cleaned_data
        skill = self.skills.get(said["what"])
        named = ("people", "patients", "hours", "share")
        return {
            "shift": said["shift"],
            "skill": skill,
            "staff_group": "" if skill else said["what"],
            "on": tuple(said["on"]),
            "method": said["method"],
            "figures": {name: said[name] for name in named if said[name] is not None},
            "at_least": said["at_least"] or 0,
            "since": said["since"],
            "why": said["why"],
        }


class RuleForm(forms.Form):
    """A change of a rule of work at a place, with its reason."""

    rule = forms.ChoiceField(label=_("Rule"), choices=())
    holds = forms.ChoiceField(
        label=_("From that day"), choices=[("yes", _("it holds, with this figure")), ("no", _("it does not hold here"))]
    )
    name = forms.ChoiceField(label=_("Figure"), required=False, choices=())
    value = forms.FloatField(label=_("New value"), required=False)
    since = forms.DateField(label=_("From"), widget=forms.DateInput(DAY))
    why = forms.CharField(label=_("Reason: the agreement, decision or law"), max_length=300)

    def __init__(self, *given: Any, rules: Sequence[LabourRule], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["rule"].choices = [(rule.key, rule.words) for rule in rules]  # type: ignore[attr-defined]
        names = dict.fromkeys(name for rule in rules for name in sorted(FIGURES.get(rule.kind, ())))
        self.fields["name"].choices = [("", "—"), *((name, told(name)) for name in names)]  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What the form says, in the words of the action."""
        said = self.cleaned_data
        figures = {said["name"]: said["value"]} if said["name"] and said["value"] is not None else {}
        return {
            "rule": said["rule"],
            "holds_here": said["holds"] == "yes",
            "figures": figures,
            "since": said["since"],
            "why": said["why"],
        }
