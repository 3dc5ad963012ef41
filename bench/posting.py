"""A remittance posted: seconds at two sizes, against writing the same rows and nothing else.

On the database of WELLRUN_DATABASE, which must be empty; without one, on SQLite in a folder of its own.
"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
import time
from decimal import Decimal
from typing import Any

SIZES = (800, 1600)
DAY, PAID_ON = dt.date(2026, 1, 5), dt.date(2026, 2, 2)
CHARGE, CUT = Decimal(160), Decimal(30)


def run() -> dict[str, Any]:
    """What one payment of so many claims of two lines takes from the file to the ledger, and how it grows."""
    with tempfile.TemporaryDirectory(prefix="bench-posting-") as folder:
        os.environ["WELLRUN_HOME"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wellrun.config.settings")
        import django

        django.setup()
        from wellrun.config import installation

        installation.prepare()
        from django.db import connection

        facility, account = _facility()
        measured: dict[str, Any] = {"database": connection.vendor}
        for number, size in enumerate(SIZES, start=1):
            took = _posted(facility, account, size, number)
            written = _rows_written(number)
            measured[f"{size} claims"] = {
                "seconds": round(took, 2),
                "entries_and_legs": written[0],
                "seconds_for_the_rows_alone": round(written[1], 2),
                "ratio": round(took / written[1], 1),
            }
        first, last = (measured[f"{size} claims"]["seconds"] for size in SIZES)
        measured["growth_for_twice_as_many"] = round(last / first, 2)
        return measured


def _facility() -> tuple[Any, Any]:
    from wellrun.departments.revenue.actions import claims
    from wellrun.foundations.access import actions as access
    from wellrun.foundations.access.rules import Role
    from wellrun.foundations.audit.actions import System
    from wellrun.foundations.organisation import actions as organisation
    from wellrun.foundations.people import actions as people

    by = System("bench")
    network = organisation.add_network(code="NET", name="Network", by=by)
    facility = organisation.add_facility(network=network, code="H1", name="H1", time_zone="America/New_York", by=by)
    claims.name_payer(facility=facility, code="ALPHA", name="Alpha Health", numbers=["54321"], by=by)
    person = people.add_person(name="Who posts", facility=facility, by=by)
    account = people.open_account(person=person, email="posts@example.org", by=by)
    access.grant(account=account, role=Role.REVENUE, place="H1", by=by)
    return facility, account


def _posted(facility: Any, account: Any, size: int, number: int) -> float:
    """Seconds from a file that was taken in to its entries, denials and payments being there."""
    from wellrun.demo.remittance_text import PaidClaim, PaidLine, Payment, remittance_text
    from wellrun.departments.revenue.actions import claims, remittances
    from wellrun.departments.revenue.actions.claims import Billed, BilledLine
    from wellrun.departments.revenue.models import LedgerEntry, RemittancePayment
    from wellrun.foundations.organisation.queries import tree

    names = [f"C{number}-{one:05}" for one in range(size)]
    lines = BilledLine("1", "G0463", Decimal(100), on=DAY), BilledLine("2", "J1885", Decimal(60), on=DAY)
    billed = [Billed(name, lines, DAY, DAY, DAY, ("ALPHA",), patient=f"P{name}") for name in names]
    claims.bill(facility=facility, claims=billed, by=account)
    denied = ("CO", "197", Decimal(60))
    paid = [
        PaidClaim(
            name,
            (
                PaidLine("G0463", Decimal(100), Decimal(100) - CUT, (("CO", "45", CUT),), on=DAY),
                PaidLine(
                    "J1885", Decimal(60), Decimal(0 if at % 9 == 0 else 60), (denied,) if at % 9 == 0 else (), on=DAY
                ),
            ),
            begins=DAY,
        )
        for at, name in enumerate(names)
    ]
    payment = Payment("Alpha Health", "54321", f"T{number}", PAID_ON, paid)
    content = remittance_text([payment], control=number).encode()
    began = time.perf_counter()
    file = remittances.take_file(facility=facility, name="835", content=content, by=account, tree=tree())
    remittances.carry_out(file=file.pk, by=account)
    took = time.perf_counter() - began
    held = RemittancePayment.objects.get(file=file)
    assert held.state == RemittancePayment.State.POSTED, held.reasons
    assert LedgerEntry.objects.filter(source="835", transaction=f"ALPHA/T{number}").count() == held.entries > 2 * size
    return took


def _rows_written(number: int) -> tuple[int, float]:
    """How many rows of the ledger a payment has, and the seconds it takes to write them and nothing else."""
    from django.db import transaction

    from wellrun.departments.revenue.models import LedgerEntry, LedgerLeg

    entries = list(LedgerEntry.objects.filter(source="835", transaction=f"ALPHA/T{number}"))
    legs = list(LedgerLeg.objects.filter(entry__in=entries))
    of = {one.pk: one for one in entries}
    for one in entries:
        one.pk, one.transaction = None, f"bench/{number}"
    began = time.perf_counter()
    with transaction.atomic():
        LedgerEntry.objects.bulk_create(entries)
        for leg in legs:
            leg.pk, leg.entry = None, of[leg.entry_id]
        LedgerLeg.objects.bulk_create(legs)
        took = time.perf_counter() - began
        transaction.set_rollback(True)
    return len(entries) + len(legs), took
