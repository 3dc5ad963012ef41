"""What the libraries tell us: somebody signed in or out, failed to, or was locked out. Each becomes an audit entry."""

from __future__ import annotations

from typing import Any, Final

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as mfa
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from wellrun.foundations.audit.actions import System, record
from wellrun.foundations.identity import sessions
from wellrun.foundations.identity.models import OpenSession
from wellrun.foundations.identity.rules import FACTOR_OF_PROVIDER, Opened
from wellrun.foundations.people.models import Account

DOOR = System("sign-in")

WAYS: Final = {
    "password": Opened.PASSWORD,
    "socialaccount": Opened.SIGN_ON,
    Opened.LINK.value: Opened.LINK,
    Opened.CONSOLE_LINK.value: Opened.CONSOLE_LINK,
}
"""What the session's record of proofs calls a way in, and what we call it."""


def connect() -> None:
    """Called once when the product starts."""
    user_logged_in.connect(signed_in, dispatch_uid="identity.signed_in")
    user_logged_out.connect(signed_out, dispatch_uid="identity.signed_out")
    user_login_failed.connect(failed, dispatch_uid="identity.failed")
    user_locked_out.connect(locked_out, dispatch_uid="identity.locked_out")
    mfa.authentication_failed.connect(factor_failed, dispatch_uid="identity.factor_failed")


def signed_in(request: HttpRequest, user: Account, **_: Any) -> None:
    """Begins the session's own record and says so in the audit."""
    proofs = get_authentication_records(request, user)
    opened, proved = way_in(proofs), factor_shown(proofs)
    session = sessions.begin(request, user, opened=opened, proved=proved)
    said = {"device": session.device, "by": opened.value, "second factor": proved}
    record("identity.signed_in", by=user, about=user, after=said)


def way_in(proofs: list[dict[str, Any]]) -> Opened:
    """How the session was opened, from the proofs given for it; the last one that is a way in counts."""
    for proof in reversed(proofs):
        if proof.get("passwordless"):
            return Opened.PASSKEY
        if proof["method"] in WAYS:
            return WAYS[proof["method"]]
    return Opened.PASSWORD


def factor_shown(proofs: list[dict[str, Any]]) -> str:
    """The second factor among the proofs, empty if there is none."""
    for proof in reversed(proofs):
        if proof["method"] == "mfa":
            return str(proof["type"])
        if proof["method"] in (Opened.CONSOLE_LINK.value, FACTOR_OF_PROVIDER):
            return str(proof["method"])
    return ""


def signed_out(request: HttpRequest, user: Account | None, **_: Any) -> None:
    """Takes the session off the list."""
    ended, _by_model = OpenSession.objects.filter(session_key=request.session.session_key or "").delete()
    if user is not None and ended:
        record("identity.signed_out", by=user, about=user)


def failed(credentials: dict[str, Any], **_: Any) -> None:
    """A wrong password for an account that exists. Guesses at accounts that do not are kept elsewhere, and bounded."""
    _about_known("identity.sign_in_failed", credentials.get("email") or credentials.get("username"))


def locked_out(username: str | None, **_: Any) -> None:
    """So many wrong passwords that the account pauses for that address."""
    _about_known("identity.locked_out", username)


def factor_failed(user: Account, **_: Any) -> None:
    """A wrong code or passkey after a right password: worth knowing, since somebody has the password."""
    record("identity.second_factor_failed", by=DOOR, about=user)


def _about_known(action: str, email: str | None) -> None:
    account = Account.objects.filter(email__iexact=email or "").first()
    if account is not None:
        record(action, by=DOOR, about=account)
