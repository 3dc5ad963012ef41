"""What Harbour View buys: vendors and contracts, a quarter of orders, three invoices that are held, and a price that
crept up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from wellrun.demo.story import Story
from wellrun.departments.finance.actions import vendors as agreeing
from wellrun.departments.finance.actions.goods import receive_goods
from wellrun.departments.finance.actions.invoice_decisions import decide_invoice, hand_on
from wellrun.departments.finance.actions.invoices import Told, ToldLine, enter_invoice
from wellrun.departments.finance.actions.purchase_requests import Ask, AskedLine, ask_purchase
from wellrun.departments.finance.actions.purchase_steps import take_step
from wellrun.departments.finance.actions.purchase_terms import set_limit
from wellrun.departments.finance.models import Invoice, Purchase, Vendor, VendorContract
from wellrun.departments.finance.queries.purchases import Centre
from wellrun.departments.finance.rules.purchasing.committing import cents_of
from wellrun.departments.finance.rules.purchasing.notices import ContractTerms, Renewal, later
from wellrun.departments.finance.rules.purchasing.states import InvoiceState, Judgement, Step
from wellrun.foundations.access.rules import Role
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

FACILITY, BUYER, APPROVER = "HV", "tom.achterberg", "li.chen"
HEADS = {"W05": "priya.nair", "W04": "joao.silva", "W01": "hannah.weiss"}
SUPPLIES = "6300"
DAY = dt.timedelta(days=1)
LIMITS = {Role.DEPARTMENT_MANAGER: 1_000_00, Role.FACILITY_MANAGER: 10_000_00, Role.EXECUTIVE: 100_000_00}
NOTICE_IN = 12
"""Days until the last one on which notice of the linen contract can be given."""

VENDORS = (
    ("V-1040", "Calder Medical Supply", "orders@calder.example.invalid", 30),
    ("V-1122", "Marlow Linen Service", "hire@marlow.example.invalid", 14),
    ("V-1207", "Pell & Rowe Diagnostics", "sales@pellrowe.example.invalid", 45),
    ("V-1311", "Eastgate Office Goods", "", 30),
)
PRICES = {
    "V-1040": (
        ("GLV-M", "Examination gloves, M", "box", "0", "8.40"),
        ("GLV-M", "Examination gloves, M", "box", "500", "7.90"),
        ("IVS-20", "Infusion set, 20 drops", "piece", "0", "2.15"),
        ("DRS-10", "Wound dressing, 10 cm", "box", "0", "31.50"),
        ("CATH-16", "Urinary catheter, 16 Fr", "piece", "0", "6.20"),
    ),
    "V-1207": (("STRIP-50", "Glucose test strips, 50", "box", "0", "22.75"),),
}


class Bought(NamedTuple):
    """An order of the story: whose, what, when it was asked for (days ago), and how far it has come.

    ``price``: what the invoice asks for one, where it is not what was ordered; ``came``: how many, where not all.
    """

    ward: str
    vendor: str
    item: str
    quantity: int
    ago: int
    until: str = "paid"
    price: str = ""
    came: int | None = None


ORDERS = (
    *(
        Bought("W05", "V-1040", "GLV-M", 300, ago, "paid", price)
        for ago, price in ((92, "8.55"), (61, "8.80"), (31, "9.10"))
    ),
    *(Bought("W04", "V-1040", "GLV-M", 240, ago, "paid", price) for ago, price in ((75, "8.70"), (45, "8.95"))),
    Bought("W01", "V-1040", "DRS-10", 40, 28),
    Bought("W05", "V-1040", "IVS-20", 400, 26),
    Bought("W04", "V-1207", "STRIP-50", 30, 25),
    Bought("W01", "V-1040", "CATH-16", 120, 23, "paid"),
    Bought("W05", "V-1207", "STRIP-50", 36, 21),
    Bought("W04", "V-1040", "IVS-20", 300, 20, "held", "2.45"),
    Bought("W01", "V-1040", "DRS-10", 60, 18, "held", "", 44),
    Bought("W05", "V-1040", "CATH-16", 80, 16, "twice"),
    Bought("W04", "V-1040", "DRS-10", 24, 9, "came"),
    Bought("W05", "V-1040", "IVS-20", 500, 6, "sent", "", 200),
    Bought("W01", "V-1207", "STRIP-50", 20, 4, "approved"),
    Bought("W05", "V-1040", "DRS-10", 50, 2, "submitted"),
    Bought("W04", "V-1040", "CATH-16", 60, 1, "submitted"),
)


@dataclass(frozen=True)
class _Buying:
    story: Story
    facility: Facility
    accounts: Mapping[str, Account]
    tree: Tree

    def at(self, ago: int, hour: int = 15) -> dt.datetime:
        """An hour (UTC) of a day of the story."""
        return dt.datetime.combine(self.story.today - ago * DAY, dt.time(hour), dt.UTC)

    def by(self, name: str) -> dict[str, Any]:
        return {"by": self.accounts[name], "tree": self.tree}


def buy(story: Story, facilities: Mapping[str, Facility], accounts: Mapping[str, Account], *, tree: Tree) -> None:
    """Agrees contracts and lives through the last quarter's orders."""
    one = _Buying(story, facilities[FACILITY], accounts, tree)
    for role, up_to in LIMITS.items():
        set_limit(facility=one.facility, role=role.value, up_to=up_to, **one.by(BUYER))
    held = {
        code: agreeing.add_vendor(
            facility=one.facility, code=code, name=name, email=email, days_to_pay=days, **one.by(BUYER)
        )
        for code, name, email, days in VENDORS
    }
    contracts = _agree(one, held)
    for number, order in enumerate(ORDERS, start=1):
        _live_through(one, order, held[order.vendor], contracts[order.vendor], number)
    ready = Invoice.objects.filter(facility=one.facility, state=InvoiceState.CLEARED.value)
    old = [row.pk for row in ready if row.due_on <= story.today]
    if old:
        hand_on(facility=one.facility, invoices=old, now=one.at(1), **one.by(BUYER))


