"""One-time links, passwords, ending sessions."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from typing import Any, Final

from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.identity.leaving import ENDINGS
from wellrun.foundations.identity.models import FactorSecret, OpenSession, ProvisioningKey, SignInLink
from wellrun.foundations.people import actions as people
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

LINK_LIFE: Final = dt.timedelta(minutes=30)
_ROW: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FORGOTTEN: Final = {"forgotten": "20/h/ip,5/h/key"}
Purpose = SignInLink.Purpose


@transaction.atomic
def make_link(*, account: Account, by: Actor, purpose: SignInLink.Purpose) -> str:
    """A secret that serves once, within half an hour. It is shown to the caller and kept nowhere."""
    secret = secrets.token_urlsafe(32)
    SignInLink.objects.filter(expires_at__lt=timezone.now() - LINK_LIFE).delete()
    link = SignInLink.objects.create(
        account=account, digest=digest(secret), purpose=purpose, expires_at=timezone.now() + LINK_LIFE
    )
    record("identity.link.made", by=by, about=account, after={"purpose": purpose.value, "until": link.expires_at})
    return secret


@transaction.atomic
def use_link(*, secret: str, by: Actor, purposes: tuple[SignInLink.Purpose, ...]) -> SignInLink:
    """Takes the one-time secret and returns its link; refuses one that is unknown, used, too old or for else."""
    locked = SignInLink.objects.select_for_update(of=("self",)).select_related("account__person")
    link = _good_link(locked, secret, purposes)
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    record("identity.link.used", by=by, about=link.account, after={"purpose": link.purpose})
    return link


def _good_link(links: models.QuerySet[SignInLink], secret: str, purposes: tuple[SignInLink.Purpose, ...]) -> SignInLink:
    link = links.filter(digest=digest(secret), purpose__in=purposes).first()
    if link is None or link.used_at or link.expires_at < timezone.now() or not link.account.is_active:
        raise Refused(
            Fault(
                code="access.link_spent",
                message=_("This link has been used or is too old."),
                remedy=_("Type `wellrun link` where Wellrun is installed to get a new one, or ask an administrator."),
            )
        )
    return link


@transaction.atomic
def set_password(*, account: Account, password: str, by: Actor, keep_session: str = "") -> None:
    """Sets a password and ends every session that the old one may have opened, except the one it is set in."""
    people.set_password(account=account, password=password, by=by)
    SignInLink.objects.filter(account=account, used_at=None).delete()
    end_sessions(account=account, by=by, why="new password", keep_session=keep_session)
    record("identity.password_set", by=by, about=account)


@transaction.atomic
def end_sessions(*, account: Account, by: Actor, why: str, keep_session: str = "") -> int:
    """Ends the sessions of an account, all or all but one; how many there were."""
    listed = OpenSession.objects.filter(account=account).exclude(session_key=keep_session)
    keys = list(listed.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    listed.delete()
    record("identity.sessions_ended", by=by, about=account, after={"ended": len(keys)}, why=why)
    return len(keys)


@transaction.atomic
def end_session(*, session: OpenSession, by: Actor, why: str) -> None:
    """Ends one session; its next request finds nobody signed in."""
    Session.objects.filter(session_key=session.session_key).delete()
    session.delete()
    record("identity.session_ended", by=by, about=session.account, before={"from": session.address}, why=why)


@transaction.atomic
def end_own_session(*, session_key: str, by: Account, why: str) -> None:
    """Ends the session in which the account asks, because its time is up."""
    OpenSession.objects.filter(session_key=session_key).delete()
    Session.objects.filter(session_key=session_key).delete()
    record("identity.session_ended", by=by, about=by, why=why)


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def may_ask_for_password(request: HttpRequest, *, email: str) -> bool:
    """Whether this sender, for this address, has not asked too often; counts the asking."""
    return bool(
        ratelimit.consume(
            request, app="allauth.account", action="forgotten", config=FORGOTTEN, key=f"forgotten-{email.lower()}"
        )
    )


@transaction.atomic
def ask_for_password(*, email: str, by: Actor) -> int | None:
    """The account whose owner forgot the password, if there is one; that it was asked for is recorded."""
    account = Account.objects.filter(email__iexact=email, is_active=True).first()
    if account is None:
        return None
    record("identity.password_asked_for", by=by, about=account)
    return account.pk


def account_of_link(*, secret: str, purposes: tuple[SignInLink.Purpose, ...]) -> Account:
    """The account a link is for, without using the link; refuses as ``use_link`` does."""
    link = _good_link(SignInLink.objects.select_related("account__person"), secret, purposes)
    return link.account


@transaction.atomic
def set_password_by_link(*, secret: str, password: str, by: Actor) -> Account:
    """Uses the link and sets the password of its account."""
    link = use_link(secret=secret, by=by, purposes=(Purpose.NEW_PASSWORD,))
    set_password(account=link.account, password=password, by=by)
    record("identity.password_by_link", by=by, about=link.account)
    return link.account


def set_password_within(request: Any, *, password: str) -> None:
    """Sets the password of whoever is signed in, who stays so here and nowhere else."""
    old_key = request.session.session_key
    with transaction.atomic():
        set_password(account=request.user, password=password, by=request.user, keep_session=old_key)
        update_session_auth_hash(request, request.user)
        OpenSession.objects.filter(session_key=old_key).update(session_key=request.session.session_key)


@transaction.atomic
def note_factor(*, account: Account, action: str, factor: str, by: Actor) -> None:
    """Says in the audit that a factor was added, removed or made anew; secrets of factors that are gone go too."""
    kept = [str(value) for one in Authenticator.objects.all() for value in one.data.values()]
    FactorSecret.objects.exclude(pk__in=[value for value in kept if _ROW.fullmatch(value)]).delete()
    record(f"identity.factor.{action}", by=by, about=account, after={"factor": factor})


@transaction.atomic
def choose_language(*, account: Account, language: str, by: Actor) -> None:
    """Chooses the language of an account's pages."""
    before = account.language
    account.language = language
    account.save(update_fields=["language"])
    record("identity.language", by=by, about=account, before={"language": before}, after={"language": language})


