"""What is entered about charges: a service, what claims of an account say, who insures, and files of lists."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models import FeeSchedule, Payer, Provider
from wellrun.departments.revenue.models.coding import System
from wellrun.departments.revenue.rules.insurances import Cover
from wellrun.foundations.organisation.models import Facility

LARGEST = 32 * 1024 * 1024
DAY = {"type": "date"}
PLACES = (
    ("", "–"),
    ("11", _("11 office")),
    ("12", _("12 home")),
    ("19", _("19 hospital outpatient, off campus")),
    ("21", _("21 hospital inpatient")),
    ("22", _("22 hospital outpatient, on campus")),
    ("23", _("23 emergency room")),
    ("24", _("24 surgical centre")),
    ("31", _("31 skilled nursing")),
    ("32", _("32 nursing home")),
)
BILLS = (
    ("11", _("11 inpatient")),
    ("13", _("13 outpatient")),
    ("18", _("18 swing bed")),
    ("21", _("21 skilled nursing")),
)
RELATIONS = (("18", _("the patient")), ("01", _("spouse")), ("19", _("parent")), ("G8", _("somebody else")))
SEXES = (("", _("not told")), ("F", _("female")), ("M", _("male")), ("U", _("other")))
LEVELS = 3


def looked_up(system: str, listed: str) -> dict[str, Any]:
    """What an input needs to offer codes while somebody types; without script it is an input like any other."""
    return {
        "list": listed,
        "autocomplete": "off",
        "hx-get": reverse_lazy("revenue:codes"),
        "hx-vals": f'{{"system": "{system}", "part": "1"}}',
        "hx-trigger": "input changed delay:250ms",
        "hx-target": f"#{listed}",
        "hx-params": "*",
    }


def split_codes(text: str) -> tuple[str, ...]:
    """Codes as they are typed, apart by spaces or commas."""
    return tuple(text.upper().replace(",", " ").split())


class ChargeForm(forms.Form):
    """One service."""

    on = forms.DateField(label=_("Day of service"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    form = forms.ChoiceField(label=_("Billed by"), choices=[("P", _("a person")), ("I", _("the hospital"))])
    code = forms.CharField(
        label=_("Service"),
        required=False,
        max_length=60,
        help_text=_("HCPCS code, or words to choose one by; the hospital may bill by a revenue code alone."),
        widget=forms.TextInput(attrs=looked_up(System.HCPCS.value, "offered-services")),
    )
    revenue_code = forms.CharField(label=_("Revenue code"), required=False, max_length=4, help_text=_("Hospital only."))
    modifiers = forms.CharField(label=_("Modifiers"), required=False, max_length=20, help_text=_("Up to four."))
    units = forms.DecimalField(label=_("Units"), max_digits=9, decimal_places=2, initial=1)
    place = forms.ChoiceField(label=_("Place of service"), choices=PLACES, required=False)
    diagnoses = forms.CharField(
        label=_("For which diagnoses"),
        required=False,
        max_length=60,
        help_text=_("ICD-10-CM, the main one first; up to four."),
        widget=forms.TextInput(attrs=looked_up(System.ICD10CM.value, "offered-diagnoses")),
    )
    amount = forms.DecimalField(
        label=_("Charge"),
        required=False,
        max_digits=12,
        decimal_places=2,
        help_text=_("For all units. Left empty, it is the fee of the day."),
    )
    billing = forms.ModelChoiceField(Provider.objects.none(), label=_("Billing provider"), empty_label=None)
    rendering = forms.ModelChoiceField(Provider.objects.none(), label=_("Who did it"), required=False)
    ordering = forms.ModelChoiceField(Provider.objects.none(), label=_("Who referred or ordered"), required=False)

    def __init__(self, *args: Any, facility: Facility, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Provider.objects.filter(facility=facility)
        fields: Any = self.fields
        fields["billing"].queryset = held.filter(bills=True)
        fields["rendering"].queryset = fields["ordering"].queryset = held.exclude(first="")

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).upper()

    def clean_modifiers(self) -> tuple[str, ...]:
        return split_codes(self.cleaned_data["modifiers"])

    def clean_diagnoses(self) -> tuple[str, ...]:
        return split_codes(self.cleaned_data["diagnoses"])


class StrikeForm(forms.Form):
    """Why a charge no longer counts."""

    position = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(label=_("Why it was wrong"), max_length=200)


class TellForm(forms.Form):
    """What claims of the account say besides the charges."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    diagnoses = forms.CharField(
        label=_("Diagnoses of the stay"),
        required=False,
        max_length=400,
        help_text=_("The principal one first. Behind a colon, whether it was there on admission: I50.9:Y E11.9:N"),
    )
    bill = forms.ChoiceField(label=_("Kind of bill"), choices=BILLS)
    drg = forms.CharField(label=_("DRG"), max_length=3, required=False)
    attending = forms.ModelChoiceField(Provider.objects.none(), label=_("Who attended"), required=False)
    location = forms.ModelChoiceField(
        Provider.objects.none(),
        label=_("Where the service was given"),
        help_text=_("Where that is not the place of who bills."),
        required=False,
    )
    authorisation = forms.CharField(label=_("Prior authorisation"), max_length=50, required=False)
    series = forms.BooleanField(label=_("One of a series of visits"), required=False)

    def __init__(self, *args: Any, facility: Facility, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["attending"].queryset = Provider.objects.filter(facility=facility).exclude(first="")
        fields["location"].queryset = Provider.objects.filter(facility=facility, first="")

    def clean_diagnoses(self) -> tuple[tuple[str, str], ...]:
        pairs = [one.partition(":") for one in split_codes(self.cleaned_data["diagnoses"])]
        return tuple((code, told) for code, _colon, told in pairs)


class InsureForm(forms.Form):
    """Who insures the patient: up to three payers in their order, each from when to when and whose insurance it is."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, facility: Facility, covers: Iterable[Cover] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held, payers = list(covers), Payer.objects.filter(facility=facility)
        for at in range(1, LEVELS + 1):
            one = held[at - 1] if at <= len(held) else None
            payer = payers.filter(code=one.payer).first() if one else None
            self.fields[f"payer_{at}"] = forms.ModelChoiceField(payers, label=_("Payer"), required=False, initial=payer)
            initial = _entered(one) if one else {}
            for name, field in _cover_fields().items():
                field.initial = initial.get(name, field.initial)
                self.fields[f"{name}_{at}"] = field

    @property
    def levels(self) -> list[tuple[Any, list[Any], list[Any], bool]]:
        """By payer: its title, its own fields, those of a subscriber who is not the patient, and whether they count."""
        titles = (_("First payer"), _("Second payer"), _("Third payer"))
        found = []
        for at, title in enumerate(titles, start=1):
            own = [self[f"{name}_{at}"] for name in ("payer", *OF_COVER)]
            other = [self[f"{name}_{at}"] for name in OF_SUBSCRIBER]
            found.append((title, own, other, any(one.value() or one.errors for one in other)))
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for at in range(1, LEVELS + 1):
            if given.get(f"payer_{at}"):
                self._check_cover(given, at)
        return given

    def _check_cover(self, given: dict[str, Any], at: int) -> None:
        if not given.get(f"member_{at}"):
            self.add_error(f"member_{at}", _("Enter the number on the card."))
        since, last = given.get(f"since_{at}"), given.get(f"last_{at}")
        if since and last and last < since:
            self.add_error(f"last_{at}", _("This is before the first day. Enter a later one, or leave it empty."))
        if given.get(f"relation_{at}") == "18":
            return
        asked = {
            "subscriber": _("Say who is insured."),
            "birth": _("Enter the subscriber’s date of birth; payers find them by it."),
        }
        for name, words in asked.items():
            if not given.get(f"{name}_{at}") and f"{name}_{at}" not in self.errors:
                self.add_error(f"{name}_{at}", words)
        where = [given.get(f"{name}_{at}") for name in ADDRESS]
        if any(where):
            for name, held in zip(ADDRESS, where, strict=True):
                if not held:
                    self.add_error(f"{name}_{at}", _("An address has street, city, state and postcode."))

    @property
    def covers(self) -> list[Cover]:
        """The insurances as they were entered, without gaps."""
        return [self._cover(at) for at in range(1, LEVELS + 1) if self.cleaned_data.get(f"payer_{at}") is not None]

    def _cover(self, at: int) -> Cover:
        given = {name: self.cleaned_data[f"{name}_{at}"] for name in (*OF_COVER, *OF_SUBSCRIBER)}
        payer: Payer = self.cleaned_data[f"payer_{at}"]
        number = payer.numbers.values_list("number", flat=True).first() or payer.code
        cover = Cover(
            *(payer.code, payer.name.upper(), number, given["member"].strip(), given["relation"]),
            group=given["group"].strip(),
            since=given["since"],
            until=given["last"] + dt.timedelta(days=1) if given["last"] else None,
        )
        if given["relation"] == "18":
            return cover
        family, _comma, first = given["subscriber"].upper().partition(",")
        where = {name: given[name].strip().upper() for name in ADDRESS}
        named = cover._replace(family=family.strip(), given=first.strip(), birth=given["birth"], sex=given["sex"])
        return named._replace(**where | {"postcode": where["postcode"].replace("-", "")})


OF_COVER = ("member", "group", "since", "last", "relation")
ADDRESS = ("street", "city", "state", "postcode")
OF_SUBSCRIBER = ("subscriber", "birth", "sex", *ADDRESS)


def _cover_fields() -> dict[str, forms.Field]:
    """What is entered of one insurance, but for its payer."""
    return {
        "member": _text(_("Member number"), 80),
        "group": _text(_("Group number"), 50),
        "since": _day(_("Covered from")),
        "last": _day(_("Covered until"), _("The last day; empty while it goes on.")),
        "relation": forms.ChoiceField(label=_("Whose insurance it is"), choices=RELATIONS, initial="18"),
        "subscriber": _text(_("Subscriber’s name"), 100, _("Family name, given name.")),
        "birth": _day(_("Subscriber’s date of birth")),
        "sex": forms.ChoiceField(label=_("Subscriber’s sex"), choices=SEXES, required=False),
        "street": _text(_("Subscriber’s street"), 55),
        "city": _text(_("City"), 30),
        "state": _text(_("State"), 2),
        "postcode": _text(_("Postcode"), 10),
    }


def _text(label: Any, most: int, words: Any = "") -> forms.Field:
    return forms.CharField(label=label, max_length=most, help_text=words, required=False)


def _day(label: Any, words: Any = "") -> forms.Field:
    widget = forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=words, required=False, widget=widget)


def _entered(one: Cover) -> dict[str, Any]:
    """An insurance as its fields show it."""
    return one._asdict() | {
        "subscriber": f"{one.family}, {one.given}".strip(", "),
        "last": one.last,
    }


class LineForm(forms.Form):
    """A line of a claim as it should have been."""

    number = forms.CharField(widget=forms.HiddenInput)
    kept = forms.BooleanField(label=_("Bill it"), required=False)
    procedure = forms.CharField(label=_("Service"), max_length=5, required=False)
    modifiers = forms.CharField(label=_("Modifiers"), max_length=20, required=False)
    units = forms.DecimalField(label=_("Units"), max_digits=9, decimal_places=2, min_value=Decimal("0.01"))
    charge = forms.DecimalField(label=_("Charge"), max_digits=12, decimal_places=2, min_value=Decimal(0))


Lines = forms.formset_factory(LineForm, extra=0)


class WhyForm(forms.Form):
    """Why a claim is corrected or withdrawn."""

    why = forms.CharField(label=_("Why"), max_length=200, help_text=_("No names of patients."))


class CorrectForm(WhyForm):
    """Why a claim is corrected; ``read`` is what was read of it."""

    read = forms.CharField(widget=forms.HiddenInput)


class ProviderForm(forms.Form):
    """Who bills or treats."""

    facility = forms.ModelChoiceField(Facility.objects.none(), label=_("Of"), empty_label=None)
    npi = forms.CharField(label=_("NPI"), max_length=10)
    name = forms.CharField(label=_("Name, or family name of a person"), max_length=60)
    first = forms.CharField(label=_("Given name of a person"), max_length=35, required=False)
    taxonomy = forms.CharField(label=_("Taxonomy code"), max_length=10, required=False)
    bills = forms.BooleanField(label=_("Claims are billed by them"), required=False)
    tax_id = forms.CharField(label=_("Tax number"), max_length=10, required=False)
    street = forms.CharField(label=_("Street"), max_length=55, required=False)
    city = forms.CharField(label=_("City"), max_length=30, required=False)
    state = forms.CharField(label=_("State"), max_length=2, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=10, required=False)

    def __init__(self, *args: Any, facilities: QuerySet[Facility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        facility: Any = self.fields["facility"]
        facility.queryset = facilities

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in ("tax_id", "street", "city", "state", "postcode"):
            if given.get("bills") and not given.get(name):
                self.add_error(name, _("Claims need it of whoever bills."))
        return given


class FileForm(forms.Form):
    """A file of a public list."""

    since = forms.DateField(label=_("Valid from"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    sent = forms.FileField(label=_("File"))

    def text_of(self, name: str) -> str:
        """What a file says: UTF-8, or the Windows letters that CMS writes."""
        content: bytes = self.cleaned_data[name].read()
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return content.decode("cp1252", errors="replace")

    def rows_of(self, name: str) -> list[list[str]]:
        text = self.text_of(name)
        return [*csv.reader(io.StringIO(text), delimiter="\t" if "\t" in text[:4000] else ",")]

    def clean_sent(self) -> Any:
        file = self.cleaned_data["sent"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 32 MB."))
        return file


class FeesForm(FileForm):
    """A fee schedule."""

    facility = forms.ModelChoiceField(Facility.objects.none(), label=_("Of"), empty_label=None)
    kind = forms.ChoiceField(label=_("What it is"), choices=FeeSchedule.Kind.choices)
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As in: our charges of 2027."))
    indices = forms.FileField(
        label=_("Indices of localities"), required=False, help_text=_("Of physicians only (GPCI).")
    )
    locality = forms.CharField(
        label=_("Locality"),
        max_length=12,
        required=False,
        help_text=_("Of physicians only: contractor and number, 14112-03"),
    )
    field_order = ("kind", "facility", "name", "since", "sent", "indices", "locality")

    def __init__(self, *args: Any, facilities: QuerySet[Facility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        facility: Any = self.fields["facility"]
        facility.queryset = facilities

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") == FeeSchedule.Kind.PHYSICIANS and not given.get("indices"):
            self.add_error("indices", _("Choose the file of the indices, too."))
        return given
