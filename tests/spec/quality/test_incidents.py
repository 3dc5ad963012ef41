"""Reports of incidents: which step leads where, who has to be told by when, and what a review owes.

Sources: 42 CFR 483.12(c), 21 CFR 803.30, 42 CFR 482.13(g), New York Public Health Law 2805-l, California Health and
Safety Code 1279.1, SI 2014/2936 regulation 20, the Joint Commission's sentinel event policy; RCA2 (NPSF 2015).
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from wellrun.departments.quality.models.incidents import KINDS
from wellrun.departments.quality.rules.incidents import (
    Depth,
    Harm,
    Move,
    Status,
    Telling,
    faults_of_closing,
    faults_of_report,
    known_since,
    moved,
    standing_for,
)
from wellrun.departments.quality.rules.reporting import Event, due, duties
from wellrun.foundations.organisation.models import Facility

NEW_YORK, LONDON = ZoneInfo("America/New_York"), ZoneInfo("Europe/London")
FRIDAY = dt.datetime(2026, 11, 20, 22, 30, tzinfo=NEW_YORK)


def ends(kind: str, harm: Harm, *, region: str, facility: str, known_at: dt.datetime = FRIDAY) -> dict[str, str]:
    thanksgiving = {dt.date(2026, 11, 26)}
    clocks = due(Event(kind, harm, known_at, region, facility), holidays=thanksgiving)
    return {clock.duty.key: f"{clock.due:%a %d %b %H:%M}" for clock in clocks}


def test_a_near_miss_in_a_hospital_starts_no_clock() -> None:
    assert ends("fall", Harm.NEAR_MISS, region="US-NY", facility="hospital") == {}


def test_abuse_in_a_nursing_home_is_told_within_two_hours_of_knowing() -> None:
    assert ends("behaviour", Harm.NONE, region="US-NY", facility="nursing_home") == {
        "us-nursing-abuse": "Sat 21 Nov 00:30"
    }


def test_serious_bodily_injury_in_a_nursing_home_also_and_its_results_after_five_working_days() -> None:
    assert ends("fall", Harm.SEVERE, region="US-CA", facility="nursing_home") == {
        "us-nursing-serious": "Sat 21 Nov 00:30",
        "us-nursing-injury": "Sat 21 Nov 22:30",
        # Saturdays, Sundays and Thanksgiving do not count.
        "us-nursing-results": "Mon 30 Nov 23:59",
        "us-sentinel": "Mon 25 Jan 23:59",
    }


def test_a_day_of_duty_has_twenty_four_hours_when_the_clocks_change() -> None:
    before = dt.datetime(2026, 10, 31, 12, 0, tzinfo=NEW_YORK)
    found = ends("fall", Harm.MODERATE, region="US", facility="nursing_home", known_at=before)
    assert found["us-nursing-injury"] == "Sun 01 Nov 11:00"


def test_states_ask_for_their_own_and_only_there() -> None:
    new_york = ends("treatment", Harm.SEVERE, region="US-NY", facility="hospital")
    california = ends("treatment", Harm.SEVERE, region="US-CA", facility="hospital")
    assert new_york["ny-investigation"] == "Sun 20 Dec 23:59"
    assert california["ca-adverse"] == "Wed 25 Nov 23:59"
    assert "ca-adverse" not in new_york and "ny-investigation" not in california


def test_the_duty_of_candour_runs_from_moderate_harm_for_ten_working_days() -> None:
    monday = dt.datetime(2026, 11, 30, 9, 0, tzinfo=LONDON)
    for harm, expected in ((Harm.MILD, {}), (Harm.MODERATE, {"en-candour": "Mon 14 Dec 23:59"})):
        assert ends("fall", harm, region="GB-ENG", facility="hospital", known_at=monday) == expected


def test_a_duty_does_not_hold_before_its_law() -> None:
    early = dt.datetime(2014, 11, 26, 9, 0, tzinfo=LONDON)
    assert ends("fall", Harm.DEATH, region="GB-ENG", facility="hospital", known_at=early) == {}


def test_every_duty_names_its_source_and_only_kinds_and_facilities_there_are() -> None:
    for duty in duties():
        assert duty.source and duty.words
        assert duty.kinds <= set(KINDS)
        assert duty.facilities <= set(Facility.Kind.values)


@pytest.mark.parametrize(
    ("status", "move", "triaged", "to"),
    [
        (Status.REPORTED, Move.TRIAGE, False, Status.OPEN),
        (Status.REPORTED, Move.CLOSE, False, None),
        (Status.REPORTED, Move.MERGE, False, Status.MERGED),
        (Status.OPEN, Move.TRIAGE, True, Status.OPEN),
        (Status.OPEN, Move.CLOSE, True, Status.CLOSED),
        (Status.CLOSED, Move.CLOSE, True, None),
        (Status.CLOSED, Move.MERGE, True, None),
        (Status.CLOSED, Move.REOPEN, True, Status.OPEN),
        (Status.MERGED, Move.TRIAGE, True, None),
        (Status.MERGED, Move.SPLIT, False, Status.REPORTED),
        (Status.MERGED, Move.SPLIT, True, Status.OPEN),
    ],
)
def test_which_step_leads_where(status: Status, move: Move, triaged: bool, to: Status | None) -> None:
    assert moved(status, move, triaged=triaged) is to


def test_an_event_is_known_since_the_first_report_that_tells_of_it() -> None:
    at = [dt.datetime(2026, 11, day, 8, tzinfo=dt.UTC) for day in (3, 1, 2, 5)]
    tellings = {
        "a": Telling("a", at[0]),
        "b": Telling("b", at[1], into="c"),
        "c": Telling("c", at[2], into="a"),
        "d": Telling("d", at[3]),
    }
    assert [standing_for(key, tellings) for key in "abcd"] == ["a", "a", "a", "d"]
    assert known_since("a", tellings) == at[1]
    assert known_since("d", tellings) == at[3]


def test_a_report_needs_words_and_a_past() -> None:
    now = dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)
    faults = faults_of_report(what=" too short ", occurred_at=now + dt.timedelta(minutes=1), now=now)
    assert [fault.code for fault in faults] == ["quality.no_words", "quality.future"]
    assert faults_of_report(what="The bed rail gave way as she leaned on it", occurred_at=now, now=now) == []


def test_a_full_investigation_names_factors_and_ends_with_an_action() -> None:
    said = "The rail's catch was worn; all rails were checked."
    assert faults_of_closing(depth=Depth.NOTE, finding=said, factors=0, promised=0) == []
    faults = faults_of_closing(depth=Depth.FULL, finding="worn", factors=0, promised=0)
    assert [fault.code for fault in faults] == ["quality.no_finding", "quality.no_factors", "quality.no_action"]
    assert faults_of_closing(depth=Depth.FULL, finding=said, factors=1, promised=1) == []
