"""Pages of patients' accounts, by who may see and do what."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from tests.conftest import account
from tests.unit.departments.revenue.cashiers import Till

from wellrun.departments.revenue.actions import refunds, statements
from wellrun.departments.revenue.models import (
    AssistanceCase,
    AssistancePolicy,
    Drawer,
    DrawerDay,
    PatientAccount,
    PaymentPlan,
    Receipt,
    RefundRequest,
    Statement,
    StatementRun,
)
from wellrun.departments.revenue.rules.entries import Owed
from wellrun.departments.revenue.tasks import make_statements
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry as AuditEntry
from wellrun.foundations.patients import actions as registry
from wellrun.foundations.patients.actions import Details

PAGES = ("accounts", "statements", "plans", "assistance", "refunds", "cashier")


def at(name: str, *arguments: Any) -> str:
    return f"{reverse(f'revenue:{name}', args=arguments)}?at=H1"


def do(client: Any, held: PatientAccount, what: str, **said: Any) -> Any:
    held.refresh_from_db()
    return client.post(at("enter-account", held.pk, what), {"version": held.version, **said})


@pytest.mark.parametrize("name", PAGES)
def test_every_page_says_what_will_be_on_it(name: str, till: Till, signed_in: Any) -> None:
    answer = signed_in(till.lead).get(at(name))
    assert answer.status_code == 200
    assert 'class="calm"' in answer.text or name == "cashier"


def test_the_list_says_who_owes_what(till: Till, signed_in: Any) -> None:
    till.visit("C1", owes=40)
    till.pay(till.visit("C2", owes=10), "12")
    text = signed_in(till.leo).get(at("accounts")).text
    assert "1 patient owes $40.00." in text
    assert "<b>$2.00</b> stands as patients' credits." in text
    assert text.index("acc-C1") < text.index("acc-C2")
    assert "acc-C2" not in signed_in(till.leo).get(f"{at('accounts')}&q=C1").text
    sheet = signed_in(till.leo).get(f"{at('accounts')}&export=csv")
    assert "acc-C1,40.00" in sheet.content.decode("utf-8-sig")


def test_an_account_says_in_words_what_is_owed_and_why(till: Till, signed_in: Any) -> None:
    held = till.visit()
    text = signed_in(till.leo).get(at("account", held.pk)).text
    assert "The patient is to pay $40.00." in text
    assert "what you pay each year before your insurance begins to pay" in text
    assert "Write off what is owed" not in text, "the desk does not write off"
    assert "Write off what is owed" in signed_in(till.lead).get(at("account", held.pk)).text
    assert "You may read this account." in signed_in(till.manager).get(at("account", held.pk)).text
    assert AuditEntry.objects.filter(action="revenue.account.read").count() == 3


def test_the_name_comes_from_the_registry_and_only_for_who_may_see_it(till: Till, signed_in: Any) -> None:
    held = till.visit()
    registry.register(
        facility=till.facility, details=Details("pat-C1", "Lovell", "Ada", "1941-05-06", "female"), by=till.leo
    )
    assert "Ada Lovell" in signed_in(till.leo).get(at("account", held.pk)).text
    assert "Lovell" not in signed_in(till.manager).get(at("account", held.pk)).text
    assert AuditEntry.objects.filter(action="patients.list.read").count() == 1


def test_an_account_of_another_facility_is_not_there(till: Till, signed_in: Any) -> None:
    held = till.visit()
    other = account("other.desk", Role.FRONT_DESK, "H2")
    client = signed_in(other)
    assert client.get(f"{reverse('revenue:account', args=[held.pk])}?at=H2").status_code == 404
    assert "acc-C1" not in client.get(f"{reverse('revenue:accounts')}?at=H2").text


def test_the_desk_takes_a_payment_and_takes_it_back(till: Till, signed_in: Any) -> None:
    held, client = till.visit(), signed_in(till.leo)
    answer = do(client, held, "pay", amount="0", method="cash", drawer=till.drawer.pk)
    assert answer.status_code == 422
    assert "A payment is more than nothing, in cents." in answer.text
    assert do(client, held, "pay", amount="25", method="card", drawer=till.drawer.pk).status_code == 302
    receipt = Receipt.objects.get()
    assert "The patient is to pay $15.00." in client.get(at("account", held.pk)).text
    assert do(client, held, "void", receipt=receipt.pk, why="wrong card").status_code == 302
    assert "taken back" in client.get(at("account", held.pk)).text


def test_an_old_page_does_nothing(till: Till, signed_in: Any) -> None:
    held, client = till.visit(), signed_in(till.leo)
    said = {"version": held.version, "amount": "25", "method": "card", "drawer": till.drawer.pk}
    assert client.post(at("enter-account", held.pk, "pay"), said).status_code == 302
    answer = client.post(at("enter-account", held.pk, "pay"), said)
    assert (answer.status_code, Receipt.objects.count()) == (422, 1)
    assert "Somebody was quicker: this was changed meanwhile." in answer.text


def test_a_plan_is_agreed_shown_and_ended(till: Till, signed_in: Any) -> None:
    held, client = till.visit(owes=90), signed_in(till.leo)
    assert do(client, held, "plan", total="90", number="3", first=till.today.isoformat()).status_code == 302
    text = client.get(at("plans")).text
    assert "Every payment plan is kept so far." in text
    assert "acc-C1" in text
    assert do(client, held, "end-plan", why="pays at once").status_code == 302
    assert PaymentPlan.objects.get().ended_on == till.today


def test_help_is_asked_for_at_the_desk_and_decided_by_who_bills(till: Till, signed_in: Any) -> None:
    held, client = till.visit(), signed_in(till.leo)
    answer = do(client, held, "help")
    assert "Household and income are needed." in answer.text
    assert do(client, held, "help", household="4", income="70000").status_code == 302
    assert "1 request for help waits for a decision." in client.get(at("assistance")).text
    case = AssistanceCase.objects.get()
    assert do(client, held, "decide", version=case.version, waived="75").status_code == 403
    assert do(signed_in(till.lead), held, "decide", version=case.version, waived="75").status_code == 302
    assert "The patient is to pay $10.00." in client.get(at("account", held.pk)).text


def test_a_scale_is_entered_line_by_line(till: Till, signed_in: Any) -> None:
    client = signed_in(till.lead)
    said = {"since": till.today.isoformat(), "steps": "200 100\n300", "why": "board"}
    assert "Line 2 is not two numbers: 300." in client.post(at("assistance"), said).text
    assert client.post(at("assistance"), said | {"steps": "200: 100%\n300 50"}).status_code == 302
    assert AssistancePolicy.objects.get().scale == [[200, 100], [300, 50]]


def test_a_refund_is_asked_for_here_and_approved_there(till: Till, signed_in: Any) -> None:
    held = till.visit()
    till.pay(held, "50")
    client = signed_in(till.leo)
    assert do(client, held, "refund", credit="||", amount="11", why="twice").status_code == 422
    assert do(client, held, "refund", credit="||", amount="10", why="twice").status_code == 302
    one = RefundRequest.objects.get()
    assert client.post(at("answer-refund", one.pk, "approve"), {"version": 1}).status_code == 403
    boss = signed_in(till.manager)
    assert "1 refund of $10.00 waits for approval." in boss.get(at("refunds")).text
    assert boss.post(at("answer-refund", one.pk, "approve"), {"version": 7}).status_code == 422
    assert boss.post(at("answer-refund", one.pk, "approve"), {"version": 1}).status_code == 302
    assert "No refund waits." in boss.get(at("refunds")).text


def test_a_refund_of_another_facility_is_not_there(till: Till, signed_in: Any) -> None:
    held = till.visit()
    till.pay(held, "50")
    held.refresh_from_db()
    of = Owed(held.patient, held.account)
    one = refunds.ask(account=held, of=of, amount=till.now(held).credit, why="x", version=held.version, **till.who())
    boss = signed_in(account("other.boss", Role.FACILITY_MANAGER, "H2"))
    address = f"{reverse('revenue:answer-refund', args=[one.pk, 'approve'])}?at=H2"
    assert boss.post(address, {"version": 1}).status_code == 404


def test_statements_are_made_read_sent_and_come_back(till: Till, signed_in: Any) -> None:
    till.visit()
    client = signed_in(till.lead)
    assert "1 statement is due, for $40.00." in client.get(at("statements")).text
    assert client.post(at("make-statements")).status_code == 302
    run = StatementRun.objects.get()
    if not run.finished:
        make_statements.call(run.pk)
    assert "1 statement is made" in client.get(at("statement-run", run.pk)).text
    one = Statement.objects.get()
    paper = client.get(at("statement", one.pk))
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert client.post(at("send-statements"), {"way": "paper"}).status_code == 302
    assert client.post(at("statement-back", one.pk)).status_code == 302
    assert "came back" in client.get(at("statements")).text
    assert client.get(at("statement-run-progress", one.run_id)).status_code == 200


def test_the_office_is_entered_where_statements_are_made(till: Till, signed_in: Any) -> None:
    said = {"phone": "555-0199", "hours": "all day", "address": "Box 9", "web": ""}
    assert signed_in(till.lead).post(at("statements"), said).status_code == 302
    assert statements.office_of(till.facility).phone == "555-0199"
    assert signed_in(till.leo).post(at("statements"), said).status_code == 403


def test_a_drawer_is_added_closed_and_opened_again(till: Till, signed_in: Any) -> None:
    till.pay(till.visit(), "20")
    lead, leo, mia = (signed_in(one) for one in (till.lead, till.leo, till.mia))
    assert lead.post(at("cashier"), {"name": "Side desk"}).status_code == 302
    assert "There is a drawer of this name." in lead.post(at("cashier"), {"name": "Side desk"}).text
    assert Drawer.objects.count() == 2
    page = at("drawer", till.drawer.pk)
    assert "$20.00 was taken on 1 receipt, and the drawer is open." in leo.get(page).text
    short = leo.post(page, {"cash": "15", "cheque": "0", "card": "0", "why": ""})
    assert (short.status_code, "What is counted differs" in short.text) == (422, True)
    assert leo.post(page, {"cash": "20", "cheque": "0", "card": "0", "why": ""}).status_code == 302
    assert "The drawer is closed, and right to the cent." in leo.get(page).text
    again = at("reopen-drawer", till.drawer.pk)
    assert "does not open it again" in leo.post(again, {"why": "a slip"}).text
    assert mia.post(again, {"why": "a slip"}).status_code == 302
    assert DrawerDay.objects.get().reopened_by == till.mia


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("statements", {"name": "Office", "phone": "5550100"}),
        ("cashier", {"name": "Front"}),
        ("assistance", {"since": "2026-01-01", "steps": "200 100"}),
    ],
)
def test_of_several_facilities_the_reader_chooses_for_which_it_is_done(
    name: str, said: dict[str, str], till: Till, signed_in: Any
) -> None:
    client = signed_in(account("network.lead", Role.REVENUE, "NET"))
    address = f"{reverse(f'revenue:{name}')}?at=NET"
    page = client.get(address)
    assert page.status_code == 200 and "This is done for each facility. Choose one:" in page.text
    assert "?at=H1&amp;" in page.text and "?at=H2&amp;" in page.text
    before = Drawer.objects.count(), AssistancePolicy.objects.count()
    assert client.post(address, {"at": "NET", **said}).status_code == 422
    assert (Drawer.objects.count(), AssistancePolicy.objects.count()) == before
    assert "This is done for each facility" not in client.get(at(name)).text


def test_statements_of_several_facilities_are_not_made_at_once(till: Till, signed_in: Any) -> None:
    client = signed_in(account("network.lead", Role.REVENUE, "NET"))
    assert client.post(f"{reverse('revenue:make-statements')}?at=NET", {"at": "NET"}).status_code == 422
    assert not StatementRun.objects.exists()
