"""A facility that bills two payers, claims of it, and the payments that come back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import World, account
from tests.rows_kept import once

from wellrun.demo.remittance_text import PaidClaim, PaidLine, Payment, Reason, remittance_text
from wellrun.departments.revenue.actions import claims, remittances
from wellrun.departments.revenue.actions.claims import Billed, BilledLine
from wellrun.departments.revenue.models import Claim, LedgerEntry, RemittanceFile, RemittancePayment
from wellrun.departments.revenue.queries.ledger import entry_of
from wellrun.departments.revenue.rules.entries import Entry
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

BY = System("test")
DAY, BILLED, PAID_ON = dt.date(2026, 1, 5), dt.date(2026, 1, 9), dt.date(2026, 2, 2)


@dataclass
class Office:
    """The billing office of the first hospital."""

    facility: Facility
    tree: Tree
    lead: Account

    def bill(self, *numbers: str, payers: tuple[str, ...] = ("ALPHA",)) -> list[Claim]:
        """Claims of two lines, 100 and 60 dollars."""
        return claims.bill(facility=self.facility, claims=[billed(number, payers) for number in numbers], by=BY)

    def send(self, *payments: Payment, control: int = 1) -> RemittanceFile:
        """A file of these payments, taken in and posted."""
        return self.send_text(remittance_text(payments, control=control))

    def send_text(self, text: str) -> RemittanceFile:
        content = text.encode()
        file = remittances.take_file(
            facility=self.facility, name="835.txt", content=content, by=self.lead, tree=self.tree
        )
        remittances.carry_out(file=file.pk, by=BY)
        file.refresh_from_db()
        return file

    def entries(self) -> list[Entry]:
        """Everything in the ledger, oldest first."""
        return [entry_of(one) for one in LedgerEntry.objects.filter(facility=self.facility).order_by("pk")]

    def one(self, **which: Any) -> RemittancePayment:
        return RemittancePayment.objects.get(**which)


def billed(number: str, payers: tuple[str, ...] = ("ALPHA",)) -> Billed:
    lines = BilledLine("1", "99213", D(100), on=DAY), BilledLine("2", "80053", D(60), on=DAY)
    return Billed(number, lines, DAY, DAY, BILLED, payers, patient=f"P-{number}", place="H1/W1")


CUT: tuple[Reason, ...] = (("CO", "45", D(30)),)


def paid(number: str, *, reasons: Sequence[Reason] = CUT, control: str = "", status: str = "1") -> PaidClaim:
    """The first line is cut by these reasons, the second is paid in full."""
    cut = sum((amount for _group, _reason, amount in reasons), D(0))
    lines = (
        PaidLine("99213", D(100), D(100) - cut, tuple(reasons), on=DAY),
        PaidLine("80053", D(60), D(60), on=DAY),
    )
    return PaidClaim(number, lines, status=status, control=control, begins=DAY)


def payment(*paid_claims: PaidClaim, trace: str = "T1", **more: Any) -> Payment:
    return Payment("Alpha Health", "54321", trace, PAID_ON, paid_claims, **more)


@pytest.fixture
def office(world: World, settings: Any, tmp_path: Path) -> Office:
    settings.ARRIVALS = tmp_path / "arrivals"
    return once(build_office, world)


def build_office(world: World) -> Office:
    facility = Facility.objects.get(code="H1")
    claims.name_payer(facility=facility, code="ALPHA", name="Alpha Health", numbers=["54321"], by=BY)
    claims.name_payer(facility=facility, code="BETA", name="Beta Plan", numbers=["98765"], by=BY)
    return Office(facility, world.tree, account("billing.lead", Role.REVENUE, "H1"))


from tests.unit.departments.revenue.banked import banked  # noqa: E402, F401 - a fixture of its own file
from tests.unit.departments.revenue.cashiers import till  # noqa: E402, F401 - a fixture of its own file
from tests.unit.departments.revenue.denied import desk  # noqa: E402, F401 - a fixture of its own file
from tests.unit.departments.revenue.sent import sending  # noqa: E402, F401 - a fixture of its own file
