"""The banner on every page of somebody who has broken the glass."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wellrun.foundations.pages.navigation import Banner
from wellrun.foundations.patients.scope import glasses_seen


def broken_glass(request: Any) -> Iterator[Banner]:
    """One banner for each glass that this reader holds open."""
    for glass in glasses_seen(request.user):
        until = date_format(timezone.localtime(glass.until), "H:i")
        yield Banner(
            words=_("You have broken the glass for one patient, until %(until)s. Everything you open is reviewed.")
            % {"until": until},
            address=reverse("patients:record", args=[glass.patient_id]),
            link=_("Open the record"),
            ends=reverse("patients:close-glass", args=[glass.patient_id]),
            end=_("Close it now"),
        )
