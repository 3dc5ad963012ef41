"""Pages of deposits and of accounts at banks, and what the morning says of them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.conftest import account
from tests.reading import read
from tests.unit.departments.revenue.banked import COLUMNS, HEAD, Bank
from tests.unit.departments.revenue.cashiers import Till

from wellrun.departments.revenue.actions import bank_statements as bank
from wellrun.departments.revenue.actions import deposits, drawers
from wellrun.departments.revenue.models import BankAccount, BankLine, DepositLink, HeldBankRow, RemittancePayment
from wellrun.departments.revenue.queries.deposits import bank_days, deposits_of, from_patients
from wellrun.departments.revenue.rules.cashier import Method
from wellrun.departments.revenue.rules.depositing import Kind
from wellrun.departments.revenue.signals.deposit import deposit_signals
from wellrun.foundations.access.rules import Permission, Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.today.actions import find_signals

ALPHA, BETA = "02/02/2026,130.00,ALPHA HEALTH TRN*1*TRACE1*54321", "02/02/2026,77.00,BETA PLAN CORP PAY"
END, LATER = "02/27/2026,-18.50,FEE", dt.date(2026, 2, 27)


def address(route: str, *arguments: Any, **more: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in {"at": "H1", "day": "2026-02-27", **more}.items())
    return f"{reverse(route, args=arguments)}?{query}"


def test_without_an_account_the_page_gives_the_one_step(office: Any, signed_in: Any) -> None:
    text = signed_in(office.lead).get(address("revenue:deposits")).text
    assert "No account at a bank is entered here yet." in text


def test_without_a_statement_the_page_asks_for_one(banked: Bank, signed_in: Any) -> None:
    text = signed_in(banked.office.lead).get(address("revenue:deposits")).text
    assert "No statement of the bank has come yet." in text
    assert "Send a statement of Operating" in text


def test_the_page_says_what_is_missing_unexplained_and_different(banked: Bank, signed_in: Any) -> None:
    banked.announce("C1", "TRACE1", 1)
    banked.announce("C2", "TRACE2", 2)
    banked.take(ALPHA.replace("130.00", "129.00"), BETA, END)
    text = read(signed_in(banked.office.lead).get(address("revenue:deposits")))
    for words in (
        "$130.00 that payers announced is not at the bank.",
        "<b>$77.00 came in</b> that nothing explains yet.",
        "Alpha Health, $130.00",
        "trace TRACE2; ask the payer for proof of the transfer",
        "<b>$77.00</b>, Beta Plan",
        "no remittance came for it",
        "−$1.00",
        "…6789",
    ):
        assert words in text, words
    assert "CORP PAY" not in text, "what the bank says may name somebody"
    assert "123456789" not in text


def test_all_that_agrees_is_said(banked: Bank, signed_in: Any) -> None:
    banked.announce("C1", "TRACE1", 1)
    banked.take(ALPHA, END)
    text = signed_in(banked.office.lead).get(address("revenue:deposits")).text
    assert "The bank and the books agree." in text
    assert "Everything that came in is explained." in text


def test_the_day_sheet_adds_up(banked: Bank) -> None:
    banked.announce("C1", "TRACE1", 1)
    banked.take(ALPHA, BETA, "02/02/2026,5.00,RENT", END)
    BankLine.objects.filter(cents=500).update(other="Rent")
    last, first = bank_days([banked.office.facility], LATER, most=10)
    assert (last.day, last.went, last.came) == (LATER, D("18.50"), D(0))
    assert (first.lines, first.came, first.matched, first.other, first.open) == (3, D(212), D(130), D(5), D(77))
    assert bank_days([banked.office.facility], dt.date(2026, 2, 1), most=10) == []


def test_a_line_is_matched_taken_off_set_aside_and_brought_back_on_its_page(banked: Bank, signed_in: Any) -> None:
    one = banked.announce("C1", "TRACE1", 1)
    banked.take("02/02/2026,130.00,UNKNOWN SENDER", END)
    browser, line = signed_in(banked.office.lead), banked.line(cents=13000)
    page = address("revenue:bank-line", line.pk)

    def do(what: str, **given: Any) -> Any:
        version = BankLine.objects.get(pk=line.pk).version
        return browser.post(address("revenue:enter-bank-line", line.pk, what), {"version": version, **given})

    assert "UNKNOWN SENDER" in browser.get(page).text
    assert "$130.00, Alpha Health, TRACE1, 2 Feb 2026" in browser.get(page).text
    assert "Nothing that is waited for fits." in browser.get(f"{page}&q=NOTHERE").text
    assert do("link").status_code == 422
    assert do("link", brought=[f"remittance:{one.pk}"]).status_code == 302
    text = browser.get(page).text
    assert "Said by a person" in text
    assert "$130.00 on 2 February: matched." in text
    answer = do("aside", other="Rent")
    assert answer.status_code == 422
    assert "matched or set aside already" in answer.text
    assert do("unlink", why="wrong week").status_code == 302
    assert "wrong week" in browser.get(page).text
    assert do("aside", other="Rent").status_code == 302
    assert "Set aside as other money: Rent." in browser.get(page).text
    assert do("back").status_code == 302
    assert browser.post(address("revenue:enter-bank-line", line.pk, "back"), {"version": 1}).status_code == 422
    assert do("dance").status_code == 404


def test_what_went_out_is_only_shown(banked: Bank, signed_in: Any) -> None:
    banked.take(END)
    text = signed_in(banked.office.lead).get(address("revenue:bank-line", banked.line().pk)).text
    assert "went out" in text
    assert "What did it bring?" not in text


def test_an_account_is_entered_and_its_statement_sent_on_the_pages(office: Any, signed_in: Any) -> None:
    browser = signed_in(office.lead)
    new = address("revenue:new-bank-account")
    assert browser.post(new, {"name": "Operating", "number": "12"}).status_code == 422
    assert browser.post(new, {"name": "Operating", "number": "0012345678"}).status_code == 302
    held = BankAccount.objects.get()
    page = address("revenue:bank-account", held.pk)
    assert "No statement has come yet." in browser.get(page).text

    def sent(content: str, **more: str) -> Any:
        file = SimpleUploadedFile("feb.csv", content.encode())
        return browser.post(page, {"sent": file, **more})

    told = {"day": "Date", "amount": "Amount", "words": "Text", "days": "month-day-year", "decimal": "."}
    content = f"{HEAD}{ALPHA}\n2026-02-03,1.00,X\n"
    assert "Nobody has said yet what the columns of this bank mean." in sent(content).text
    assert sent(content, **{**told, "day": "Day"}).status_code == 422
    text = sent(content, **told, delimiter="comma").text
    for words in ("1 line is new, 0 were known.", "1 row could not be read", "2026-02-03,1.00,X", "Correct the day."):
        assert words in text, words
    assert "0 lines are new, 1 were known." in sent(content).text
    row = HeldBankRow.objects.get()
    mend, drop = (address("revenue:bank-row", row.pk, what) for what in ("mend", "drop"))
    assert browser.post(drop, {"why": ""}).status_code == 422
    assert browser.post(mend, {"on": "2026-02-03", "amount": "x"}).status_code == 422
    assert browser.post(mend, {"on": "2026-02-03", "amount": "1.00", "words": "X"}).status_code == 302
    assert browser.post(drop, {"why": "too late"}).status_code == 422
    assert BankLine.objects.count() == 2


def test_another_hospital_and_the_front_desk_see_none_of_it(banked: Bank, signed_in: Any) -> None:
    banked.take(ALPHA, "2026-02-03,1.00,X")
    pages = [
        address("revenue:bank-account", banked.account.pk),
        address("revenue:bank-line", banked.line().pk),
    ]
    other = signed_in(account("other.lead", Role.REVENUE, "H2"))
    for page in pages:
        assert other.get(page.replace("at=H1", "at=H2")).status_code == 404
    row = address("revenue:bank-row", HeldBankRow.objects.get().pk, "drop").replace("at=H1", "at=H2")
    assert other.post(row, {"why": "x"}).status_code == 404
    desk = signed_in(account("desk", Role.FRONT_DESK, "H1"))
    for page in (*pages, address("revenue:deposits")):
        assert desk.get(page).status_code == 403


def test_the_page_reads_as_much_for_many_as_for_few(
    banked: Bank, signed_in: Any, django_assert_max_num_queries: Any
) -> None:
    for at in range(6):
        banked.announce(f"C{at}", f"TRACE{at}", at + 1)
    banked.take(*(f"02/02/2026,130.00,ALPHA TRN*1*TRACE{at}*" for at in range(4)), BETA, BETA, END)
    browser = signed_in(banked.office.lead)
    browser.get(address("revenue:deposits"))
    with django_assert_max_num_queries(40):
        assert browser.get(address("revenue:deposits")).status_code == 200


def test_the_payment_leads_to_the_bank_s_line(banked: Bank, signed_in: Any) -> None:
    one = banked.announce("C1", "TRACE1", 1)
    banked.take(ALPHA)
    text = signed_in(banked.office.lead).get(address("revenue:payment", one.pk)).text
    assert reverse("revenue:bank-line", args=[banked.line().pk]) in text
    assert "Correct what the bank received" not in text


def test_what_patients_paid_is_proposed_and_matched_by_a_person(till: Till, signed_in: Any) -> None:
    visit = till.visit(owes=90)
    for amount, method in (("30", "cash"), ("12", "card"), ("8", "transfer")):
        till.pay(visit, amount, method=method)
    today, facility = till.today, till.facility
    counted = {Method.CASH: D(30), Method.CARD: D(12), Method.CHEQUE: D(0)}
    given: dict[str, Any] = {"drawer": till.drawer, "day": today, "counted": counted, "why": "", **till.who()}
    closed = drawers.close(**given)

    def waited() -> dict[Kind, D]:
        return {one.key[0]: one.amount for one in from_patients(facility, today, today)}

    assert waited() == {Kind.DRAWER: D(30), Kind.CARDS: D(12), Kind.TRANSFER: D(8)}
    who: dict[str, Any] = {"by": till.lead, "tree": till.tree}
    held = bank.open_account(facility=facility, name="Operating", number="123456789", **who)
    content = f"{HEAD}{today:%m/%d/%Y},30.00,COUNTER DEPOSIT\n".encode()
    bank.take_statement(account=held, name="a.csv", content=content, columns=COLUMNS, **who)
    (proposed,) = deposits_of(facility, today).proposed
    assert proposed.expected[0].key == (Kind.DRAWER, closed.pk)
    line = BankLine.objects.select_related("account__facility").get()
    page = f"{reverse('revenue:bank-line', args=[line.pk])}?at=H1"
    assert "cash and cheques of a drawer’s day" in signed_in(till.lead).get(page).text
    deposits.link(line=line, brought=[f"drawer:{closed.pk}"], version=1, **who)
    assert waited() == {Kind.CARDS: D(12), Kind.TRANSFER: D(8)}
    drawers.reopen(closed=closed, why="a slip was missing", **till.who(till.mia))
    drawers.close(**given)
    assert waited() == {Kind.CARDS: D(12), Kind.TRANSFER: D(8)}, "closed anew, its money has come all the same"


@pytest.mark.parametrize(
    ("day", "told"),
    [(dt.date(2026, 2, 5), []), (dt.date(2026, 2, 6), ["missing", "unexplained"]), (LATER, ["missing", "unexplained"])],
)
def test_the_morning_tells_after_three_banking_days(banked: Bank, day: dt.date, told: list[str]) -> None:
    banked.announce("C2", "TRACE2", 2)
    banked.take(BETA, END)
    drafts = list(deposit_signals(day, banked.office.tree))
    assert [one.key for one in drafts] == [f"deposits:{key}:H1" for key in told]
    for one in drafts:
        assert (one.audience, one.place) == (Permission.POST_PAYMENTS, "H1")
    if drafts:
        assert [one.figure for one in drafts] == ["$130.00", "$77.00"]
        assert drafts[1].sentence == "1 deposit of a payer has no remittance."


def test_a_facility_without_statements_is_not_told_of_anything(office: Any, banked: Bank) -> None:
    banked.announce("C2", "TRACE2", 2)
    assert list(deposit_signals(LATER, office.tree)) == []
    assert RemittancePayment.objects.exists()
    assert not DepositLink.objects.exists()


def test_only_who_posts_payments_is_told_on_the_morning_page(banked: Bank, signed_in: Any) -> None:
    banked.take(BETA, END)
    find_signals(day=LATER, by=System("test"))
    sentence, page = "1 deposit of a payer has no remittance.", f"{reverse('today:page')}?at=H1&day=2026-02-27"
    assert sentence in signed_in(banked.office.lead).get(page).text
    assert sentence not in signed_in(account("desk", Role.FRONT_DESK, "H1")).get(page).text
