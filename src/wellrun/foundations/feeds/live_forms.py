"""Setting up connections and destinations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.feeds.actions.connections import GOES, MAY_COME
from wellrun.foundations.feeds.models import Connection, Destination
from wellrun.foundations.organisation.models import Facility


class _OfFacility(forms.Form):
    """A row of a facility; which one is chosen when it is new and never changes."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    model: type[Connection] | type[Destination]
    names: tuple[str, ...]

    def __init__(
        self, data: Any = None, *, row: Connection | Destination | None, facilities: QuerySet[Facility]
    ) -> None:
        known = row or self.model()
        super().__init__(data, initial={**model_to_dict(known, self.names), "version": known.version})
        self.known = row
        if row is None:
            self.fields["facility"] = forms.ModelChoiceField(
                facilities, label=_("Facility"), initial=facilities.first()
            )
        self.fields.update(forms.fields_for_model(self.model, self.names))

    @property
    def facility(self) -> Facility:
        """The facility it is of, or the one that was chosen."""
        chosen: Facility = self.known.facility if self.known else self.cleaned_data["facility"]
        return chosen


class ConnectionForm(_OfFacility):
    """A system that may send."""

    model, names = Connection, MAY_COME


class DestinationForm(_OfFacility):
    """A system that is sent to."""

    model, names = Destination, GOES

    def clean_port(self) -> int:
        port: int = self.cleaned_data["port"]
        if not 0 < port < 1 << 16:
            raise forms.ValidationError(_("A port is a number from 1 to 65535."))
        return port
