"""The banner on every page of somebody who has broken the glass."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wellrun.foundations.pages.navigation import Banner
from wellrun.foundations.patients.models import Glass
from wellrun.foundations.patients.scope import may_break_glass


def broken_glass(request: Any) -> Iterator[Banner]:
    """One banner for each glass that this reader holds open."""
    if not may_break_glass(request.user):
        return
    now = timezone.now()
    for glass in Glass.objects.filter(account=request.user, broken_at__lte=now, until__gt=now):
        until = date_format(timezone.localtime(glass.until), "H:i")
        yield Banner(
            words=_("You have broken the glass for one patient, until %(until)s. Everything you open is reviewed.")
            % {"until": until},
            address=reverse("patients:record", args=[glass.patient_id]),
            link=_("Open the record"),
            ends=reverse("patients:close-glass", args=[glass.patient_id]),
            end=_("Close it now"),
        )
