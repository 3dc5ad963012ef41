"""Random chains of a purchase: what was ordered is always committed, invoiced or released, and nothing paid twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from wellrun.departments.finance.rules.purchasing.committing import Ordered, cents_of
from wellrun.departments.finance.rules.purchasing.limits import Approver, Asked, Limit, stands_for
from wellrun.departments.finance.rules.purchasing.matching import (
    Invoiced,
    InvoicedLine,
    Kind,
    OrderTerms,
    Tolerances,
    holds,
    match,
    to_credit,
)
from wellrun.departments.finance.rules.purchasing.states import (
    INVOICE_MOVES,
    InvoiceState,
    Judgement,
    State,
    Step,
    judged,
    moved,
)

QUANTITY = st.decimals(1, 5_000, places=2, allow_nan=False)
PRICE = st.decimals(0, 10_000, places=4, allow_nan=False)
STRICT = Tolerances(Decimal(0), 0, Decimal(0), 0, 0, 0)
TERMS = OrderTerms("USD")


@dataclass
class Chain:
    """One line of an order with what came, and its invoices by state."""

    quantity: Decimal
    price: Decimal
    received: Decimal = Decimal(0)
    closed: bool = False
    invoices: list[tuple[InvoiceState, Decimal]] = field(default_factory=list)

    def line(self, without: int | None = None) -> Ordered:
        counted = (InvoiceState.CLEARED, InvoiceState.PAID)
        taken = sum(
            (q for at, (state, q) in enumerate(self.invoices) if state in counted and at != without), Decimal(0)
        )
        return Ordered(self.quantity, self.price, self.received, taken, self.closed)


@settings(max_examples=80, deadline=None)
@given(QUANTITY, PRICE, st.data())
def test_committed_invoiced_and_released_are_always_what_was_ordered(
    quantity: Decimal, price: Decimal, data: st.DataObject
) -> None:
    chain = Chain(quantity, price)
    for _step in range(data.draw(st.integers(1, 12))):
        part = data.draw(st.decimals(0, quantity, places=2, allow_nan=False))
        what = data.draw(st.sampled_from(("come", "back", "invoice", "judge", "pay", "close", "open")))
        if what == "come":
            chain.received += part
        elif what == "back":
            chain.received -= min(part, chain.received)
        elif what == "invoice" and part:
            told = Invoiced((InvoicedLine(1, part, price, cents_of(part, price)),), total=cents_of(part, price))
            told = Invoiced(told.lines, 0, 0, told.total, "USD")
            clean = not holds(match({1: chain.line()}, TERMS, told, STRICT))
            chain.invoices.append((InvoiceState.CLEARED if clean else InvoiceState.HELD, part))
        elif what in ("judge", "pay") and chain.invoices:
            at = data.draw(st.integers(0, len(chain.invoices) - 1))
            state, asked = chain.invoices[at]
            judgement = Judgement.PAY if what == "pay" else data.draw(st.sampled_from(list(Judgement)))
            after = judged(state, judgement)
            if after is not None and judgement is not Judgement.MATCH:
                chain.invoices[at] = (after, asked)
        elif what in ("close", "open"):
            chain.closed = what == "close"
        line = chain.line()
        assert line.committed + line.invoiced_cents + line.released == line.cents == cents_of(quantity, price)
        assert min(line.committed, line.invoiced_cents, line.released) >= 0


@given(QUANTITY, PRICE, st.lists(st.decimals("0.01", 3_000, places=2, allow_nan=False), min_size=1, max_size=8))
def test_invoices_that_match_never_ask_for_more_than_came(
    quantity: Decimal, price: Decimal, parts: list[Decimal]
) -> None:
    """However an order is invoiced in parts, what is cleared without anybody deciding is at most what came of it."""
    received, cleared = quantity / 2, Decimal(0)
    for part in parts:
        line = Ordered(quantity, price, received, cleared)
        cents = cents_of(part, price)
        told = Invoiced((InvoicedLine(7, part, price, cents),), 0, 0, cents, "USD")
        found = match({7: line}, TERMS, told, STRICT)
        assert all(one.kind is Kind.QUANTITY for one in found)
        if not holds(found):
            cleared += part
        else:
            over = to_credit(found)
            assert 0 <= over <= cents
    assert cleared <= received


@given(st.lists(st.sampled_from(list(Judgement)), max_size=15))
def test_an_invoice_is_paid_at_most_once(steps: list[Judgement]) -> None:
    state, told = InvoiceState.HELD, Counter[InvoiceState]()
    for step in steps:
        after = INVOICE_MOVES.get((state, step))
        if after is not None:
            state = after
            told[after] += 1
    assert told[InvoiceState.PAID] <= 1
    if told[InvoiceState.PAID]:
        assert state is InvoiceState.PAID and told[InvoiceState.CLEARED] >= 1


@given(st.lists(st.sampled_from(list(Step)), max_size=20))
def test_an_order_that_went_out_never_comes_back(steps: list[Step]) -> None:
    state, sent = State.DRAFT, False
    for step in steps:
        after = moved(state, step)
        state = after or state
        sent = sent or state is State.SENT
        assert not sent or state in (State.SENT, State.CLOSED)


PEOPLE = st.integers(1, 5)
ROLES = st.frozensets(st.sampled_from(["head", "manager", "director"]), max_size=3)


@given(
    PEOPLE,
    ROLES,
    st.dictionaries(PEOPLE, ROLES, max_size=4),
    PEOPLE,
    st.integers(0, 100),
    st.lists(st.tuples(st.integers(0, 100), st.sampled_from(["head", "manager", "director"])), max_size=4),
    st.lists(PEOPLE, max_size=2),
)
def test_nobody_approves_their_own_by_any_way(
    who: int,
    roles: frozenset[str],
    others: dict[int, frozenset[str]],
    by: int,
    cents: int,
    limits: list[tuple[int, str]],
    approved: list[int],
) -> None:
    asked = Asked(by, cents, "C1", tuple(approved))
    known = [Limit(up_to, role=role) for up_to, role in limits]
    found = stands_for(Approver(who, roles), asked, known, [Approver(*one) for one in others.items()])
    if found is not None:
        assert who != by and found.account != by
        assert who not in approved and found.account not in approved
        assert any(limit.up_to >= cents and limit.role in found.roles for limit in known)
