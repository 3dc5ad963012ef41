"""What pages with forms share: where they are, and a form that does what it asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms

from wellrun.foundations.access.routes import ReaderRequest
from wellrun.values.faults import Refused


def where(request: ReaderRequest) -> str:
    """The place and day of the page, for its links."""
    return urlencode({"at": request.place.code, "day": request.day.isoformat()})


def carried_out(form: forms.Form, act: Callable[[], Any]) -> bool:
    """Does what the form asks for; a refusal stands beside the field it is about, and nothing typed is lost."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refused as refused:
        if any(fault.code.startswith("access.") for fault in refused.faults):
            raise
        for fault in refused.faults:
            field = form.fields.get(fault.place)
            # What stands beside a hidden field would not be read.
            place = None if field is None or field.widget.is_hidden else fault.place
            form.add_error(place, f"{fault.message} {fault.remedy}".strip())
    return not form.errors
