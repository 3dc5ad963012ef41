"""Two people approve, order, receive, take in and hand on the same at the same moment, again and again.

Run by itself (``python -m``) it plays on the database of the settings: so SQLite is tried as it is used, as a file.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections import Counter
from typing import Any

from tests.integration.at_once_on_a_ward import at_once


def play(times: int) -> dict[str, int]:
    """How often each was done exactly once, and no number was given twice."""
    from tests.conftest import build_world
    from tests.integration.purchasing import NOW, built

    from wellrun.departments.finance.actions.invoice_decisions import hand_on
    from wellrun.departments.finance.models import Invoice, PaymentRun, Purchase
    from wellrun.departments.finance.rules.purchasing.states import State, Step

    buying = built(build_world())
    outcome: Counter[str] = Counter()
    for turn in range(times):
        one, other = buying.ask(), buying.ask()
        for asked in (one, other):
            buying.step(asked, Step.SUBMIT, buying.head)
        approving = [_step(buying, one, Step.APPROVE, who) for who in (buying.manager, buying.director)]
        through = at_once(*approving)
        one.refresh_from_db()
        once = through == 1 and one.at is State.APPROVED and one.approvals.count() == 1
        outcome["approved once" if once else "approved wrongly"] += 1

        buying.step(other, Step.APPROVE, buying.manager)
        ordering = [_step(buying, asked, Step.ORDER, buying.buyer) for asked in (one, other)]
        through = at_once(*ordering)
        numbers = set(Purchase.objects.filter(pk__in=(one.pk, other.pk)).values_list("order", flat=True))
        outcome["numbered apart" if through == 2 and len(numbers) == 2 and None not in numbers else "alike"] += 1

        buying.step(one, Step.SEND, buying.buyer)
        through = at_once(_receiving(buying, one, buying.head), _receiving(buying, one, buying.manager))
        once = through == 1 and one.receipts.count() == 1
        outcome["received once" if once else "received wrongly"] += 1

        one.refresh_from_db()
        number = f"T-{turn}"
        through = at_once(*(_invoicing(buying, turn, one.order, who) for who in (buying.buyer, buying.clerk)))
        states = sorted(Invoice.objects.filter(number=number).values_list("state", flat=True))
        outcome["cleared once" if through == 2 and states == ["cleared", "held"] else "cleared wrongly"] += 1

        invoice = Invoice.objects.get(number=number, state="cleared")
        said = {"facility": buying.facility, "invoices": [invoice.pk], "tree": buying.tree, "now": NOW}
        through = at_once(*(_paying(hand_on, who, said) for who in (buying.buyer, buying.clerk)))
        once = through == 1 and PaymentRun.objects.count() == turn + 1
        outcome["paid once" if once else "paid wrongly"] += 1
    return dict(outcome)


def _step(buying: Any, purchase: Any, step: Any, by: Any) -> Any:
    purchase.refresh_from_db()
    version = purchase.version
    from tests.integration.purchasing import NOW

    from wellrun.departments.finance.actions.purchase_steps import take_step

    said = {"version": version, "step": step, "by": by, "tree": buying.tree, "now": NOW}
    return lambda: take_step(purchase=purchase, **said)


def _receiving(buying: Any, purchase: Any, by: Any) -> Any:
    from decimal import Decimal

    from tests.integration.purchasing import NOW

    from wellrun.departments.finance.actions.goods import receive_goods

    purchase.refresh_from_db()
    told = {line.pk: Decimal(10) for line in purchase.lines.all()}
    said = {"version": purchase.version, "quantities": told, "by": by, "tree": buying.tree, "now": NOW}
    return lambda: receive_goods(purchase=purchase, **said)


def _invoicing(buying: Any, turn: int, order: int, by: Any) -> Any:
    from tests.integration.books import TODAY

    # A month apart, as the same amount of nearly the same day would be taken for a repetition.
    dated = TODAY + dt.timedelta(days=30 * turn)
    return lambda: buying.invoice(f"T-{turn}", ("GLV", 10, "10.00"), order=order, by=by, dated=dated)


def _paying(hand_on: Any, by: Any, said: dict[str, Any]) -> Any:
    return lambda: hand_on(by=by, **said)


if __name__ == "__main__":
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(play(int(sys.argv[1]))))
