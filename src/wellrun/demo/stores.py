"""The theatre store of Harbour View: items, three months of receipts and issues, and a lot that was recalled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from wellrun.demo.chance import Chance
from wellrun.departments.operations.actions import stores as actions
from wellrun.departments.operations.models import StoreLot
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

COORDINATOR, KEEPER = "li.chen", "sam.reyes"
DAY = dt.timedelta(days=1)
STORE, SHELF = "Central store", "Theatre shelf"
ITEMS: tuple[tuple[str, str, str, int, int, int, float, int], ...] = (
    ("GLV-75", "Surgical gloves, size 7½", "box", 40, 4, 600, 6.0, 900),
    ("SUT-30", "Suture 3-0, absorbable", "box", 12, 7, 175, 1.6, 400),
    ("DRP-LAP", "Drape set, laparotomy", "set", 20, 5, 400, 4.2, 700),
    ("MSH-15", "Mesh, 15 by 15 cm", "piece", 6, 10, 100, 0.9, 22),
    ("HIP-CUP", "Hip cup, 52 mm", "piece", 3, 14, 54, 0.5, 1500),
    ("CEM-40", "Bone cement, 40 g", "pack", 8, 6, 130, 1.2, 180),
)
"""Code, item, unit, reorder point, days until an order comes, how many came, how many go a day, days to expiry."""

WENT = ("Theatre 1", "Theatre 2", "Theatre 3", "Theatre 5", "Ward 1")
WEEKS = 13


def keep_stores(
    facilities: Mapping[str, Facility], accounts: Mapping[str, Account], *, tree: Tree, now: dt.datetime
) -> None:
    """Two lots of each item come, and some goes twice a week; the older lot of bone cement is recalled."""
    hospital, chance = facilities["HV"], Chance("stores")
    lead: dict[str, Any] = {"by": accounts[COORDINATOR], "tree": tree}
    who: dict[str, Any] = {"by": accounts[KEEPER], "tree": tree}
    for code, name, measure, reorder_at, lead_days, came, a_day, lasts in ITEMS:
        about: dict[str, Any] = {"code": code, "name": name, "measure": measure}
        item = actions.add_item(facility=hospital, reorder_at=reorder_at, lead_days=lead_days, **about, **lead)
        left = 0
        for number, weeks in enumerate((WEEKS, 5)):
            quantity, expires = (came * 7 // 10, lasts) if number == 0 else (came - came * 7 // 10, lasts + 5)
            when = now - weeks * 7 * DAY
            lot, until = f"{code[:3]}{2600 + number * 41}", now.date() + expires * DAY
            actions.receive(
                item=item, lot=lot, expires=until, place=STORE, quantity=quantity, why="Delivery", now=when, **who
            )
            left += quantity
            for week in range(weeks, 0 if number else 5, -1):
                part = min(left, chance.count(a_day * 7))
                if part:
                    to, at = chance.one_of(WENT), now - week * 7 * DAY + 2 * DAY
                    actions.issue(item=item, place=STORE, quantity=part, to=to, now=at, **who)
                    left -= part
        if left > 8:
            held = StoreLot.objects.filter(item=item).last()
            assert held is not None
            left -= 2
            actions.carry(lot=held, place=STORE, to=SHELF, quantity=2, now=now - DAY, **who)
    cement = StoreLot.objects.filter(item__facility=hospital, item__code="CEM-40").last()
    assert cement is not None
    actions.recall(lot=cement, why="The maker recalls it: setting time out of range", now=now - DAY, **lead)
