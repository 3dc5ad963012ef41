"""Who buys what at hospital H1: a vendor with a contract, limits of those who approve, and books with a budget."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from tests.conftest import World, account
from tests.integration.books import HEAD, TODAY, rows

NOW = dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC)
LIST = [
    ["item", "name", "unit", "from_quantity", "price", "category"],
    ["GLV", "Gloves", "box", "0", "10.00", "supplies"],
    ["GLV", "Gloves", "box", "50", "9.00", "supplies"],
    ["SUT", "Sutures", "box", "0", "120.00", "supplies"],
]


@dataclass
class Buying:
    """People and vendors of H1, and the shortest ways to take steps."""

    world: World
    facility: Any
    vendor: Any
    contract: Any
    head: Any
    buyer: Any
    clerk: Any
    manager: Any
    director: Any

    @property
    def tree(self) -> Any:
        return self.world.tree

    def ask(self, *lines: Any, by: Any = None, **more: Any) -> Any:
        """A request of ward 1, by its manager unless by another."""
        from wellrun.departments.finance.actions.purchase_requests import Ask, AskedLine, ask_purchase
        from wellrun.departments.finance.queries.purchases import Centre

        lines = lines or (AskedLine("6300", "Gloves", "box", Decimal(10), Decimal(10), "GLV"),)
        usual = {"vendor": self.vendor, "contract": self.contract, "reason": "For the ward", "needed_on": TODAY}
        ask = Ask(lines=lines, **(usual | more))
        centre = Centre("C1", "Ward 1 care", "H1/W1")
        said = {"facility": self.facility, "centre": centre, "ask": ask, "tree": self.tree, "now": NOW}
        return ask_purchase(by=by or self.head, **said)

    def step(self, purchase: Any, step: Any, by: Any, why: str = "", version: int | None = None) -> Any:
        """Takes a step with the version as it is."""
        from wellrun.departments.finance.actions.purchase_steps import take_step

        purchase.refresh_from_db()
        seen = purchase.version if version is None else version
        return take_step(purchase=purchase, version=seen, step=step, by=by, tree=self.tree, now=NOW, why=why)

    def sent(self, *lines: Any, **more: Any) -> Any:
        """An order that is with the vendor."""
        from wellrun.departments.finance.rules.purchasing.states import Step

        purchase = self.ask(*lines, **more)
        self.step(purchase, Step.SUBMIT, self.head)
        self.step(purchase, Step.APPROVE, self.manager)
        self.step(purchase, Step.ORDER, self.buyer)
        return self.step(purchase, Step.SEND, self.buyer)

    def receive(self, purchase: Any, *quantities: int, by: Any = None, **more: Any) -> Any:
        """So many of each line come."""
        from wellrun.departments.finance.actions.goods import receive_goods

        purchase.refresh_from_db()
        told = {line.pk: Decimal(n) for line, n in zip(purchase.lines.all(), quantities, strict=True)}
        said = {"version": purchase.version, "by": by or self.head, "tree": self.tree, "now": NOW}
        return receive_goods(purchase=purchase, quantities=told, **said, **more)

    def invoice(self, number: str, *lines: tuple[str, int, str], order: Any = None, **more: Any) -> Any:
        """An invoice with lines of item, quantity and price; its total is their sum unless told."""
        from wellrun.departments.finance.actions.invoices import Told, ToldLine, enter_invoice

        told = [ToldLine(Decimal(n), Decimal(p), int(n * Decimal(p) * 100), item=item) for item, n, p in lines]
        total = sum(one.cents for one in told) + more.get("tax", 0) + more.get("freight", 0)
        given = {"number": number, "dated": TODAY, "total": total, "lines": told, "order": str(order or "")}
        vendor = more.pop("vendor", self.vendor)
        by = more.pop("by", self.clerk)
        return enter_invoice(vendor=vendor, told=Told(**(given | more)), by=by, tree=self.tree, now=NOW)

    def decide(self, invoice: Any, judgement: Any, by: Any, why: str = "As agreed by telephone") -> Any:
        """Decides an invoice as it is now."""
        from wellrun.departments.finance.actions.invoice_decisions import decide_invoice

        invoice.refresh_from_db()
        said = {"version": invoice.version, "tree": self.tree, "now": NOW, "why": why, "by": by}
        return decide_invoice(invoice=invoice, judgement=judgement, **said)


def keep_tables() -> None:
    """Accounts, cost centres and a budget, as files would have brought them."""
    from wellrun.warehouse.connection import Warehouse, replace_rows
    from wellrun.warehouse.tables import TABLES

    told = rows()
    lines = [
        {**HEAD, "version": 1, "cost_centre": "C1", "account": "6300", "month": dt.date(2026, month, 1)}
        | {"amount": Decimal(500), "fixed_share": 1.0}
        for month in range(1, 13)
    ]
    for table, held in (
        ("accounts", told["accounts"]),
        ("cost_centres", told["cost_centres"]),
        ("budget_lines", lines),
    ):
        replace_rows(Warehouse(settings.WAREHOUSE), TABLES[table], held)


def built(world: World) -> Buying:
    """Vendors and people; ward 1's manager asks, the facility manager approves to 5,000, the director to 50,000."""
    from wellrun.departments.finance.actions import purchase_terms, vendors
    from wellrun.departments.finance.rules.purchasing.notices import ContractTerms, Renewal
    from wellrun.foundations.access.rules import Role
    from wellrun.foundations.organisation.models import Facility

    facility = Facility.objects.get(code="H1")
    buyer, clerk = account("buyer", Role.FINANCE, "H1"), account("clerk", Role.FINANCE, "H1")
    manager = account("manager", Role.FACILITY_MANAGER, "H1")
    said: dict[str, Any] = {"by": buyer, "tree": world.tree}
    for role, up_to in ((Role.FACILITY_MANAGER, 5_000_00), (Role.EXECUTIVE, 50_000_00), (Role.FINANCE, 100_00)):
        purchase_terms.set_limit(facility=facility, role=role.value, up_to=up_to, **said)
    vendor = vendors.add_vendor(facility=facility, code="V1", name="Calder Medical Supply", **said)
    terms = ContractTerms(dt.date(2025, 1, 1), dt.date(2026, 12, 31), Renewal.AUTOMATIC, notice_days=90)
    wording = vendors.Wording(dt.date(2025, 1, 1), terms)
    contract = vendors.add_contract(
        vendor=vendor, number="C-1", title="Ward supplies", owner=buyer, wording=wording, **said
    )
    vendors.take_prices(contract=contract, version=1, rows=LIST, **said)
    contract.refresh_from_db()
    return Buying(world, facility, vendor, contract, world.ward_manager, buyer, clerk, manager, world.director)
