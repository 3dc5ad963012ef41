"""Whatever people ask, answer, decide and call off, in whatever order: what stands in the end passes the checker."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as some
from tests.unit.departments.workforce.conftest import ward  # noqa: F401 - the ward that is staffed here
from tests.unit.departments.workforce.staffed import Staffed, staffed

from wellrun.departments.workforce.actions import open_shifts, swaps
from wellrun.departments.workforce.models import Assignment, OpenShift, Trade
from wellrun.departments.workforce.queries.around import between
from wellrun.departments.workforce.queries.roster_page import roster_of
from wellrun.departments.workforce.rules.judging import judgements
from wellrun.departments.workforce.rules.posing import pose
from wellrun.values.faults import Refused

NURSES = 4
WHO = some.integers(0, NURSES - 1)
ACTS = some.tuples(
    some.sampled_from(["give", "swap", "answer", "approve", "for others", "absent", "take"]),
    WHO,
    WHO,
    some.integers(0, 9),
)
OFF, DAY, NIGHT = "", "D", "N"
LEGAL = ((DAY, DAY, OFF, NIGHT, NIGHT, OFF), (NIGHT, OFF, OFF, DAY, DAY, OFF), (OFF, NIGHT, NIGHT, OFF, OFF, DAY))
LINES = some.lists(some.sampled_from(LEGAL), min_size=NURSES, max_size=NURSES)


EXAMPLES = 40 if "WELLRUN_THOROUGH" in os.environ else 16
"""Each example stands alone; `make test-thorough` tries them all."""


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=LINES, acts=some.lists(ACTS, min_size=6, max_size=14))
@pytest.mark.django_db
def test_what_changed_hands_passes_the_checker(
    ward: Any,  # noqa: F811 - the fixture
    lines: list[tuple[str, ...]],
    acts: list[tuple[str, int, int, int]],
) -> None:
    with transaction.atomic():
        here = staffed(ward, nurses=NURSES)
        for nurse, line in enumerate(lines):
            for day, shift in enumerate(line):
                if shift:
                    here.works(nurse, day, shift)
        assert hard(here) == []
        for act in acts:
            play(here, *act)
        assert hard(here) == []
        event(f"{Trade.objects.filter(state=Trade.State.DONE).count()} changed hands")
        held = Assignment.objects.filter(ended="").values_list("person", "day")
        assert max(Counter(held).values()) == 1
        # Shifts are never lost: each is somebody's, or stands open.
        waiting = OpenShift.objects.filter(taken=None).count()
        assert len(held) + waiting == sum(bool(shift) for line in lines for shift in line)
        transaction.set_rollback(True)


def hard(here: Staffed) -> list[str]:
    """Every law or contract that the published weeks break."""
    week = between(here.ward.unit, here.day(-7), days=28, tree=here.ward.tree)
    found = judgements(pose(week.question), roster_of(week.plan), week.question)
    return [one.sentence for one in found if one.hard]


def play(here: Staffed, act: str, one: int, other: int, pick: int) -> None:
    """One act of somebody; that it is refused is as good as that it is done."""
    now, said = timezone.now(), here.said(one)
    mine, theirs = shift_of(here, one, pick), shift_of(here, other, pick)
    live = picked(list(Trade.objects.filter(state=Trade.State.OPEN)), pick)
    waiting = Trade.objects.filter(state=Trade.State.WAITING).first()
    standing = OpenShift.objects.filter(taken=None).first()
    try:
        with transaction.atomic():
            if act == "give" and mine:
                swaps.ask_trade(given=mine, swap=False, now=now, **said)
            elif act == "swap" and mine and theirs:
                swaps.ask_trade(given=mine, swap=True, asked=here.person(other), back=theirs, now=now, **said)
            elif act == "answer" and live:
                swaps.accept_trade(trade=live, now=now, **said)
            elif act == "approve" and waiting:
                swaps.decide_trade(trade=waiting, approve=True, now=now, **here.managed)
            elif act == "for others" and mine:
                taker = here.person(other)
                swaps.trade_for(given=mine, taker=taker, back=theirs, why="play", now=now, **here.managed)
            elif act == "absent" and mine:
                open_shifts.report_absent(assignment=mine, now=now, **said)
            elif act == "take" and standing:
                open_shifts.take(shift=standing, person=here.person(one), **said)
    except Refused:
        pass


def shift_of(here: Staffed, nurse: int, pick: int) -> Assignment | None:
    return picked(list(Assignment.objects.filter(person=here.person(nurse), ended="").order_by("day")), pick)


def picked(some_of: list[Any], pick: int) -> Any:
    return some_of[pick % len(some_of)] if some_of else None
