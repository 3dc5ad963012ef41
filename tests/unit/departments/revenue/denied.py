"""A hospital with a payer that refuses to pay."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal as D

import pytest
from tests.conftest import World, account

from wellrun.departments.revenue.actions.claims import Billed, BilledLine, bill, name_payer
from wellrun.departments.revenue.keeping.denials import open_cases
from wellrun.departments.revenue.keeping.ledger import write_entries
from wellrun.departments.revenue.models import DenialCase
from wellrun.departments.revenue.queries.ledger import ledger_of
from wellrun.departments.revenue.rules.entries import Book, Cause, Denied, Entry, Kind, Leg, Owed, Responsible, undoing
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

BY = System("test")
DAY = dt.date(2026, 2, 2)


@dataclass(frozen=True)
class Desk:
    """The denials desk of hospital H1."""

    world: World
    facility: Facility
    clerk: Account

    @property
    def tree(self) -> Tree:
        return self.world.tree

    @property
    def who(self) -> dict[str, object]:
        return {"by": self.clerk, "tree": self.tree}


def desk_of(world: World) -> Desk:
    facility = Facility.objects.get(code="H1")
    name_payer(facility=facility, code="P1", name="Payer One", numbers=["11111"], by=BY)
    name_payer(facility=facility, code="P2", name="Payer Two", numbers=["22222"], by=BY)
    return Desk(world, facility, account("denials.clerk", Role.REVENUE, "H1"))


def billed(
    desk: Desk, number: str, *, payer: str = "P1", place: str = "H1/W1", charges: tuple[int, ...] = (100,)
) -> None:
    lines = tuple(
        BilledLine(str(at), f"9921{at}", D(charge), on=dt.date(2026, 1, 5))
        for at, charge in enumerate(charges, start=1)
    )
    day = dt.date(2026, 1, 5)
    one = Billed(number, lines, day, day, dt.date(2026, 1, 7), (payer,), f"pat-{number}", f"acc-{number}", place=place)
    bill(facility=desk.facility, claims=[one], by=BY)


def owed(number: str, line: str = "1") -> Owed:
    return Owed(f"pat-{number}", f"acc-{number}", number, line, Responsible.PRIMARY)


def posted(desk: Desk, *entries: Entry) -> None:
    claims = {claim for entry in entries for claim in entry.claims} | {one.cause.claim for one in entries}
    ledger = ledger_of(desk.facility, claims=claims)
    write_entries(ledger.post(entries), facility=desk.facility, by=BY)


def denial(
    number: str,
    amount: int = 100,
    *,
    line: str = "1",
    category: str = "authorisation",
    reason: str = "197",
    on: dt.date = DAY,
    part: str = "",
) -> Entry:
    denied = Denied(category, "CO", reason, D(amount), owed(number, line))
    cause = Cause("835", f"T-{number}{part}", number, line, f"CO-{reason}")
    return Entry(cause, Kind.DENIAL, on, (), denied=denied)


def payment(number: str, amount: int, *, line: str = "1", transaction: str = "LATER") -> Entry:
    legs = Leg(Book.CASH, D(amount)), Leg(Book.RECEIVABLE, -D(amount), owed(number, line))
    return Entry(Cause("835", f"{transaction}-{number}", number, line, "paid"), Kind.PAYER_PAYMENT, DAY, legs)


def undone(entry: Entry, name: str = "BACK") -> Entry:
    return undoing(entry, entry.cause._replace(transaction=f"{name}-{entry.cause.transaction}"), DAY)


def case_of(desk: Desk, number: str = "C1", amount: int = 100, *, charge: int = 100, **more: object) -> DenialCase:
    """A claim billed and denied, as a case."""
    payer, place = str(more.pop("payer", "P1")), str(more.pop("place", "H1/W1"))
    billed(desk, number, payer=payer, place=place, charges=(charge,))
    posted(desk, denial(number, amount, **more))  # type: ignore[arg-type]
    open_cases(facility=desk.facility, by=BY)
    return again(number)


def again(number: str = "C1") -> DenialCase:
    """The case as it is kept now."""
    return DenialCase.objects.select_related("facility", "claim", "entry").get(claim__number=number)


@pytest.fixture
def desk(world: World) -> Desk:
    return desk_of(world)
