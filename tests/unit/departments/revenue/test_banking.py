"""Statements are taken in once, held rows are mended, and money at the bank is matched with what should have come."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest
from tests.conftest import account
from tests.spec.revenue.test_bank_statements import BAI2
from tests.unit.departments.revenue.banked import COLUMNS, Bank
from tests.unit.departments.revenue.conftest import paid, payment

from wellrun.departments.revenue.actions import bank_statements as bank
from wellrun.departments.revenue.actions import deposits
from wellrun.departments.revenue.actions.remittances import confirm_deposit
from wellrun.departments.revenue.models import BankAccount, BankLine, BankStatement, DepositLink, HeldBankRow
from wellrun.departments.revenue.queries.deposits import deposits_of
from wellrun.departments.revenue.rules.bank_csv import Columns
from wellrun.departments.revenue.rules.depositing import Tier
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry as AuditEntry
from wellrun.values.faults import Refused

ALPHA = "02/02/2026,130.00,ALPHA HEALTH TRN*1*TRACE1*54321"
LATER = dt.date(2026, 2, 27)
END = "02/27/2026,-18.50,FEE"


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [fault.code for fault in refused.value.faults]


def test_a_line_with_the_trace_is_matched_and_the_payment_knows_what_came(banked: Bank) -> None:
    one = banked.announce("C1", "TRACE1", 1)
    taken = banked.take(ALPHA, END)
    assert (taken.new, taken.same, taken.held) == (2, 0, 0)
    link = DepositLink.objects.get()
    assert (link.payment, link.amount, link.tier) == (one, D("130.00"), Tier.TRACE)
    one.refresh_from_db()
    assert (one.received, one.banked_on) == (D("130.00"), dt.date(2026, 2, 2))
    found = deposits_of(banked.office.facility, LATER)
    assert (found.missing, found.unexplained, found.differing) == ((), (), ())


def test_money_that_came_before_its_remittance_is_matched_when_that_is_posted(banked: Bank) -> None:
    banked.take(ALPHA)
    assert not DepositLink.objects.exists()
    banked.announce("C1", "TRACE1", 1)
    assert DepositLink.objects.get().payment.trace == "TRACE1"  # type: ignore[union-attr]


def test_the_same_statement_again_adds_nothing_and_one_that_overlaps_adds_what_is_new(banked: Bank) -> None:
    banked.take(ALPHA, END, END)
    again = banked.take(ALPHA, END, END)
    assert (again.new, again.same, BankStatement.objects.count()) == (0, 3, 1)
    longer = banked.take(ALPHA, END, END, END, "02/28/2026,5.00,INTEREST", name="mar.csv")
    assert (longer.new, longer.same, BankLine.objects.count()) == (2, 3, 5)


def test_what_differs_is_matched_by_its_trace_and_shown_to_the_cent(banked: Bank) -> None:
    one = banked.announce("C1", "TRACE1", 1)
    banked.take(ALPHA.replace("130.00", "129.99"), END)
    (differing,) = deposits_of(banked.office.facility, LATER).differing
    assert (differing, differing.received) == (one, D("129.99"))


def test_what_is_posted_and_never_came_is_missing_only_where_statements_speak_of_it(banked: Bank) -> None:
    one = banked.announce("C1", "TRACE1", 1)
    facility = banked.office.facility
    assert deposits_of(facility, LATER).missing == (), "no statement has come"
    banked.take("02/02/2026,5.00,INTEREST", "02/04/2026,5.00,INTEREST")
    assert deposits_of(facility, LATER).missing == (), "the statement ends before three banking days"
    banked.take(END)
    assert [each.payment for each in deposits_of(facility, LATER).missing] == [one]
    (known, *_others) = (each for each in deposits_of(facility, LATER).unexplained)
    assert known.payer == ""


def test_money_of_a_payer_without_remittance_is_named(banked: Bank) -> None:
    banked.take("02/02/2026,77.00,BETA PLAN CORP PAY", END)
    (found,) = deposits_of(banked.office.facility, LATER).unexplained
    assert (found.payer, found.long, found.line.amount) == ("Beta Plan", True, D(77))
    (early,) = deposits_of(banked.office.facility, dt.date(2026, 2, 5)).unexplained
    assert not early.long


def test_a_person_matches_and_takes_off_and_no_rule_puts_it_back(banked: Bank) -> None:
    one = banked.announce("C1", "TRACE1", 1)
    banked.take(ALPHA, "02/03/2026,130.00,UNKNOWN SENDER", END)
    line = banked.line(cents=13000, on=dt.date(2026, 2, 2))
    deposits.unlink(line=line, why="of another", version=line.version, **banked.who)
    one.refresh_from_db()
    assert (one.banked_cents, one.banked_on) == (None, None)
    deposits.match_again(facility=banked.office.facility, **banked.who)
    assert not DepositLink.objects.filter(ended_at=None).exists()
    other = banked.line(on=dt.date(2026, 2, 3))
    deposits.link(line=other, brought=[f"remittance:{one.pk}"], version=other.version, **banked.who)
    one.refresh_from_db()
    assert (one.received, one.banked_on) == (D(130), dt.date(2026, 2, 3))
    kept = DepositLink.objects.get(ended_at=None)
    assert (kept.tier, kept.made_by) == (Tier.PERSON, str(banked.office.lead))
    assert DepositLink.objects.exclude(ended_at=None).get().why_ended == "of another"


def test_two_payments_alike_wait_for_a_person(banked: Bank) -> None:
    banked.announce("C1", "TRACE1", 1)
    banked.announce("C2", "TRACE2", 2)
    banked.take("02/02/2026,130.00,ALPHA HEALTH", END)
    assert not DepositLink.objects.exists()
    assert len(deposits_of(banked.office.facility, LATER).proposed) == 2


def test_one_line_of_two_payments_is_shared_to_the_cent(banked: Bank) -> None:
    banked.announce("C1", "TRACE1", 1)
    banked.announce("C2", "TRACE2", 2)
    banked.take("02/02/2026,260.00,ALPHA HEALTH", END)
    assert [(one.amount, one.tier) for one in DepositLink.objects.all()] == [(D(130), Tier.SUM), (D(130), Tier.SUM)]


def test_what_came_short_can_be_made_whole_by_another_line(banked: Bank) -> None:
    one = banked.announce("C1", "TRACE1", 1)
    banked.take(ALPHA.replace("130.00", "100.00"), "02/05/2026,30.00,REST", END)
    rest = banked.line(cents=3000)
    deposits.link(line=rest, brought=[f"remittance:{one.pk}"], version=rest.version, **banked.who)
    one.refresh_from_db()
    assert one.received == D(130)


def test_a_line_is_not_matched_twice_nor_to_what_it_cannot_have_brought(banked: Bank) -> None:
    one = banked.announce("C1", "TRACE1", 1)
    banked.take(ALPHA, "02/02/2026,130.00,X", END)
    line = banked.line(cents=13000, links__isnull=False)
    with pytest.raises(Refused) as refused:
        deposits.link(line=line, brought=[f"remittance:{one.pk}"], version=line.version, **banked.who)
    assert codes(refused) == ["revenue.deposits.taken"]
    other = banked.line(cents=13000, links__isnull=True)
    for brought in ([f"remittance:{one.pk}"], ["drawer:1"], ["x"], []):
        with pytest.raises(Refused) as refused:
            deposits.link(line=other, brought=brought, version=other.version, **banked.who)
        assert codes(refused) == ["revenue.deposits.unknown"]
    with pytest.raises(Refused):
        deposits.unlink(line=other, why="x", version=other.version, **banked.who)


def test_other_money_is_set_aside_and_brought_back(banked: Bank) -> None:
    banked.take("02/02/2026,77.00,RENT", END)
    line = deposits.set_aside(line=banked.line(cents=7700), other="Rent", version=1, **banked.who)
    assert deposits_of(banked.office.facility, LATER).unexplained == ()
    with pytest.raises(Refused):
        deposits.bring_back(line=line, version=1, **banked.who)
    deposits.bring_back(line=line, version=2, **banked.who)
    assert len(deposits_of(banked.office.facility, LATER).unexplained) == 1


def test_what_the_bank_said_is_not_overwritten_by_hand(banked: Bank) -> None:
    one = banked.announce("C1", "TRACE1", 1)
    banked.take(ALPHA)
    one.refresh_from_db()
    with pytest.raises(Refused) as refused:
        confirm_deposit(payment=one, amount=D(1), on=LATER, version=one.version, **banked.who)
    assert codes(refused) == ["revenue.remittance.matched"]


def test_columns_are_said_once_and_kept(banked: Bank) -> None:
    with pytest.raises(Refused) as refused:
        banked.take(ALPHA, columns=None)
    assert codes(refused) == ["revenue.bank.columns"]
    banked.take(ALPHA)
    assert bank.columns_of(BankAccount.objects.get()) == COLUMNS
    assert banked.take(END, columns=None, name="mar.csv").new == 1
    with pytest.raises(Refused) as refused:
        banked.take(ALPHA, columns=Columns("Day", amount="Sum", words=("Text",)))
    assert codes(refused) == ["revenue.bank.column"] * 2
    assert bank.columns_of(BankAccount.objects.get()) == COLUMNS


def test_held_rows_wait_and_are_read_again_mended_or_left_out(banked: Bank) -> None:
    rows = ('02/02/2026,"1,30",A', "2026-02-03,5.00,B", "TOTAL,,C", "02/04/2026,9.00,D")
    taken = banked.take(*rows)
    assert (taken.new, taken.held) == (2, 2)
    first, last = HeldBankRow.objects.all()
    assert (first.position, last.position) == (3, 4)
    assert "2026-02-03" in first.text
    bank.drop_row(row=last, why="a total", **banked.who)
    made = bank.mend_row(row=first, on=dt.date(2026, 2, 3), amount=D(5), words="B", **banked.who)
    assert (made.amount, HeldBankRow.objects.filter(ended_at=None).count()) == (D(5), 0)
    again = banked.take(*rows)
    assert (again.new, HeldBankRow.objects.filter(ended_at=None).count(), BankLine.objects.count()) == (0, 0, 3)
    with pytest.raises(Refused) as refused:
        bank.mend_row(row=first, on=LATER, amount=D(5), words="B", **banked.who)
    assert codes(refused) == ["revenue.bank.ended"]


def test_other_columns_read_what_was_held(banked: Bank) -> None:
    banked.take("02.03.2026,5.00,A", "03.02.2026,6.00,B")
    assert (BankLine.objects.count(), HeldBankRow.objects.count()) == (0, 2)
    taken = banked.take("02.03.2026,5.00,A", "03.02.2026,6.00,B", columns=COLUMNS._replace(days="day-month-year"))
    assert (taken.new, taken.held, HeldBankRow.objects.filter(ended_at=None).count()) == (2, 0, 0)


def test_bai2_is_taken_for_the_account_that_it_names(banked: Bank) -> None:
    who = banked.who
    named = bank.open_account(facility=banked.office.facility, name="Lockbox", number="123456789-0", **who)
    wrong: dict[str, Any] = {"name": "a.bai", "columns": None, **who}
    with pytest.raises(Refused) as refused:
        bank.take_statement(account=named, content=BAI2.encode(), **wrong)
    assert codes(refused) == ["revenue.bank.other_account"]
    taken = bank.take_statement(account=banked.account, content=BAI2.encode(), **wrong)
    assert (taken.new, taken.statement.form) == (3, BankStatement.Form.BAI2)
    for broken, code in (
        (BAI2.replace("9250000,7", "9250001,7"), "total"),
        (BAI2.replace("789,,", "789,EUR,"), "currency"),
    ):
        with pytest.raises(Refused) as refused:
            bank.take_statement(account=banked.account, content=broken.encode(), **wrong)
        assert codes(refused) == [f"revenue.bank.{code}"]


def test_a_file_of_nothing_is_refused(banked: Bank) -> None:
    with pytest.raises(Refused) as refused:
        banked.take()
    assert codes(refused) == ["revenue.bank.empty"]


def test_an_account_is_entered_once_and_its_number_is_sealed(banked: Bank) -> None:
    facility = banked.office.facility
    with pytest.raises(Refused) as refused:
        bank.open_account(facility=facility, name="Operating", number="123456789", **banked.who)
    assert codes(refused) == ["revenue.bank.name", "revenue.bank.number"]
    assert banked.account.last_four == "…6789"
    raw = BankAccount.objects.values_list("number", flat=True).get()
    assert b"123456789" not in bytes(raw)
    said = "".join(str(one.before) + str(one.after) for one in AuditEntry.objects.all())
    assert "123456789" not in said


def test_only_who_posts_payments_does_any_of_it(banked: Bank) -> None:
    banked.take(ALPHA, "2026-02-03,5.00,B")
    line, row = banked.line(), HeldBankRow.objects.get()
    who: dict[str, Any] = {"by": account("desk", Role.FRONT_DESK, "H1"), "tree": banked.office.tree}
    tries = (
        lambda: bank.open_account(facility=banked.office.facility, name="A", number="12345", **who),
        lambda: bank.take_statement(account=banked.account, name="a", content=b"", columns=COLUMNS, **who),
        lambda: bank.mend_row(row=row, on=LATER, amount=D(1), words="", **who),
        lambda: bank.drop_row(row=row, why="x", **who),
        lambda: deposits.match_again(facility=banked.office.facility, **who),
        lambda: deposits.link(line=line, brought=[], version=1, **who),
        lambda: deposits.unlink(line=line, why="", version=1, **who),
        lambda: deposits.set_aside(line=line, other="", version=1, **who),
        lambda: deposits.bring_back(line=line, version=1, **who),
    )
    for one in tries:
        with pytest.raises(Refused) as refused:
            one()
        assert codes(refused)[0].startswith("access.")


def test_a_payment_sent_in_twice_is_waited_for_once(banked: Bank) -> None:
    banked.announce("C1", "TRACE1", 1)
    banked.office.send(payment(paid("C1"), trace="TRACE1"), control=2)
    banked.take(ALPHA, END)
    assert DepositLink.objects.count() == 1
    assert deposits_of(banked.office.facility, LATER).missing == ()
