"""Sending files in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.organisation.models import Facility


class SeveralFiles(forms.FileField):
    """Any number of files at once, or a whole folder."""

    widget = type("SeveralInput", (forms.FileInput,), {"allow_multiple_selected": True})(attrs={"multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(SeveralFiles, self).clean(file, initial) for file in given]


class SendForm(forms.Form):
    """Files, and the facility they are from: one that is known, or a new one by its name."""

    sent = SeveralFiles(
        label=_("Files"),
        help_text=_("FHIR R4 NDJSON or Bundles (plain or gzip), HL7 v2, or CSV with the declared headers."),
    )
    facility = forms.ModelChoiceField(
        Facility.objects.none(), label=_("From"), required=False, empty_label=_("a new facility")
    )
    new_facility = forms.CharField(label=_("Name of the new facility"), required=False, max_length=120)

    def __init__(self, *args: Any, facilities: QuerySet[Facility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        facility: Any = self.fields["facility"]
        facility.queryset = facilities

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("facility") and not given.get("new_facility"):
            self.add_error("new_facility", _("Say whose files these are: choose a facility, or name a new one."))
        return given
