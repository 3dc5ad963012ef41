"""Edits of claims by imported tables. Sources: CMS, NCCI Policy Manual, chapter I; coverage articles (42 CFR 405.1062).

Codes are of HCPCS Level II or made up, and so are the pairs: the tables themselves are for a facility to import.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest
from tests.spec.revenue.charging import DAY, content
from tests.spec.revenue.charging import charge as made

from wellrun.departments.revenue.rules.edit_lists import Coverage, Pair, UnitLimit, coverage, needs, pairs, unit_limits
from wellrun.departments.revenue.rules.edits import Held, fitting_modifiers, notices
from wellrun.departments.revenue.rules.edits import found as edits
from wellrun.departments.revenue.rules.scrubbing.findings import Action, Finding
from wellrun.engines.x12 import BilledClaim
from wellrun.values.faults import Fault

ALWAYS = dt.date(2020, 1, 1)


def claim(*services: tuple[Any, ...], on: dt.date = DAY, **more: Any) -> BilledClaim:
    """A claim of services: code, modifiers, units, diagnoses; all but the code may be left out."""
    lines = []
    for at, (code, *rest) in enumerate(services):
        modifiers, units, diagnoses = (*rest, *((), D(1), ("I10",))[len(rest) :])
        lines.append(made(str(at + 1), code=code, modifiers=modifiers, units=D(units), diagnoses=diagnoses, on=on))
    return content(*lines)._replace(**more)


def pair(indicator: str, **more: Any) -> Held:
    return Held(pairs=(Pair("G0463", "G0439", ALWAYS, None, indicator)._replace(**more),))


def found(one: BilledClaim, held: Held) -> list[str]:
    return [each.rule for each in edits(one, held)]


BOTH = (("G0463",), ("G0439",))


def test_of_an_excluding_pair_on_one_day_column_2_is_stopped() -> None:
    (one,) = edits(claim(*BOTH), pair("0"))
    assert (one.rule, one.line, one.value, one.action) == ("ptp.G0463.G0439", 2, "G0439", Action.STOP)
    assert found(claim(*reversed(BOTH)), pair("0")) == ["ptp.G0463.G0439"]


def test_on_two_days_they_exclude_nothing() -> None:
    both = claim(*BOTH)
    later = both.lines[1]._replace(begins=DAY + dt.timedelta(days=1))
    assert found(both._replace(lines=(both.lines[0], later)), pair("0")) == []


@pytest.mark.parametrize(
    ("indicator", "modifiers", "stopped"),
    [
        ("0", ("59",), True),
        ("1", (), True),
        ("1", ("59",), False),
        ("1", ("XE",), False),
        ("1", ("XS",), False),
        ("1", ("XP",), False),
        ("1", ("XU",), False),
        ("1", ("LT",), False),
        ("1", ("E1",), False),
        ("1", ("25",), False),
        ("1", ("91",), False),
        ("1", ("76",), True),
        ("1", ("GA",), True),
        ("9", (), False),
    ],
)
def test_a_fitting_modifier_opens_a_pair_that_may_be_opened(
    indicator: str, modifiers: tuple[str, ...], stopped: bool
) -> None:
    """Indicator 0: never; 1: with an NCCI-associated modifier, of which 76 is none; 9: the pair never counted."""
    assert bool(found(claim(("G0463",), ("G0439", modifiers)), pair(indicator))) is stopped


@pytest.mark.parametrize(
    ("on", "opened"), [(dt.date(2019, 6, 30), False), (dt.date(2019, 7, 1), True), (dt.date(2026, 1, 1), True)]
)
def test_from_july_2019_modifier_59_may_stand_on_either_column(on: dt.date, opened: bool) -> None:
    """CMS, change request 11168; anatomic modifiers always could."""
    held = pair("1", since=dt.date(2015, 1, 1))
    for modifier in ("59", "XS"):
        assert (found(claim(("G0463", (modifier,)), ("G0439",), on=on), held) == []) is opened
    assert found(claim(("G0463", ("RT",)), ("G0439",), on=on), held) == []


def test_x_modifiers_open_nothing_before_2015() -> None:
    held = pair("1", since=dt.date(2010, 1, 1))
    assert found(claim(("G0463",), ("G0439", ("XE",)), on=dt.date(2014, 12, 31)), held)
    assert not found(claim(("G0463",), ("G0439", ("59",)), on=dt.date(2014, 12, 31)), held)


def test_a_pair_counts_from_its_first_to_its_last_day() -> None:
    days = {"since": DAY, "until": DAY}
    assert found(claim(*BOTH), pair("0", **days))
    assert not found(claim(*BOTH, on=DAY - dt.timedelta(days=1)), pair("0", **days))
    assert not found(claim(*BOTH, on=DAY + dt.timedelta(days=1)), pair("0", **days))


def limit(units: int, by: str) -> Held:
    return Held(limits=(UnitLimit("J1885", units, by, "Nature of service"),))


def test_units_by_line_are_counted_line_by_line() -> None:
    """Adjudication indicator 1."""
    twice = (("J1885", (), 2), ("J1885", ("76",), 2))
    assert found(claim(*twice), limit(2, "1")) == []
    (one,) = edits(claim(("J1885", (), 3), ("J1885", ("76",), 2)), limit(2, "1"))
    assert (one.line, one.value, one.action) == (1, "3", Action.STOP)


@pytest.mark.parametrize(("by", "action"), [("2", Action.STOP), ("3", Action.WARN)])
def test_units_by_day_are_added_over_the_lines_of_the_day(by: str, action: Action) -> None:
    """Indicator 2 rests on law and is never paid; 3 is clinical and may be on appeal."""
    (one,) = edits(claim(("J1885", (), 2), ("J1885", ("76",), 1)), limit(2, by))
    assert (one.rule, one.line, one.value, one.action) == ("mue.J1885", 2, "3", action)
    assert "2 are the most" in one.words
    assert found(claim(("J1885", (), 2)), limit(2, by)) == []


def test_days_are_not_added_together() -> None:
    both = claim(("J1885", (), 2), ("J1885", (), 2))
    later = both.lines[1]._replace(begins=DAY + dt.timedelta(days=1))
    assert found(both._replace(lines=(both.lines[0], later)), limit(2, "3")) == []


ARTICLE = Held(coverage=(Coverage("A50000", "Visits", "G0463", ("I10", "I509"), ALWAYS, None),))


def necessity(*diagnoses: str, modifiers: tuple[str, ...] = (), held: Held = ARTICLE) -> tuple[Finding, ...]:
    return edits(claim(("G0463", modifiers, 1, diagnoses)), held)


def test_without_a_covering_diagnosis_it_warns_with_those_that_would_cover() -> None:
    assert necessity("E11.9", "I50.9") == ()
    (one,) = necessity("E11.9")
    assert (one.action, one.expected, one.line) == (Action.WARN, "I10, I509", 1)
    assert "A50000" in one.words and "notice" in one.remedy


def test_only_the_diagnoses_that_a_line_points_at_count() -> None:
    other = made("2", code="J1885", diagnoses=("I10",), on=DAY)
    one = content(made("1", code="G0463", diagnoses=("E11.9",), on=DAY), other)
    assert found(one, ARTICLE) == ["coverage.A50000"]


def test_one_of_several_articles_is_enough_and_an_ended_one_says_nothing() -> None:
    second = Coverage("A50001", "More visits", "G0463", ("E119",), ALWAYS, None)
    assert necessity("E11.9", held=Held(coverage=(*ARTICLE.coverage, second))) == ()
    ended = ARTICLE.coverage[0]._replace(until=DAY - dt.timedelta(days=1))
    assert necessity("E11.9", held=Held(coverage=(ended,))) == ()


@pytest.mark.parametrize(
    ("modifier", "pays"), [("GA", "patient"), ("GX", "patient"), ("GY", "patient"), ("GZ", "provider")]
)
def test_a_notice_of_noncoverage_says_who_pays(modifier: str, pays: str) -> None:
    """CMS Claims Processing Manual, chapter 30, section 50: with a notice the patient may be asked; without, not."""
    (one,) = necessity("E11.9", modifiers=(modifier,))
    assert one.remedy == f"If it is refused, the {pays} pays."
    assert modifier in one.words


def test_inpatient_claims_are_not_judged_by_these_tables() -> None:
    """NCCI edits are applied to practitioners and to outpatient hospital services (Policy Manual, introduction)."""
    inpatient = claim(*BOTH, place="11", place_qualifier="A")
    assert edits(inpatient, pair("0")) == ()
    assert edits(inpatient._replace(place="13"), pair("0")) != ()


def test_every_modifier_has_a_source_and_a_first_day() -> None:
    assert all(one.since for one in fitting_modifiers())
    assert set(notices()) == {"GA", "GX", "GY", "GZ"}


# How the files are read.

PTP_FILE = (
    ("Column1/Column2 Edits", "", "", "", "", ""),
    (
        "Column 1",
        "Column 2",
        "*=in existence\nprior to 1996",
        "Effective\nDate",
        "Deletion\nDate *=no data",
        "Modifier\n0",
    ),
    ("G0463", "G0439", "", "20200101", "*", "1"),
    ("G0463", "J1885", "*", "20150101", "20251231", "0"),
)


def test_pairs_are_read_as_cms_publishes_them() -> None:
    faults: list[Fault] = []
    assert [*pairs(PTP_FILE, faults)] == [
        Pair("G0463", "G0439", dt.date(2020, 1, 1), None, "1"),
        Pair("G0463", "J1885", dt.date(2015, 1, 1), dt.date(2025, 12, 31), "0"),
    ]
    assert faults == []


def test_a_line_that_is_wrong_is_told_and_the_others_are_read() -> None:
    faults: list[Fault] = []
    rows = [
        *PTP_FILE,
        ("G04", "G0439", "", "2020-13-01", "soon", "7"),
        (),
        ("G0464", "G0439", "", "2020-01-01", "", "9"),
    ]
    assert len([*pairs(rows, faults)]) == 3
    assert {one.place for one in faults} == {"line 5"}
    assert [one.code.rpartition(".")[2] for one in faults] == ["shape", "effective", "ends", "indicator"]


def test_unit_limits_are_read_as_cms_publishes_them() -> None:
    faults: list[Fault] = []
    rows = (
        ("HCPCS/\nCPT Code", "Practitioner Services MUE Values", "MUE Adjudication Indicator", "MUE Rationale"),
        ("J1885", "8", "3 Date of Service Edit: Clinical", "Prescribing Information"),
        ("J1885", "9", "1 Line Edit", "Twice"),
        ("J2405", "many", "4", ""),
    )
    assert [*unit_limits(rows, faults)] == [UnitLimit("J1885", 8, "3", "Prescribing Information")]
    assert [one.place for one in faults] == ["line 3", "line 4", "line 4"]


def test_an_article_is_put_together_from_its_lines() -> None:
    faults: list[Fault] = []
    rows = (
        ("article", "title", "procedure", "diagnosis", "effective", "ends"),
        ("A50000", "Visits", "G0463", "I10", "2026-01-01", ""),
        ("A50001", "Others", "G0463", "I10", "2026-01-01", "2026-06-30"),
        ("A50000", "Visits", "G0463", "I50.9", "2026-01-01", ""),
        ("", "Visits", "G0463", "I50.9", "2026-01-01", ""),
    )
    first, second = coverage(rows, faults)
    assert (first.diagnoses, first.until) == (("I10", "I509"), None)
    assert (second.article, second.until) == ("A50001", dt.date(2026, 6, 30))
    assert [one.place for one in faults] == ["line 5"]


def test_needs_of_authorisation_are_read_with_what_may_be_left_out() -> None:
    faults: list[Fault] = []
    rows = (("code", "since"), ("E0601", "20260101"), ("L5", "20260101"), ("E-1", "20260101"))
    assert [one.code for one in needs(rows, faults)] == ["E0601", "L5"]
    assert [one.place for one in faults] == ["line 4"]


@pytest.mark.parametrize("read", [pairs, unit_limits, coverage, needs])
def test_another_file_is_told_by_its_head(read: Any) -> None:
    faults: list[Fault] = []
    assert [*read((("one", "two"), ("1", "2")), faults)] == []
    assert [one.code for one in faults] == ["revenue.edits.head"]
