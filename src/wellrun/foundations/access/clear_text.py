"""Addresses for programs answer over TLS only, and say so: a redirect would hide that a token was sent in the clear."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from wellrun.foundations.access.problems import refused, writer_for
from wellrun.values.faults import Fault


class RefusesClearText:
    """Refuses a program's request that came over plain HTTP where TLS is asked for (OWASP ASVS 5.0, 4.1.2)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.SECURE_SSL_REDIRECT or request.is_secure() or writer_for(request) is None:
            return self.get_response(request)
        fault = Fault(
            "access.clear_text",
            _("This address answers over TLS only; what was sent could be read on the way."),
            remedy=_("Use https://, and make a new token in the place of one that was sent."),
        )
        return refused(request, HTTPStatus.FORBIDDEN, [fault])
