"""Keeps that somebody was refused: a page no role opens to them, or a thing that is not theirs and so is not there."""

from __future__ import annotations

import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase

from wellrun.foundations.access.rates import counts
from wellrun.foundations.audit.actions import record
from wellrun.foundations.audit.origin import current

REFUSED = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})


class RecordsRefusals:
    """One entry for each account, route and minute, so that nobody floods the audit (OWASP ASVS 5.0, 16.3.2).

    An address that is no route is nobody's secret and leaves none. The entry names the route, never its values: they
    could name a patient.
    """

    def __init__(self, get_response: Callable[[Any], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code in REFUSED and request.user.is_authenticated and current().route:
            by = getattr(request, "looking", request.user)
            key, minute = f"refused {by.pk} {current().route}", int(time.time()) // 60
            if counts(Path(settings.HOME), settings.SECRET_KEY).add(key, minute=minute) == 1:
                record("access.refused", by=by, about=by, after={"status": response.status_code})
        return response
