"""Accounts with passwords and factors, and a clock that can be set."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from wellrun.foundations.access import actions as access
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.people import actions as people
from wellrun.foundations.people.models import Account

PASSWORD = "four words that differ"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SETTING = System("test")


@pytest.fixture(autouse=True)
def _no_earlier_tries(db: None, settings: Any) -> None:
    """Each test begins without tries counted; passwords are hashed fast, since a test signs in dozens of times."""
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def plain(world: Any) -> Account:
    """The director: a role that a password alone may open."""
    people.set_password(account=world.director, password=PASSWORD, by=SETTING)
    return world.director


@pytest.fixture
def sensitive(world: Any) -> Account:
    """An administrator: a role that a password alone may not open. No factor yet."""
    access.grant(account=world.stranger, role=Role.ADMINISTRATOR, place="NET", by=SETTING)
    people.set_password(account=world.stranger, password=PASSWORD, by=SETTING)
    return world.stranger


@pytest.fixture
def with_app(sensitive: Account) -> Account:
    """The administrator with an authenticator app."""
    TOTP.activate(sensitive, SECRET)
    return sensitive


def code(*, ahead: int = 0) -> str:
    """The code the app shows now, or so many half minutes later."""
    return totp.format_hotp_value(totp.hotp_value(SECRET, int(time.time()) // 30 + ahead))


def give_password(account: Account, client: Client | None = None, password: str = PASSWORD) -> tuple[Client, Any]:
    """What the sign-in page answers to e-mail and password."""
    client = client or Client()
    return client, client.post(reverse("account_login"), {"login": account.email, "password": password})


def give_code(client: Client, given: str) -> Any:
    return client.post(reverse("mfa_authenticate"), {"code": given})


def factors(account: Account) -> int:
    return int(Authenticator.objects.filter(user_id=account.pk).count())


Later = Callable[[float], None]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Sets the clock ahead by so many seconds from the real now."""
    real = time.time

    def ahead(seconds: float) -> None:
        monkeypatch.setattr(time, "time", lambda: real() + seconds)

    return ahead
