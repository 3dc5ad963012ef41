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
from wellrun.foundations.patients.scope import glasses_seen


def broken_glass(request: Any) -> Iterator[Banner]:
    """One banner for the glass that this reader holds open, or one for all of them."""
    held = glasses_seen(request.user)
    lines = tuple(_line(glass, several=len(held) > 1) for glass in held)
    if len(lines) > 1:
        words = _("You have broken the glass for %(count)s patients. Everything you open is reviewed.")
        yield Banner(words=words % {"count": len(lines)}, each=lines)
    else:
        yield from lines


def _line(glass: Glass, *, several: bool) -> Banner:
    until = date_format(timezone.localtime(glass.until), "H:i")
    words = (
        _("One patient, until %(until)s.")
        if several
        else _("You have broken the glass for one patient, until %(until)s. Everything you open is reviewed.")
    )
    return Banner(
        words=words % {"until": until},
        address=reverse("patients:record", args=[glass.patient_id]),
        link=_("Open the record"),
        ends=reverse("patients:close-glass", args=[glass.patient_id]),
        end=_("Close it now"),
    )
