"""The account of one patient with two visits, and what its ledger says after a few entries."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

from wellrun.departments.revenue.rules.accounts import Dates, Visit, visit_of
from wellrun.departments.revenue.rules.by_hand import Waiver, charge_entries, patient_payment, write_off
from wellrun.departments.revenue.rules.entries import (
    Approval,
    Book,
    Cause,
    Entry,
    Kind,
    Leg,
    Owed,
    Responsible,
)
from wellrun.departments.revenue.rules.ledger import Ledger, receivable
from wellrun.departments.revenue.rules.matching import OpenClaim, OpenLine

DAY, BILLED, DECIDED = dt.date(2026, 1, 5), dt.date(2026, 1, 9), dt.date(2026, 2, 2)
P, PATIENT = Responsible.PRIMARY, Responsible.PATIENT
YES = Approval("Dara, billing lead", "decided")


def owed(claim: str, line: str, by: Responsible = PATIENT) -> Owed:
    return Owed("pat", "acc", claim, line, by)


class Account:
    """A ledger of claims of two lines, 300 and 100 dollars, that is written in a few words."""

    def __init__(self, *claims: str, insured: bool = True) -> None:
        self.ledger, self.at = Ledger(), 0
        self.claims = claims or ("C1",)
        lines = OpenLine("1", "99213", D(300)), OpenLine("2", "80053", D(100))
        for one in self.claims:
            claim = OpenClaim("pat", "acc", one, D(400), DAY, lines, ("ALPHA",) if insured else ())
            self.ledger.post(charge_entries(claim, BILLED))

    def post(self, kind: Kind, *legs: Leg, note: str = "", on: dt.date = DECIDED) -> Entry:
        self.at += 1
        (entry,) = self.ledger.post([Entry(Cause("835", f"T{self.at}"), kind, on, legs, note=note)])
        return entry

    def insurer(self, claim: str, line: str, paid: str, cut: str = "0", **shares: str) -> None:
        """What the insurer says of a line; shares by their name."""
        at = owed(claim, line, P)
        if D(paid):
            self.post(Kind.PAYER_PAYMENT, Leg(Book.CASH, D(paid)), Leg(Book.RECEIVABLE, -D(paid), at))
        if D(cut):
            self.post(Kind.CONTRACTUAL, Leg(Book.CONTRACTUAL, D(cut)), Leg(Book.RECEIVABLE, -D(cut), at))
        for word, amount in shares.items():
            legs = Leg(Book.RECEIVABLE, -D(amount), at), Leg(Book.RECEIVABLE, D(amount), owed(claim, line))
            self.post(Kind.TRANSFER, *legs, note=word)

    def pays(self, claim: str, line: str, amount: str, on: dt.date = dt.date(2026, 2, 20)) -> None:
        self.at += 1
        held = receivable(self.ledger, claim).get((line, PATIENT), D(0))
        cause = Cause("receipt", str(self.at), claim, line)
        self.ledger.post([patient_payment(cause, owed(claim, line), D(amount), held, on)])

    def waives(self, claim: str, line: str, amount: str, waiver: Waiver) -> None:
        self.at += 1
        self.ledger.post([write_off(Cause("person", str(self.at)), owed(claim, line), D(amount), waiver, YES, DECIDED)])

    def visit(self, claim: str = "C1") -> Visit:
        return visit_of(self.ledger.of_claim(claim), Dates(claim, DAY, DAY))

    @property
    def visits(self) -> tuple[Visit, ...]:
        return tuple(self.visit(one) for one in self.claims)
