"""What denials ask for this morning."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.unit.departments.revenue.denied import Desk, again, case_of

from wellrun.departments.revenue.actions import denial_moves as moves
from wellrun.departments.revenue.signals.denial import denial_signals
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import System
from wellrun.foundations.today.actions import find_signals


def fresh(desk: Desk, number: str, days_left: int, amount: int = 100) -> None:
    case_of(desk, number, amount, on=timezone.localdate() - dt.timedelta(days=90 - days_left))


@pytest.mark.parametrize(("days_left", "told"), [(-1, False), (0, True), (7, True), (8, False)])
def test_a_week_before_the_last_day_it_is_told_and_after_it_no_more(desk: Desk, days_left: int, told: bool) -> None:
    fresh(desk, "C1", days_left)
    assert bool(list(denial_signals(timezone.localdate(), desk.tree))) is told


def test_one_signal_says_how_many_what_they_bring_and_who_has_them(desk: Desk) -> None:
    fresh(desk, "C1", 3, 80)
    fresh(desk, "C2", 5, 40)
    case = again("C2")
    moves.take(case=case, owner=desk.clerk.person, version=case.version, by=desk.clerk, tree=desk.tree)
    (draft,) = denial_signals(timezone.localdate(), desk.tree)
    assert draft.sentence == "The time to appeal 2 denials runs out within a week, and nobody has appealed."
    assert (draft.figure, draft.facts) == ("$60 expected", "The first in 3 days. 1 has nobody.")
    assert (draft.place, draft.audience, draft.weight) == ("H1", Permission.SEE_CLAIMS, 60.0)
    assert draft.address.startswith(reverse("revenue:denials"))


def test_what_was_appealed_is_not_told_and_no_other_day_is(desk: Desk) -> None:
    fresh(desk, "C1", 3)
    today = timezone.localdate()
    assert list(denial_signals(today - dt.timedelta(days=1), desk.tree)) == []
    case = again("C1")
    moves.sent(case=case, on=today, words="", version=case.version, by=desk.clerk, tree=desk.tree)
    assert list(denial_signals(today, desk.tree)) == []


def test_only_who_sees_claims_is_told(desk: Desk, signed_in: Any) -> None:
    fresh(desk, "C1", 3)
    find_signals(day=timezone.localdate(), by=System("test"))
    sentence = "The time to appeal 1 denial runs out within a week"
    assert sentence in signed_in(desk.clerk).get(f"{reverse('today:page')}?at=H1").text
    assert sentence not in signed_in(desk.world.director).get(f"{reverse('today:page')}?at=H1").text
