"""A patient's account in short: decisions of insurance, payments, deposits, credits used, refunds, help, write-offs in
any order. After every step the ledger is whole, a statement asks for the ledger's share of the patient and no more,
every dollar of the charge is somewhere, and no refund was above its credit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal as D

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.spec.revenue.accounts import PATIENT, Account, P, owed

from wellrun.departments.revenue.rules.accounts import allotted, credits_of, own_credit
from wellrun.departments.revenue.rules.assistance import waived_of
from wellrun.departments.revenue.rules.by_hand import Waiver, apply_cash, patient_payment, refund, write_off
from wellrun.departments.revenue.rules.entries import Approval, Book, Cause, Entry, Owed, undoing
from wellrun.departments.revenue.rules.ledger import balance, ledger_faults, legs_of, receivable
from wellrun.departments.revenue.rules.plans import Standing, instalments, standing
from wellrun.departments.revenue.rules.refunds import ask_faults
from wellrun.departments.revenue.rules.statements import bill

DAY = dt.date(2026, 3, 2)
YES = Approval("Mia", "decided")
ZERO = D("0.00")
CENTS = st.integers(1, 60_000).map(lambda cents: D(cents) / 100)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("insurer", "pay", "deposit", "use", "refund", "help", "bad debt", "undo")),
        CENTS,
        st.integers(0, 100),
    ),
    min_size=1,
    max_size=14,
)


class Desk:
    """Carries out steps on an account of two visits as the actions do, by the same rules."""

    def __init__(self) -> None:
        self.account = Account("C1", "C2")
        self.at = 0
        self.refunded = ZERO
        self.receipts: list[Entry] = []

    @property
    def credit(self) -> D:
        return own_credit(self.account.ledger, "pat", "acc")

    def cause(self, claim: str = "", line: str = "") -> Cause:
        self.at += 1
        return Cause("person", str(self.at), claim, line)

    def do(self, what: str, amount: D, number: int) -> None:
        self.account.ledger.post(list(getattr(self, what.replace(" ", "_"))(amount, number)))

    def insurer(self, amount: D, number: int) -> Iterator[Entry]:
        """The next line that insurance owes is decided: a part paid, a part cut, the rest the patient's."""
        for claim in self.account.claims:
            for (line, by), left in receivable(self.account.ledger, claim).items():
                if by is P and left > 0:
                    paid = min(amount, left)
                    cut = ((left - paid) * number / 100).quantize(D("0.01"))
                    share = left - paid - cut
                    self.account.insurer(
                        claim, line, str(paid), str(cut), **({"deductible": str(share)} if share else {})
                    )
                    return iter(())
        return iter(())

    def pay(self, amount: D, _number: int, *, deposit: bool = False) -> Iterator[Entry]:
        left = amount
        for claim, line, part, held in () if deposit else allotted(amount, self.account.visits):
            left -= part
            entry = patient_payment(self.cause(claim, line), owed(claim, line), part, held, DAY)
            self.receipts.append(entry)
            yield entry
        if left:
            yield patient_payment(self.cause(), Owed("pat", "acc"), left, ZERO, DAY)

    def deposit(self, amount: D, number: int) -> Iterator[Entry]:
        return self.pay(amount, number, deposit=True)

    def use(self, _amount: D, _number: int) -> Iterator[Entry]:
        own = credits_of(self.account.ledger, "pat", "acc")
        for claim, line, amount, _held in allotted(self.credit, self.account.visits):
            wanted = amount
            for source in [one for one in own if own[one]]:
                moved = min(own[source], wanted)
                if moved:
                    yield apply_cash(self.cause(claim, line), source, owed(claim, line), moved, DAY)
                    own[source], wanted = own[source] - moved, wanted - moved

    def refund(self, amount: D, _number: int) -> Iterator[Entry]:
        for of, credit in credits_of(self.account.ledger, "pat", "acc").items():
            if ask_faults(amount, credit, ZERO):
                assert amount > credit
            else:
                self.refunded += amount
                yield refund(self.cause(), of, amount, YES, DAY)
            return

    def help(self, _amount: D, number: int) -> Iterator[Entry]:
        yield from self.waive(waived_of(self.owed, number), Waiver.CHARITY)

    def bad_debt(self, amount: D, _number: int) -> Iterator[Entry]:
        yield from self.waive(min(amount, self.owed), Waiver.BAD_DEBT)

    def waive(self, amount: D, waiver: Waiver) -> Iterator[Entry]:
        for claim, line, part, _held in allotted(amount, self.account.visits):
            yield write_off(self.cause(claim, line), owed(claim, line), part, waiver, YES, DAY)

    def undo(self, _amount: D, _number: int) -> Iterator[Entry]:
        if self.receipts:
            entry = self.receipts.pop()
            yield undoing(entry, self.cause(entry.cause.claim, entry.cause.line), DAY)

    @property
    def owed(self) -> D:
        return bill(self.account.visits, ZERO, DAY).owed


@given(STEPS)
@settings(max_examples=60, deadline=None)
def test_any_order_of_steps_keeps_the_account_true(steps: list[tuple[str, D, int]]) -> None:
    desk = Desk()
    for what, amount, number in steps:
        desk.do(what, amount, number)
        ledger, found = desk.account.ledger, bill(desk.account.visits, desk.credit, DAY)
        assert ledger_faults(ledger) == ()
        assert balance(legs_of(ledger), Book.RECEIVABLE) == sum(
            (one.owed + one.undecided for one in desk.account.visits), ZERO
        )
        decided = {one.dates.claim for one in desk.account.visits if one.decided}
        share = sum((balance(legs_of(ledger), claim=claim, by=PATIENT) for claim in decided), ZERO)
        assert (found.owed, sum(found.ageing, ZERO)) == (share, share)
        assert found.to_pay - found.kept == share - desk.credit
        assert desk.credit >= 0
        assert balance(legs_of(ledger), Book.UNAPPLIED) == -desk.credit
        for one in desk.account.visits:
            borne = one.insurance + one.discounts + one.helped + one.paid + one.owed + one.undecided
            assert one.charged == borne


@given(CENTS, st.integers(1, 36), st.lists(st.tuples(st.integers(-5, 400), CENTS), max_size=12), st.integers(0, 500))
@settings(max_examples=100, deadline=None)
def test_a_plan_adds_up_whatever_is_paid_when(total: D, number: int, paid: list[tuple[int, D]], days: int) -> None:
    plan = instalments(total, number, DAY)
    came = [(DAY + dt.timedelta(days=at), amount) for at, amount in paid]
    today = DAY + dt.timedelta(days=days)
    found = standing(plan, came, today)
    left = sum((one.left for one in found.courses), ZERO)
    assert sum((one.amount for one in plan), ZERO) == total
    assert left == max(total - found.paid, ZERO)
    assert (found.standing is Standing.KEPT) == (left == 0)
    assert found.behind <= left
    if found.broken_on is not None:
        assert found.broken_on <= today
        later = standing(plan, came, today + dt.timedelta(days=30))
        assert later.broken_on == found.broken_on, "what comes later does not mend a broken plan"
