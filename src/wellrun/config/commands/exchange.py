"""`wellrun exchange [--facility CODE]`: sends batches and takes answers in, once, by the drop folders."""

from __future__ import annotations

import argparse

from wellrun.values.faults import Fault, Refused


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--facility", help="code of one facility; all if left out")


def run(options: argparse.Namespace) -> int:
    from wellrun.config import installation
    from wellrun.departments.revenue.actions.exchange import exchange
    from wellrun.foundations.audit.actions import System
    from wellrun.foundations.organisation.models import Facility

    installation.prepare()
    rows = Facility.objects.order_by("code")
    if options.facility:
        rows = rows.filter(code=options.facility)
    found = list(rows)
    if not found:
        raise Refused(Fault("exchange.no_such_facility", "There is no such facility.", value=options.facility or ""))
    for facility in found:
        sent, taken = exchange(facility=facility, by=System("wellrun exchange"))
        print(f"{facility.code}: {sent} sent, {taken} taken in")  # noqa: T201
    return 0
