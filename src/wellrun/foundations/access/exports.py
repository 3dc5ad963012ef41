"""Every file that leaves the product leaves an entry in the audit: who took what, from which page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponseBase

from wellrun.foundations.audit.actions import record


class RecordsExports:
    """Records each answer that is a file to keep, before it is sent."""

    def __init__(self, get_response: Callable[[Any], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        response = self.get_response(request)
        is_file = bool(response.headers.get("Content-Disposition"))
        if is_file and response.status_code == 200 and request.user.is_authenticated:
            place = getattr(request, "place", None)
            taken = {"kind": response.headers.get("Content-Type", ""), "place": place.code if place else ""}
            by = getattr(request, "looking", request.user)
            record("export.made", by=by, about=by, after=taken)
        return response
