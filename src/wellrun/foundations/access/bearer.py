"""Who speaks by a token: found before the door, so that one door decides for people and for programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.foundations.access import tokens
from wellrun.foundations.access.models import Token
from wellrun.foundations.access.problems import refused, writer_for
from wellrun.foundations.audit.origin import current, from_where
from wellrun.foundations.organisation.queries import tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault


class BearerToken:
    """Lets a token speak for its account at addresses for programs; on a page a token is nothing.

    A token that is wrong is refused even beside a session: whoever sends one means it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        sent = request.headers.get("Authorization")
        if sent is None or writer_for(request) is None:
            return self.get_response(request)
        token = token_of(sent)
        if token is None:
            return refused(request, 401, [not_known()])
        speak_for(request, token)
        with from_where(replace(current(), under=f"token {token.prefix}")):
            return self.get_response(request)


def not_known() -> Fault:
    """One sentence for every reason: which tokens exist or once existed is nobody's business."""
    return Fault(
        "access.token_unknown",
        _("This access token opens nothing: it is unknown, has ended, or its account is closed."),
        remedy=_("Make a new one on the page Access tokens, and send it as “Authorization: Bearer …”."),
    )


def token_of(sent: str) -> Token | None:
    """The open token that a header carries, with its account; none if there is no such token or it counts no more."""
    scheme, _space, secret = sent.partition(" ")
    if scheme.lower() != "bearer" or not secret.startswith(tokens.OPENING):
        return None
    digest = tokens.digest_of(secret.strip())
    token = Token.objects.select_related("account__person").filter(digest=digest, ended_at=None).first()
    if token is None or not token.account.is_active or token.expires_on < timezone.localdate():
        return None
    return token


def speak_for(request: Any, token: Token) -> None:
    """The request is the account's, narrowed to what the token was made for."""
    account: Account = token.account
    allowed = tokens.usable(token.permissions, second_factor=lambda: tokens.has_second_factor(account))
    account.narrowed = tokens.Narrowing(allowed, tree().get(token.place))  # type: ignore[attr-defined]
    request.user, request.token = account, token
    today = timezone.localdate()
    if token.last_used_on != today:
        Token.objects.filter(pk=token.pk).update(last_used_on=today)
