"""Two porters accept one request at the same moment, again and again.

Run by itself (``python -m``) it plays on the database of the settings: so SQLite is tried as it is used, as a file.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.integration.at_once_on_a_ward import at_once


def play(times: int) -> dict[str, int]:
    """How often one of two accepted and stands as the owner, and how often not."""
    from django.utils import timezone
    from tests.conftest import account, build_world

    from wellrun.departments.operations.actions import requesting
    from wellrun.departments.operations.models import BoardMark, RequestMove
    from wellrun.departments.operations.rules.house.events import Spot
    from wellrun.departments.operations.rules.requests import Kind, Urgency
    from wellrun.foundations.access.rules import Role
    from wellrun.foundations.organisation.models import Facility

    said: dict[str, Any] = {"tree": build_world().tree, "now": timezone.now()}
    porters = [account(f"porter.{number}", Role.STAFF, "H1") for number in (1, 2)]
    facility = Facility.objects.get(code="H1")
    outcome: Counter[str] = Counter()
    for _turn in range(times):
        held = requesting.ask(
            facility=facility,
            kind=Kind.PORTER,
            urgency=Urgency.NOW,
            spot=Spot("W1"),
            to_room="radiology",
            what="A wheelchair",
            by=porters[0],
            **said,
        )
        through = at_once(*(_accepting(held, one, said) for one in porters))
        held.refresh_from_db()
        moves = list(RequestMove.objects.filter(request=held).values_list("move", "by"))
        owner = next(one for one in porters if one.person_id == held.owner_id)
        once = through == 1 and held.version == 2 and moves == [("ask", porters[0].pk), ("accept", owner.pk)]
        outcome["accepted once" if once else "accepted wrongly"] += 1
    counted = BoardMark.objects.get().number == 2 * times
    outcome["every change counted" if counted else "changes lost"] += 1
    return dict(outcome)


def _accepting(held: Any, by: Any, said: dict[str, Any]) -> Callable[[], Any]:
    from wellrun.departments.operations.actions import requesting
    from wellrun.departments.operations.rules.requests import Move

    return lambda: requesting.move(request=held, move=Move.ACCEPT, version=1, by=by, **said)


if __name__ == "__main__":
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(play(int(sys.argv[1]))))
