"""A posting that is killed again and again, each time at another moment, and goes on from where it was.

Run by itself (``python -m``) on the database of the settings, which is empty before.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from decimal import Decimal as D
from typing import Any

PAYMENTS, CLAIMS = 20, 40
DAY, PAID_ON = dt.date(2026, 1, 5), dt.date(2026, 2, 2)


def play(kills: int) -> dict[str, Any]:
    """How often it was killed, what was half there then, and whether all came out as it would have without."""
    from tests.conftest import account, build_world

    from wellrun.departments.revenue.actions import claims, remittances
    from wellrun.foundations.access.rules import Role
    from wellrun.foundations.audit.actions import System
    from wellrun.foundations.audit.queries import verify
    from wellrun.foundations.organisation.models import Facility

    world, by = build_world(), System("test")
    facility = Facility.objects.get(code="H1")
    claims.name_payer(facility=facility, code="ALPHA", name="Alpha Health", numbers=["54321"], by=by)
    claims.bill(facility=facility, claims=[billed(number) for number in range(PAYMENTS * CLAIMS)], by=by)
    lead = account("billing.lead", Role.REVENUE, "H1")
    file = remittances.take_file(facility=facility, name="835", content=text().encode(), by=lead, tree=world.tree)
    chance, found = random.Random(835), Counter[str]()
    while found["killed"] < kills:
        if killed(file.pk, chance.uniform(0.0, 0.5)):
            found["killed"] += 1
        found["half"] += len(halves(facility))
    remittances.carry_out(file=file.pk, by=by)
    remittances.carry_out(file=file.pk, by=by)
    same = by_cause(kept(facility)) == by_cause(reckoned(facility))
    return {**found, "half": found["half"], "same": same, "audit": verify().whole}


def killed(file: int, after: float) -> bool:
    """Posts in a process of its own, which is killed so many seconds later; False where it was done before."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child == 0:
        from wellrun.departments.revenue.actions import remittances
        from wellrun.foundations.audit.actions import System

        remittances.carry_out(file=file, by=System("test"))
        os._exit(0)
    time.sleep(after)
    done, _status = os.waitpid(child, os.WNOHANG)
    if done:
        return False
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def halves(facility: Any) -> list[str]:
    """Payments of which a part is there: entries without the row that says so, or fewer than it says."""
    from django.db.models import Count

    from wellrun.departments.revenue.models import LedgerEntry, RemittancePayment

    entries = dict(
        LedgerEntry.objects.filter(facility=facility, source="835")
        .values_list("transaction")
        .annotate(n=Count("pk"))
        .order_by()
    )
    said = {
        f"ALPHA/{one.trace}": (one.entries, one.claims.count())
        for one in RemittancePayment.objects.filter(state=RemittancePayment.State.POSTED)
    }
    wrong = [name for name, number in entries.items() if said.get(name, (0, 0))[0] != number]
    return wrong + [name for name, (_entries, claims) in said.items() if claims != CLAIMS]


def by_cause(entries: list[Any]) -> dict[Any, Any]:
    """The entries, each once, by what they come from."""
    found = {entry.cause: entry for entry in entries}
    assert len(found) == len(entries) > PAYMENTS * CLAIMS * 4, len(entries)
    return found


def kept(facility: Any) -> list[Any]:
    """Every entry of the database."""
    from wellrun.departments.revenue.models import LedgerEntry
    from wellrun.departments.revenue.queries.ledger import entry_of

    return [entry_of(one) for one in LedgerEntry.objects.filter(facility=facility).prefetch_related("legs")]


def reckoned(facility: Any) -> list[Any]:
    """Every entry as the rules make it, without a database."""
    import io

    from wellrun.departments.revenue.models import Claim
    from wellrun.departments.revenue.queries.claims import open_claim
    from wellrun.departments.revenue.rules.by_hand import charge_entries
    from wellrun.departments.revenue.rules.from_x12 import remittance_from
    from wellrun.departments.revenue.rules.ledger import Ledger
    from wellrun.departments.revenue.rules.matching import OpenClaims
    from wellrun.departments.revenue.rules.posting import propose
    from wellrun.engines.x12 import read, remittance_of

    ours = [open_claim(one)._replace(payer_controls=()) for one in Claim.objects.filter(facility=facility)]
    ledger = Ledger()
    for claim in ours:
        ledger.post(charge_entries(claim, DAY))
    for piece in read(io.BytesIO(text().encode())):
        if piece.set_id == "835":
            remittance = remittance_from(remittance_of(piece), payer="ALPHA", otherwise=PAID_ON)
            ledger.post(propose(remittance, OpenClaims(ours), ledger).entries)
    return list(ledger)


def billed(number: int) -> Any:
    from wellrun.departments.revenue.actions.claims import Billed, BilledLine

    lines = BilledLine("1", "G0463", D(100), on=DAY), BilledLine("2", "J1885", D(60), on=DAY)
    return Billed(f"C{number:04}", lines, DAY, DAY, DAY, ("ALPHA",), patient=f"P{number}")


def text() -> str:
    """Twenty payments of forty claims: cut, denied, left to the patient, one of each payment not ours."""
    from wellrun.demo.remittance_text import PaidClaim, PaidLine, Payment, remittance_text

    reasons = ((("CO", "45", D(30)),), (("CO", "197", D(100)),), (("PR", "2", D(20)), ("CO", "45", D(10))))

    def paid(number: int) -> PaidClaim:
        cut = reasons[number % 3]
        first = PaidLine("G0463", D(100), D(100) - sum((one[2] for one in cut), D(0)), cut, on=DAY)
        name = f"X{number:04}" if number % CLAIMS == 7 else f"C{number:04}"
        return PaidClaim(name, (first, PaidLine("J1885", D(60), D(60), on=DAY)), control=f"N{number}", begins=DAY)

    payments = [
        Payment("Alpha Health", "54321", f"T{at}", PAID_ON, tuple(paid(at * CLAIMS + n) for n in range(CLAIMS)))
        for at in range(PAYMENTS)
    ]
    return remittance_text(payments, control=1)


if __name__ == "__main__":
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(play(int(sys.argv[1]))))
