"""Six weeks of Harbour View's account at the bank: what payers sent arrives, but one payment; one is unannounced.

A payment of Medicare is posted and never arrives; a deposit of Coastal Mutual has no remittance. The bank tells its
lines with one column for money in and one for money out.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from wellrun.demo.billing import LEAD, SPAN
from wellrun.demo.story import DAY, Story
from wellrun.departments.revenue.actions import bank_statements as bank
from wellrun.departments.revenue.actions import deposits
from wellrun.departments.revenue.models import BankLine, RemittancePayment
from wellrun.departments.revenue.rules.bank_csv import Columns
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

NUMBER = "0003344556677"
COLUMNS = Columns("Date", money_in="Credit", money_out="Debit", words=("Description", "Reference"))
LOST, UNANNOUNCED = "MEDICARE", ("COASTAL MUTUAL  CORP PAYMENT", Decimal("4312.77"))
RENT = ("HARBOUR CAFE  RENT OF THE KIOSK", Decimal("1850.00"))
WAITED = 12 * DAY
"""Since when the money that never came should have."""

Row = tuple[dt.date, str, str, Decimal]
"""Day, description, reference, amount, above zero in."""


def deposit(facilities: Mapping[str, Facility], accounts: Mapping[str, Account], story: Story, *, tree: Tree) -> str:
    """Enters the account and takes its statement in; the trace of the payment whose money never comes."""
    hospital = facilities["HV"]
    who: dict[str, Any] = {"by": accounts[LEAD], "tree": tree}
    held = bank.open_account(facility=hospital, name="Operating account", number=NUMBER, **who)
    payments = _payments(hospital, story)
    lost = next((one for one in reversed(payments) if _is_lost(one, story)), None)
    # Two payers may use one trace: the line names the payer, too.
    rows = sorted([*_arrived(payments, lost), *_other(story)], key=lambda row: row[0])
    name = f"operating-{story.today:%Y%m}.csv"
    bank.take_statement(account=held, name=name, content=_written(rows), columns=COLUMNS, **who)
    _set_rent_aside(who)
    return lost.trace if lost else ""


def _payments(hospital: Facility, story: Story) -> Sequence[RemittancePayment]:
    rows = RemittancePayment.objects.filter(
        facility=hospital, paid_on__gte=story.today - SPAN, paid_on__lt=story.today, deposit_cents__gt=0
    )
    return list(rows.order_by("paid_on", "pk"))


def _is_lost(one: RemittancePayment, story: Story) -> bool:
    known = one.payer is not None and one.payer.code == LOST
    return known and one.paid_on <= story.today - WAITED


def _arrived(payments: Sequence[RemittancePayment], lost: RemittancePayment | None) -> Iterator[Row]:
    """Each on its day, with the trace as the payer's bank repeats it."""
    for one in payments:
        if one != lost:
            words = f"{one.named.upper()[:16]} HCCLAIMPMT"
            yield one.paid_on, words, f"TRN*1*{one.trace}*{one.named_number}", one.deposit


def _other(story: Story) -> Iterator[Row]:
    """What comes unannounced, rent, and what goes out. The last line says how far the statement reaches."""
    yield story.today - 9 * DAY, UNANNOUNCED[0], "", UNANNOUNCED[1]
    yield story.today - 20 * DAY, RENT[0], "KIOSK", RENT[1]
    yield story.today - SPAN, "SERVICE FEE", "", Decimal("-18.50")
    yield story.today - DAY, "PAYROLL", "BATCH 11", Decimal("-412880.14")


def _written(rows: Sequence[Row]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("Date", "Description", "Reference", "Debit", "Credit"))
    for on, words, reference, amount in rows:
        debit, credit = (f"{-amount:.2f}", "") if amount < 0 else ("", f"{amount:.2f}")
        writer.writerow((f"{on:%m/%d/%Y}", words, reference, debit, credit))
    return out.getvalue().encode()


def _set_rent_aside(who: Mapping[str, Any]) -> None:
    for line in BankLine.objects.filter(cents=int(RENT[1] * 100)).select_related("account__facility"):
        deposits.set_aside(line=line, other="Rent of the kiosk", version=line.version, **who)
