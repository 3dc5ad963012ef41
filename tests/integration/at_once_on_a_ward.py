"""Two managers publish, two nurses take one shift, and two agree to one gift, at the same moment, again and again.

Run by itself (``python -m``) it plays on the database of the settings: so SQLite is tried as it is used, as a file.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

GIFTS_EVERY = 20
"""A gift is tried in every so many turns: it is judged by more weeks, so it takes longer."""


def play(times: int) -> dict[str, int]:
    """How often exactly one came through, how often not, and whether any change was lost."""
    from tests.conftest import build_world
    from tests.unit.departments.workforce.ward import D, build

    from wellrun.departments.workforce.actions import open_shifts, rosters
    from wellrun.departments.workforce.models import Assignment

    ward = build(build_world(), _Patches())
    outcome: Counter[str] = Counter()
    for turn in range(times):
        pair = [ward.proposal([None] * side + [D] + [None] * (6 - side), number=2 * turn + side + 1) for side in (0, 1)]
        version = ward.roster.version
        steps = [_publishing(rosters.publish, one, version, ward.said) for one in pair]
        through = at_once(*steps)
        ward.roster.refresh_from_db()
        held = list(Assignment.objects.filter(ended="", roster=ward.roster))
        # What is published is wholly the plan of the one who came through, and the version moved once.
        whole = len(held) == 1 and held[0].day == ward.roster.published.plan.date(pair.index(ward.roster.published))
        outcome["published once" if through == 1 and whole and ward.roster.version == version + 1 else "lost"] += 1
        opened = open_shifts.offer(unit=ward.unit, day=ward.roster.last, shift="N", skill="nurse", **ward.said)
        takers = [_taking(open_shifts.take, opened, nurse, ward.said) for nurse in ward.nurses[2:]]
        through = at_once(*takers)
        taken = Assignment.objects.filter(ended="", day=ward.roster.last, shift="N")
        opened.refresh_from_db()
        once = through == 1 and taken.count() == 1 and opened.taken_id == taken[0].pk
        outcome["taken once" if once else "taken wrongly"] += 1
        taken.update(ended=Assignment.Ended.REPLANNED)
        if turn % GIFTS_EVERY == 0:
            outcome[_given_at_once(ward)] += 1
    return dict(outcome)


def _given_at_once(ward: Any) -> str:
    """One nurse gives a shift away and two others agree to it at the same moment."""
    from wellrun.departments.workforce.actions import swaps
    from wellrun.departments.workforce.models import Assignment, Trade

    giver, *takers = (_account_of(nurse) for nurse in ward.nurses[1:])
    before = dt.datetime.combine(ward.roster.first, dt.time(), dt.UTC) - dt.timedelta(days=1)
    said: dict[str, Any] = {"tree": ward.tree, "now": before}
    mine = Assignment.objects.create(
        person=giver.person, unit=ward.unit, day=ward.roster.last, shift="N", skill="nurse", since=before
    )
    trade = swaps.ask_trade(given=mine, swap=False, by=giver, **said)
    through = at_once(*(_agreeing(swaps.accept_trade, trade, who, said) for who in takers))
    held = Assignment.objects.filter(ended="", day=ward.roster.last, shift="N")
    trade.refresh_from_db()
    once = through == 1 and [one.person_id for one in held] == [trade.taker_id] and trade.state == Trade.State.DONE
    held.update(ended=Assignment.Ended.REPLANNED)
    return "given once" if once else "given wrongly"


def _account_of(nurse: Any) -> Any:
    from wellrun.foundations.access import actions as access
    from wellrun.foundations.access.rules import Role
    from wellrun.foundations.audit.actions import System
    from wellrun.foundations.people import actions as people
    from wellrun.foundations.people.models import Account

    known = Account.objects.filter(person=nurse).first()
    if known is None:
        known = people.open_account(person=nurse, email=f"nurse.{nurse.pk}@example.org", by=System("test"))
        access.grant(account=known, role=Role.STAFF, place="H1/W1", by=System("test"))
    return known


def _agreeing(accept: Any, trade: Any, by: Any, said: dict[str, Any]) -> Callable[[], Any]:
    return lambda: accept(trade=trade, by=by, **said)


def _publishing(publish: Any, proposal: Any, version: int, said: dict[str, Any]) -> Callable[[], Any]:
    return lambda: publish(proposal=proposal, version=0, roster_version=version, **said)


def _taking(take: Any, shift: Any, person: Any, said: dict[str, Any]) -> Callable[[], Any]:
    return lambda: take(shift=shift, person=person, **said)


def at_once(*steps: Callable[[], Any]) -> int:
    """Runs the steps in threads that begin together; how many were not refused. Anything but a refusal is raised."""
    from django.db import connections

    from wellrun.values.faults import Refused

    together, through, broken = threading.Barrier(len(steps)), [], []

    def run(step: Callable[[], Any]) -> None:
        try:
            together.wait(timeout=20)
            through.append(step())
        except Refused:
            pass
        except Exception as error:
            broken.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    if broken:
        raise broken[0]
    return len(through)


class _Patches:
    """As pytest's monkeypatch, for a run without pytest: what it puts in place stays until the process ends."""

    def setattr(self, where: str, value: Any) -> None:
        patch(where, value).start()


if __name__ == "__main__":
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(play(int(sys.argv[1]))))
