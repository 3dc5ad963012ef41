"""What a directory may do: open accounts, change them, close them. Roles come from claims or administrators."""

from __future__ import annotations

from dataclasses import asdict

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.identity import actions
from wellrun.foundations.identity.models import DirectoryEntry
from wellrun.foundations.identity.scim import Wanted
from wellrun.foundations.people import actions as people
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

LEFT = "closed by the directory"


@transaction.atomic
def provision(*, wanted: Wanted, by: Actor) -> Account:
    """Opens an account for somebody the directory knows; refuses one whose e-mail or id is there already."""
    _check_free(wanted, other_than=None)
    person = people.add_person(name=wanted.name or "", post=wanted.post or "", email=wanted.email or "", by=by)
    account = people.open_account(person=person, email=wanted.email or "", by=by)
    DirectoryEntry.objects.create(account=account, external_id=wanted.external_id or "")
    record("identity.provisioned", by=by, about=account, after={"external id": wanted.external_id or ""})
    if wanted.active is False:
        actions.offboard(account=account, by=by, why=LEFT)
    return account


@transaction.atomic
def change(*, account: Account, wanted: Wanted, by: Actor) -> Account:
    """Brings an account to what the directory says of it; what it does not say stays."""
    _check_free(wanted, other_than=account)
    before = {"email": account.email, "name": account.person.name, "post": account.person.post}
    person = account.person
    person.name, person.post = wanted.name or person.name, person.post if wanted.post is None else wanted.post
    account.email = (wanted.email or account.email).lower()
    _save(account)
    if wanted.external_id is not None:
        DirectoryEntry.objects.update_or_create(account=account, defaults={"external_id": wanted.external_id})
    said = {name: value for name, value in asdict(wanted).items() if value is not None}
    record("identity.changed_by_directory", by=by, about=account, before=before, after=said)
    if wanted.active is False and account.is_active:
        actions.offboard(account=account, by=by, why=LEFT)
    elif wanted.active and not account.is_active:
        actions.reopen(account=account, by=by, why="opened again by the directory")
    return account


def _save(account: Account) -> None:
    try:
        with transaction.atomic():
            account.person.save(update_fields=["name", "post"])
            account.save(update_fields=["email"])
    except IntegrityError as error:
        raise _taken() from error


def _check_free(wanted: Wanted, *, other_than: Account | None) -> None:
    others = Account.objects.exclude(pk=other_than.pk if other_than else 0)
    if wanted.email and others.filter(email__iexact=wanted.email).exists():
        raise _taken()
    if wanted.external_id and others.filter(directory_entry__external_id=wanted.external_id).exists():
        raise _taken()


def _taken() -> Refused:
    return Refused(Fault("scim.uniqueness", _("Another account has this e-mail or this id.")))
