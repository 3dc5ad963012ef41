"""Fees and code lists from the files that CMS publishes, and from our own (42 CFR 414.20 to 414.26; CMS layouts)."""

from __future__ import annotations

import csv
import io
from decimal import Decimal as D

from wellrun.departments.revenue.rules.code_lists import (
    Code,
    asked,
    hcpcs_words,
    icd10_order,
    listed_codes,
    rank,
    searchable,
)
from wellrun.departments.revenue.rules.fee_lists import FeeRow, outpatient_fees, own_fees, physician_fees
from wellrun.values.faults import Fault

VALUES = """,,2027 Relative Value File,,,,,,,,,
,,,STATUS,,WORK,NON-FAC,FACILITY,,MP,CONV,
HCPCS,MOD,DESCRIPTION,CODE,,RVU,PE RVU,PE RVU,,RVU,FACTOR,
X0001,,Visit,A,,1.00,2.00,0.50,,0.10,30.0000,
X0001,26,Visit,A,,1.00,0.25,0.25,,0.10,30.0000,
X0002,,Not covered,N,,0.00,0.00,0.00,,0.00,30.0000,
X0003,,Bad,A,,one,0.00,0.00,,0.00,30.0000,
"""
INDICES = """ADDENDUM E
,,
Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,2027 PW GPCI,2027 PE GPCI,2027 MP GPCI
14112,ME,03,SOUTHERN MAINE,1.100,0.900,0.500
"""
OUTPATIENT = """HCPCS Code\tShort Descriptor\tSI\tAPC\tRelative Weight\tPayment Rate
X0001\tVisit\tV\t5012\t1.4\t$1,123.445
X0009\tNone\tN\t\t\t
"""


def rows(text: str, delimiter: str = ",") -> list[list[str]]:
    return [*csv.reader(io.StringIO(text), delimiter=delimiter)]


def test_a_physicians_fee_is_work_practice_and_malpractice_by_place_times_the_factor() -> None:
    """1.00 × 1.1 + 2.00 × 0.9 + 0.10 × 0.5 = 2.95, × 30 = 88.50; in a facility 0.50 × 0.9: 48.00."""
    faults: list[Fault] = []
    found = physician_fees(rows(VALUES), rows(INDICES), "14112-03", faults)
    assert found[0] == FeeRow("X0001", "", D("88.50"), D("48.00"))


def test_with_a_modifier_a_service_has_a_fee_of_its_own_and_none_for_a_facility_where_that_is_the_same() -> None:
    assert physician_fees(rows(VALUES), rows(INDICES), "14112-03", [])[1] == FeeRow("X0001", "26", D("41.25"), None)


def test_what_has_no_price_has_no_fee_and_a_bad_row_is_told_while_the_others_are_kept() -> None:
    faults: list[Fault] = []
    found = physician_fees(rows(VALUES), rows(INDICES), "14112-03", faults)
    assert {one.code for one in found} == {"X0001"}
    assert [(one.place, one.value, one.expected) for one in faults] == [("line 7", "one", "a number")]


def test_a_locality_that_is_not_in_the_file_is_told_with_some_that_are() -> None:
    faults: list[Fault] = []
    assert physician_fees(rows(VALUES), rows(INDICES), "99", faults) == []
    assert [(one.place, one.value) for one in faults] == [("locality", "99")]
    assert "14112-03" in faults[0].expected


def test_an_outpatient_fee_is_the_payment_rate_in_whole_cents() -> None:
    faults: list[Fault] = []
    assert outpatient_fees(rows(OUTPATIENT, "\t"), faults) == [FeeRow("X0001", "", D("1123.45"))]
    assert faults == []


def test_our_own_fees_come_in_any_order_of_columns() -> None:
    faults: list[Fault] = []
    found = own_fees(rows("Amount,Code,Modifier,Facility amount\n120.00,g0463,,80\n\n9.5,J2405,JW,\n"), faults)
    assert (found, faults) == ([FeeRow("G0463", "", D(120), D(80)), FeeRow("J2405", "JW", D("9.5"))], [])


