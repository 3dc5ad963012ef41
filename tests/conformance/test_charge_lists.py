"""CMS's files for 2025 as fee schedules and code lists: every level II row, priced at one place by its own columns."""

from __future__ import annotations

import csv
import os
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from wellrun.departments.revenue.rules.code_lists import hcpcs_words
from wellrun.departments.revenue.rules.fee_lists import outpatient_fees, physician_fees
from wellrun.values.faults import Fault

FEES = Path(os.environ.get("WELLRUN_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data")) / "fees"
VALUES, INDICES = FEES / "cms-pfs-2025/PPRRVU2025_Oct_level2_only.csv", FEES / "cms-pfs-2025/GPCI2025.csv"
ADDENDUM_B = FEES / "cms-opps-2025/Addendum_B_2025_NFRM_level2_only.txt"

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(not FEES.is_dir(), reason=f"no price files at {FEES}"),
]


def rows(file: Path, delimiter: str = ",") -> list[list[str]]:
    return [*csv.reader(file.read_text(encoding="utf-8").splitlines(), delimiter=delimiter)]


def test_every_payable_row_is_priced_by_the_files_own_columns() -> None:
    """Columns 6, 7, 9, 11 and 25 of the file: work, practice expense, in a facility, malpractice, factor."""
    faults: list[Fault] = []
    place = next(row for row in rows(INDICES) if len(row) > 6 and row[1].strip() == "ME")
    work, practice, malpractice = (Decimal(one) for one in place[4:7])
    found = {
        (one.code, one.modifier): one
        for one in physician_fees(rows(VALUES), rows(INDICES), f"{place[0].strip()}-{place[2].strip()}", faults)
    }
    assert faults == []
    priced = 0
    for row in rows(VALUES):
        if len(row[0]) != 5 or row[0] == "HCPCS" or row[3] not in "ART":
            continue
        values = [Decimal(row[at]) for at in (5, 6, 8, 10)]
        if not any(values):
            continue
        factor = Decimal(row[24])
        outside = values[0] * work + values[1] * practice + values[3] * malpractice
        inside = values[0] * work + values[2] * practice + values[3] * malpractice
        told = found[row[0], row[1].strip()]
        cents = [(one * factor).quantize(Decimal("0.01"), ROUND_HALF_UP) for one in (outside, inside)]
        assert [told.amount, told.amount if told.in_facility is None else told.in_facility] == cents, row[0]
        priced += 1
    assert priced == len(found) > 200


def test_words_and_outpatient_rates_are_read_without_a_fault() -> None:
    faults: list[Fault] = []
    words = [*hcpcs_words(rows(VALUES), faults)]
    assert len(words) == len({row[0] for row in rows(VALUES) if len(row[0]) == 5 and row[0] != "HCPCS"})
    fees = outpatient_fees(rows(ADDENDUM_B, "\t"), faults)
    rated = [row for row in rows(ADDENDUM_B, "\t") if len(row[0]) == 5 and len(row) > 6 and row[6].strip("$0. ")]
    assert len(fees) == len(rated) > 800
    assert all(one.amount == one.amount.quantize(Decimal("0.01")) for one in fees)
    assert faults == []