@transaction.atomic
def offboard(*, account: Account, by: Actor, why: str) -> int:
    """Closes an account and ends, in the same transaction, all that it has open; says how many things that was."""
    closed = Account.objects.select_for_update().get(pk=account.pk)
    closed.is_active = account.is_active = False
    closed.save(update_fields=["is_active"])
    ended = end_sessions(account=account, by=by, why=why)
    ended += SignInLink.objects.filter(account=account, used_at=None).delete()[0]
    ended += sum(ending(account, by, why) for ending in ENDINGS)
    record("identity.account.closed", by=by, about=account, after={"ended": ended}, why=why)
    return ended


@transaction.atomic
def reopen(*, account: Account, by: Actor, why: str) -> None:
    """Opens a closed account again, with the roles it holds and nothing that was ended."""
    account.is_active = True
    account.save(update_fields=["is_active"])
    record("identity.account.reopened", by=by, about=account, why=why)


@transaction.atomic
def take_factors_off(*, account: Account, by: Actor, why: str) -> int:
    """Takes every factor off an account whose owner has lost them; its sessions end, and the next adds a new one."""
    gone, _by_model = Authenticator.objects.filter(user_id=account.pk).delete()
    end_sessions(account=account, by=by, why=why)
    note_factor(account=account, action="taken off", factor="all", by=by)
    record("identity.factors_taken_off", by=by, about=account, after={"factors": gone}, why=why)
    return int(gone)


@transaction.atomic
def make_provisioning_key(*, name: str, by: Actor) -> str:
    """A key for a directory. It is shown to the caller and kept nowhere."""
    secret = f"wellrun_scim_{secrets.token_urlsafe(32)}"
    key = ProvisioningKey.objects.create(name=name, digest=digest(secret))
    record("identity.provisioning_key.made", by=by, about=key, after={"name": name})
    return secret


@transaction.atomic
def end_provisioning_key(*, key: ProvisioningKey, by: Actor, why: str) -> None:
    """Ends a directory's key; its next request is refused."""
    key.ended_at = timezone.now()
    key.save(update_fields=["ended_at"])
    record("identity.provisioning_key.ended", by=by, about=key, why=why)
