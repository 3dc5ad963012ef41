"""How a refusal is written for a program: problem details (RFC 9457), or as another standard asks at its address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views import defaults

from wellrun.values.faults import Fault

PROBLEM = "application/problem+json"
Writer = Callable[[int, Sequence[Fault]], HttpResponse]


def problem(status: int, faults: Sequence[Fault]) -> HttpResponse:
    """Every fault, with the first one said in full at the top, as RFC 9457 asks."""
    first = faults[0]
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": first.message,
        "code": first.code,
        "message": first.message,
        "remedy": first.remedy,
        "faults": [said(fault) for fault in faults],
    }
    return JsonResponse(body, status=status, content_type=PROBLEM)


def said(fault: Fault) -> dict[str, Any]:
    """One fault as plain values."""
    return {name: str(getattr(fault, name)) for name in ("code", "message", "place", "value", "expected", "remedy")}


WRITERS: dict[str, Writer] = {"/api/": problem}
"""How a refusal is written, by the beginning of the address. Other addresses are for people and get a page."""


def register_writer(start: str, writer: Writer) -> None:
    """Adds addresses for programs that are refused in a form of their own; called once from the app's ``ready``."""
    WRITERS[start] = writer


def writer_for(request: HttpRequest) -> Writer | None:
    """How to refuse this request, none if a person reads the answer."""
    return next((writer for start, writer in WRITERS.items() if request.path_info.startswith(start)), None)


def refused(request: HttpRequest, status: int, faults: Sequence[Fault]) -> HttpResponse:
    """The refusal as the address asks for it. Whoever is unknown is told how to become known (RFC 9110, 11.6.1)."""
    answer = (writer_for(request) or problem)(status, faults)
    if status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = 'Bearer realm="Wellrun"'
    answer["Cache-Control"] = "no-store"
    return answer


def status_of(faults: Sequence[Fault]) -> int:
    """403 where access is refused, 422 where a field is at fault, 409 where the state of things stands against it."""
    if all(fault.code.startswith("access.") for fault in faults):
        return HTTPStatus.FORBIDDEN
    return HTTPStatus.UNPROCESSABLE_ENTITY if any(fault.place for fault in faults) else HTTPStatus.CONFLICT


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """For a request that cannot even be read."""
    if writer_for(request) is None:
        return defaults.bad_request(request, exception)
    return refused(request, 400, [Fault("api.unreadable", _("The request cannot be read."))])


def crashed(request: HttpRequest) -> HttpResponse:
    """For a fault of our own: nothing is said of what was in hand."""
    if writer_for(request) is None:
        return defaults.server_error(request)
    words = _("Something went wrong here; it has been noted.")
    return refused(
        request, 500, [Fault("api.crashed", words, remedy=_("Try again; if it stays, tell whoever runs it."))]
    )
