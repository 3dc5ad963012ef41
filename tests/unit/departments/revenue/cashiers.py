"""A hospital where patients pay: a desk, two cashiers, somebody who bills and somebody who approves."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal as D
from typing import Any

import pytest
from tests.conftest import World, account

from wellrun.departments.revenue.actions import drawers, receipts, statements
from wellrun.departments.revenue.actions.claims import Billed, BilledLine, bill, name_payer
from wellrun.departments.revenue.keeping.ledger import write_entries
from wellrun.departments.revenue.models import Drawer, LedgerEntry, PatientAccount, Receipt
from wellrun.departments.revenue.queries.accounts import AccountNow, account_now, local_today
from wellrun.departments.revenue.queries.ledger import entry_of, ledger_of
from wellrun.departments.revenue.rules.entries import Book, Cause, Entry, Kind, Leg, Owed, Responsible
from wellrun.departments.revenue.rules.ledger import ledger_faults
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

BY = System("test")
OFFICE = {"phone": "555-0100", "hours": "Monday to Friday, 8 to 5", "address": "Box 1, Harbour", "web": ""}


@dataclass
class Till:
    """The registration desk of hospital H1."""

    world: World
    facility: Facility
    drawer: Drawer
    leo: Account
    mia: Account
    lead: Account
    manager: Account

    @property
    def tree(self) -> Tree:
        return self.world.tree

    @property
    def today(self) -> dt.date:
        return local_today(self.facility)

    def who(self, by: Account | None = None) -> dict[str, Any]:
        return {"by": by or self.leo, "tree": self.tree}

    def visit(self, number: str = "C1", *, owes: int = 40, days_ago: int = 40, insured: bool = True) -> PatientAccount:
        """A visit of 100 dollars of which the patient owes so much; of an insured one insurance paid the rest."""
        day = self.today - dt.timedelta(days=days_ago)
        lines = (BilledLine("1", "99213", D(100 if insured else owes), on=day),)
        payers = ("P1",) if insured else ()
        one = Billed(number, lines, day, day, day, payers, f"pat-{number}", f"acc-{number}", place="H1/W1")
        bill(facility=self.facility, claims=[one], by=BY)
        if insured:
            at = Owed(f"pat-{number}", f"acc-{number}", number, "1", Responsible.PRIMARY)
            share = Leg(Book.RECEIVABLE, D(owes), at._replace(by=Responsible.PATIENT))
            moved = Leg(Book.RECEIVABLE, -D(owes), at), share
            paid = Leg(Book.CASH, D(100 - owes)), Leg(Book.RECEIVABLE, D(owes - 100), at)
            self.posted(
                number,
                Entry(Cause("835", "T1", number, "1", "share"), Kind.TRANSFER, day, moved, note="deductible"),
                Entry(Cause("835", "T1", number, "1", "paid"), Kind.PAYER_PAYMENT, day, paid),
            )
        return PatientAccount.objects.get(account=f"acc-{number}")

    def posted(self, claim: str, *entries: Entry) -> None:
        ledger = ledger_of(self.facility, claims=[claim])
        write_entries(ledger.post(entries), facility=self.facility, by=BY)

    def pay(self, held: PatientAccount, amount: str, *, by: Account | None = None, **more: Any) -> Receipt:
        held.refresh_from_db()
        given = {"drawer": self.drawer, "method": "cash", "deposit": False, "version": held.version, **more}
        return receipts.take_payment(account=held, amount=D(amount), **given, **self.who(by))

    def now(self, held: PatientAccount) -> AccountNow:
        return account_now(PatientAccount.objects.select_related("facility").get(pk=held.pk))

    def sound(self) -> bool:
        """Whether an auditor finds nothing in the whole ledger."""
        rows = LedgerEntry.objects.filter(facility=self.facility).order_by("pk")
        return ledger_faults(entry_of(one) for one in rows) == ()


def till_of(world: World) -> Till:
    facility = Facility.objects.get(code="H1")
    name_payer(facility=facility, code="P1", name="Payer One", numbers=["11111"], by=BY)
    lead = account("till.lead", Role.REVENUE, "H1")
    drawer = drawers.add_drawer(facility=facility, name="Main desk", by=lead, tree=world.tree)
    statements.set_office(facility=facility, **OFFICE, by=lead, tree=world.tree)
    return Till(
        world,
        facility,
        drawer,
        account("leo.desk", Role.FRONT_DESK, "H1"),
        account("mia.desk", Role.FRONT_DESK, "H1"),
        lead,
        account("till.manager", Role.FACILITY_MANAGER, "H1"),
    )


@pytest.fixture
def till(world: World) -> Till:
    return till_of(world)
