"""What Harbour View's patients do about their share: some pay at the desk, some by plan, some ask for help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from wellrun.demo.billing import LEAD
from wellrun.demo.story import DAY
from wellrun.departments.revenue.actions import assistance, drawers, plans, receipts, refunds, statements
from wellrun.departments.revenue.actions.costs import enter_cost
from wellrun.departments.revenue.models import PatientAccount
from wellrun.departments.revenue.queries.accounts import account_lines, local_today
from wellrun.departments.revenue.rules.cashier import Method
from wellrun.departments.revenue.rules.entries import Owed
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

DESK = "leo.fontaine"
OFFICE: Mapping[str, Any] = {
    "phone": "555-0140",
    "hours": "Monday to Friday, 8 to 5",
    "address": "Harbour View Hospital, Patient Accounts, 1 Quay Street, Harbour View",
    "web": "pay.tidewater.example.invalid",
}
COST = Decimal(1_350_000)
SMALLEST = Decimal(100)


def pay(facilities: Mapping[str, Facility], accounts: Mapping[str, Account], *, tree: Tree) -> int:
    """Takes a day's payments, agrees plans, decides about help, and sends a few statements. Returns the receipts."""
    hospital, lead, desk = facilities["HV"], accounts[LEAD], accounts[DESK]
    bills: dict[str, Any] = {"by": lead, "tree": tree}
    takes: dict[str, Any] = {"by": desk, "tree": tree}
    today = local_today(hospital)
    statements.set_office(facility=hospital, **OFFICE, **bills)
    enter_cost(facility=hospital, year=today.year, amount=COST, source="Budget, patient accounts and coding", **bills)
    main, second = (
        drawers.add_drawer(facility=hospital, name=name, **bills) for name in ("Main registration", "Emergency desk")
    )
    owing = _owing(hospital)
    if len(owing) < 10:
        return 0
    for held, amount, method in zip(owing[:3], ("150", "80", "60.50"), ("card", "cash", "cheque"), strict=True):
        _take(held, main, amount, method, **takes)
    over = owing[3]
    _take(over, second, "200", "card", **takes)
    _take(owing[4], second, "25", "cash", deposit=True, **takes)
    refunds.ask(
        account=over,
        of=Owed(over.patient, over.account),
        amount=Decimal(50),
        why="Paid more than the bill",
        version=_version(over),
        **takes,
    )
    counted = {Method.CASH: Decimal("24.50"), Method.CARD: Decimal(200), Method.CHEQUE: Decimal(0)}
    drawers.close(drawer=second, day=today, counted=counted, why="Change given wrongly", **takes)
    for held, number in ((owing[5], 3), (owing[6], 6)):
        plans.agree(
            account=held, total=Decimal(150), number=number, first=today + 7 * DAY, version=_version(held), **takes
        )
    for held in (owing[7], *owing[10:13]):
        statements.issue(account=held, **bills)
    _help(owing[7:10], takes, bills)
    return 5


def _owing(hospital: Facility) -> list[PatientAccount]:
    rows = account_lines(PatientAccount.objects.filter(facility=hospital).select_related("facility"))
    owing = [one for one in rows if one.owed >= SMALLEST]
    return [one.account for one in sorted(owing, key=lambda one: (-one.owed, one.account.pk))]


def _version(held: PatientAccount) -> int:
    held.refresh_from_db(fields=["version"])
    return held.version


def _take(held: PatientAccount, drawer: Any, amount: str, method: str, *, deposit: bool = False, **who: Any) -> None:
    receipts.take_payment(
        account=held,
        drawer=drawer,
        amount=Decimal(amount),
        method=method,
        deposit=deposit,
        version=_version(held),
        **who,
    )


def _help(held: Sequence[PatientAccount], takes: Mapping[str, Any], bills: Mapping[str, Any]) -> None:
    """One is decided by the scale, one waits, one is presumed eligible and waits."""
    facts: tuple[tuple[int | None, Decimal | None, str], ...] = (
        (4, Decimal(70000), ""),
        (2, Decimal(39000), ""),
        (None, None, "homeless"),
    )
    cases = [
        assistance.ask(account=one, household=people, income=income, grounds=grounds, version=_version(one), **takes)
        for one, (people, income, grounds) in zip(held, facts, strict=True)
    ]
    assistance.decide(case=cases[0], waived=cases[0].suggested, why="", version=1, **bills)
