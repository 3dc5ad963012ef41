"""How often one account, one token or one unknown address may ask (OWASP ASVS 5.0, 2.4.1). Far above what people do."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.foundations.access.counting import MinuteCounts
from wellrun.foundations.access.problems import refused, writer_for
from wellrun.foundations.audit.origin import client_address
from wellrun.values.faults import Fault

View = TypeVar("View", bound=Callable[..., Any])

PAGE, PROGRAM, FILE, UNKNOWN = "page", "program", "file", "unknown"

A_MINUTE: Mapping[str, int] = {PAGE: 600, PROGRAM: 1200, FILE: 60, UNKNOWN: 600}
"""Requests a minute: pages of one account, addresses for programs of one account or token, files to keep, and what an
address asks without anybody signed in (a hospital behind one address shares it). ``WELLRUN_RATES`` says otherwise."""


def limits() -> Mapping[str, int]:
    """The limits of this installation."""
    return {**A_MINUTE, **settings.RATES}


@lru_cache(maxsize=2)
def counts(home: Path, secret: str) -> MinuteCounts:
    """The counts of an installation."""
    return MinuteCounts(home / "rates", secret=secret.encode())


class RateLimits:
    """Refuses what comes too often, before the door looks at it, and says when to come again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        now = int(time.time())
        kind, who = asked_by(request, view)
        seen = counts(Path(settings.HOME), settings.SECRET_KEY).add(f"{kind} {who}", minute=now // 60)
        return too_often(request, wait=60 - now % 60) if seen > limits()[kind] else None


def gives_a_file(view: View) -> View:
    """The route makes a file to keep, which costs more than a page."""
    view.gives_a_file = True  # type: ignore[attr-defined]
    return view


def asked_by(request: HttpRequest, view: Callable[..., Any]) -> tuple[str, str]:
    """What sort of request it is, and on whose account it goes."""
    if not request.user.is_authenticated:
        return UNKNOWN, client_address(request)
    token = getattr(request, "token", None)
    who = f"token {token.pk}" if token is not None else f"account {request.user.pk}"
    if getattr(view, "gives_a_file", False) or request.GET.get("export"):
        return FILE, who
    return (PAGE if writer_for(request) is None else PROGRAM), who


def too_often(request: HttpRequest, *, wait: int) -> HttpResponseBase:
    """The refusal, for a person or for a program."""
    remedy = ngettext("Try again in %(seconds)s second.", "Try again in %(seconds)s seconds.", wait)
    fault = Fault(
        "access.too_often",
        _("More is asked for in this minute than one account may ask."),
        remedy=remedy % {"seconds": wait},
    )
    if writer_for(request) is not None:
        answer = refused(request, 429, [fault])
    else:
        answer = render(request, "pages/refused.html", {"faults": [fault]}, status=429)
    answer["Retry-After"] = str(wait)
    return answer
