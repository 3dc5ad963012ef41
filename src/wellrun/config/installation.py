"""An installation: its database brought up to date, its first account, its demonstration facility."""

from __future__ import annotations

import sys

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from wellrun.foundations.access import actions as access
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.identity import actions as identity
from wellrun.foundations.identity.models import SignInLink
from wellrun.foundations.keys import actions as keys
from wellrun.foundations.organisation import actions as organisation
from wellrun.foundations.organisation.models import Network
from wellrun.foundations.people import actions as people
from wellrun.foundations.people.models import Account
from wellrun.foundations.safekeeping import checkpoints, upgrading
from wellrun.values.faults import Fault, Refused

FIRST_START = System("first start")


def prepare() -> None:
    """Brings the database up to date; safe to call at every start, and refuses one that is half migrated."""
    upgrading.bring_up_to_date(migrate=migrate, by=FIRST_START)
    keys.know_ring(by=FIRST_START)
    call_command("createcachetable", verbosity=0)
    checkpoints.write(into=checkpoints.folder(), at=timezone.now())


def finish_upgrade() -> None:
    """Goes on with an upgrade that broke off."""
    upgrading.go_on(migrate=migrate, by=FIRST_START)
    keys.know_ring(by=FIRST_START)


def migrate() -> None:
    """Every migration that the database does not have yet."""
    call_command("migrate", verbosity=0, interactive=False)


def first_account() -> Account:
    """The account that set the installation up; a new installation gets a network and its administrator."""
    account = Account.objects.filter(is_active=True, grants__role=Role.ADMINISTRATOR.value).order_by("pk").first()
    if account is not None:
        return account
    network = Network.objects.order_by("pk").first() or organisation.add_network(
        code="HOME", name="Our network", by=FIRST_START
    )
    person = people.add_person(name="First administrator", by=FIRST_START)
    account = people.open_account(person=person, email="administrator@example.invalid", by=FIRST_START)
    access.grant(account=account, role=Role.ADMINISTRATOR, place=network.code, by=FIRST_START)
    return account


def sign_in_address(account: Account, where: str) -> str:
    """A one-time address that signs the account in. Who can type this here holds database and keys already."""
    secret = identity.make_link(account=account, by=FIRST_START, purpose=SignInLink.Purpose.CONSOLE)
    return f"{where.rstrip('/')}/sign-in/{secret}/"


def furnish_demonstration() -> None:
    """Makes the demonstration facility in an empty installation; refuses production settings."""
    if settings.PRODUCTION:
        raise Refused(
            Fault(
                "demo.production",
                "The demonstration facility does not run with production settings.",
                remedy="Start without --demo, or without WELLRUN_PRODUCTION=1.",
            )
        )
    if Network.objects.exists():
        return
    from wellrun.demo.facility import furnish

    furnish(tell=lambda words: print(words, file=sys.stderr, flush=True))  # noqa: T201
