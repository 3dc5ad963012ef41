"""Complaints: within how long they are acknowledged and answered, which step leads where, and what rises.

Sources: 42 CFR 482.13(a)(2), CMS State Operations Manual appendix A (A-0118, A-0122), 42 CFR 483.10(j), SI 2009/309
regulations 8, 13 and 14; Przyborowski and Wilenski 1940.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from wellrun.departments.quality.rules.complaint_clocks import Step, Where, clocks, due, laws
from wellrun.departments.quality.rules.complaints import (
    MOVES,
    Channel,
    Move,
    Outcome,
    Standing,
    Status,
    after,
    at_least,
    faults_of_closing,
    faults_of_extending,
    faults_of_settling,
    faults_of_taking,
    rises,
    taken,
)
from wellrun.departments.quality.rules.lengths import end_of
from wellrun.foundations.organisation.models import Facility

NEW_YORK, LONDON = ZoneInfo("America/New_York"), ZoneInfo("Europe/London")
FRIDAY = dt.datetime(2026, 11, 20, 22, 30, tzinfo=NEW_YORK)
THANKSGIVING = {dt.date(2026, 11, 26)}
DAY = dt.timedelta(days=1)
DONE = "The kitchen brought another breakfast at once."


def ends(region: str, facility: str, came: dt.datetime = FRIDAY) -> dict[str, str]:
    found = clocks(taken(came), Where(region, facility, THANKSGIVING))
    return {clock.law.key: f"{clock.due:%a %d %b %Y %H:%M}" for clock in found}


def test_a_hospital_of_the_united_states_answers_in_seven_days_and_acknowledges_by_its_own_rule() -> None:
    assert ends("US-NY", "hospital") == {
        "house-acknowledge": "Wed 25 Nov 2026 23:59",
        "us-hospital-answer": "Fri 27 Nov 2026 23:59",
    }


def test_a_nursing_home_answers_in_five_working_days_and_a_clinic_by_the_house() -> None:
    # Neither the weekend nor Thanksgiving counts.
    assert ends("US-CA", "nursing_home")["us-nursing-answer"] == "Mon 30 Nov 2026 23:59"
    assert set(ends("US-CA", "clinic")) == {"house-acknowledge", "house-answer"}


def test_england_acknowledges_in_three_working_days_and_answers_in_six_months() -> None:
    came = dt.datetime(2026, 1, 15, 9, tzinfo=LONDON)
    assert ends("GB-ENG", "hospital", came) == {
        "en-acknowledge": "Tue 20 Jan 2026 23:59",
        # Beginning with the day of receipt: the day before the same date.
        "en-answer": "Tue 14 Jul 2026 23:59",
    }


@pytest.mark.parametrize(
    ("came", "last"), [((2026, 8, 31), (2027, 2, 28)), ((2027, 8, 30), (2028, 2, 29)), ((2026, 9, 1), (2027, 2, 28))]
)
def test_six_months_end_within_the_sixth_month(came: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    start = dt.datetime(*came, 12, tzinfo=LONDON)
    assert end_of("months", 6, start=start).date() == dt.date(*last)


def test_a_region_is_not_taken_for_another_that_begins_alike() -> None:
    assert due(Step.ANSWER, FRIDAY, Where("USX", "hospital"))[0].key == "house-answer"
    assert due(Step.ANSWER, FRIDAY, Where("", "hospital"))[0].key == "house-answer"


def test_every_length_has_its_source_and_names_facilities_there_are() -> None:
    kinds = {kind.value for kind in Facility.Kind}
    assert all(len(law.source) > 20 and law.words and law.facilities <= kinds for law in laws())
    assert len({law.key for law in laws()}) == len(laws())


def gone(standing: Standing, *moves: tuple[Move, float], agreed: dt.date | None = None) -> Standing:
    """After moves, each so many days from receipt."""
    for move, days in moves:
        later = after(standing, move, at=standing.received_at + days * DAY, due=FRIDAY + 7 * DAY, agreed=agreed)
        assert later is not None, move
        standing = later
    return standing


HOSPITAL = Where("US-NY", "hospital", THANKSGIVING)


def test_an_answer_in_time_meets_both_clocks_and_one_after_its_day_is_late() -> None:
    quick, slow = (gone(taken(FRIDAY), (Move.ANSWER, days)) for days in (2, 8))
    assert [clock.late(FRIDAY + 99 * DAY) for clock in clocks(quick, HOSPITAL)] == [False, False]
    assert [clock.late(FRIDAY + 99 * DAY) for clock in clocks(slow, HOSPITAL)] == [True, True]


def test_an_agreed_day_moves_the_answer_and_nothing_else() -> None:
    put_off = gone(taken(FRIDAY), (Move.ACKNOWLEDGE, 1), (Move.EXTEND, 5), agreed=dt.date(2026, 12, 11))
    first, second = clocks(put_off, HOSPITAL)
    assert f"{second.due:%d %b %H:%M}" == "11 Dec 23:59" and second.agreed and second.runs
    assert not first.runs and not first.agreed


def test_whoever_is_not_content_waits_anew_and_the_first_answer_stays_what_it_was() -> None:
    again = gone(taken(FRIDAY), (Move.ANSWER, 2), (Move.CLOSE, 3), (Move.REOPEN, 20))
    clock = clocks(again, HOSPITAL)[-1]
    assert clock.runs and clock.due.date() == (FRIDAY + 27 * DAY).date()
    assert again.first_answered_at == FRIDAY + 2 * DAY and again.first_due == FRIDAY + 7 * DAY
    late = gone(again, (Move.ANSWER, 60))
    assert late.first_answered_at == FRIDAY + 2 * DAY and clocks(late, HOSPITAL)[-1].late(FRIDAY)


def test_what_is_withdrawn_stops_its_clocks_and_what_was_put_right_at_once_has_no_answer_to_wait_for() -> None:
    withdrawn = gone(taken(FRIDAY), (Move.WITHDRAW, 1))
    assert all(
        clock.stopped and not clock.runs and not clock.late(FRIDAY + 99 * DAY) for clock in clocks(withdrawn, HOSPITAL)
    )
    settled = gone(taken(FRIDAY), (Move.SETTLE, 0.01))
    assert [clock.law.step for clock in clocks(settled, HOSPITAL)] == [Step.ACKNOWLEDGE]
    opened = gone(settled, (Move.REOPEN, 3))
    assert clocks(opened, HOSPITAL)[-1].runs and not opened.settled


def test_moves_that_make_no_sense_lead_nowhere() -> None:
    assert after(taken(FRIDAY), Move.CLOSE, at=FRIDAY) is None
    assert after(taken(FRIDAY), Move.REOPEN, at=FRIDAY) is None
    assert {move for _status, move in MOVES} == set(Move) - {Move.TAKE}
    assert {status for status, _move in MOVES} == set(Status)


def test_only_what_was_said_can_be_put_right_at_once() -> None:
    assert faults_of_settling(channel=Channel.PHONE, done=DONE) == []
    assert [one.code for one in faults_of_settling(channel=Channel.LETTER, done="x")] == [
        "complaint.no_words",
        "complaint.in_writing",
    ]


def test_a_later_day_is_agreed_before_the_clock_has_run_out() -> None:
    until = FRIDAY + 7 * DAY
    asked = {"agreed": until.date() + 3 * DAY, "due": until, "now": FRIDAY}
    assert faults_of_extending(**asked) == []
    for change, code in (({"now": until + DAY}, "run_out"), ({"agreed": until.date()}, "not_later")):
        assert [one.code for one in faults_of_extending(**{**asked, **change})] == [f"complaint.{code}"]


def test_what_was_right_even_in_part_ends_with_learning_or_an_action() -> None:
    learned = "Labels are sewn in on the first day."
    for outcome in Outcome:
        owed = outcome is not Outcome.NOT_UPHELD
        assert bool(faults_of_closing(outcome=outcome, learned="", promised=0)) == owed
        assert not faults_of_closing(outcome=outcome, learned=learned, promised=0)
        assert not faults_of_closing(outcome=outcome, learned="", promised=1)


def test_a_complaint_came_before_now_and_within_a_year() -> None:
    for came, codes in ((FRIDAY, []), (FRIDAY + DAY, ["future"]), (FRIDAY - 400 * DAY, ["long_ago"])):
        found = faults_of_taking(what=DONE, received_at=came, now=FRIDAY)
        assert [one.code for one in found] == [f"complaint.{code}" for code in codes]


def test_a_rise_is_more_than_chance_makes_of_the_half_year_before() -> None:
    day = dt.date(2026, 11, 20)
    told = [("noise", day - n * DAY) for n in (0, 5, 27)] + [("noise", day - 28 * DAY)]
    told += [("food", day), ("food", day - DAY), *(("waiting", day - n * 7 * DAY) for n in range(30))]
    (rise,) = rises(told, day=day)
    # 3 of 4 within 28 of 210 days: 4 p^3 q + p^4 with p = 2/15. Two of food are too few, waiting is as ever.
    assert (rise.about, rise.count, rise.usual) == ("noise", 3, pytest.approx(1 / 6.5))
    p = 28 / 210
    assert rise.chance == pytest.approx(4 * p**3 * (1 - p) + p**4)
    assert at_least(0, of=5, share=0.3) == pytest.approx(1)
    assert rises(told, day=day + 28 * DAY) == ()


def test_a_standing_is_all_that_clocks_ask_for() -> None:
    other = replace(taken(FRIDAY), reopened=3)
    assert [clock.due for clock in clocks(other, HOSPITAL)] == [clock.due for clock in clocks(taken(FRIDAY), HOSPITAL)]
