"""What was handed on for payment, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _

from wellrun.departments.finance.models import Invoice, PaymentRun
from wellrun.departments.finance.shown.purchases import order_name
from wellrun.foundations.pages.tables import Table, TableColumn


def run_table(run: PaymentRun, rows: Sequence[Invoice], query: QueryDict) -> Table[Invoice]:
    """The invoices of a run, with what is paid of each."""
    Column = TableColumn[Invoice]
    columns = (
        Column("vendor", _("Vendor"), lambda one: one.vendor.name),
        Column("code", _("Number of the vendor"), lambda one: one.vendor.code),
        Column("number", _("Invoice"), lambda one: one.number),
        Column("order", _("Order"), lambda one: order_name(one.purchase) if one.purchase else ""),
        Column("due", _("Due on"), lambda one: one.due_on),
        Column("total", _("Total"), lambda one: Decimal(one.total) / 100, number=True, places=2),
        Column("credit", _("Credit"), lambda one: Decimal(one.credit) / 100, number=True, places=2),
        Column("to_pay", _("To pay"), lambda one: Decimal(one.to_pay) / 100, number=True, places=2),
        Column("currency", _("Currency"), lambda one: one.currency),
    )
    return Table(f"payment-{run.number}", columns, rows, query)
