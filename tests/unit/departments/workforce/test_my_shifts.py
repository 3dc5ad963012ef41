"""One's own shifts: what a nurse sees on the phone, takes, answers, and calls off."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from tests.unit.departments.workforce.conftest import SINCE, Ward
from tests.unit.departments.workforce.staffed import Staffed, staffed

from wellrun.departments.workforce.actions import open_shifts, staff
from wellrun.departments.workforce.models import Assignment, Offer, OpenShift
from wellrun.departments.workforce.queries.homes import contract_of
from wellrun.departments.workforce.queries.moments import clock_of
from wellrun.departments.workforce.queries.my_shifts import MyShifts, my_shifts
from wellrun.foundations.audit.models import Entry
from wellrun.values.faults import Refused


@pytest.fixture
def here(ward: Ward) -> Staffed:
    return staffed(ward)


def page_of(here: Staffed, nurse: int = 0) -> MyShifts:
    person = here.person(nurse)
    contract = contract_of(person, here.monday)
    assert contract is not None
    return my_shifts(person, contract, day=timezone.localdate(), now=timezone.now(), tree=here.ward.tree)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [fault.code for fault in refused.value.faults]


def test_the_shifts_that_come_say_their_hours_and_who_else_is_on(here: Staffed) -> None:
    here.works(0, 0)
    here.works(1, 0)
    here.works(2, 0, "N")
    here.works(0, 3, "N")
    first, second = page_of(here).coming
    assert (first.day, first.name, first.hours, first.others) == (here.monday, "day", "07:00–19:00", ("Nurse B",))
    assert (second.day, second.others) == (here.day(3), ())
    assert [one.day for one in page_of(here).month if one.pk] == [here.monday, here.day(3)]


def test_a_night_that_still_runs_is_shown_and_one_that_is_over_is_not(here: Staffed) -> None:
    clock = clock_of(here.ward.unit.department.facility)
    night = here.works(0, 0, "N")
    person, contract = here.person(0), here.ward.contract(here.person(0))
    for hours, shown in ((-1, 1), (1, 0)):
        now = clock.ends(night.day, "N") + dt.timedelta(hours=hours)
        found = my_shifts(person, contract, day=night.day + dt.timedelta(days=1), now=now, tree=here.ward.tree)
        assert len(found.coming) == shown


def test_the_night_the_clocks_go_back_is_an_hour_longer(here: Staffed) -> None:
    """New York, 1 November 2026: 19:00 to 07:00 by the wall lasts 13 hours, so 12 hours end at 06:00."""
    clock = clock_of(here.ward.unit.department.facility)
    ends = clock.ends(dt.date(2026, 10, 31), "N")
    assert ends == dt.datetime(2026, 11, 1, 6, tzinfo=ZoneInfo("America/New_York"))


def test_open_shifts_that_may_be_taken_come_first_and_the_others_say_why_not(here: Staffed) -> None:
    here.works(0, 0, "N")
    close, far = here.open_shift(1), here.open_shift(4)
    found = page_of(here).open_shifts
    assert [(one.pk, bool(one.faults)) for one in found] == [(far.pk, False), (close.pk, True)]
    assert "Rest is" in found[1].faults[0]


def test_a_shift_one_was_asked_for_is_answered_by_oneself(here: Staffed) -> None:
    shift = here.open_shift(2)
    open_shifts.ask(shift=shift, person=here.person(0), words="please", **here.managed)
    page = page_of(here)
    assert ([one.pk for one in page.asked], page.open_shifts) == ([shift.pk], ())
    open_shifts.decline(offer=Offer.objects.get(), **here.said(0))
    assert (page_of(here).asked, page_of(here).open_shifts) == ((), ())
    assert [one.pk for one in page_of(here, 1).open_shifts] == [shift.pk]


def test_somebody_else_does_not_answer_for_one(here: Staffed) -> None:
    shift = here.open_shift(2)
    asked = open_shifts.ask(shift=shift, person=here.person(0), **here.managed)
    for act in (
        lambda: open_shifts.decline(offer=asked, **here.said(1)),
        lambda: open_shifts.take(shift=shift, person=here.person(0), **here.said(1)),
        lambda: open_shifts.report_absent(assignment=here.works(0, 0), now=timezone.now(), **here.said(1)),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert codes(refused) == ["access.refused"]


def test_who_cannot_come_says_so_alone_and_the_shift_stands_open_at_once(here: Staffed) -> None:
    held = here.works(0, 0)
    opened = open_shifts.report_absent(assignment=held, now=timezone.now(), **here.said(0))
    held.refresh_from_db()
    assert (held.ended, opened.day, opened.shift) == (Assignment.Ended.ABSENT, held.day, "D")
    assert page_of(here).open_shifts[0].faults == ("Ada Nurse called in absent that day.",)
    assert [one.pk for one in page_of(here, 1).open_shifts] == [opened.pk]
    assert Entry.objects.filter(action="workforce.shift.absent").get().why == ""


def test_a_shift_that_is_over_is_neither_called_off_nor_taken_by_oneself(here: Staffed) -> None:
    held, clock = here.works(0, 0), clock_of(here.ward.unit.department.facility)
    with pytest.raises(Refused) as refused:
        open_shifts.report_absent(assignment=held, now=clock.ends(held.day, "D"), **here.said(0))
    assert codes(refused) == ["workforce.shift_over"]
    past = here.open_shift(-40)
    with pytest.raises(Refused) as refused:
        open_shifts.take(shift=past, person=here.person(1), **here.said(1))
    assert codes(refused) == ["workforce.shift_over"]
    assert open_shifts.take(shift=past, person=here.person(1), **here.managed).person == here.person(1)


def test_a_credential_that_ends_soon_is_told(here: Staffed) -> None:
    today = timezone.localdate()
    staff.give_skill(person=here.person(0), skill=here.ward.skill, since=SINCE, **here.managed)
    staff.enter_credential(
        person=here.person(0),
        kind="state_license",
        number="RN-1",
        issuer="State board",
        valid_from=SINCE,
        valid_until=today + dt.timedelta(days=20),
        **here.managed,
    )
    (lapsing,) = page_of(here).lapsing
    assert (lapsing.on, lapsing.over) == (today + dt.timedelta(days=20), False)


def test_the_page_and_its_verbs(here: Staffed, signed_in: Any) -> None:
    nurse, held, shift = signed_in(here.nurses[0]), here.works(0, 0), here.open_shift(4)
    page = nurse.get("/workforce/own/shifts/").content.decode()
    assert f"/workforce/own/shifts/{held.pk}/absent/" in page
    assert nurse.post(f"/workforce/own/open/{shift.pk}/take/").status_code == 302
    assert Assignment.objects.get(day=here.day(4)).person == here.person(0)
    asked = open_shifts.ask(shift=here.open_shift(8), person=here.person(0), **here.managed)
    assert nurse.post(f"/workforce/own/offers/{asked.pk}/", {"reply": "maybe"}).status_code == 404
    assert nurse.post(f"/workforce/own/offers/{asked.pk}/", {"reply": "yes"}).status_code == 302
    assert Assignment.objects.get(day=here.day(8)).source == Assignment.Source.OPEN
    assert nurse.post(f"/workforce/own/shifts/{held.pk}/absent/").status_code == 302
    assert OpenShift.objects.filter(day=here.monday).exists()


def test_anothers_offer_or_shift_is_not_there(here: Staffed, signed_in: Any) -> None:
    other, held = signed_in(here.nurses[1]), here.works(0, 0)
    asked = open_shifts.ask(shift=here.open_shift(4), person=here.person(0), **here.managed)
    assert other.post(f"/workforce/own/offers/{asked.pk}/", {"reply": "yes"}).status_code == 404
    assert other.post(f"/workforce/own/shifts/{held.pk}/absent/").status_code == 404
    held.refresh_from_db()
    assert held.ended == ""


def test_who_has_no_contract_is_told_what_will_stand_here(ward: Ward, signed_in: Any) -> None:
    page = signed_in(ward.administrator).get("/workforce/own/shifts/").content.decode()
    assert "No contract is known for you." in page
