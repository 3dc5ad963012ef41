"""How django-allauth does things here: nobody signs up, only our proxies are believed, fresh proof counts."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.identity import sessions, sign_on
from wellrun.foundations.identity.models import FactorSecret
from wellrun.foundations.identity.rules import FACTOR_OF_PROVIDER, FRESH
from wellrun.foundations.identity.sign_on import Said
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Refused

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

    def pre_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse | None:
        """A factor that the provider has vouched for is noted with the other proofs of this signing in."""
        sociallogin = (kwargs.get("signal_kwargs") or {}).get("sociallogin")
        if sociallogin is not None and sociallogin.state.get("factor_counts"):
            record_authentication(request, user, method=FACTOR_OF_PROVIDER)
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

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

    def generate_authenticator_name(self, _user: Account, _type: Any) -> str:
        return str(_("My device"))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Wellrun"}

    def encrypt(self, text: str) -> str:
        """Seals the secret in a row of its own; what stands with the factor is that row's number."""
        return str(FactorSecret.objects.create(secret=text).pk)

    def decrypt(self, encrypted_text: str) -> str:
        return str(FactorSecret.objects.get(pk=encrypted_text).secret)


class SignOnAdapter(DefaultSocialAccountAdapter):
    """Single sign-on: providers come from the installation's file, people only by rules."""

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        """Only those of the file: the database would keep their secrets in the clear."""
        listed = super().list_apps(request, provider=provider, client_id=client_id)
        return [app for app in listed if app.pk is None]

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Lets in whom a rule names, with the roles it gives; everybody else is refused."""
        said = said_by(sociallogin)
        known = sociallogin.user if sociallogin.is_existing else None
        try:
            account = sign_on.admit(said=said, known=known)
        except Refused as refusal:
            page = render(request, "identity/sign_on_refused.html", {"faults": refusal.faults}, status=403)
            raise ImmediateHttpResponse(page) from refusal
        if not sociallogin.is_existing:
            sociallogin.connect(request, account)
        sociallogin.user = account
        sociallogin.state["factor_counts"] = sign_on.factor_counts(said)

    def send_notification_mail(self, *_args: Any, **_kwargs: Any) -> None:
        """The audit says it."""


def said_by(sociallogin: Any) -> Said:
    """What the provider says, whichever way it says it."""
    extra = sociallogin.account.extra_data
    claims = sign_on.as_claims({**extra, **(extra.get("id_token") or {}), **(extra.get("userinfo") or {})})
    address = next(iter(sociallogin.email_addresses), None)
    return Said(
        provider=sociallogin.account.provider,
        email=address.email if address else "",
        email_verified=bool(address and (address.verified or _vouched(sociallogin, address.email))),
        name=next(iter(claims.get("name", claims.get("displayName", frozenset()))), ""),
        claims=claims,
    )


def _vouched(sociallogin: Any, email: str) -> bool:
    return bool(get_social_adapter().is_email_verified(sociallogin.provider, email))
