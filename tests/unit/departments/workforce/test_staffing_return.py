"""A home's quarter from what is kept: its number, its file, what stops it, who may, and the clock on Today."""

from __future__ import annotations

import datetime as dt
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from tests.conftest import account
from tests.signing_in import signed_in

from wellrun.departments.workforce.actions import pbj
from wellrun.departments.workforce.models import Clocked, HomeNumber, StaffingReturn, StaffNumber
from wellrun.departments.workforce.queries.pbj import quarter_to_send
from wellrun.departments.workforce.rules.pbj import Quarter
from wellrun.departments.workforce.rules.pbj_layout import departures, layout_on
from wellrun.departments.workforce.signals import return_signals
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Refused

from .conftest import Ward

Q4 = Quarter(2026, 4)
TODAY = dt.date(2026, 10, 20)
NOW = dt.datetime(2026, 10, 20, 12, tzinfo=dt.UTC)
ADDRESS = f"/workforce/pbj/?at=H1&day={TODAY}"


@pytest.fixture
def manager(ward: Ward) -> Account:
    """Of a nursing home, whose nurse has a number and worked one night."""
    Facility.objects.filter(code="H1").update(kind="nursing_home", region="US-NY", time_zone="America/New_York")
    facility = Facility.objects.get(code="H1")
    StaffNumber.objects.create(facility=facility, person=ward.nurse, number="N-1")
    begins = dt.datetime(2026, 9, 1, 19, tzinfo=ZoneInfo("America/New_York"))
    Clocked.objects.create(
        person=ward.nurse,
        unit=ward.unit,
        clock_in=begins,
        clock_out=begins + dt.timedelta(hours=12),
        break_minutes=30,
        job_code=7,
        employment="own",
        pay_kind="non-exempt",
    )
    return account("home.manager", Role.FACILITY_MANAGER, "H1")


def given(ward: Ward, by: Account) -> dict[str, Any]:
    return {"facility": Facility.objects.get(code="H1"), "by": by, "tree": ward.tree}


def made(ward: Ward, by: Account, quarter: Quarter = Q4) -> bytes:
    return pbj.make_return(quarter=quarter, today=TODAY, now=NOW, **given(ward, by))


def codes(refused: Any) -> list[str]:
    return [fault.code.removeprefix("workforce.pbj_") for fault in refused.value.faults]


def test_the_file_of_a_quarter_is_made_and_kept_in_the_audit_without_a_name(ward: Ward, manager: Account) -> None:
    pbj.set_home_number(number="NY00457", **given(ward, manager))
    body = made(ward, manager)
    root = ElementTree.fromstring(body)
    assert list(departures(root, layout_on(TODAY))) == []
    assert [part.text for part in root.iter("hours")] == ["5", "6.5"]
    assert [part.text for part in root.iter("hireDate")] == ["2025-01-01"]
    assert b"Ada" not in body
    entry = Entry.objects.filter(action="workforce.staffing_return.made").last()
    assert entry is not None
    assert entry.after == {"quarter": "2026-4", "layout": "4.10.0", "draft": False, "entries": 2}


def test_everything_that_stops_it_is_told_and_nothing_is_kept(ward: Ward, manager: Account) -> None:
    Clocked.objects.update(job_code=None)
    Clocked.objects.create(
        person=ward.aide,
        unit=ward.unit,
        clock_in=dt.datetime(2026, 9, 3, 12, tzinfo=dt.UTC),
        employment="own",
        pay_kind="non-exempt",
    )
    with pytest.raises(Refused) as refused:
        made(ward, manager)
    assert "no_clock_out" not in codes(refused), "the clock has told of nothing later: the nurse may still be at work"
    Clocked.objects.create(
        person=ward.nurse,
        unit=ward.unit,
        clock_in=dt.datetime(2026, 10, 3, 12, tzinfo=dt.UTC),
        employment="own",
        pay_kind="non-exempt",
    )
    with pytest.raises(Refused) as refused:
        made(ward, manager)
    assert sorted(codes(refused)) == ["no_clock_out", "no_job", "no_job", "no_number"]
    assert not StaffingReturn.objects.exists()
    with pytest.raises(Refused) as refused:
        made(ward, manager, Quarter(2026, 2))
    assert codes(refused) == ["no_number", "empty"]


