"""Batches made by several processes at once, and an exchange that is killed again and again at some moment.

Run by itself (``python -m``) on the database of the settings, which is empty before. The clearing house takes each file
as soon as it lies there, as a real one does: what is sent twice is seen, for it comes to it twice.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

MAKERS, EACH = 3, 12
LONGEST = 0.06
"""Seconds until a kill: a few batches or answers, so that most kills fall into the midst of something."""


def play(kills: int) -> dict[str, Any]:
    """What was given twice or lost: numbers, files, answers."""
    office = _office()
    _made_at_once(office)
    numbers = _numbers()
    chance, killed = random.Random(837), 0
    seen: Counter[str] = Counter()
    while killed < kills:
        killed += _killed(chance.uniform(0.0, LONGEST))
        _clearing(office["folder"], seen)
    for _time in range(3):
        _exchange()
        _clearing(office["folder"], seen)
    return {**numbers, "killed": killed, **_outcome(seen), **_left(office["folder"])}


def _office() -> dict[str, Any]:
    from django.conf import settings
    from tests.conftest import account, build_world
    from tests.unit.departments.revenue.conftest import BY, billed
    from tests.unit.departments.revenue.sent import PARTNER, content, may_go_late

    from wellrun.departments.revenue.actions import claims, sending_terms
    from wellrun.departments.revenue.models import ClaimContent
    from wellrun.departments.revenue.rules.content import to_plain
    from wellrun.foundations.access.rules import Role
    from wellrun.foundations.organisation.models import Facility

    world = build_world()
    facility = Facility.objects.get(code="H1")
    claims.name_payer(facility=facility, code="ALPHA", name="Alpha Health", numbers=["54321"], by=BY)
    sender = account("sender", Role.REVENUE, "H1")
    sending_terms.set_partner(facility=facility, version=0, by=sender, tree=world.tree, **PARTNER)
    made = claims.bill(facility=facility, claims=[billed(f"C{n:03}") for n in range(MAKERS * EACH)], by=BY)
    for claim in made:
        ClaimContent.objects.create(claim=claim, content=json.dumps(to_plain(content(claim.number))), form="P")
    may_go_late(made)
    return {"folder": Path(settings.EXCHANGE) / "H1", "sender": sender.pk}


def _made_at_once(office: dict[str, Any]) -> None:
    """Each process makes batches of one claim, all from the same counter."""
    children = [_forked(lambda maker=maker: _make(office["sender"], maker)) for maker in range(MAKERS)]
    for child in children:
        _pid, status = os.waitpid(child, 0)
        assert status == 0, status


def _make(sender: int, maker: int) -> None:
    from wellrun.departments.revenue.actions.batches import make_batches
    from wellrun.departments.revenue.models import Claim
    from wellrun.foundations.organisation.models import Facility
    from wellrun.foundations.organisation.queries import tree
    from wellrun.foundations.people.models import Account

    facility, by = Facility.objects.get(code="H1"), Account.objects.get(pk=sender)
    for number in range(EACH):
        claim = Claim.objects.get(number=f"C{maker * EACH + number:03}")
        make_batches(facility=facility, claims=[claim], by=by, tree=tree())


def _numbers() -> dict[str, Any]:
    from wellrun.departments.revenue.models import Batch

    controls = list(Batch.objects.values_list("control", flat=True))
    return {"batches": len(controls), "numbers": len(set(controls))}


def _killed(after: float) -> int:
    """Exchanges in a process of its own that is killed so many seconds later; 0 where it was done before."""
    child = _forked(_exchange)
    time.sleep(after)
    done, _status = os.waitpid(child, os.WNOHANG)
    if done:
        return 0
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 1


def _forked(step: Any) -> int:
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            step()
        finally:
            os._exit(0)
    return child


def _exchange() -> None:
    from wellrun.departments.revenue.actions.exchange import exchange
    from wellrun.foundations.audit.actions import System
    from wellrun.foundations.organisation.models import Facility

    exchange(facility=Facility.objects.get(code="H1"), by=System("test"))


def _clearing(folder: Path, seen: Counter[str]) -> None:
    """Takes what lies there, counts it, and answers under names that say nothing."""
    from tests.unit.departments.revenue.sent import NOW

    from wellrun.demo.clearing_house import ClearingHouse

    if not (folder / "out").is_dir():
        return
    for file in sorted((folder / "out").iterdir()):
        content = file.read_bytes()
        seen[hashlib.sha256(content).hexdigest()] += 1
        start = int(file.name.split("-")[1].split(".")[0]) * 10
        for name, text in ClearingHouse(NOW, control=start).answers(content):
            part = folder / "in" / f".{name}"
            part.write_text(text)
            part.replace(folder / "in" / name)
        file.unlink()


def _outcome(seen: Counter[str]) -> dict[str, Any]:
    from wellrun.departments.revenue.models import Answer, Batch, ClaimMove, Submission
    from wellrun.foundations.audit.queries import verify

    moves = Counter(ClaimMove.objects.values_list("submission", "move"))
    digests = set(Batch.objects.values_list("digest", flat=True))
    return {
        "sent once": sum(seen[one] == 1 for one in digests),
        "sent twice": sum(number > 1 for number in seen.values()),
        "foreign": len(set(seen) - digests),
        "accepted": Submission.objects.filter(state="accepted").count(),
        "moves": len(moves),
        "twice": sum(number > 1 for number in moves.values()),
        "held": Answer.objects.filter(state="held").count(),
        "audit": verify().whole,
    }


def _left(folder: Path) -> dict[str, Any]:
    return {name: len(list((folder / name).iterdir())) for name in ("out", "in", ".staged", "done")}


if __name__ == "__main__":
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(play(int(sys.argv[1]))))
