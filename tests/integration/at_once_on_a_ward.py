"""Two managers publish, and two nurses take one shift, at the same moment, again and again; counts what came of it.

Run by itself (``python -m``) it plays on the database of the settings: so SQLite is tried as it is used, as a file.
"""

from __future__ import annotations

import json
import sys
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any
from unittest.mock import patch


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
    return dict(outcome)


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