def test_a_number_that_is_none_is_refused_and_so_is_who_does_not_manage_the_home(ward: Ward, manager: Account) -> None:
    for number in ("", "NY/1", "1" * 17):
        with pytest.raises(Refused) as refused:
            pbj.set_home_number(number=number, **given(ward, manager))
        assert codes(refused) == ["not_a_number"]
    with pytest.raises(Refused) as refused:
        pbj.set_home_number(number="NY1", **given(ward, ward.manager))
    assert codes(refused) == ["access.refused"]
    assert not HomeNumber.objects.exists()


def test_the_last_quarter_is_shown_until_it_is_due_then_the_present_one() -> None:
    assert quarter_to_send(dt.date(2026, 11, 14)) == Q4
    assert quarter_to_send(dt.date(2026, 11, 15)) == Quarter(2027, 1)


def test_the_page_takes_the_number_and_gives_the_file(ward: Ward, manager: Account) -> None:
    client = signed_in(manager)
    page = client.get(ADDRESS).content.decode()
    assert "The file is due on 14 November: 25 days are left." in page
    assert "The number by which the home submits is not set up." in page
    assert client.post(ADDRESS, {"number": "?"}).status_code == 422
    assert client.post(ADDRESS, {"number": "NY00457"}).status_code == 302
    assert "Make the file" in client.get(ADDRESS).content.decode()
    answer = client.post(ADDRESS.replace("/pbj/", "/pbj/file/"), {"quarter": "2026-4"})
    assert answer["Content-Disposition"] == 'attachment; filename="pbj-H1-2026-4.xml"'
    assert "The whole file was made on" in client.get(ADDRESS).content.decode()
    assert client.post(ADDRESS.replace("/pbj/", "/pbj/file/"), {"quarter": "1999-4"}).status_code == 404


def test_who_manages_a_unit_of_the_home_only_makes_no_return(ward: Ward, manager: Account) -> None:
    client = signed_in(ward.manager)
    assert "no nursing home here that you manage" in client.get(ADDRESS.replace("at=H1", "at=H1/W1")).content.decode()
    answer = client.post(ADDRESS.replace("/pbj/?at=H1", "/pbj/file/?at=H1/W1"), {"quarter": "2026-4"})
    assert answer.status_code == 404


def test_a_draft_adds_and_does_not_stop_the_clock(ward: Ward, manager: Account) -> None:
    pbj.set_home_number(number="NY00457", **given(ward, manager))
    Clocked.objects.update(
        clock_in=dt.datetime(2026, 10, 2, 12, tzinfo=dt.UTC), clock_out=dt.datetime(2026, 10, 2, 20, tzinfo=dt.UTC)
    )
    assert b'processType="merge"' in made(ward, manager, Quarter(2027, 1))
    (signal,) = return_signals(TODAY, ward.tree)
    assert (signal.place, signal.figure) == ("H1", "25 days left")
    assert "2026-11-14" in signal.sentence


def test_the_clock_runs_until_the_file_is_made_and_as_long_after_its_day(ward: Ward, manager: Account) -> None:
    assert [signal.figure for signal in return_signals(dt.date(2026, 11, 14), ward.tree)] == ["0 days left"]
    assert [signal.figure for signal in return_signals(dt.date(2026, 11, 15), ward.tree)] == ["over"]
    assert list(return_signals(dt.date(2026, 12, 30), ward.tree)) == []
    pbj.set_home_number(number="NY00457", **given(ward, manager))
    made(ward, manager)
    assert list(return_signals(TODAY, ward.tree)) == []
