"""Wrong passwords: ten for one account from one address pause it there; what is kept of them is little and bounded."""

from __future__ import annotations

from typing import Any, Final

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

PAUSE_MINUTES: Final = 15
MOST_KEPT: Final = 5_000
"""Rows of wrong guesses kept. Guesses at made-up names would otherwise fill the disk (GNUHEALTH-SA-2016-1)."""


class BoundedGuesses(AxesDatabaseHandler):
    """Counts wrong passwords by account and address, keeps nothing of what was typed, and drops the oldest."""

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        super().user_login_failed(sender, credentials, request, **kwargs)
        AccessAttempt.objects.exclude(post_data="", get_data="").update(post_data="", get_data="")
        prune(most=MOST_KEPT)


def prune(*, most: int) -> None:
    """Drops the oldest rows beyond so many."""
    oldest_kept = AccessAttempt.objects.order_by("-attempt_time", "-pk").values_list("pk", flat=True)[most - 1 : most]
    for pk in oldest_kept:
        kept = AccessAttempt.objects.get(pk=pk)
        AccessAttempt.objects.filter(attempt_time__lte=kept.attempt_time, pk__lt=kept.pk).delete()


def name_tried(_request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The account a guess is for, in one case: another case is no other account."""
    tried = (credentials or {}).get("email") or (credentials or {}).get("username") or ""
    return str(tried).strip().lower()[:255]


def paused(request: HttpRequest, _answer: HttpResponse | None, _credentials: dict[str, Any] | None) -> HttpResponse:
    """The page that says so, and for how long."""
    page = render(request, "identity/locked.html", status=429)
    page["Retry-After"] = str(PAUSE_MINUTES * 60)
    return page
