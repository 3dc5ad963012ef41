"""The pages of purchases, invoices, vendors and contracts: what they say, who sees them, and what their forms do."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.conftest import World
from tests.integration.books import TODAY
from tests.integration.purchasing import LIST, Buying, built, keep_tables
from tests.reading import read
from tests.rows_kept import once
from tests.signing_in import signed_in

from wellrun.departments.finance.actions import vendors
from wellrun.departments.finance.models import (
    ApprovalDelegate,
    ApprovalLimit,
    ContractPrice,
    Invoice,
    Obligation,
    Purchase,
    PurchaseTerms,
    Vendor,
    VendorContract,
)
from wellrun.departments.finance.rules.purchasing.states import InvoiceState, Judgement, State, Step
from wellrun.foundations.catalogue import charting

pytestmark = pytest.mark.django_db
AT = {"at": "H1", "day": "2026-03-02"}


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


def place_of(who: Any) -> str:
    return "H1/W1" if str(who.person.name) == "Ward.Manager" else "H1"


def page(who: Any, route: str, *args: Any, status: int = 200, **more: str) -> str:
    answer = signed_in(who).get(reverse(f"finance:{route}", args=args), {**AT, "at": place_of(who), **more})
    assert answer.status_code == status, answer.status_code
    return read(answer)


def post(who: Any, route: str, *args: Any, status: int = 302, **given: Any) -> Any:
    asked = {**AT, "at": place_of(who)}
    answer = signed_in(who).post(f"{reverse(f'finance:{route}', args=args)}?{urlencode(asked)}", {**asked, **given})
    assert answer.status_code == status, read(answer) if answer.status_code < 500 else answer
    return answer


def test_an_empty_house_says_what_to_do_first(world: World, settings: Any) -> None:
    from tests.conftest import account

    from wellrun.foundations.access.rules import Role

    keep_tables()
    charting.facts.cache_clear()
    finance = account("finance", Role.FINANCE, "H1")
    assert "Ask for a purchase to begin" in page(finance, "purchases")
    assert "No vendor yet" in page(finance, "vendors")
    assert "No contract yet" in page(finance, "contracts")
    assert "No invoice has come yet" in page(finance, "invoices")
    assert "Nobody may approve a purchase yet" in page(finance, "purchase-limits")
    assert "No vendor is known here yet" in page(finance, "purchase-ask", code="C1")
    answer = signed_in(world.director).get(reverse("finance:purchases"), {"at": "NET"})
    assert "Choose a facility" in read(answer)


def test_a_head_asks_beside_what_the_budget_has_left_and_another_approves(buying: Buying) -> None:
    said = page(buying.head, "purchase-ask")
    assert "Ward 1 care" in said and "$6,000" in said  # their only cost centre is chosen for them
    given = {"rows": "2", "vendor": buying.vendor.pk, "contract": buying.contract.pk, "needed_on": "2026-03-20"}
    wrong = post(buying.head, "purchase-ask", status=422, **given, quantity_1="2", item_1="GLV")
    assert "required" in read(wrong)
    post(
        buying.head,
        "purchase-ask",
        at="H1/W1",
        **given,
        reason="Boxes run out",
        item_1="GLV",
        quantity_1="20",
        account_1="6300",
    )
    made = Purchase.objects.get()
    said = page(buying.head, "purchase", made.pk)
    assert "Gloves from Calder Medical Supply for Ward 1 care: $200.00." in said
    assert "This leaves $5,800.00 of Ward 1 care’s Ward supplies until 31 December 2026." in said
    assert "Submit for approval" in said and "Approve" not in said.replace("Approved", "")
    rewritten = {**given, "reason": "Boxes run out", "item_1": "GLV", "quantity_1": "30", "account_1": "6300"}
    post(buying.head, "purchase-rewrite", made.pk, version=made.version, **rewritten)
    made.refresh_from_db()
    assert made.cents == 300_00
    post(buying.head, "purchase-move", made.pk, step="submit", version=made.version)
    waiting = page(buying.manager, "purchases")
    assert "1 purchase of $300.00 waits for you" in waiting
    assert "Nothing waits for you" in page(buying.head, "purchases")
    refused = post(buying.manager, "purchase-move", made.pk, step="send back", version=made.version + 1, status=422)
    assert "Nobody would know why" in read(refused)
    post(buying.manager, "purchase-move", made.pk, step="approve", version=made.version + 1)
    made.refresh_from_db()
    assert made.at is State.APPROVED


def test_goods_are_received_undone_and_sent_back(buying: Buying) -> None:
    order = buying.sent()
    line = order.lines.get()
    assert "10 ordered, 0 came, 10 still to come" in page(buying.head, "receive", order.pk)
    post(buying.head, "receive", order.pk, version=order.version, **{f"line-{line.pk}": "6"}, slip="D-1")
    order.refresh_from_db()
    said = page(buying.head, "purchase", order.pk)
    assert "Came 6 Gloves" in said and "D-1" in said
    post(buying.head, "receipt-undo", order.pk, order.receipts.get().pk, version=order.version)
    order.refresh_from_db()
    assert "undone by Ward.Manager" in page(buying.head, "purchase", order.pk)
    back = {f"line-{line.pk}": "1", "way": "returned", "words": "Broken"}
    refused = post(buying.head, "receive", order.pk, version=order.version, status=422, **back)
    assert "More goes back than came: 0." in read(refused)


def test_an_order_goes_out_as_a_document(buying: Buying) -> None:
    order = buying.sent(freight=5_00)
    answer = signed_in(buying.buyer).get(reverse("finance:purchase-pdf", args=[order.pk]), AT)
    assert answer.content.startswith(b"%PDF")
    assert page(buying.buyer, "purchase-pdf", buying.ask().pk, status=404)


def test_an_invoice_is_typed_in_and_decided(buying: Buying) -> None:
    order = buying.sent()
    buying.receive(order, 10)
    line = order.lines.get()
    given = {"number": "A-1", "dated": "2026-03-01", "total": "115", "currency": "USD"}
    assert "10 came, 0 invoiced before" in page(buying.clerk, "invoice-enter", order.pk)
    post(
        buying.clerk,
        "invoice-enter",
        order.pk,
        **given,
        **{f"quantity_{line.pk}": "10", f"price_{line.pk}": "11.5", f"amount_{line.pk}": ""},
    )
    held = Invoice.objects.get()
    said = page(buying.manager, "invoice", held.pk)
    assert "Gloves: $11.50 for one instead of $10.00: $15.00 too much." in said
    assert "1 invoice of $115.00 is held." in page(buying.manager, "invoices")
    refused = post(
        buying.clerk, "invoice-decide", held.pk, judgement="accept", version=held.version, why="ok", status=422
    )
    assert "Who typed an invoice in does not accept what differs in it." in read(refused)
    asked = {"judgement": "ask for credit", "version": held.version, "why": "Too dear"}
    post(buying.buyer, "invoice-decide", held.pk, **asked)
    held.refresh_from_db()
    refused = post(buying.buyer, "invoice-credit", held.pk, note="CR-1", amount="1", version=held.version, status=422)
    assert "It is less than was asked for: 15.00." in read(refused)
    post(buying.buyer, "invoice-credit", held.pk, note="CR-1", amount="15", version=held.version)
    assert "Hand on 1 invoice for payment" in page(buying.buyer, "invoices", state="cleared")
    answer = post(buying.buyer, "invoices-pay", invoices=[held.pk])
    said = read(signed_in(buying.buyer).get(answer["Location"]))
    assert "handed on 100.00" in said
    assert "A-1" in signed_in(buying.buyer).get(answer["Location"], {**AT, "export": "csv"}).content.decode()


FILE = """vendor;number;dated;order;item;quantity;price;amount;total
V1;F-1;2026-03-01;{order};GLV;10;10.00;100.00;100.00
V1;F-2;2026-03-01;{order};GLV;ten;10.00;100.00;100.00
V9;F-3;2026-03-01;;GLV;1;10.00;10.00;10.00
"""


def test_a_file_of_invoices_is_taken_once_and_each_wrong_row_is_named(buying: Buying) -> None:
    order = buying.sent()
    buying.receive(order, 10)

    def sent() -> SimpleUploadedFile:
        return SimpleUploadedFile("march.csv", FILE.format(order=f"H1-{order.order:06d}").encode())

    said = read(post(buying.clerk, "invoice-hand-in", sent=sent(), status=200))
    assert "1 invoice is taken in." in said
    assert "Row 3, quantity: ten stands there; expected a figure of at most 4 places." in said
    assert "Row 4: there is no vendor of number V9." in said
    assert Invoice.objects.get().at is InvoiceState.CLEARED
    assert "1 was known." in read(post(buying.clerk, "invoice-hand-in", sent=sent(), status=200))
    assert Invoice.objects.count() == 1
    broken = SimpleUploadedFile("march.csv", b"vendor,number\n")
    assert "The file has no column dated" in read(post(buying.clerk, "invoice-hand-in", sent=broken, status=422))


def test_a_contract_is_added_and_its_prices_obligations_and_notice_are_told(buying: Buying) -> None:
    post(buying.buyer, "vendor-add", code="V2", name="Marlow Linen", days_to_pay="14")
    vendor = Vendor.objects.get(code="V2")
    given = {
        "number": "L-7", "title": "Linen", "owner": buying.buyer.pk, "since": "2025-06-01", "starts": "2025-06-01",
        "ends": "2026-05-31", "renewal": "automatic", "renewal_months": "12", "notice_months": "0",
        "notice_days": "90", "minimum": "120000", "rebate_percent": "2", "rebate_above": "50000",
    }  # fmt: skip
    assert "Add a contract" in page(buying.buyer, "contract-add", vendor.pk)
    post(buying.buyer, "contract-add", vendor.pk, **given)
    held = VendorContract.objects.get(number="L-7")
    said = page(buying.head, "contract", held.pk)
    # 90 days before 31 May is 2 March, a Monday.
    assert "Notice must be given by 2 March 2026." in said and "$120,000.00 will be missing" in said
    assert "first Linen: last day for notice on 2 March 2026" in page(buying.head, "contracts")
    owed = {"kind": "insurance", "title": "Certificate", "due_on": "2026-02-01", "every_months": "12"}
    post(buying.buyer, "contract-enter", held.pk, "obligation", version=1, owner=buying.buyer.pk, **owed)
    assert "an obligation is due" in page(buying.head, "contracts")
    row = Obligation.objects.get()
    post(buying.buyer, "contract-meet", held.pk, row.pk, on="2026-03-02", evidence="Folder 7", version=row.version)
    row.refresh_from_db()
    assert row.due_on == dt.date(2027, 2, 1)
    post(buying.buyer, "contract-enter", held.pk, "notice", version=2, on="2026-03-02", why="Cheaper elsewhere")
    assert "Notice was given; it ends on 31 May 2026." in page(buying.head, "contract", held.pk)
    reword = {name: value for name, value in given.items() if name not in ("number", "title", "owner")}
    post(buying.buyer, "contract-enter", held.pk, "reword", version=3, **{**reword, "ends": "2027-05-31"})
    assert held.wordings.count() == 2


def test_a_price_list_is_taken_whole_or_each_wrong_row_is_named(buying: Buying) -> None:
    rows = [*LIST, ["", "Nothing", "box", "0", "dear", ""], ["SUT", "Sutures", "box", "0", "110", ""]]
    sent = SimpleUploadedFile("prices.csv", "\n".join(",".join(row) for row in rows).encode())
    said = read(post(buying.buyer, "contract-enter", buying.contract.pk, "prices", sent=sent, version=2, status=422))
    for words in (
        "Row 5, item: nothing stands there; expected something.",
        "Row 5, price: dear stands there; expected a figure, nothing or more.",
        "Row 6, item: SUT stands there; expected one price; row 4 says another.",
    ):
        assert words in said
    assert ContractPrice.objects.count() == 3
    whole = signed_in(buying.buyer).get(
        reverse("finance:contract", args=[buying.contract.pk]), {**AT, "export": "xlsx"}
    )
    back = SimpleUploadedFile("prices.xlsx", whole.content)
    post(buying.buyer, "contract-enter", buying.contract.pk, "prices", sent=back, version=2)
    assert sorted(ContractPrice.objects.values_list("item", "price")) == [
        ("GLV", Decimal(9)),
        ("GLV", Decimal(10)),
        ("SUT", Decimal(120)),
    ]


def test_what_is_paid_above_the_list_or_outside_the_contract_is_told(buying: Buying) -> None:
    order = buying.sent()
    buying.receive(order, 10)
    dear = buying.invoice("A-1", ("GLV", 10, "10.60"), order=order.order)
    buying.decide(dear, Judgement.ACCEPT, buying.manager)
    outside = buying.sent(contract=None)
    buying.receive(outside, 10)
    assert buying.invoice("A-2", ("GLV", 10, "10.00"), order=outside.order).at is InvoiceState.CLEARED
    said = page(buying.buyer, "contracts")
    assert "Gloves costs $10.60 instead of $10.00: $6.00 too much since 2 March 2026." in said
    assert "$100.00 of items that Ward supplies (Calder Medical Supply) covers" in said
    assert "Bought in twelve months: $206.00" in page(buying.buyer, "vendor", buying.vendor.pk)
    assert "206.00" in page(buying.buyer, "vendors")
    assert outside.contract is None


def test_limits_tolerances_and_delegates_are_set_on_one_page(buying: Buying) -> None:
    post(buying.buyer, "purchase-limit", role="finance", up_to="250")
    assert ApprovalLimit.objects.get(role="finance").up_to == 250_00
    post(buying.buyer, "purchase-limit", role="finance", up_to="")
    assert not ApprovalLimit.objects.filter(role="finance").exists()
    refused = post(buying.buyer, "purchase-limit", account=buying.buyer.pk, up_to="9", status=422)
    assert "Nobody sets their own limit." in read(refused)
    terms = {
        "price_percent": "1", "price_cents": "5", "quantity_percent": "0", "tax_cents": "0", "freight_cents": "0",
        "total_cents": "0", "duplicate_days": "3", "held_days": "4", "second_above": "1000", "version": "1",
    }  # fmt: skip
    post(buying.buyer, "purchase-terms", **terms)
    assert PurchaseTerms.objects.get().second_above == 1_000_00
    post(buying.head, "purchase-delegate", to=buying.manager.pk, since="2026-03-01", until="2026-04-01")
    assert "Manager for Ward.Manager" in page(buying.head, "purchase-limits")
    post(buying.head, "purchase-delegate", ended=ApprovalDelegate.objects.get().pk)
    assert not ApprovalDelegate.objects.exists()


def test_a_vendor_of_whom_nothing_is_ordered_is_not_chosen(buying: Buying) -> None:
    post(buying.buyer, "vendor-stop", buying.vendor.pk, why="On the exclusion list", version=buying.vendor.version)
    assert "Calder" not in page(buying.head, "purchase-ask")
    assert "Nothing is ordered: On the exclusion list." in page(buying.buyer, "vendor", buying.vendor.pk)


def test_the_list_is_filtered_and_goes_out_as_a_file(buying: Buying) -> None:
    mine, other = buying.ask(), buying.ask(by=buying.director)
    buying.step(other, Step.SUBMIT, buying.director)
    said = read(signed_in(buying.head).get(reverse("finance:purchases"), {**AT, "at": "H1/W1", "who": "me"}))
    assert "Ward.Manager" in said and "Director" not in said
    assert "None is there." in page(buying.buyer, "purchases", state="sent")
    answer = signed_in(buying.buyer).get(reverse("finance:purchases"), {**AT, "export": "csv", "state": "all"})
    assert len(answer.content.decode().splitlines()) == 3
    assert mine.number == 1 and TODAY.year == 2026


def test_another_facilitys_purchase_is_not_there(buying: Buying) -> None:
    from tests.conftest import account

    from wellrun.foundations.access.rules import Role

    order = buying.sent()
    buying.receive(order, 10)
    invoice = buying.invoice("A-1", ("GLV", 10, "11.50"), order=order.order)
    elsewhere = account("elsewhere", Role.FINANCE, "H2")
    for name, pk in (
        ("purchase", order.pk), ("invoice", invoice.pk), ("contract", buying.contract.pk),
        ("vendor", buying.vendor.pk), ("receive", order.pk), ("invoice-enter", order.pk),
    ):  # fmt: skip
        page(elsewhere, name, pk, at="H2", status=404)


@pytest.mark.parametrize("route", ["purchases", "invoices", "contracts", "vendors"])
def test_a_list_asks_no_more_for_more_rows(buying: Buying, route: str) -> None:
    def more(number: int) -> None:
        said: dict[str, Any] = {"by": buying.buyer, "tree": buying.tree}
        code, terms = f"W{number}", buying.contract.wordings.get().terms
        vendor = vendors.add_vendor(facility=buying.facility, code=code, name=code, **said)
        wording = vendors.Wording(terms.starts, terms)
        vendors.add_contract(vendor=vendor, number=code, title=code, owner=buying.buyer, wording=wording, **said)
        buying.receive(order := buying.sent(), 10)
        buying.invoice(f"Q-{number}", ("GLV", 10, "11.50"), order=order.order)
        buying.step(buying.ask(), Step.SUBMIT, buying.head)

    client, counts = signed_in(buying.manager), []
    for number in range(3):
        more(number)
        client.get(reverse(f"finance:{route}"), AT)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(f"finance:{route}"), AT)
        counts.append(len(asked))
    assert counts[0] >= counts[1] == counts[2] < 45, counts
