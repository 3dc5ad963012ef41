"""Accounts of patients: payments, deposits, refunds, plans, help, statements; each posted once and by who may."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal as D
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.unit.departments.revenue.cashiers import Till

from wellrun.departments.revenue.actions import assistance, drawers, plans, receipts, refunds, statements
from wellrun.departments.revenue.models import (
    AssistanceCase,
    DrawerDay,
    LedgerEntry,
    PatientAccount,
    PayerTerms,
    RefundRequest,
    Statement,
)
from wellrun.departments.revenue.queries.accounts import account_lines
from wellrun.departments.revenue.queries.plans import running_plan
from wellrun.departments.revenue.queries.statements import due_of
from wellrun.departments.revenue.rules.assistance import Rung
from wellrun.departments.revenue.rules.cashier import Method
from wellrun.departments.revenue.rules.entries import Book, Cause, Entry, Kind, Leg, Owed, Responsible
from wellrun.departments.revenue.rules.plans import Standing
from wellrun.foundations.access.models import Grant
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry as AuditEntry
from wellrun.values.faults import Refused


def codes(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in caught.value.faults]


def version(held: PatientAccount) -> int:
    return PatientAccount.objects.get(pk=held.pk).version


def test_billing_opens_an_account_once(till: Till) -> None:
    till.visit("C1")
    assert PatientAccount.objects.filter(account="acc-C1").count() == 1


def test_a_payment_is_a_receipt_and_an_entry_and_too_much_is_a_credit(till: Till) -> None:
    held = till.visit()
    receipt = till.pay(held, "50")
    now = till.now(held)
    assert (now.owed, now.credit, receipt.number) == (D(0), D(10), 1)
    assert LedgerEntry.objects.filter(source="receipt").count() == 2
    assert till.sound()


def test_a_deposit_stays_a_credit_until_it_is_used(till: Till) -> None:
    held = till.visit()
    till.pay(held, "15", deposit=True)
    assert (till.now(held).owed, till.now(held).credit) == (D(40), D(15))
    used = receipts.use_credit(account=held, version=version(held), **till.who())
    assert (used, till.now(held).owed, till.now(held).credit) == (D(15), D(25), D(0))
    with pytest.raises(Refused):
        receipts.use_credit(account=held, version=version(held), **till.who())
    assert till.sound()


def test_the_second_of_two_who_saw_the_same_account_is_told(till: Till) -> None:
    held = till.visit()
    seen = held.version
    till.pay(held, "20")
    with pytest.raises(Refused) as caught:
        receipts.take_payment(
            account=held, drawer=till.drawer, amount=D(20), method="cash", deposit=False, version=seen, **till.who()
        )
    assert codes(caught) == ["revenue.account.changed_meanwhile"]
    assert till.now(held).owed == D(20)


@pytest.mark.parametrize("amount", ["0", "-5", "1.005"])
def test_a_payment_is_an_amount_in_cents(till: Till, amount: str) -> None:
    with pytest.raises(Refused) as caught:
        till.pay(till.visit(), amount)
    assert codes(caught) == ["revenue.payment.amount"]


def test_a_payment_taken_back_is_owed_again(till: Till) -> None:
    held = till.visit()
    receipt = till.pay(held, "50")
    receipts.void(receipt=receipt, why="the cheque bounced", version=version(held), **till.who(till.mia))
    assert (till.now(held).owed, till.now(held).credit) == (D(40), D(0))
    with pytest.raises(Refused) as caught:
        receipts.void(receipt=receipt, why="again", version=version(held), **till.who())
    assert codes(caught) == ["revenue.payment.void_before"]
    assert till.sound()


def test_a_deposit_that_was_used_is_not_taken_back(till: Till) -> None:
    held = till.visit()
    receipt = till.pay(held, "15", deposit=True)
    receipts.use_credit(account=held, version=version(held), **till.who())
    with pytest.raises(Refused) as caught:
        receipts.void(receipt=receipt, why="bounced", version=version(held), **till.who())
    assert codes(caught) == ["revenue.account.used"]


def ask(till: Till, held: PatientAccount, amount: str, of: Owed | None = None, **more: Any) -> RefundRequest:
    of = of or Owed(held.patient, held.account)
    return refunds.ask(
        account=held, of=of, amount=D(amount), why="paid twice", version=version(held), **more, **till.who()
    )


def test_a_refund_is_paid_when_another_person_approves_it(till: Till) -> None:
    held = till.visit()
    till.pay(held, "50")
    asked = ask(till, held, "10")
    assert till.now(held).credit == D(10), "nothing moves before it is approved"
    with pytest.raises(Refused) as caught:
        refunds.approve(request=asked, answer="", version=1, **till.who())
    assert codes(caught) == ["access.refused"]
    paid = refunds.approve(request=asked, answer="fine", version=1, **till.who(till.manager))
    assert (paid.state, till.now(held).credit) == ("paid", D(0))
    entry = LedgerEntry.objects.get(kind="refund")
    assert (entry.approved_by, entry.approval_reason) == (str(till.manager), "paid twice")
    assert till.sound()


def test_who_asked_does_not_approve_even_with_both_roles(till: Till) -> None:
    held = till.visit()
    till.pay(held, "50")
    Grant.objects.create(account=till.manager, role=Role.FRONT_DESK, place="H1")
    asked = refunds.ask(
        account=held,
        of=Owed(held.patient, held.account),
        amount=D(10),
        why="paid twice",
        version=version(held),
        **till.who(till.manager),
    )
    with pytest.raises(Refused) as caught:
        refunds.approve(request=asked, answer="", version=1, **till.who(till.manager))
    assert codes(caught) == ["revenue.refund.same_person"]


def test_no_more_is_given_back_than_stands_as_a_credit(till: Till) -> None:
    held = till.visit()
    till.pay(held, "50")
    asked = ask(till, held, "6")
    with pytest.raises(Refused) as caught:
        ask(till, held, "5")
    assert codes(caught) == ["revenue.refund.amount"]
    refunds.withdraw(request=asked, version=1, **till.who())
    asked = ask(till, held, "10")
    receipts.void(receipt=held.receipts.get(), why="bounced", version=version(held), **till.who())
    with pytest.raises(Refused) as caught:
        refunds.approve(request=asked, answer="", version=1, **till.who(till.manager))
    assert codes(caught) == ["revenue.refund.used"]
    assert refunds.refuse(request=asked, answer="no credit", version=1, **till.who(till.manager)).state == "refused"


def test_an_overpayment_of_medicare_has_sixty_days(till: Till) -> None:
    held = till.visit()
    PayerTerms.objects.create(payer=till.facility.payers.get(code="P1"), kind="medicare")
    of = Owed(held.patient, held.account, "C1", "1", Responsible.PRIMARY)
    legs = Leg(Book.CASH, D(30)), Leg(Book.UNAPPLIED, -D(30), of)
    till.posted("C1", Entry(Cause("835", "T9", "C1", "1", "over"), Kind.UNAPPLIED, till.today, legs))
    found = till.today - dt.timedelta(days=50)
    asked = ask(till, held, "30", of, identified_on=found)
    assert asked.return_by == found + dt.timedelta(days=60)
    assert till.now(held).credit == 0, "a payer's money is not the patient's"


def test_a_plan_follows_the_receipts(till: Till) -> None:
    held = till.visit(owes=90)
    plan = plans.agree(account=held, total=D(90), number=3, first=till.today, version=version(held), **till.who())
    till.pay(held, "30")
    now = running_plan(held)
    assert now is not None
    assert (now.now.standing, now.now.paid, [one.left for one in now.now.courses]) == (
        Standing.RUNNING,
        D(30),
        [0, 30, 30],
    )
    with pytest.raises(Refused) as caught:
        plans.agree(account=held, total=D(60), number=2, first=till.today, version=version(held), **till.who())
    assert codes(caught) == ["revenue.plan.another"]
    plans.end(plan=plan, why="pays at once", version=version(held), **till.who())
    assert running_plan(held) is None


def test_a_plan_keeps_statements_back(till: Till) -> None:
    held = till.visit(owes=90)
    plan = plans.agree(account=held, total=D(90), number=3, first=till.today, version=version(held), **till.who())
    assert due_of(till.facility) == []
    with pytest.raises(Refused) as caught:
        statements.issue(account=held, **till.who(till.lead))
    assert codes(caught) == ["revenue.statement.plan"]
    long_ago = till.today - dt.timedelta(days=200)
    plan.parts.update(due_on=long_ago)
    assert due_of(till.facility) == [held], "a broken plan keeps nothing back"


def test_everything_wrong_with_a_plan_is_told(till: Till) -> None:
    held = till.visit()
    yesterday = till.today - dt.timedelta(days=1)
    with pytest.raises(Refused) as caught:
        plans.agree(account=held, total=D(41), number=1, first=yesterday, version=version(held), **till.who())
    assert codes(caught) == ["revenue.plan.total", "revenue.plan.number", "revenue.plan.first"]


def helped(till: Till, held: PatientAccount, **more: Any) -> AssistanceCase:
    given: dict[str, Any] = {"household": 4, "income": D(70000), "grounds": "", **more}
    return assistance.ask(account=held, **given, version=version(held), **till.who())


def test_help_is_screened_decided_and_given_as_charity(till: Till) -> None:
    held = till.visit()
    case = helped(till, held)
    assert (case.suggested, "70000" in case.facts) == (75, True)
    with pytest.raises(Refused):
        assistance.decide(case=case, waived=75, why="", version=1, **till.who())
    done = assistance.decide(case=case, waived=75, why="", version=1, **till.who(till.lead))
    assert (done.state, done.waived_cents, till.now(held).owed) == ("granted", 3000, D(10))
    entry = LedgerEntry.objects.get(kind="write-off")
    assert (entry.note, entry.source) == ("charity", "assistance")
    assert till.now(held).visits[0].helped == D(30)
    assert till.sound()


def test_another_decision_than_the_scales_needs_a_reason(till: Till) -> None:
    case = helped(till, till.visit())
    with pytest.raises(Refused) as caught:
        assistance.decide(case=case, waived=100, why=" ", version=1, **till.who(till.lead))
    assert codes(caught) == ["revenue.assistance.why"]


def test_who_is_presumed_eligible_need_not_tell_an_income(till: Till) -> None:
    case = helped(till, till.visit(), household=None, income=None, grounds="homeless")
    assert (case.suggested, case.percent) == (100, None)


def test_a_facility_has_its_own_scale_from_a_day_on(till: Till) -> None:
    scale = (Rung(300, 90),)
    assistance.set_scale(facility=till.facility, since=till.today, scale=scale, why="board", **till.who(till.lead))
    assert helped(till, till.visit()).suggested == 90
    with pytest.raises(Refused):
        assistance.set_scale(facility=till.facility, since=till.today, scale=scale, why="", **till.who(till.lead))


def test_bad_debt_is_told_apart_from_charity(till: Till) -> None:
    held = till.visit()
    assistance.give_up(account=held, waiver="bad debt", why="moved away", version=version(held), **till.who(till.lead))
    assert LedgerEntry.objects.get(kind="write-off").note == "bad debt"
    assert (till.now(held).owed, till.now(held).visits[0].helped) == (D(0), D(0))


def test_a_statement_is_kept_as_it_was_issued(till: Till) -> None:
    held = till.visit()
    made = statements.issue(account=held, **till.who(till.lead))
    body = statements.open_statement(statement=made, **till.who(till.lead))
    assert (body[:5], hashlib.sha256(body).hexdigest(), made.to_pay) == (b"%PDF-", made.digest, D(40))
    with pytest.raises(Refused) as caught:
        statements.issue(account=held, **till.who(till.lead))
    assert codes(caught) == ["revenue.statement.lately"]
    Statement.objects.filter(pk=made.pk).update(digest="0" * 64)
    with pytest.raises(ValueError, match="not what was issued"):
        statements.open_statement(statement=Statement.objects.get(pk=made.pk), **till.who(till.lead))


def test_a_run_issues_what_is_due_and_nothing_twice(till: Till) -> None:
    for number in ("C1", "C2"):
        till.visit(number)
    helped(till, PatientAccount.objects.get(account="acc-C2"))
    run = statements.begin_run(facility=till.facility, **till.who(till.lead))
    assert (run.due, statements.carry_out(run=run.pk, tree=till.tree).done) == (1, 1)
    assert statements.carry_out(run=run.pk, tree=till.tree).done == 1
    assert due_of(till.facility) == []
    assert statements.send(statements=list(Statement.objects.all()), way="paper", **till.who(till.lead)) == 1
    made = Statement.objects.get()
    statements.came_back(statement=made, **till.who(till.lead))
    assert [(one.way, one.came_back) for one in made.mailings.all()] == [("paper", False), ("paper", True)]
    with pytest.raises(Refused):
        statements.came_back(statement=made, **till.who(till.lead))


def test_what_insurance_has_not_decided_is_not_asked_for(till: Till) -> None:
    held = till.visit()
    line = Owed(held.patient, held.account, "C1", "1", Responsible.PRIMARY)
    back = Leg(Book.RECEIVABLE, D(60), line), Leg(Book.CASH, -D(60))
    till.posted("C1", Entry(Cause("835", "T7", "C1", "1", "back"), Kind.TAKE_BACK, till.today, back))
    assert due_of(till.facility) == []
    (row,) = account_lines([held])
    assert (row.owed, row.waiting) == (D(0), D(60))
    with pytest.raises(Refused) as caught:
        statements.issue(account=held, **till.who(till.lead))
    assert codes(caught) == ["revenue.statement.insurance"]


def test_a_drawer_is_counted_and_closed_once(till: Till) -> None:
    held = till.visit()
    till.pay(held, "20")
    day = till.today
    with pytest.raises(Refused) as caught:
        drawers.close(drawer=till.drawer, day=day, counted={Method.CASH: D(15)}, why="", **till.who())
    assert codes(caught) == ["revenue.drawer.difference"]
    closed = drawers.close(
        drawer=till.drawer, day=day, counted={Method.CASH: D(15)}, why="change given wrongly", **till.who()
    )
    assert closed.over == D(-5)
    with pytest.raises(Refused) as caught:
        till.pay(held, "1", by=till.mia)
    assert codes(caught) == ["revenue.payment.drawer_closed"]
    with pytest.raises(Refused) as caught:
        drawers.reopen(closed=closed, why="a slip was found", **till.who())
    assert codes(caught) == ["revenue.drawer.same_person"]
    drawers.reopen(closed=closed, why="a slip was found", **till.who(till.mia))
    till.pay(held, "1", by=till.mia)
    again = drawers.close(drawer=till.drawer, day=day, counted={Method.CASH: D(21)}, why="", **till.who(till.mia))
    assert (again.round, again.over) == (2, D(0))


def test_the_database_itself_closes_a_day_once(till: Till) -> None:
    drawers.close(drawer=till.drawer, day=till.today, counted={}, why="", **till.who())
    closed = DrawerDay.objects.get()
    closed.pk, closed.round = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        closed.save()


def test_each_step_leaves_an_entry_in_the_audit(till: Till) -> None:
    held = till.visit()
    receipt = till.pay(held, "50")
    ask(till, held, "10")
    helped(till, held)
    drawers.close(drawer=till.drawer, day=till.today, counted={Method.CASH: D(50)}, why="", **till.who())
    found = set(AuditEntry.objects.values_list("action", flat=True))
    steps = {"revenue.payment.taken", "revenue.refund.asked", "revenue.assistance.asked", "revenue.drawer.closed"}
    assert steps <= found
    said = AuditEntry.objects.get(action="revenue.payment.taken")
    assert said.after == {"receipt": receipt.number, "cents": 5000, "method": "cash", "deposit": False}
    assert "70000" not in "".join(str(one.after) for one in AuditEntry.objects.all()), "income stays sealed"
