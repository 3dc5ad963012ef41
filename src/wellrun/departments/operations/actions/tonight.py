"""The beds that are needed tonight are asked for and worked out, in the background: it takes a second or two."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from zoneinfo import ZoneInfo

from django.db import transaction

from wellrun.departments.operations.models import TonightAnswer
from wellrun.departments.operations.queries.tonight import past_of, present_of
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree

FRESH = dt.timedelta(hours=1)
"""How long an answer is shown without another being worked out."""

PATIENCE = dt.timedelta(minutes=3)
"""After so long an answer that did not come is asked for again."""


@transaction.atomic
def ask(*, facility: Facility, by: Actor, now: dt.datetime) -> bool:
    """Notes that an answer is wanted; returns whether it has to be worked out: nobody has asked lately."""
    held, new = TonightAnswer.objects.select_for_update().get_or_create(facility=facility, defaults={"asked_at": now})
    waiting = held.made_at is None or held.made_at < held.asked_at
    if not new and now - held.asked_at < (PATIENCE if waiting else FRESH):
        return False
    held.asked_at = now
    held.save(update_fields=["asked_at"])
    record("operations.tonight.asked", by=by, about=held)
    return True


def work_out(*, facility: Facility, by: Actor, tree: Tree, now: dt.datetime) -> TonightAnswer:
    """Works the answer out and keeps it."""
    # Brings numpy and the compiler of the engine: whoever only reads pages does without.
    from wellrun.departments.operations.rules.tonight import tonight
    from wellrun.engines.forecasting.leaving import CannotLearn

    moment = now.astimezone(ZoneInfo(facility.time_zone)).replace(tzinfo=None, second=0, microsecond=0)
    present = present_of(tree[facility.code], moment, tree=tree, now=now)
    answer, lacking = {}, ""
    try:
        answer = asdict(tonight(past_of(facility, moment, tree=tree), present, moment))
    except CannotLearn as cannot:
        lacking = str(cannot)
    with transaction.atomic():
        held = TonightAnswer.objects.select_for_update().get(facility=facility)
        held.answer, held.lacking, held.made_at = _plain(answer), lacking, now
        held.save(update_fields=["answer", "lacking", "made_at"])
        record("operations.tonight.made", by=by, about=held, after={"known": bool(answer)})
    return held


def _plain(answer: dict[str, object]) -> dict[str, object]:
    """Dates as texts, as JSON has them."""
    nights = answer.get("nights", ())
    assert isinstance(nights, tuple)
    plain = {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in answer.items()}
    return plain | ({"nights": [night | {"day": night["day"].isoformat()} for night in nights]} if answer else {})
