"""What a calendar that is subscribed to looks like. Source: RFC 5545, by section; RFC 7986 for the refresh interval."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as some

from wellrun.departments.workforce.rules.icalendar import FOLD, Event, calendar, folded, moment, text

NOW = dt.datetime(2027, 1, 2, 12, tzinfo=dt.UTC)
ZONE = ZoneInfo("America/New_York")
SHIFT = Event(
    uid="shift-7.h1@wellrun",
    title="night, Ward 1",
    where="Ward 1, Hospital",
    begins=dt.datetime(2027, 1, 4, 19, tzinfo=ZONE),
    ends=dt.datetime(2027, 1, 5, 7, tzinfo=ZONE),
    changed=NOW,
)


def test_a_calendar_of_one_shift() -> None:
    assert calendar("My shifts", [SHIFT], now=NOW).split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Wellrun//My shifts//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:My shifts",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "BEGIN:VEVENT",
        "UID:shift-7.h1@wellrun",
        "DTSTAMP:20270102T120000Z",
        "LAST-MODIFIED:20270102T120000Z",
        "DTSTART:20270105T000000Z",
        "DTEND:20270105T120000Z",
        "SUMMARY:night\\, Ward 1",
        "LOCATION:Ward 1\\, Hospital",
        "SEQUENCE:0",
        "STATUS:CONFIRMED",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_shift_that_no_longer_holds_is_cancelled_under_the_same_uid() -> None:
    """3.8.7.4: each change counts the sequence up; 3.8.1.11: the status takes it out."""
    over = Event(**{**vars(SHIFT), "cancelled": True})
    written = calendar("x", [over], now=NOW)
    assert "UID:shift-7.h1@wellrun\r\n" in written
    assert "SEQUENCE:1\r\nSTATUS:CANCELLED\r\n" in written


def test_a_moment_is_written_in_utc_summer_and_winter() -> None:
    """3.3.5, form 2."""
    assert moment(dt.datetime(2027, 7, 4, 7, tzinfo=ZONE)) == "20270704T110000Z"
    assert moment(dt.datetime(2027, 1, 4, 7, tzinfo=ZONE)) == "20270104T120000Z"


def test_what_has_a_meaning_of_its_own_is_escaped() -> None:
    """3.3.11."""
    assert text("a\\b;c,d\r\ne\nf") == "a\\\\b\\;c\\,d\\ne\\nf"


def test_the_line_is_folded_after_75_octets() -> None:
    """3.1: the folds are CR LF and one space, which whoever reads takes out again."""
    assert list(folded("x" * 75)) == ["x" * 75]
    assert list(folded("x" * 76)) == ["x" * 75, " x"]


@given(some.text(some.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=400))
def test_folding_cuts_no_letter_and_loses_nothing(words: str) -> None:
    parts = list(folded(words))
    assert all(len(part.encode()) <= FOLD for part in parts)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == words
    assert all(part.startswith(" ") for part in parts[1:])


@given(some.text(max_size=60))
def test_no_words_can_add_a_line(words: str) -> None:
    event = Event(**{**vars(SHIFT), "title": words, "where": words})
    written = calendar(words, [event], now=NOW)
    assert written.replace("\r\n ", "").split("\r\n").count("BEGIN:VEVENT") == 1
    assert "\n" not in written.replace("\r\n", "")
