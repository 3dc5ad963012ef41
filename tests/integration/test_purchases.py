"""A purchase from asking to payment: limits, numbers, receipts, the match, and what of the budget is left."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import World
from tests.integration.books import TODAY
from tests.integration.purchasing import NOW, Buying, built, keep_tables
from tests.rows_kept import once

from wellrun.departments.finance.actions import goods, invoice_decisions, purchase_terms, vendors
from wellrun.departments.finance.actions.purchase_requests import AskedLine
from wellrun.departments.finance.models import ApprovalDelegate, PurchaseTerms
from wellrun.departments.finance.queries import purchases as queries
from wellrun.departments.finance.queries.commitments import Commitment, balances, commitments
from wellrun.departments.finance.queries.purchase_facts import purchase_rows
from wellrun.departments.finance.rules.purchasing.states import InvoiceState, Judgement, State, Step
from wellrun.departments.finance.signals.contracts import contract_signals
from wellrun.departments.finance.signals.purchases import purchase_signals
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.catalogue import charting
from wellrun.values.faults import Refused
from wellrun.warehouse.tables.purchases import PURCHASE_FACTS

pytestmark = pytest.mark.django_db
DEAR = AskedLine("6300", "Sutures", "box", Decimal(50), Decimal(120), "SUT")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bought") / "warehouse"


@pytest.fixture
def buying(world: World, settings: Any, kept: Path) -> Iterator[Buying]:
    if kept.exists():
        shutil.copytree(kept, settings.WAREHOUSE)
    else:
        keep_tables()
        shutil.copytree(settings.WAREHOUSE, kept)
    charting.facts.cache_clear()
    yield once(built, world)
    charting.facts.cache_clear()


def codes(refused: Any) -> list[str]:
    return [one.code for one in refused.value.faults]


def test_it_goes_from_asking_to_payment_and_every_step_is_in_the_audit(buying: Buying) -> None:
    order = buying.sent()
    assert (order.order, order.at) == (1, State.SENT)
    buying.receive(order, 10)
    invoice = buying.invoice("A-1", ("GLV", 10, "10.00"), order=order.order)
    assert (invoice.at, invoice.first_pass, invoice.differences) == (InvoiceState.CLEARED, True, [])
    said = {"facility": buying.facility, "by": buying.buyer, "tree": buying.tree, "now": NOW}
    run = invoice_decisions.hand_on(invoices=[invoice.pk], **said)
    invoice.refresh_from_db()
    assert (run.number, invoice.at, invoice.run) == (1, InvoiceState.PAID, run)
    with pytest.raises(Refused):
        invoice_decisions.hand_on(invoices=[invoice.pk], **said)
    told = [entry.action for entry in Entry.objects.filter(action__startswith="finance.").order_by("pk")][-9:]
    assert told == [
        *(f"finance.purchase.{step}" for step in ("asked", "submit", "approve", "order", "send")),
        *("finance.goods.received", "finance.invoice.entered", "finance.invoice.matched", "finance.payment.handed_on"),
    ]


def test_who_has_no_limit_or_too_low_a_one_does_not_approve(buying: Buying) -> None:
    dear = buying.ask(DEAR)  # 6,000
    buying.step(dear, Step.SUBMIT, buying.head)
    for by, code in ((buying.manager, "limit"), (buying.buyer, "limit"), (buying.head, "own")):
        with pytest.raises(Refused) as refused:
            buying.step(dear, Step.APPROVE, by)
        assert codes(refused) == [f"finance.purchase.{code}"]
    assert queries.waiting_for(buying.manager, buying.facility, buying.tree, TODAY) == []
    assert queries.waiting_for(buying.director, buying.facility, buying.tree, TODAY) == [dear]
    assert buying.step(dear, Step.APPROVE, buying.director).at is State.APPROVED


def test_a_delegate_approves_by_anothers_limit_but_never_for_who_asked(buying: Buying) -> None:
    said = {"facility": buying.facility, "since": TODAY, "until": TODAY, "tree": buying.tree}
    purchase_terms.set_delegate(to=buying.buyer, by=buying.director, **said)
    dear = buying.ask(DEAR)
    buying.step(dear, Step.SUBMIT, buying.head)
    assert buying.step(dear, Step.APPROVE, buying.buyer).at is State.APPROVED
    given = dear.approvals.get()
    assert (given.by, given.instead_of) == (buying.buyer, buying.director)
    # The director asks, and whoever stands in for the director does not approve it.
    own = buying.ask(by=buying.director)
    buying.step(own, Step.SUBMIT, buying.director)
    ApprovalDelegate.objects.update(to=buying.clerk)
    with pytest.raises(Refused) as refused:
        buying.step(buying.ask(DEAR, by=buying.director), Step.APPROVE, buying.clerk)
    assert codes(refused) == ["finance.purchase.state"]
    dear = buying.ask(DEAR, by=buying.director)
    buying.step(dear, Step.SUBMIT, buying.director)
    with pytest.raises(Refused) as refused:
        buying.step(dear, Step.APPROVE, buying.clerk)
    assert codes(refused) == ["finance.purchase.limit"]


def test_above_an_amount_two_approve(buying: Buying) -> None:
    PurchaseTerms.objects.create(facility=buying.facility, second_above=50_00)
    asked = buying.ask()
    buying.step(asked, Step.SUBMIT, buying.head)
    assert buying.step(asked, Step.APPROVE, buying.manager).at is State.SUBMITTED
    with pytest.raises(Refused) as refused:
        buying.step(asked, Step.APPROVE, buying.manager)
    assert codes(refused) == ["finance.purchase.twice"]
    assert buying.step(asked, Step.APPROVE, buying.director).at is State.APPROVED
    # Sent back, what was approved counts no more.
    buying.step(asked, Step.SEND_BACK, buying.manager, "Another vendor is cheaper")
    buying.step(asked, Step.SUBMIT, buying.head)
    assert buying.step(asked, Step.APPROVE, buying.director).at is State.SUBMITTED


def test_an_orders_number_is_never_given_again(buying: Buying) -> None:
    asked = buying.ask()
    buying.step(asked, Step.SUBMIT, buying.head)
    buying.step(asked, Step.APPROVE, buying.manager)
    assert buying.step(asked, Step.ORDER, buying.buyer).order == 1
    with pytest.raises(Refused) as refused:
        buying.step(asked, Step.UNDO_ORDER, buying.buyer)
    assert codes(refused) == ["finance.purchase.why"]
    assert buying.step(asked, Step.UNDO_ORDER, buying.buyer, "Wrong address").order is None
    assert buying.step(asked, Step.ORDER, buying.buyer).order == 2
    buying.step(asked, Step.SEND, buying.buyer)
    with pytest.raises(Refused) as refused:  # What went out is not taken back.
        buying.step(asked, Step.UNDO_ORDER, buying.buyer, "Too late")
    assert codes(refused) == ["finance.purchase.state"]


def test_who_saw_an_older_version_is_told(buying: Buying) -> None:
    asked = buying.ask()
    buying.step(asked, Step.SUBMIT, buying.head)
    with pytest.raises(Refused) as refused:
        buying.step(asked, Step.APPROVE, buying.manager, version=1)
    assert codes(refused) == ["finance.purchase.changed"]


def test_an_invoice_before_its_goods_waits_and_is_cleared_once_they_come(buying: Buying) -> None:
    order = buying.sent()
    invoice = buying.invoice("A-1", ("GLV", 10, "10.00"), order=order.order)
    assert invoice.at is InvoiceState.HELD
    buying.receive(order, 6)
    invoice.refresh_from_db()
    assert (invoice.at, invoice.differences[0][0], invoice.differences[0][4]) == (InvoiceState.HELD, "quantity", 40_00)
    buying.receive(order, 4)
    invoice.refresh_from_db()
    assert (invoice.at, invoice.first_pass) == (InvoiceState.CLEARED, False)
    receipt = order.receipts.last()
    order.refresh_from_db()
    with pytest.raises(Refused) as refused:
        goods.undo_receipt(receipt=receipt, version=order.version, by=buying.head, tree=buying.tree, now=NOW)
    assert codes(refused) == ["finance.goods.used"]


def test_more_than_ordered_comes_and_nobody_owes_it(buying: Buying) -> None:
    order = buying.sent()
    buying.receive(order, 12)
    invoice = buying.invoice("A-1", ("GLV", 12, "10.00"), order=order.order)
    assert invoice.differences == [["quantity", order.lines.get().pk, "10.0000", "12.0000", 20_00, True]]
    buying.receive(order, 2, returned=True, words="Not ordered")
    with pytest.raises(Refused) as refused:
        buying.receive(order, 11, returned=True, words="Too many")
    assert codes(refused) == ["finance.goods.more"]


def test_what_differs_is_accepted_by_somebody_else_with_a_limit_and_a_reason(buying: Buying) -> None:
    order = buying.sent()
    buying.receive(order, 10)
    invoice = buying.invoice("A-1", ("GLV", 10, "11.50"), order=order.order)
    assert [(one[0], one[4]) for one in invoice.differences] == [("price", 15_00)]
    for by, why, code in (
        (buying.clerk, "It is right", "finance.invoice.own"),
        (buying.buyer, "It is right", "finance.purchase.limit"),
        (buying.head, "It is right", "finance.purchase.own"),
        (buying.manager, " ", "finance.invoice.decide"),
    ):
        with pytest.raises(Refused) as refused:
            buying.decide(invoice, Judgement.ACCEPT, by, why)
        assert codes(refused) == [code], by
    done = buying.decide(invoice, Judgement.ACCEPT, buying.manager, "The new price was agreed by telephone")
    assert (done.at, done.judgements.get().why) == (
        InvoiceState.CLEARED,
        "The new price was agreed by telephone",
    )


def test_a_credit_pays_the_rest_and_what_never_came_can_still_come(buying: Buying) -> None:
    order = buying.sent()
    buying.receive(order, 6)
    invoice = buying.invoice("A-1", ("GLV", 10, "10.00"), order=order.order)
    buying.decide(invoice, Judgement.ASK_CREDIT, buying.buyer, "Four boxes never came")
    assert invoice.judgements.get().cents == 40_00
    said = {"by": buying.buyer, "tree": buying.tree, "now": NOW, "note": "CR-1"}
    invoice.refresh_from_db()
    with pytest.raises(Refused):
        invoice_decisions.take_credit(invoice=invoice, version=invoice.version, cents=39_99, **said)
    done = invoice_decisions.take_credit(invoice=invoice, version=invoice.version, cents=40_00, **said)
    assert (done.at, done.to_pay) == (InvoiceState.CLEARED, 60_00)
    buying.receive(order, 4)
    assert buying.invoice("A-2", ("GLV", 4, "10.00"), order=order.order).at is InvoiceState.CLEARED


def test_what_came_before_is_held_and_is_never_cleared_twice(buying: Buying) -> None:
    order = buying.sent()
    buying.receive(order, 10)
    first = buying.invoice("A-0017", ("GLV", 5, "10.00"), order=order.order)
    again = buying.invoice("a17", ("GLV", 5, "10.00"), order=order.order)
    near = buying.invoice("B-9", ("GLV", 5, "10.00"), order=order.order, dated=TODAY + dt.timedelta(days=6))
    assert first.at is InvoiceState.CLEARED
    assert (again.at, again.duplicate_of, near.duplicate_of) == (InvoiceState.HELD, first, first)
    with pytest.raises(Refused) as refused:
        buying.decide(again, Judgement.ACCEPT, buying.manager)
    assert codes(refused) == ["finance.invoice.twice"]
    assert buying.decide(near, Judgement.ACCEPT, buying.manager, "Two deliveries").at is InvoiceState.CLEARED
    # The first one is taken back and refused: then the second is matched anew.
    buying.decide(near, Judgement.HOLD, buying.buyer, "Looked at again")
    buying.decide(near, Judgement.REFUSE, buying.buyer, "Sent twice")
    buying.decide(first, Judgement.HOLD, buying.buyer, "Wrong number on it")
    buying.decide(first, Judgement.REFUSE, buying.buyer, "Wrong number on it")
    again.refresh_from_db()
    assert (again.at, again.duplicate_of) == (InvoiceState.CLEARED, None)


def test_without_an_order_an_invoice_is_held(buying: Buying) -> None:
    invoice = buying.invoice("A-1", ("GLV", 1, "10.00"), order="77")
    assert [one[0] for one in invoice.differences] == ["no order"]


def test_what_is_open_counts_against_the_budget(buying: Buying) -> None:
    def left() -> int:
        return balances(buying.facility, TODAY)["C1", "6300"].left

    assert left() == 6_000_00
    order = buying.sent(freight=5_00)
    assert left() == 5_895_00
    assert commitments(buying.facility, TODAY) == [Commitment("C1", "6300", dt.date(2026, 3, 1), 105_00)]
    buying.receive(order, 10)
    buying.invoice("A-1", ("GLV", 6, "10.00"), order=order.order, freight=5_00)
    line = balances(buying.facility, TODAY)["C1", "6300"]
    assert (line.waiting, line.committed, line.left) == (65_00, 40_00, 5_895_00)
    buying.step(order, Step.CLOSE, buying.buyer, "The rest will not come")
    assert left() == 5_935_00
    assert commitments(buying.facility, TODAY) == []


def test_a_facility_may_stop_what_the_budget_has_not_left(buying: Buying) -> None:
    dear = buying.ask(DEAR, DEAR)  # 12,000 of 6,000
    buying.step(dear, Step.SUBMIT, buying.head)  # told only
    buying.step(dear, Step.TAKE_BACK, buying.head)
    PurchaseTerms.objects.create(facility=buying.facility, stops=True)
    with pytest.raises(Refused) as refused:
        buying.step(dear, Step.SUBMIT, buying.head)
    assert codes(refused) == ["finance.purchase.budget"]
    assert "6,000.00 beyond its budget" in str(refused.value)


def test_a_price_that_is_left_out_is_that_of_the_contract(buying: Buying) -> None:
    asked = buying.ask(AskedLine("6300", "", "", Decimal(50), None, "GLV"))
    line = asked.lines.get()
    assert (line.price, line.listed, line.name, line.unit) == (Decimal(9), Decimal(9), "Gloves", "box")
    with pytest.raises(Refused) as refused:
        buying.ask(AskedLine("6300", "Chair", "piece", Decimal(1)))
    assert "no contract of the vendor says one" in str(refused.value)


def test_nobody_sees_purchases_of_another_place(buying: Buying) -> None:
    asked = buying.ask()
    assert list(queries.purchases_for(buying.head, buying.tree)) == [asked]
    assert list(queries.purchases_for(buying.world.stranger, buying.tree)) == []


def test_a_contract_that_is_over_is_not_bought_under(buying: Buying) -> None:
    with pytest.raises(Refused) as refused:
        buying.ask(needed_on=dt.date(2024, 12, 31))
    assert codes(refused) == ["finance.purchase.contract"]


def test_a_contract_prices_only_the_categories_that_it_covers(buying: Buying) -> None:
    terms = buying.contract.wordings.get().terms
    wording = vendors.Wording(dt.date(2026, 1, 1), terms, categories=("linen",))
    vendors.reword_contract(contract=buying.contract, version=2, wording=wording, by=buying.buyer, tree=buying.tree)
    assert buying.ask().lines.get().listed is None
    with pytest.raises(Refused):
        buying.ask(AskedLine("6300", "Gloves", "box", Decimal(1), None, "GLV"))


def said_on(day: dt.date, buying: Buying) -> list[str]:
    return [one.sentence for source in (purchase_signals, contract_signals) for one in source(day, buying.tree)]


def test_the_morning_is_told_of_notice_duties_and_minimum_spend(buying: Buying) -> None:
    # 90 days before 31 December 2026 is Friday, 2 October.
    told = "Notice of Ward supplies with Calder Medical Supply can be given until 2 October 2026."
    assert said_on(dt.date(2026, 9, 1), buying) == []
    assert said_on(dt.date(2026, 9, 2), buying) == [told]
    assert said_on(dt.date(2026, 10, 3), buying) == []
    said: dict[str, Any] = {"by": buying.buyer, "tree": buying.tree}
    contract = buying.contract
    owed = {"kind": "insurance", "title": "Certificate of insurance", "due_on": dt.date(2026, 4, 1)}
    vendors.add_obligation(contract=contract, version=2, every_months=12, owner=buying.buyer, **owed, **said)
    assert said_on(dt.date(2026, 3, 17), buying) == []
    assert said_on(dt.date(2026, 3, 18), buying) == [
        "Certificate of insurance of Ward supplies is due on 1 April 2026."
    ]
    late = list(contract_signals(dt.date(2026, 4, 2), buying.tree))
    assert (late[0].figure, late[0].facts) == ("1 day late", "Calder Medical Supply; owner: Buyer.")
    terms = contract.wordings.get().terms
    wording = vendors.Wording(dt.date(2026, 1, 1), terms, minimum_cents=10_000_00)
    contract.refresh_from_db()
    vendors.reword_contract(contract=contract, version=contract.version, wording=wording, **said)
    (short,) = [one for one in contract_signals(TODAY, buying.tree) if "minimum" in one.key]
    assert short.figure == "$10,000.00"
    contract.refresh_from_db()
    notice = {"on": TODAY, "why": "Cheaper elsewhere"}
    vendors.give_notice(contract=contract, version=contract.version, **notice, **said)
    assert "Ward supplies with Calder Medical Supply ends on 31 December 2026." in said_on(dt.date(2026, 12, 1), buying)


def test_the_morning_is_told_of_held_invoices_and_prices_above_the_list(buying: Buying) -> None:
    order = buying.sent(AskedLine("6300", "Sutures", "box", Decimal(20), Decimal(120), "SUT"))
    buying.receive(order, 20)
    invoice = buying.invoice("A-1", ("SUT", 20, "126.00"), order=order.order)
    assert said_on(TODAY + dt.timedelta(days=7), buying) == []
    assert said_on(TODAY + dt.timedelta(days=8), buying) == ["1 invoice is held for more than 7 days."]
    buying.decide(invoice, Judgement.ACCEPT, buying.manager)
    assert said_on(TODAY, buying) == ["Sutures costs $126.00 instead of $120.00: $120.00 too much since 2 March 2026."]


def test_the_warehouse_is_told_what_measures_need(buying: Buying) -> None:
    order = buying.sent()
    buying.receive(order, 10)
    buying.invoice("A-1", ("GLV", 10, "10.20"), order=order.order)
    rows = {row["kind"]: row for row in purchase_rows(TODAY)}
    assert set(rows["line"]) == {"facility", "source", "arrival", *(one.name for one in PURCHASE_FACTS.columns)}
    assert (rows["order"]["days"], rows["order"]["unit"]) == (0, "W1")
    assert (rows["invoice"]["passed"], rows["line"]["agreed"]) == (True, True)
    assert (rows["line"]["amount"], rows["line"]["listed"]) == (Decimal(102), Decimal(100))
    assert purchase_rows(TODAY - dt.timedelta(days=1)) == []
