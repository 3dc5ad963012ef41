"""CMS's files as they come, and what is wrong with others."""

from __future__ import annotations

import csv
from decimal import Decimal as D

import pytest

from wellrun.engines.reimbursement.faults import Fault
from wellrun.engines.reimbursement.formats.cms import localities, outpatient_prices, relative_values
from wellrun.engines.reimbursement.medicare import Locality
from wellrun.engines.reimbursement.tables import ApcPrice

HEAD = (
    "Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,"
    "2030 PW GPCI (with 1.0 Floor),2030 PE GPCI,2030 MP GPCI"
)
PLACES = f"""ADDENDUM E. INDICES,,,,,,
,,,,,,
{HEAD}
11302,VA,00,VIRGINIA,1.002,0.984,0.755
"A note",,,,,,
*Another note.,,,,,,
"""
PRICES = """\tAddendum B\t\t
HCPCS Code\tShort Descriptor\t CI\t SI\t APC \tRelative Weight\tPayment Rate\t
Q1\tx\t\tS \t5521\t1\t"$1,740.720"
Q2\ty\t\tN\t\t\t
"""


def test_localities_are_read_between_title_and_notes() -> None:
    faults: list[Fault] = []
    found = list(localities(csv.reader(PLACES.splitlines()), faults))
    assert (found, faults) == ([Locality("11302", "VA", "00", "VIRGINIA", D("1.002"), D("0.984"), D("0.755"))], [])


def test_outpatient_prices_have_dollars_commas_and_blanks() -> None:
    faults: list[Fault] = []
    found = list(outpatient_prices(csv.reader(PRICES.splitlines(), delimiter="\t"), faults))
    assert (found, faults) == ([ApcPrice("Q1", "5521", "S", D("1740.72")), ApcPrice("Q2", "", "N", D(0))], [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [("cms.head", 0)]),
        ("a,b\n1,2\n", [("cms.head", 0)]),
        (PLACES.replace("2030 PE GPCI", "PE"), [("cms.column", 3)]),
        (PLACES.replace("0.984", "none"), [("cms.value", 4)]),
        (PLACES.replace("0.984", "NaN"), [("cms.value", 4)]),
        (PLACES.replace("0.984,0.755", ""), [("cms.value", 4)] * 2),
        (PLACES.replace("VA", ""), [("cms.value", 4)]),
    ],
)
def test_what_is_no_such_file_or_row_is_said_by_line(text: str, found: list[tuple[str, int]]) -> None:
    faults: list[Fault] = []
    assert list(localities(csv.reader(text.splitlines()), faults)) == []
    assert [(one.code, one.line) for one in faults] == found


def test_nothing_is_read_ahead() -> None:
    def rows() -> list[list[str]]:
        yield from csv.reader(PLACES.splitlines()[:4])
        raise AssertionError("read beyond what was asked for")

    assert next(localities(rows(), [])).state == "VA"


def test_relative_values_want_their_two_rows_of_head() -> None:
    faults: list[Fault] = []
    assert list(relative_values([["HCPCS", "MOD", "RVU"], ["G0101", "", "1"]], faults)) == []
    assert {one.value for one in faults} == {""}
    assert len(faults) == 6
