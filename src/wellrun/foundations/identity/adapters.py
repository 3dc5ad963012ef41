"""How django-allauth does things here: nobody signs up, only our proxies are believed, fresh proof counts."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.identity import sessions
from wellrun.foundations.identity.models import FactorSecret
from wellrun.foundations.identity.rules import FRESH
from wellrun.foundations.people.models import Account

NOT_TOGETHER = _("E-mail and password do not belong together. Check both and try again.")


class AccountAdapter(DefaultAccountAdapter):
    """Signing in with e-mail and password."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        # One sentence for both mistakes: which of the two is wrong is nobody else's business.
        "email_password_mismatch": NOT_TOGETHER,
        "incorrect_password": _("This is not your password. Try again."),
        "incorrect_code": _("This code does not fit. Wait for the next one and try that."),
        "too_many_login_attempts": _("Too many wrong tries. Wait an hour, or ask an administrator for a sign-in link."),
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return sessions.address_of(request)

    def reauthenticate(self, user: Account, password: str) -> bool:
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, **_app: Any) -> bool:
        """Not within minutes of signing in: what was shown then is still fresh."""
        opened_at = context.request.session.get(sessions.OPENED_AT, 0)
        return bool(time.time() - opened_at >= FRESH)

    def add_message(
        self, request: HttpRequest, level: int, *_template: Any, message: str | None = None, **_more: Any
    ) -> None:
        """Only what went wrong is worth a message; the page shows what went well."""
        if message and level == messages.ERROR:
            messages.add_message(request, level, message)


class FactorAdapter(DefaultMFAAdapter):
    """Authenticator apps, passkeys and recovery codes."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This does not fit, or was used before. Wait for the next code and try that."),
    }

    def get_totp_issuer(self) -> str:
        return "Wellrun"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Wellrun"}

    def encrypt(self, text: str) -> str:
        """Seals the secret in a row of its own; what stands with the factor is that row's number."""
        return str(FactorSecret.objects.create(secret=text).pk)

    def decrypt(self, encrypted_text: str) -> str:
        return str(FactorSecret.objects.get(pk=encrypted_text).secret)
