"""`wellrun factors E-MAIL --why …`: takes lost second factors off an account; a new one is asked for next time."""

from __future__ import annotations

import argparse

from wellrun.foundations.audit.actions import System
from wellrun.foundations.identity import actions
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", help="whose account")
    parser.add_argument("--why", default="lost", help="the reason that the audit keeps")


def run(options: argparse.Namespace) -> int:
    account = Account.objects.filter(email__iexact=options.email).first()
    if account is None:
        raise Refused(Fault("people.no_account", "No such account.", value=options.email, remedy="Check the e-mail."))
    gone = actions.take_factors_off(account=account, by=System("console"), why=options.why)
    print(f"Taken off: {gone}. Its sessions are ended; `wellrun link {account.email}` lets its owner in.")  # noqa: T201
    return 0
