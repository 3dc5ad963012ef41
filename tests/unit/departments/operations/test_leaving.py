"""The discharge board: what is said of leaving, and how the page shows it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic import Clinic, clinic  # noqa: F401 - a fixture
from tests.reading import read

from wellrun.departments.operations.actions import bedding, moving
from wellrun.departments.operations.actions.leaving import say_ready
from wellrun.departments.operations.models import Barrier, BoardMark, Course, Readiness
from wellrun.departments.operations.queries.discharges import kept_of, lost_days
from wellrun.departments.operations.rules.house.events import Spot
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry
from wellrun.values.faults import Refused

BED1, BED2 = Spot("W1", "W1-01"), Spot("W1", "W1-02")
DAY = dt.timedelta(days=1)


@pytest.fixture
def nurse(clinic: Clinic) -> Any:  # noqa: F811 - the fixture
    return clinic.holder(Role.CLINICIAN, "H1")


@pytest.fixture
def ada(clinic: Clinic, nurse: Any) -> Course:  # noqa: F811
    return _in_bed(clinic, nurse, clinic.ada, BED1, 5)


def _in_bed(clinic: Clinic, nurse: Any, patient: Any, spot: Spot, days: int) -> Course:  # noqa: F811
    now = timezone.now() - days * DAY
    return moving.admit(facility=patient.facility, patient=patient, spot=spot, by=nurse, tree=clinic.tree, now=now)


def _said(clinic: Clinic, nurse: Any, course: Course, *, ready: bool, ago: dt.timedelta) -> Readiness:  # noqa: F811
    now = timezone.now()
    return say_ready(course=course, ready=ready, at=now - ago, by=nurse, tree=clinic.tree, now=now)


def test_ready_is_said_once_recorded_and_open_boards_are_told(clinic: Clinic, nurse: Any, ada: Course) -> None:  # noqa: F811
    _said(clinic, nurse, ada, ready=True, ago=DAY)
    assert BoardMark.objects.get().number == 1
    assert Entry.objects.filter(action="operations.visit.ready").count() == 1
    with pytest.raises(Refused) as refused:
        _said(clinic, nurse, ada, ready=True, ago=DAY / 2)
    assert [fault.code for fault in refused.value.faults] == ["operations.leaving.said"]
    _said(clinic, nurse, ada, ready=False, ago=DAY / 3)
    assert list(Readiness.objects.values_list("ready", flat=True)) == [True, False]


@pytest.mark.parametrize("ago", [dt.timedelta(days=6), dt.timedelta(hours=-1)])
def test_it_cannot_have_been_before_the_patient_came_nor_later_than_now(
    clinic: Clinic,  # noqa: F811
    nurse: Any,
    ada: Course,
    ago: dt.timedelta,
) -> None:
    with pytest.raises(Refused) as refused:
        _said(clinic, nurse, ada, ready=True, ago=ago)
    assert [(fault.code, fault.place) for fault in refused.value.faults] == [("operations.leaving.when", "since")]


def test_every_fault_is_told_and_who_may_not_may_not(clinic: Clinic, nurse: Any, ada: Course) -> None:  # noqa: F811
    moving.discharge(course=ada, version=ada.version, by=nurse, tree=clinic.tree, now=timezone.now())
    with pytest.raises(Refused) as refused:
        _said(clinic, nurse, ada, ready=False, ago=dt.timedelta(hours=-1))
    assert {fault.code.rpartition(".")[2] for fault in refused.value.faults} == {"not_here", "said", "when"}
    with pytest.raises(Refused) as refused:
        _said(clinic, clinic.holder(Role.EXECUTIVE, "NET"), ada, ready=True, ago=DAY)
    assert refused.value.faults[0].code == "access.refused"


def test_avoidable_days_are_counted_by_reason_and_unit_also_of_who_has_left(
    clinic: Clinic,  # noqa: F811
    nurse: Any,
    ada: Course,
    world: Any,
) -> None:
    ben = _in_bed(clinic, nurse, clinic.ben, BED2, 4)
    _said(clinic, nurse, ada, ready=True, ago=3 * DAY)
    _said(clinic, nurse, ben, ready=True, ago=2 * DAY)
    now = timezone.now()
    saying = {"words": "", "by": nurse, "tree": clinic.tree, "now": now - 4 * DAY}
    bedding.hold_back(course=ada, reason="transport", **saying)
    moving.discharge(course=ada, version=ada.version, by=nurse, tree=clinic.tree, now=now)
    lost = lost_days(world.place("H1"), tree=clinic.tree, now=now)
    assert (lost.days, dict(lost.by_reason), dict(lost.by_unit)) == (5, {"transport": 3, "": 2}, {"Ward 1": 5})
    assert lost_days(world.place("H1/W2"), tree=clinic.tree, now=now).days == 0


def test_a_promise_is_what_was_said_before_the_day_began(clinic: Clinic, nurse: Any, ada: Course, world: Any) -> None:  # noqa: F811
    place, now = world.place("H1"), timezone.now()
    today = timezone.localdate(now, timezone=dt.timezone(dt.timedelta(hours=-5)))
    doing = {"by": nurse, "tree": clinic.tree}
    moving.expect(course=ada, version=ada.version, day=today, now=now - 3 * DAY, **doing)
    ben = _in_bed(clinic, nurse, clinic.ben, BED2, 4)
    moving.expect(course=ben, version=ben.version, day=today + DAY, now=now - 3 * DAY, **doing)
    assert kept_of(place, tree=clinic.tree, day=today) == (1, 0)
    # Putting a day off on the day itself does not unmake what had been promised.
    ada.refresh_from_db()
    moving.expect(course=ada, version=ada.version, day=today + DAY, now=now, **doing)
    assert kept_of(place, tree=clinic.tree, day=today) == (1, 0)


def test_the_board_names_whom_the_reader_may_see_and_says_what_holds_them(
    clinic: Clinic,  # noqa: F811
    nurse: Any,
    ada: Course,
    signed_in: Any,
) -> None:
    _said(clinic, nurse, ada, ready=True, ago=2 * DAY)
    owner = {"owner": nurse.person, "words": "", "by": nurse, "tree": clinic.tree, "now": timezone.now()}
    bedding.hold_back(course=ada, reason="transport", **owner)
    address = f"{reverse('operations:leaving')}?at=H1"
    seen = read(signed_in(nurse).get(address))
    assert "1 patient could leave today: 1 ready, 1 held by something." in seen
    assert all(words in seen for words in ("Ada Lovell", "Waits for transport", nurse.person.name, "Not ready"))
    others = read(signed_in(clinic.holder(Role.EXECUTIVE, "NET")).get(address))
    assert "Ada Lovell" not in others
    assert "not for you to see" in others
    assert "Not ready" not in others


def test_a_patient_is_found_by_words_that_are_sent_and_never_by_an_address(
    clinic: Clinic,  # noqa: F811
    nurse: Any,
    ada: Course,
    signed_in: Any,
) -> None:
    _in_bed(clinic, nurse, clinic.ben, BED2, 4)
    client, address = signed_in(nurse), f"{reverse('operations:leaving')}?at=H1&only=all"
    found = read(client.post(address, {"find": "lovell"}))
    assert "Ada Lovell" in found
    assert "Ben Marsh" not in found
    asked = read(client.get(f"{address}&q=lovell"))
    assert "Ben Marsh" in asked


def test_the_board_is_taken_away_as_it_is_shown(clinic: Clinic, nurse: Any, ada: Course, signed_in: Any) -> None:  # noqa: F811
    address = f"{reverse('operations:leaving')}?at=H1&only=all&export=csv"
    rows = signed_in(nurse).get(address).content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("Bed,Patient,Leaves,Rests on,Ready since")
    assert "Ada Lovell" in rows[1]
    assert "too few stays to say" in rows[1]


def test_what_can_be_done_is_done_from_the_page_and_ends_there(
    clinic: Clinic,  # noqa: F811
    nurse: Any,
    ada: Course,
    signed_in: Any,
) -> None:
    client = signed_in(nurse)
    page = f"{reverse('operations:leaving-visit', args=[ada.pk])}?at=H1"
    assert "Ask for transport" in read(client.get(page))
    enter = lambda what, **said: client.post(  # noqa: E731
        f"{reverse('operations:leaving-enter', args=[ada.pk, what])}?at=H1", said
    )
    assert enter("ready", back="board").status_code == 302
    assert enter("barrier", reason="family", words="", owner="").status_code == 302
    assert enter("expect", version=Course.objects.get(pk=ada.pk).version, day="2027-01-02").status_code == 302
    again = enter("ready")
    assert again.status_code == 422
    assert "Somebody has said so already." in read(again)
    barrier = Barrier.objects.get()
    client.post(f"{reverse('operations:leaving-end-barrier', args=[barrier.pk])}?at=H1")
    barrier.refresh_from_db()
    assert barrier.ended_at is not None
    assert Course.objects.get(pk=ada.pk).expected == dt.date(2027, 1, 2)


def test_nobody_of_another_facility_opens_it(clinic: Clinic, ada: Course, signed_in: Any) -> None:  # noqa: F811
    elsewhere = signed_in(clinic.holder(Role.CLINICIAN, "H2", name="Elsewhere"))
    assert elsewhere.get(f"{reverse('operations:leaving-visit', args=[ada.pk])}?at=H2").status_code == 404
    assert elsewhere.get(f"{reverse('operations:leaving')}?at=H1").status_code == 403


def test_an_open_board_is_told_and_asks_for_its_part(clinic: Clinic, nurse: Any, ada: Course, signed_in: Any) -> None:  # noqa: F811
    client = signed_in(nurse)
    stream = f"{reverse('operations:leaving-stream')}?at=H1&number=0"
    told = b"".join(client.get(stream))
    assert b"data: " in told
    number = int(told.rsplit(b"data: ", 1)[1])
    assert b"data: " not in b"".join(client.get(f"{stream[:-1]}{number}"))
    part = read(client.get(f"{reverse('operations:leaving-part')}?at=H1&only=all"))
    assert f'data-live="{number}"' in part
    assert "<html" not in part
