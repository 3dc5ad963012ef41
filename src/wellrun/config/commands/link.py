"""`wellrun link [E-MAIL]`: a one-time sign-in link for an account."""

from __future__ import annotations

import argparse

from wellrun.config.installation import sign_in_address
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", nargs="?", help="whose link; the first account if left out")
    parser.add_argument("--address", default="http://127.0.0.1:8000", help="where the product is reached")


def run(options: argparse.Namespace) -> int:
    accounts = Account.objects.filter(is_active=True).order_by("pk")
    account = accounts.filter(email__iexact=options.email).first() if options.email else accounts.first()
    if account is None:
        raise Refused(
            Fault("people.no_account", "No such account.", value=options.email or "", remedy="Check the e-mail.")
        )
    print(sign_in_address(account, options.address))  # noqa: T201
    return 0
