"""Codes of authenticator apps: each opens once (RFC 6238, section 5.2), on whichever process it is shown."""

from __future__ import annotations

import hmac
from typing import Any, Final

from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.db import transaction

from wellrun.foundations.people.models import Account

WRONG_CODES: Final = {"code": "10/15m/key"}
"""Ten tries a quarter of an hour: of a million codes that is one in a thousand a day."""


def take_code(*, authenticator: Authenticator, code: str) -> bool:
    """Spends a code of an authenticator app; false if that code, or a later one, has been spent before.

    The library keeps spent codes in a cache for 30 seconds, but with a tolerance of a step a code lives for 90.
    """
    with transaction.atomic():
        kept = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        step = _step_of(decrypt(kept.data["secret"]), code)
        if step is None or step <= kept.data.get("last_step", -1):
            return False
        kept.data["last_step"] = step
        kept.save(update_fields=["data"])
    authenticator.data = kept.data
    return True


def _step_of(secret: str, code: str) -> int | None:
    given = code.replace(" ", "")
    fitting = (
        step
        for step in totp.yield_hotp_counters_from_time()
        if hmac.compare_digest(totp.format_hotp_value(totp.hotp_value(secret, step)).encode(), given.encode())
    )
    return next(fitting, None)


class _SpendsCodes:
    """Checks a code as the library does, at most so often, and spends it."""

    user: Account
    authenticator: Authenticator

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.pop("placeholder", None)  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        if not ratelimit.consume(
            context.request, app="allauth.account", action="code", config=WRONG_CODES, key=f"code-{self.user.pk}"
        ):
            raise get_adapter().validation_error("incorrect_code")
        code: str = super().clean_code()  # type: ignore[misc]
        app = self.authenticator.type == Authenticator.Type.TOTP
        if app and not take_code(authenticator=self.authenticator, code=code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class SignInCodeForm(_SpendsCodes, AuthenticateForm):
    """The code asked for after the password."""


class AgainCodeForm(_SpendsCodes, ReauthenticateForm):
    """The code asked for before factors are changed."""
