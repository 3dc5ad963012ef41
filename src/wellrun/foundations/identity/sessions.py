"""The marks a session carries, all of them on the server: how and when it was opened, last used, and what it proved."""

from __future__ import annotations

import time
from ipaddress import ip_address
from typing import Any

from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils import timezone

from wellrun.foundations.access.permissions import grants_of
from wellrun.foundations.access.rules import Role, needs_second_factor
from wellrun.foundations.audit.origin import client_address
from wellrun.foundations.identity.models import OpenSession
from wellrun.foundations.identity.rules import IDLE_OTHERWISE, IDLE_SENSITIVE, Opened, Standing
from wellrun.foundations.people.models import Account

OPENED, OPENED_AT, USED_AT, PROVED = "identity.opened", "identity.opened_at", "identity.used_at", "identity.proved"


def begin(request: HttpRequest, account: Account, *, opened: Opened, proved: str = "") -> OpenSession:
    """Marks the session that has just been opened, and lists it."""
    now = time.time()
    session = request.session
    if session.session_key is None:
        session.create()
    session.update({OPENED: opened.value, OPENED_AT: now, USED_AT: now, PROVED: proved})
    moment = timezone.now()
    return OpenSession.objects.create(
        account=account,
        session_key=session.session_key or "",
        opened_at=moment,
        used_at=moment,
        address=address_of(request) or None,
        device=request.META.get("HTTP_USER_AGENT", "")[:200],
        opened_by=opened.value,
    )


def used(request: HttpRequest) -> None:
    """Writes down that the reader, not the page by itself, has asked for something."""
    request.session[USED_AT] = time.time()
    OpenSession.objects.filter(session_key=request.session.session_key).update(used_at=timezone.now())


def prove(request: HttpRequest, *, by: str) -> None:
    """The session has shown a second factor."""
    request.session[PROVED] = by
    renew(request)


def renew(request: HttpRequest) -> None:
    """The session goes on under a new key, as after every proof of who is there (OWASP ASVS 5.0, 7.2.4)."""
    before = request.session.session_key
    request.session.cycle_key()
    OpenSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def proved(request: HttpRequest) -> bool:
    """Whether the session has shown a second factor."""
    return bool(request.session.get(PROVED))


def opened(request: HttpRequest) -> Opened | None:
    """How the session was opened."""
    how = request.session.get(OPENED)
    return Opened(how) if how in set(Opened) else None


def idle_limit(account: Account) -> int:
    """Seconds this account's sessions may be idle."""
    return IDLE_SENSITIVE if needs_factor(account) else IDLE_OTHERWISE


def needs_factor(account: Account) -> bool:
    """Whether a password alone may not open this account."""
    return needs_second_factor(Role(grant.role) for grant in grants_of(account))


def has_factor(account: Account) -> bool:
    """Whether an authenticator app or a passkey belongs to the account; recovery codes alone are none."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user_id=account.pk, type__in=kinds).exists())


def standing(request: Any) -> Standing:
    """What is known of the session; asks the database no more than the answer needs."""
    account: Account = request.user
    shown = proved(request)
    return Standing(
        opened=opened(request),
        password_set=account.has_usable_password(),
        proved=shown,
        has_factor=not shown and has_factor(account),
        needs_factor=not shown and needs_factor(account),
    )


def address_of(request: HttpRequest) -> str:
    """The address the request came from; empty if it came from none."""
    try:
        return str(ip_address(client_address(request)))
    except ValueError:
        return ""
