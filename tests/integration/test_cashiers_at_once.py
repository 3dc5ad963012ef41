"""Two at the desk at the same moment: one closes the drawer, one payment is taken, one refund is paid."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.db import connection
from tests.conftest import World
from tests.integration.test_two_at_once import TIMES, at_once
from tests.unit.departments.revenue.cashiers import Till, till_of

from wellrun.departments.revenue.actions import drawers, receipts, refunds
from wellrun.departments.revenue.models import DrawerDay, Receipt
from wellrun.departments.revenue.rules.cashier import Method
from wellrun.departments.revenue.rules.entries import Owed

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite in memory has one connection; this runs on PostgreSQL."
    ),
]


@pytest.fixture
def till(world: World) -> Till:
    return till_of(world)


def test_two_cashiers_close_one_drawer_and_one_wins(till: Till) -> None:
    till.pay(till.visit(), "20")
    counted = {Method.CASH: D(20)}
    steps = [
        lambda by=by: drawers.close(drawer=till.drawer, day=till.today, counted=counted, why="", **till.who(by))
        for by in (till.leo, till.mia) * (TIMES // 2)
    ]
    given, refused = at_once(*steps)
    assert (len(given), len(refused), DrawerDay.objects.count()) == (1, TIMES - 1, 1)
    assert {fault.code for one in refused for fault in one.faults} == {"revenue.drawer.closed"}


def test_two_take_the_same_payment_from_one_page_and_one_is_told(till: Till) -> None:
    held = till.visit()
    seen = held.version
    steps = [
        lambda by=by: receipts.take_payment(
            account=held, drawer=till.drawer, amount=D(40), method="cash", deposit=False, version=seen, **till.who(by)
        )
        for by in (till.leo, till.mia)
    ]
    given, refused = at_once(*steps)
    assert (len(given), len(refused), Receipt.objects.count(), till.now(held).owed) == (1, 1, 1, 0)


def test_one_refund_is_paid_once(till: Till) -> None:
    held = till.visit()
    till.pay(held, "50")
    held.refresh_from_db()
    of = Owed(held.patient, held.account)
    asked = refunds.ask(account=held, of=of, amount=D(10), why="twice", version=held.version, **till.who())
    steps = [lambda: refunds.approve(request=asked, answer="", version=1, **till.who(till.manager))] * 4
    given, refused = at_once(*steps)
    assert (len(given), len(refused), till.now(held).credit) == (1, 3, 0)
    assert till.sound()