def test_each_bad_line_of_our_own_is_told_with_what_was_expected_and_the_others_are_kept() -> None:
    text = "code,modifier,amount\nG0463,,120\nG046,,1\nJ1885,XXX,1\nJ2405,,1.005\nJ7030,,-1\nG0463,,130\n"
    faults: list[Fault] = []
    assert own_fees(rows(text), faults) == [FeeRow("G0463", "", D(120))]
    assert [(one.place, one.value) for one in faults] == [
        ("line 3", "G046"),
        ("line 4", "XXX"),
        ("line 5", "1.005"),
        ("line 6", "-1"),
        ("line 7", "G0463"),
    ]
    assert all(one.expected and one.remedy for one in faults)


def test_a_file_without_its_head_is_told_once() -> None:
    for read in (own_fees, lambda given, faults: [*listed_codes(given, "HCPCS", faults)]):
        faults: list[Fault] = []
        assert read(rows("G0463,120\n"), faults) == []
        assert {one.place for one in faults} == {"line 1"}


def order_line(number: int, code: str, flag: str, short: str, long: str) -> str:
    """A line of the order file: columns 1–5, 7–13, 15, 17–76, 78 on."""
    return f"{number:05} {code:<7} {flag} {short:<60} {long}\n"


ORDER = order_line(1, "E11", "0", "Type 2 diabetes mellitus", "Type 2 diabetes mellitus") + order_line(
    2, "E119", "1", "Type 2 diabetes mellitus without complications", "Type 2 diabetes mellitus without complications"
)


def test_the_order_file_has_headings_and_codes() -> None:
    faults: list[Fault] = []
    assert [*icd10_order(ORDER.splitlines(), faults)] == [
        Code("E11", "Type 2 diabetes mellitus", billable=False),
        Code("E119", "Type 2 diabetes mellitus without complications"),
    ]
    assert faults == []


def test_a_line_that_is_none_a_code_twice_and_a_code_without_words_are_told() -> None:
    text = ORDER + order_line(3, "E119", "1", "again", "again") + "short\n" + order_line(5, "I509", "x", "", "")
    faults: list[Fault] = []
    assert len([*icd10_order(text.splitlines(), faults)]) == 2
    assert [(one.place, one.code.rpartition(".")[2]) for one in faults] == [
        ("line 3", "twice"),
        ("line 4", "code"),
        ("line 4", "words"),
        ("line 4", "flag"),
        ("line 5", "words"),
        ("line 5", "flag"),
    ]


def test_words_of_level_two_come_from_the_relative_value_file_each_code_once_and_no_licensed_one() -> None:
    licensed = VALUES + "99999,,Licensed,A,,1,1,1,,1,30.0000,\nNote: only one cell\n"
    faults: list[Fault] = []
    found = [*hcpcs_words(rows(licensed), faults)]
    assert found == [Code("X0001", "Visit"), Code("X0002", "Not covered"), Code("X0003", "Bad")]
    assert faults == []


def test_what_is_typed_may_be_a_code_or_words() -> None:
    assert asked("e11.9") == ("E119", ("e11", "9"))
    assert asked("type 2 diab") == ("", ("type", "2", "diab"))
    assert asked(" ") == ("", ())


def test_accents_and_signs_do_not_hinder_a_search() -> None:
    assert searchable("Ménière's disease, right-ear") == " meniere s disease right ear"


def test_the_code_itself_goes_before_its_beginning_before_words() -> None:
    wanted = asked("heart")
    held = [("I50", "heart failure"), ("HEART", "x"), ("Z1", "failure of heart"), ("HEART1", "y")]
    ranked = sorted(held, key=lambda one: rank(one[0], searchable(one[1]), wanted))
    assert [code for code, _words in ranked] == ["HEART", "HEART1", "I50", "Z1"]
