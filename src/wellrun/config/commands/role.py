"""`wellrun role E-MAIL ROLE PLACE`: gives a role from the machine itself, where a page would refuse to."""

from __future__ import annotations

import argparse

from wellrun.foundations.access import actions
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.organisation.queries import tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", help="whose role")
    parser.add_argument("role", choices=[role.value for role in Role])
    parser.add_argument("place", help="code of the place it is held for")


def run(options: argparse.Namespace) -> int:
    account = Account.objects.filter(email__iexact=options.email).first()
    faults = [] if account else [Fault("people.no_account", "There is no such account.", value=options.email)]
    if tree().get(options.place) is None:
        faults.append(Fault("organisation.no_place", "There is no such place.", value=options.place))
    if faults or account is None:
        raise Refused(faults)
    actions.grant(account=account, role=Role(options.role), place=options.place, by=System("console"))
    print(f"{account} is {options.role} of {options.place}.")  # noqa: T201
    return 0
