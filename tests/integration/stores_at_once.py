"""Two people issue the last box at the same moment, again and again.

Run by itself (``python -m``) it plays on the database of the settings: so SQLite is tried as it is used, as a file.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any

from tests.integration.at_once_on_a_ward import at_once


def play(times: int) -> dict[str, int]:
    """How often one of two had it and none is left, and how often not."""
    from django.utils import timezone
    from tests.conftest import account, build_world

    from wellrun.departments.operations.actions import stores
    from wellrun.departments.operations.queries.stores import held_of
    from wellrun.foundations.access.rules import Role
    from wellrun.foundations.organisation.models import Facility

    said: dict[str, Any] = {"tree": build_world().tree}
    nurses = [account(f"nurse.{number}", Role.CLINICIAN, "H1") for number in (1, 2)]
    about: dict[str, Any] = {"code": "G", "name": "Gloves", "measure": "box", "reorder_at": 1, "lead_days": 1}
    item = stores.add_item(facility=Facility.objects.get(code="H1"), by=nurses[0], **about, **said)
    outcome: Counter[str] = Counter()
    said["now"] = timezone.now()
    for _turn in range(times):
        stores.receive(item=item, lot="A", expires=None, place="Store", quantity=1, by=nurses[0], **said)

        def issued(by: Any) -> Any:
            return lambda: stores.issue(item=item, place="Store", quantity=1, to="Ward", by=by, **said)

        through = at_once(*(issued(one) for one in nurses))
        left = sum(one.quantity for one in held_of([item]).get(item.pk, ()))
        outcome["issued once" if through == 1 and not left else "issued wrongly"] += 1
    return dict(outcome)


if __name__ == "__main__":
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(play(int(sys.argv[1]))))
