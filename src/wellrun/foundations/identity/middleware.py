"""Two gates before the door: a session ends on time, and shows all it must before it opens anything."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from wellrun.foundations.access.problems import refused, writer_for
from wellrun.foundations.identity import actions, sessions
from wellrun.foundations.identity.rules import (
    NOTED_EVERY,
    OPEN_DURING,
    Step,
    next_step,
    why_ended,
)
from wellrun.values.faults import Fault

View = Callable[..., Any]
Answer = Callable[[HttpRequest], HttpResponseBase]


class SessionLimits:
    """Ends a session that its reader has left, or that is older than a shift; notes when one was used."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: Any, view: View, _args: Any, _kwargs: Any) -> HttpResponseBase | None:
        if not by_session(request):
            return None
        now, used_at = time.time(), request.session.get(sessions.USED_AT)
        ended = why_ended(
            opened_at=request.session.get(sessions.OPENED_AT),
            used_at=used_at,
            now=now,
            idle_limit=sessions.idle_limit(request.user),
        )
        if ended is not None:
            actions.end_own_session(session_key=request.session.session_key, by=request.user, why=ended.value)
            logout(request)
            return self._sent_away(request, view, ended.value)
        if not getattr(view, "asked_by_the_page", False) and now - used_at >= NOTED_EVERY:
            sessions.used(request)
        if request.user.language:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return None

    def _sent_away(self, request: HttpRequest, view: View, ended: str) -> HttpResponseBase | None:
        if not getattr(getattr(view, "declared_access", None), "signed_in", True):
            return None
        if writer_for(request) is not None:
            fault = Fault("identity.session_ended", _("The session has ended."), remedy=_("Sign in again."))
            return refused(request, 401, [fault])
        asked = urlencode({"next": way_back(request), "ended": ended})
        return sent_to(request, f"{reverse('account_login')}?{asked}")


PAGES: Final = {Step.CHOOSE_PASSWORD: "identity:password", Step.ENROL: "identity:enrol"}
"""Where a session that is not complete is sent."""


class Completeness:
    """Lets a session that has not shown all it must reach only the pages on which it does."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: Any, view: View, _args: Any, _kwargs: Any) -> HttpResponseBase | None:
        declared = getattr(view, "declared_access", None)
        if not by_session(request) or declared is None or not declared.signed_in:
            return None
        step = next_step(sessions.standing(request))
        if step is None or getattr(view, "part_of_signing_in", None) in OPEN_DURING[step]:
            return None
        if writer_for(request) is not None:
            words = _("This session has yet to %(step)s.") % {"step": step}
            fault = Fault("identity.incomplete", words, remedy=_("Finish signing in with a browser first."))
            return refused(request, 403, [fault])
        page = reverse(PAGES.get(step) or proof_page(request))
        return sent_to(request, f"{page}?{urlencode({'next': way_back(request)})}")


def proof_page(request: Any) -> str:
    """The page that asks for the factor the account has."""
    app = Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.TOTP).exists()
    return "mfa_reauthenticate" if app else "mfa_reauthenticate_webauthn"


def by_session(request: Any) -> bool:
    """Whether a session, not a token, says who asks."""
    spoken_for = getattr(request, "token", None) is not None
    return request.user.is_authenticated and SESSION_KEY in request.session and not spoken_for


def way_back(request: HttpRequest) -> str:
    """Where the reader was: the page itself, or for something sent the page that sent it."""
    if request.method == "GET" and not request.headers.get("HX-Request"):
        return request.get_full_path()
    sent_from = urlsplit(request.headers.get("Referer", ""))
    here = sent_from.netloc == request.get_host()
    return f"{sent_from.path}?{sent_from.query}".rstrip("?") if here and sent_from.path else "/"


def sent_to(request: HttpRequest, address: str) -> HttpResponse:
    """Sends the reader on; a part of a page cannot be sent on, so the whole page is."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return redirect(address)
