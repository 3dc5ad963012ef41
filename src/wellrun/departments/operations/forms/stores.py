"""Forms of stores."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellrun.departments.operations.actions.store_sheets import LARGEST
from wellrun.departments.operations.forms.beds import WHY

DAY = {"type": "date"}
PLACE = 80


class ItemForm(forms.Form):
    """A new item."""

    code = forms.CharField(label=_("Code"), max_length=64)
    name = forms.CharField(label=_("Item"), max_length=120)
    measure = forms.CharField(label=_("Unit"), max_length=40, help_text=_("Such as box or piece."))
    reorder_at = forms.IntegerField(label=_("Reorder point"), min_value=0)
    lead_days = forms.IntegerField(label=_("Days until an order comes"), min_value=0, max_value=365)


class ReceiveForm(forms.Form):
    """What has come."""

    lot = forms.CharField(label=_("Lot"), max_length=80)
    expires = forms.DateField(
        label=_("Expires"), required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d"), help_text=_("If it does.")
    )
    place = forms.CharField(label=_("Place"), max_length=PLACE)
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=1_000_000)
    why = forms.CharField(label=_("Delivery note"), max_length=WHY, required=False)


class _FromPlace(forms.Form):
    place = forms.ChoiceField(label=_("From"))

    def __init__(self, data: Any, *, places: Iterable[str], lots: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        for name, choices in (("place", [(place, place) for place in places]), ("lot", list(lots))):
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                field.choices = choices


class IssueForm(_FromPlace):
    """What is given out; the lots are chosen by their expiry."""

    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=1_000_000)
    to = forms.CharField(
        label=_("To"),
        max_length=WHY,
        help_text=_("A ward or a theatre; name no patient. Lots that expire first go first."),
    )


class _OfLot(_FromPlace):
    lot = forms.ChoiceField(label=_("Lot"))


class CarryForm(_OfLot):
    """What is carried to another place."""

    to = forms.CharField(label=_("To which place"), max_length=PLACE)
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=1_000_000)


class WasteForm(_OfLot):
    """What is thrown away or sent back."""

    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=1_000_000)
    why = forms.CharField(label=_("Why"), max_length=WHY)


class CountForm(_OfLot):
    """What was found."""

    counted = forms.IntegerField(label=_("Counted"), min_value=0, max_value=1_000_000)
    why = forms.CharField(label=_("Why it differs"), max_length=WHY, required=False)


class RecallForm(forms.Form):
    """A lot that nobody shall use."""

    lot = forms.ChoiceField(label=_("Lot"))
    why = forms.CharField(label=_("Why"), max_length=WHY)

    def __init__(self, data: Any, *, places: Iterable[str], lots: Iterable[tuple[str, str]]) -> None:
        del places
        super().__init__(data)
        field = self.fields["lot"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(lots)


class SheetForm(forms.Form):
    """A sheet of items, or a count."""

    sent = forms.FileField(label=_("CSV file"))
    why = forms.CharField(label=_("Why, or from where"), max_length=WHY)

    def clean_sent(self) -> Any:
        file = self.cleaned_data["sent"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 2 MB. Send it in parts."))
        return file
