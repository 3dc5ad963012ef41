"""People choose their shifts: opening, choosing up to what is owed, and what becomes of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from tests.conftest import account
from tests.unit.departments.workforce.conftest import Ward
from tests.unit.departments.workforce.staffed import Staffed, staffed

from wellrun.departments.workforce.actions import rosters
from wellrun.departments.workforce.actions import self_scheduling as actions
from wellrun.departments.workforce.models import ChoosingWindow, ChosenShift, Request, Roster, ShiftType
from wellrun.departments.workforce.queries.asking import question_of
from wellrun.departments.workforce.queries.self_scheduling import choosing_of
from wellrun.foundations.access.rules import Role
from wellrun.values.faults import Refused


@pytest.fixture
def here(ward: Ward) -> Staffed:
    return staffed(ward)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [fault.code for fault in refused.value.faults]


def roster_of(here: Staffed) -> Roster:
    return rosters.open_roster(unit=here.ward.unit, first=here.monday, days=7, **here.managed)


def opened(here: Staffed, **more: Any) -> ChoosingWindow:
    today = timezone.localdate()
    said = {"until": today + dt.timedelta(days=3), "today": today, "now": timezone.now(), **here.managed, **more}
    return actions.open_window(roster=said.pop("roster", None) or roster_of(here), **said)


def choose(here: Staffed, window: ChoosingWindow, nurse: int, day: int, shift: ShiftType | None, **more: Any) -> None:
    said = {"now": timezone.now(), **here.said(nurse), **more}
    actions.choose(window=window, day=here.day(day), shift=shift, **said)


def test_one_chooses_up_to_what_the_contract_owes(here: Staffed) -> None:
    """36 h in a week are three shifts of 11.5 h; a fourth would be more."""
    window, day = opened(here), here.ward.day
    for number in (0, 2, 4):
        choose(here, window, 0, number, day)
    with pytest.raises(Refused) as refused:
        choose(here, window, 0, 6, day)
    assert codes(refused) == ["workforce.more_than_owed"]
    choose(here, window, 0, 4, None)
    choose(here, window, 0, 6, day)
    choose(here, window, 0, 6, here.ward.night)
    chosen = ChosenShift.objects.filter(person=here.person(0)).order_by("day").values_list("day", "shift__code")
    assert list(chosen) == [(here.day(0), "D"), (here.day(2), "D"), (here.day(6), "N")]


def test_everybody_sees_how_full_each_shift_is(here: Staffed) -> None:
    window, day = opened(here), here.ward.day
    choose(here, window, 0, 0, day)
    choose(here, window, 1, 0, day)
    page = choosing_of(window, question_of(window.roster, tree=here.ward.tree), here.person(2).pk)
    assert page is not None
    first, night = page.days[0].shifts
    assert (first.name, first.chosen, first.wanted, first.full, first.mine) == ("day", 2, 1, True, False)
    assert (night.chosen, night.full, page.chosen_hours, page.owed_hours) == (0, False, 0, 36)
    mine = choosing_of(window, question_of(window.roster, tree=here.ward.tree), here.person(0).pk)
    assert mine is not None
    assert (mine.days[0].mine, mine.chosen_hours) == (True, 11.5)


def test_choices_become_requests_and_what_can_stand_is_locked(here: Staffed) -> None:
    window, day = opened(here), here.ward.day
    choose(here, window, 0, 0, here.ward.night)
    choose(here, window, 0, 1, day)
    choose(here, window, 1, 1, day)
    made = actions.close_window(window=window, lock=True, now=timezone.now(), **here.managed)
    asked = Request.objects.order_by("person", "day").values_list("person", "day", "shift__code", "asks")
    assert list(asked) == [
        (here.person(0).pk, here.day(0), "N", "wanted"),
        (here.person(0).pk, here.day(1), "D", "wanted"),
        (here.person(1).pk, here.day(1), "D", "wanted"),
    ]
    assert made is not None
    assert made.plan.locked == {(here.person(0).pk, 0), (here.person(1).pk, 1)}
    based = rosters.ask_for_proposal(roster=window.roster, seconds=5, based_on=made, now=timezone.now(), **here.managed)
    assert based.plan.locked == made.plan.locked
    with pytest.raises(Refused) as refused:
        actions.close_window(window=window, lock=False, now=timezone.now(), **here.managed)
    assert codes(refused) == ["workforce.choosing_closed"]


def test_without_locks_the_choices_are_requests_only(here: Staffed) -> None:
    window = opened(here)
    choose(here, window, 0, 0, here.ward.day)
    assert actions.close_window(window=window, lock=False, now=timezone.now(), **here.managed) is None
    assert (Request.objects.count(), window.roster.proposals.count()) == (1, 0)


def test_choosing_ends_with_its_last_day_and_when_it_is_closed(here: Staffed) -> None:
    window = opened(here)
    late = timezone.now() + dt.timedelta(days=5)
    with pytest.raises(Refused) as refused:
        choose(here, window, 0, 0, here.ward.day, now=late)
    assert codes(refused) == ["workforce.choosing_over"]
    actions.close_window(window=window, lock=False, now=timezone.now(), **here.managed)
    with pytest.raises(Refused) as refused:
        choose(here, window, 0, 0, here.ward.day)
    assert codes(refused) == ["workforce.choosing_over"]


def test_who_is_not_on_the_roster_or_away_does_not_choose(here: Staffed) -> None:
    window = opened(here)
    stranger = account("not.here", Role.STAFF, "H1/W2")
    with pytest.raises(Refused) as refused:
        actions.choose(
            window=window, day=here.monday, shift=here.ward.day, by=stranger, tree=here.ward.tree, now=timezone.now()
        )
    assert codes(refused) == ["workforce.not_of_this_unit"]
    with pytest.raises(Refused) as refused:
        choose(here, window, 0, 9, here.ward.day)
    assert codes(refused) == ["workforce.not_of_this_unit"]
    here.person(1).contracts.update(ends=here.day(2))
    with pytest.raises(Refused) as refused:
        choose(here, window, 1, 4, here.ward.day)
    assert codes(refused) == ["workforce.cannot_choose"]


def test_it_is_opened_once_by_who_makes_rosters_and_ends_before_the_roster_begins(here: Staffed) -> None:
    roster = roster_of(here)
    with pytest.raises(Refused) as refused:
        opened(here, roster=roster, until=roster.first)
    assert codes(refused) == ["workforce.choosing_until"]
    with pytest.raises(Refused) as refused:
        opened(here, roster=roster, by=here.nurses[0])
    assert codes(refused) == ["access.refused"]
    opened(here, roster=roster)
    with pytest.raises(Refused) as refused:
        opened(here, roster=roster)
    assert codes(refused) == ["workforce.choosing_open"]


def test_the_pages_of_choosing(here: Staffed, signed_in: Any) -> None:
    roster, where = roster_of(here), "?at=H1/W1"
    manager, nurse = signed_in(here.ward.manager), signed_in(here.nurses[0])
    assert "No roster of your unit is open" in nurse.get("/workforce/own/choices/").content.decode()
    assert nurse.post("/workforce/own/choices/", {"day": here.monday, "shift": here.ward.day.pk}).status_code == 404
    page = f"/workforce/rosters/{roster.pk}/choosing/{where}"
    assert manager.post(page, {"until": roster.first}).status_code == 422
    assert manager.post(page, {"until": timezone.localdate() + dt.timedelta(days=2)}).status_code == 302
    assert "Choose my shifts" in nurse.get("/workforce/own/shifts/").content.decode()
    chosen = {"day": here.monday.isoformat(), "shift": here.ward.day.pk}
    assert nurse.post("/workforce/own/choices/", chosen).status_code == 302
    assert nurse.post("/workforce/own/choices/", {"day": "someday"}).status_code == 404
    assert "You have chosen 11.5 of the 36.0 hours" in nurse.get("/workforce/own/choices/").content.decode()
    assert "1 person has chosen until now; shifts chosen: 1." in manager.get(page).content.decode()
    assert manager.post(page, {"do": "lock"}).status_code == 302
    assert roster.proposals.get().plan.locked == {(here.person(0).pk, 0)}
    assert "was taken over" in manager.get(page).content.decode()
