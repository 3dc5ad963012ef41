"""A hospital with an account at a bank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from tests.unit.departments.revenue.conftest import Office, paid, payment

from wellrun.departments.revenue.actions import bank_statements as bank
from wellrun.departments.revenue.models import BankAccount, BankLine, RemittancePayment
from wellrun.departments.revenue.rules.bank_csv import Columns

COLUMNS = Columns("Date", amount="Amount", words=("Text",))
HEAD = "Date,Amount,Text\n"


@dataclass
class Bank:
    """The account of the first hospital, and its billing office."""

    office: Office
    account: BankAccount

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.office.lead, "tree": self.office.tree}

    def take(self, *rows: str, columns: Columns | None = COLUMNS, name: str = "feb.csv") -> bank.Taken:
        """A statement of these rows."""
        content = (HEAD + "".join(f"{row}\n" for row in rows)).encode()
        return bank.take_statement(account=self.account, name=name, content=content, columns=columns, **self.who)

    def line(self, **which: Any) -> BankLine:
        return BankLine.objects.select_related("account__facility").get(**which)

    def announce(self, number: str, trace: str, control: int) -> RemittancePayment:
        """A payment of 130 dollars for a claim, posted."""
        self.office.bill(number)
        self.office.send(payment(paid(number), trace=trace), control=control)
        return self.office.one(trace=trace)


@pytest.fixture
def banked(office: Office) -> Bank:
    who: dict[str, Any] = {"by": office.lead, "tree": office.tree}
    held = bank.open_account(facility=office.facility, name="Operating", number="000-123456789", **who)
    return Bank(office, held)