def _agree(one: _Buying, held: Mapping[str, Vendor]) -> dict[str, VendorContract]:
    """Supplies, tests with least to be bought and a certificate to be seen, and linen, whose notice is due soon."""
    found = {}
    for code, number, title, terms, thousands in _terms(one.story.today):
        found[code] = agreeing.add_contract(
            vendor=held[code],
            number=number,
            title=title,
            owner=one.accounts[BUYER],
            wording=agreeing.Wording(terms.starts, terms, minimum_cents=thousands * 1_000_00),
            kept_at="Contract register, shelf 2",
            **one.by(BUYER),
        )
        if code in PRICES:
            rows = [("item", "name", "unit", "from_quantity", "price"), *PRICES[code]]
            agreeing.take_prices(contract=found[code], version=1, rows=rows, **one.by(BUYER))
            found[code].refresh_from_db()
    agreeing.add_obligation(
        contract=found["V-1207"],
        version=2,
        kind="insurance",
        title="Certificate of liability insurance",
        due_on=one.story.today + 20 * DAY,
        every_months=12,
        owner=one.accounts[BUYER],
        **one.by(BUYER),
    )
    return found


def _terms(today: dt.date) -> Sequence[tuple[str, str, str, ContractTerms, int]]:
    """Vendor, number, title, when it runs, and thousands that must be bought in a term."""
    january, december = dt.date(today.year, 1, 1), dt.date(today.year + 1, 12, 31)
    linen = today + (NOTICE_IN + 90) * DAY
    supplies = ContractTerms(january, december, Renewal.AUTOMATIC, notice_days=90)
    tests = ContractTerms(january, None, Renewal.EVERGREEN, notice_months=3)
    hire = ContractTerms(later(linen, -24), linen, Renewal.AUTOMATIC, notice_days=90)
    return (
        ("V-1040", "CM-2024-7", "Ward supplies", supplies, 0),
        ("V-1207", "PR-118", "Point-of-care tests", tests, 9),
        ("V-1122", "ML-22", "Linen hire and laundry", hire, 0),
    )


def _live_through(one: _Buying, order: Bought, vendor: Vendor, contract: VendorContract, number: int) -> None:
    asked = _ask(one, order, vendor, contract)
    steps: Sequence[tuple[Step, str, int]] = (
        (Step.SUBMIT, HEADS[order.ward], 0),
        (Step.APPROVE, APPROVER, 1),
        (Step.ORDER, BUYER, 1),
        (Step.SEND, BUYER, 1),
    )
    reached = {"submitted": 1, "approved": 2}.get(order.until, len(steps))
    for step, who, after in steps[:reached]:
        asked.refresh_from_db()
        now = one.at(max(0, order.ago - after))
        take_step(purchase=asked, version=asked.version, step=step, now=now, **one.by(who))
    if reached < len(steps) or (order.until == "sent" and order.came is None):
        return
    asked.refresh_from_db()
    line = asked.lines.get()
    receive_goods(
        purchase=asked,
        version=asked.version,
        quantities={line.pk: Decimal(order.quantity if order.came is None else order.came)},
        slip=f"D-{5200 + number}",
        now=one.at(max(0, order.ago - 4)),
        **one.by(HEADS[order.ward]),
    )
    if order.until in ("paid", "held", "twice"):
        _bill(one, order, vendor, asked, number)


def _ask(one: _Buying, order: Bought, vendor: Vendor, contract: VendorContract) -> Purchase:
    today = one.story.today - order.ago * DAY
    ask = Ask(
        vendor,
        "For the ward’s shelf.",
        today + 7 * DAY,
        [AskedLine(SUPPLIES, "", "", Decimal(order.quantity), None, order.item)],
        contract,
    )
    centre = Centre(order.ward, one.tree[f"{FACILITY}/{order.ward}"].name, f"{FACILITY}/{order.ward}")
    now = one.at(order.ago, 13)
    return ask_purchase(facility=one.facility, centre=centre, ask=ask, now=now, **one.by(HEADS[order.ward]))


def _bill(one: _Buying, order: Bought, vendor: Vendor, asked: Purchase, number: int) -> None:
    """The invoice comes; what differs by its price only was let pass until lately, one is sent twice."""
    line = asked.lines.get()
    price = Decimal(order.price) if order.price else line.price
    ago = max(0, order.ago - 6)
    cents = cents_of(Decimal(order.quantity), price)
    told = Told(
        number=f"{vendor.code[2:]}-{8800 + number}",
        dated=one.story.today - ago * DAY,
        total=cents,
        lines=[ToldLine(Decimal(order.quantity), price, cents, line.pk)],
        order=str(asked.order),
    )
    now = one.at(ago)
    made = enter_invoice(vendor=vendor, told=told, now=now, source="invoices.csv", **one.by(BUYER))
    if order.until == "paid" and made.at is InvoiceState.HELD:
        why = "The vendor says that raw material is dearer; asked for a list"
        said: dict[str, Any] = {"version": made.version, "judgement": Judgement.ACCEPT, "why": why, "now": now}
        decide_invoice(invoice=made, **said, **one.by(APPROVER))
    if order.until == "twice":
        again = Told(told.number.replace("-", " "), told.dated + 3 * DAY, told.total, told.lines, told.order)
        enter_invoice(vendor=vendor, told=again, now=one.at(max(0, ago - 3)), source="invoices.csv", **one.by(BUYER))
