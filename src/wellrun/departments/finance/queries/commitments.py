"""What is promised but not invoiced, by cost centre, account and fiscal period; and what of a budget line is left."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from wellrun.departments.finance.models import Invoice, Purchase
from wellrun.departments.finance.queries.purchases import by_account, open_purchases, ordered_of
from wellrun.departments.finance.queries.terms import terms_of
from wellrun.departments.finance.queries.variance import MART, known
from wellrun.departments.finance.rules.purchasing.committing import Balance
from wellrun.departments.finance.rules.purchasing.states import COUNTED
from wellrun.foundations.catalogue.charting import facts
from wellrun.foundations.organisation.models import Facility


class Commitment(NamedTuple):
    """What is committed of a cost centre's account. ``period``: first day of the fiscal period in which it is needed,
    or of the present one where that is past. ``cents`` before tax."""

    cost_centre: str
    account: str
    period: dt.date
    cents: int


def commitments(facility: Facility, today: dt.date) -> list[Commitment]:
    """Everything that is committed in a facility, by cost centre, account and period."""
    calendar = terms_of(facility.code).calendar
    rows = list(open_purchases(facility))
    sums = ordered_of(rows)
    found: dict[tuple[str, str, dt.date], int] = defaultdict(int)
    for row in rows:
        period = calendar.period_of(max(row.needed_on, today)).start
        for (centre, account), cents in by_account([row], sums).items():
            found[centre, account, period] += cents
    return [Commitment(*key, cents) for key, cents in sorted(found.items()) if cents]


BUDGETS = """
WITH newest AS (SELECT cost_centre, account, month, max(version) AS version FROM budget_lines
    WHERE facility = $facility AND month >= $since AND month < $until GROUP BY ALL)
SELECT l.cost_centre, l.account, CAST(round(100 * sum(l.amount)) AS BIGINT)
FROM budget_lines l JOIN newest USING (cost_centre, account, month, version)
WHERE l.facility = $facility GROUP BY ALL
"""
ACTUALS = f"""SELECT cost_centre, account, CAST(sum(actual) AS BIGINT) FROM {MART}
WHERE facility = $facility AND day >= $since AND day < $until AND kind = 'expense' GROUP BY ALL"""  # noqa: S608
BOOKED = f"SELECT max(day) FROM {MART} WHERE facility = $facility"  # noqa: S608 - the name of a table of ours

Line = tuple[str, str]
"""Cost centre and account."""


def balances(
    facility: Facility, day: dt.date, *, without: Purchase | None = None, wanted: Iterable[Line] = ()
) -> dict[Line, Balance]:
    """Every budget line of the fiscal year that holds a day, by cost centre and account, as it stands; but for one
    purchase. A line that nobody has planned and that is wanted has a budget of nothing."""
    calendar = terms_of(facility.code).calendar
    year = calendar.periods(calendar.period_of(day).year)
    asked = {"facility": facility.code, "since": year[0].start, "until": year[-1].end}
    budgets = _rows("budget_lines", BUDGETS, asked)
    actuals = _rows(MART, ACTUALS, asked)
    rows = open_purchases(facility) if without is None else open_purchases(facility).exclude(pk=without.pk)
    promised = by_account(rows, ordered_of(rows))
    waiting = _waiting(facility, _books_end(facility, year[0].start))
    keys = {*budgets, *actuals, *promised, *waiting, *wanted}
    return {
        key: Balance(budgets.get(key, 0), actuals.get(key, 0), waiting.get(key, 0), promised.get(key, 0))
        for key in keys
    }


def left_after(purchase: Purchase, today: dt.date) -> dict[Line, int]:
    """What is left of each budget line that a purchase touches, once it is committed; none without a budget."""
    facility, day = purchase.facility, max(purchase.needed_on, today)
    if not planned(facility, day):
        return {}
    asked: dict[Line, int] = {}
    for number, line in enumerate(purchase.lines.all()):
        key = (purchase.cost_centre, line.account)
        asked[key] = asked.get(key, 0) + line.cents + (purchase.freight if number == 0 else 0)
    known = balances(facility, day, without=purchase, wanted=asked)
    return {key: known[key].after(cents) for key, cents in asked.items()}


def year_end(facility: Facility, day: dt.date) -> dt.date:
    """The last day of the fiscal year that holds a day."""
    calendar = terms_of(facility.code).calendar
    return calendar.periods(calendar.period_of(day).year)[-1].end - dt.timedelta(days=1)


def planned(facility: Facility, day: dt.date) -> bool:
    """Whether the fiscal year of a day has any budget: without one nothing can be left of it."""
    calendar = terms_of(facility.code).calendar
    year = calendar.periods(calendar.period_of(day).year)
    asked = {"facility": facility.code, "since": year[0].start, "until": year[-1].end}
    return bool(_rows("budget_lines", BUDGETS, asked))


def _rows(table: str, sql: str, asked: Mapping[str, object]) -> dict[Line, int]:
    if not facts().warehouse.manifest().segments(table):
        return {}
    return {(centre, account): int(cents or 0) for centre, account, cents in facts().rows(sql, dict(asked))}


def _books_end(facility: Facility, first: dt.date) -> dt.date:
    """The day after the last period whose books have come; the first day of the year where none has."""
    newest = facts().rows(BOOKED, {"facility": facility.code})[0][0] if known() else None
    if newest is None:
        return first
    return max(first, terms_of(facility.code).calendar.period_of(newest).end)


def _waiting(facility: Facility, since: dt.date) -> dict[Line, int]:
    """Invoices that may be paid and whose period has not been booked, before tax; freight less credits goes with the
    order's first line. What is for no order counts nowhere, as nobody has said whose it is."""
    invoices = Invoice.objects.filter(
        facility=facility,
        state__in=[one.value for one in COUNTED],
        cleared_on__gte=since,
        purchase__isnull=False,
    )
    found: dict[Line, int] = defaultdict(int)
    for row in invoices.select_related("purchase").prefetch_related("lines__line", "purchase__lines"):
        assert row.purchase is not None  # asked for above
        first = row.purchase.lines.all()[0].account
        found[row.purchase.cost_centre, first] += row.freight - row.credit
        for line in row.lines.all():
            found[row.purchase.cost_centre, line.line.account if line.line else first] += line.cents
    return dict(found)
