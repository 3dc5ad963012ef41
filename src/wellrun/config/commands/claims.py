"""`wellrun claims FILE`: sets the rules by which single sign-on gives roles; without a file it shows them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from django.core.exceptions import ValidationError

from wellrun.foundations.audit.actions import System
from wellrun.foundations.identity import sign_on
from wellrun.foundations.identity.models import ClaimRule
from wellrun.values.faults import Fault, Refused


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=Path, help="a list of provider, claim, value, role, place")


def run(options: argparse.Namespace) -> int:
    if options.file is not None:
        try:
            sign_on.set_rules(rules=json.loads(options.file.read_text()), by=System("console"))
        except (ValueError, TypeError, KeyError, ValidationError) as error:
            remedy = "See docs/how-to/single-sign-on.md for the form of the file."
            raise Refused(
                Fault("identity.rules_invalid", f"The rules are not taken: {error}", remedy=remedy)
            ) from error
    for rule in ClaimRule.objects.all():
        print(f"{rule}{', its second factor counts' if rule.trusts_factor else ''}")  # noqa: T201
    return 0
