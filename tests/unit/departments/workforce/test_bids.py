"""Bids for open shifts: opening, bidding, deciding by hand and by the clock, and what everybody is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from tests.conftest import account
from tests.unit.departments.workforce.conftest import Ward
from tests.unit.departments.workforce.staffed import Staffed, staffed

from wellrun.departments.workforce.actions import bidding as actions
from wellrun.departments.workforce.actions import open_shifts
from wellrun.departments.workforce.models import Assignment, Bid, Bidding, Contract, OpenShift
from wellrun.departments.workforce.queries.bidding import bids_decided, bids_of
from wellrun.departments.workforce.tasks.bidding import close_bidding
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.organisation.models import Facility
from wellrun.values.faults import Refused

CLOCK = System("bidding")


@pytest.fixture
def here(ward: Ward) -> Staffed:
    return staffed(ward)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [fault.code for fault in refused.value.faults]


def opened(here: Staffed, day: int = 5, **more: Any) -> tuple[OpenShift, Bidding]:
    shift, now = here.open_shift(day), timezone.now()
    said = {"closes_at": now + dt.timedelta(hours=12), "now": now, **here.managed, **more}
    return shift, actions.open_bidding(shift=shift, **said)


def bids(here: Staffed, bidding: Bidding, *nurses: int) -> None:
    for nurse in nurses:
        actions.bid(bidding=bidding, now=timezone.now(), **here.said(nurse))


def decide(here: Staffed, bidding: Bidding, **more: Any) -> Bidding:
    return actions.decide_bidding(bidding=bidding, **{"now": timezone.now(), **here.managed, **more})


def test_who_has_rested_most_gets_it_and_all_are_told_why(here: Staffed) -> None:
    """Ada worked in the seven days before, Nurse B a night in the fourteen; Nurse D has been here longer than C."""
    here.works(0, 2)
    here.works(1, -5, "N")
    Contract.objects.filter(person=here.person(2)).update(starts=dt.date(2025, 6, 1))
    Contract.objects.filter(person=here.person(3)).update(starts=dt.date(2025, 3, 1))
    shift, bidding = opened(here)
    bids(here, bidding, 0, 1, 2, 3)
    decide(here, bidding)
    shift.refresh_from_db()
    assert shift.taken is not None
    assert shift.taken.person == here.person(3)
    assert [(one.name, one.rank, one.words) for one in bids_of(bidding)] == [
        (
            "Nurse D",
            1,
            "no overtime, 0 h in the seven days before, 0 nights in the fourteen days before, here since 1 March 2025",
        ),
        (
            "Nurse C",
            2,
            "no overtime, 0 h in the seven days before, 0 nights in the fourteen days before, here since 1 June 2025",
        ),
        ("Nurse B", 3, "no overtime, 0 h in the seven days before, 1 night in the fourteen days before"),
        ("Ada Nurse", 4, "no overtime, 11.5 h in the seven days before"),
    ]
    assert [(one.rank, one.day) for one in bids_decided(here.person(3).pk, since=here.monday)] == [(1, shift.day)]


def test_overtime_comes_after_no_overtime(here: Staffed) -> None:
    """A fourth day of 11.5 h in a week is beyond 40 h (29 USC 207(a)(1)). But for that Ada, who bid first, had it."""
    Facility.objects.filter(code="H1").update(region="US")
    for day in (0, 1, 2):
        here.works(0, day)
        here.works(1, day - 3)
    _shift, bidding = opened(here, day=3)
    bids(here, bidding, 0, 1)
    decide(here, bidding)
    assert [(one.name, one.words.split(",")[0]) for one in bids_of(bidding)] == [
        ("Nurse B", "no overtime"),
        ("Ada Nurse", "overtime"),
    ]


def test_who_may_no_longer_have_it_when_it_is_decided_does_not_get_it(here: Staffed) -> None:
    shift, bidding = opened(here)
    bids(here, bidding, 0, 1)
    here.works(0, 4, "N")
    decide(here, bidding)
    shift.refresh_from_db()
    assert shift.taken is not None
    assert shift.taken.person == here.person(1)
    barred = bids_of(bidding)[-1]
    assert (barred.name, barred.rank, "Rest is" in barred.words) == ("Ada Nurse", None, True)


def test_who_may_not_have_it_does_not_bid(here: Staffed) -> None:
    here.works(0, 4, "N")
    _shift, bidding = opened(here)
    with pytest.raises(Refused) as refused:
        bids(here, bidding, 0)
    assert codes(refused) == ["workforce.shift_not_allowed"]


def test_while_bids_are_taken_nobody_takes_it_or_is_asked(here: Staffed) -> None:
    shift, _bidding = opened(here)
    for act in (
        lambda: open_shifts.take(shift=shift, person=here.person(0), **here.said(0)),
        lambda: open_shifts.take(shift=shift, person=here.person(0), **here.managed),
        lambda: open_shifts.ask(shift=shift, person=here.person(0), **here.managed),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert codes(refused) == ["workforce.bids_are_taken"]


def test_the_clock_decides_when_the_time_is_over_and_only_once(here: Staffed) -> None:
    _shift, bidding = opened(here)
    bids(here, bidding, 0)
    assert decide(here, bidding, by=CLOCK).decided_at is None
    over = bidding.closes_at
    assert decide(here, bidding, by=CLOCK, now=over).decided_at == over
    assert decide(here, bidding, by=CLOCK, now=over + dt.timedelta(hours=1)).decided_at == over
    assert Assignment.objects.filter(ended="").count() == 1
    assert Entry.objects.filter(action="workforce.bidding.decided").count() == 1


def test_the_task_decides_what_is_over(here: Staffed) -> None:
    _shift, bidding = opened(here)
    bids(here, bidding, 0)
    Bidding.objects.update(closes_at=timezone.now())
    close_bidding.call(bidding.pk)
    assert Assignment.objects.get(ended="").person == here.person(0)


def test_a_shift_for_which_nobody_bid_stands_open_again(here: Staffed) -> None:
    shift, bidding = opened(here)
    decide(here, bidding)
    assert open_shifts.take(shift=shift, person=here.person(0), **here.said(0)).person == here.person(0)


def test_bids_end_with_the_time_and_can_be_taken_back_before(here: Staffed) -> None:
    _shift, bidding = opened(here)
    bids(here, bidding, 0, 0)
    assert Bid.objects.count() == 1
    actions.withdraw_bid(bidding=bidding, by=here.nurses[0], now=timezone.now())
    assert Bid.objects.count() == 0
    with pytest.raises(Refused) as refused:
        actions.bid(bidding=bidding, now=bidding.closes_at, **here.said(0))
    assert codes(refused) == ["workforce.bidding_over"]


def test_bids_are_opened_by_who_makes_rosters_once_and_until_before_the_shift(here: Staffed) -> None:
    shift, _bidding = opened(here)
    now = timezone.now()
    for who, when, code in (
        (here.nurses[0], now, "access.refused"),
        (account("elsewhere", Role.SCHEDULER, "H1/W2"), now, "access.refused"),
        (here.ward.manager, now, "workforce.bidding_open"),
    ):
        with pytest.raises(Refused) as refused:
            actions.open_bidding(shift=shift, closes_at=when, by=who, tree=here.ward.tree, now=now)
        assert codes(refused) == [code]
    for closes_at in (now, now + dt.timedelta(days=60)):
        with pytest.raises(Refused) as refused:
            opened(here, day=8, closes_at=closes_at)
        assert codes(refused) == ["workforce.bidding_until"]
    with pytest.raises(Refused) as refused:
        decide(here, _bidding, by=here.nurses[0])
    assert codes(refused) == ["access.refused"]


def test_the_pages_of_bidding(here: Staffed, signed_in: Any) -> None:
    shift = here.open_shift(5)
    manager, nurse, where = signed_in(here.ward.manager), signed_in(here.nurses[0]), "?at=H1/W1"
    assert "Take bids for 12 hours" in manager.get(f"/workforce/gaps/{shift.pk}/{where}").content.decode()
    assert manager.post(f"/workforce/gaps/{shift.pk}/bids/{where}", {"hours": "7"}).status_code == 404
    assert manager.post(f"/workforce/gaps/{shift.pk}/bids/{where}", {"hours": "12"}).status_code == 302
    assert "Bids are taken until" in nurse.get("/workforce/own/shifts/").content.decode()
    for do, words in (("bid", "You have bid."), ("withdraw", "Bids are taken until"), ("bid", "You have bid.")):
        assert nurse.post(f"/workforce/own/open/{shift.pk}/bid/", {"do": do}).status_code == 302
        assert words in nurse.get("/workforce/own/shifts/").content.decode()
    assert "Ada Nurse" in manager.get(f"/workforce/gaps/{shift.pk}/{where}").content.decode()
    assert manager.post(f"/workforce/gaps/{shift.pk}/bids/decide/{where}").status_code == 302
    assert "no overtime, 0 h" in manager.get(f"/workforce/gaps/{shift.pk}/{where}").content.decode()
    assert "The shift is yours:" in nurse.get("/workforce/own/shifts/").content.decode()
