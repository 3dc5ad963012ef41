"""What is entered to ask for benefits, and about good-faith estimates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models import Payer
from wellrun.departments.revenue.models.benefits import CAUSES
from wellrun.departments.revenue.rules.asking import Asked
from wellrun.departments.revenue.rules.estimates import Cause, Estimate, Item, Provider
from wellrun.departments.revenue.words.eligibility import ASKED, SERVICES
from wellrun.foundations.organisation.models import Facility

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
LARGEST = 2 * 1024 * 1024
SEXES = (("", _("not told")), ("F", _("female")), ("M", _("male")), ("U", _("other")))


class AskForm(forms.Form):
    """Of whom and for which day."""

    payer = forms.ModelChoiceField(Payer.objects.none(), label=_("Payer"), empty_label=None)
    member = forms.CharField(label=_("Member number"), max_length=80)
    family = forms.CharField(label=_("Family name"), max_length=60)
    given = forms.CharField(label=_("Given name"), max_length=35)
    birth = forms.DateField(label=_("Date of birth"), widget=DAY)
    sex = forms.ChoiceField(label=_("Sex"), choices=SEXES, required=False)
    service_on = forms.DateField(
        label=_("Day of service"), widget=DAY, help_text=_("Benefits are asked for this day, not for today.")
    )
    service = forms.ChoiceField(label=_("Service"), choices=[(one, SERVICES[one]) for one in ASKED])
    subscriber_family = forms.CharField(
        label=_("Subscriber’s family name"),
        max_length=60,
        required=False,
        help_text=_("Only where somebody else insures the person; the member number is theirs then."),
    )
    subscriber_given = forms.CharField(label=_("Subscriber’s given name"), max_length=35, required=False)

    def __init__(self, *given: Any, facility: Facility, **more: Any) -> None:
        super().__init__(*given, **more)
        payer: Any = self.fields["payer"]
        payer.queryset = Payer.objects.filter(facility=facility)

    @property
    def asked(self) -> Asked:
        held = self.cleaned_data
        return Asked(**held | {"payer": held["payer"].code})


class AppointmentsForm(forms.Form):
    """Appointments as a file."""

    sent = forms.FileField(
        label=_("Appointments"),
        help_text=_(
            "CSV with the columns payer, member, family, given, birth, sex, service_on, service; "
            "of a dependent, too, subscriber_family and subscriber_given."
        ),
    )

    def clean_sent(self) -> Any:
        file = self.cleaned_data["sent"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 2 MB. Send it in parts."))
        return file


class AllowedForm(forms.Form):
    """What is expected to be allowed for the visit."""

    allowed = forms.DecimalField(label=_("Expected to be allowed"), min_value=0, max_digits=10, decimal_places=2)


class EstimateForm(forms.Form):
    """A good-faith estimate. Providers and items stand one in a line, their parts behind bars."""

    cause = forms.ChoiceField(label=_("Why"), choices=list(CAUSES.items()))
    on = forms.DateField(label=_("Scheduled or asked for on"), widget=DAY)
    patient = forms.CharField(label=_("Patient"), max_length=120)
    birth = forms.DateField(label=_("Date of birth"), widget=DAY, required=False)
    service = forms.CharField(label=_("Care"), max_length=200, help_text=_("In words that the patient understands."))
    service_on = forms.DateField(label=_("Day of service"), widget=DAY, required=False)
    diagnoses = forms.CharField(label=_("Diagnoses"), max_length=200, required=False, help_text=_("Codes, by commas."))
    providers = forms.CharField(
        label=_("Providers"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        help_text=_(
            "One in a line, the one that makes the estimate first: name | national number | tax number | place"
        ),
    )
    items = forms.CharField(
        label=_("Items"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=20_000,
        help_text=_("One in a line: provider | what | code | units | charge. Without a charge: scheduled separately."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_providers(self) -> tuple[Provider, ...]:
        found: list[Provider] = []
        wrong = []
        for number, parts in _lines(self.cleaned_data["providers"]):
            if len(parts) != 4 or not parts[0]:
                wrong.append(_now("Line %(n)s: four parts, of which the first is a name.") % {"n": number})
            else:
                name, npi, tin, place = parts
                found.append(Provider(name, npi, tin, place, convening=not found))
        if wrong:
            raise forms.ValidationError(wrong)
        return tuple(found)

    def clean_items(self) -> tuple[Item, ...]:
        found, wrong = [], []
        number_of = forms.DecimalField(max_digits=12, decimal_places=2, min_value=0)
        for number, parts in _lines(self.cleaned_data["items"]):
            if len(parts) not in (4, 5) or not parts[0] or not parts[1]:
                wrong.append(_now("Line %(n)s: provider, what, code, units and charge.") % {"n": number})
                continue
            charge = parts[4] if len(parts) == 5 else ""
            try:
                units, amount = number_of.clean(parts[3] or "1"), number_of.clean(charge or "0")
            except forms.ValidationError:
                wrong.append(_now("Line %(n)s: units and charge are numbers, such as 1 and 120.50.") % {"n": number})
                continue
            found.append(Item(parts[0], parts[1], parts[2], units, amount, separately=not charge))
        if wrong:
            raise forms.ValidationError(wrong)
        return tuple(found)

    def clean(self) -> dict[str, Any]:
        held: dict[str, Any] = super().clean() or {}
        if held.get("cause") == Cause.SCHEDULED and not held.get("service_on") and "service_on" not in self.errors:
            self.add_error("service_on", _("What is scheduled has a day."))
        names = {one.name for one in held.get("providers", ())}
        strange = {one.provider for one in held.get("items", ())} - names
        if strange and names:
            words = _now("No provider above is called %(names)s.") % {"names": ", ".join(sorted(strange))}
            self.add_error("items", words)
        return held

    @property
    def estimate(self) -> Estimate:
        held = self.cleaned_data
        diagnoses = tuple(one.strip() for one in held["diagnoses"].split(",") if one.strip())
        return Estimate(
            held["patient"],
            held["birth"],
            held["service"],
            held["service_on"],
            diagnoses,
            held["providers"],
            held["items"],
        )


class GivenForm(forms.Form):
    """When an estimate was given."""

    on = forms.DateField(label=_("Given on"), widget=DAY)
    version = forms.IntegerField(widget=forms.HiddenInput)


def lines_of(estimate: Estimate) -> dict[str, Any]:
    """An estimate as its form shows it."""
    return {
        "patient": estimate.patient,
        "birth": estimate.birth,
        "service": estimate.service,
        "service_on": estimate.service_on,
        "diagnoses": ", ".join(estimate.diagnoses),
        "providers": "\n".join(" | ".join((one.name, one.npi, one.tin, one.where)) for one in estimate.providers),
        "items": "\n".join(_item(one) for one in estimate.items),
    }


def _item(one: Item) -> str:
    parts = [one.provider, one.words, one.code, f"{one.units.normalize():f}"]
    return " | ".join(parts if one.separately else [*parts, f"{one.charge:f}"])


def _lines(text: str) -> list[tuple[int, list[str]]]:
    rows = ((number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip())
    return [(number, [part.strip() for part in line.split("|")]) for number, line in rows]
