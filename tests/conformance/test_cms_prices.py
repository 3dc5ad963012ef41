"""CMS's price files for 2025: read whole, without a fault, and consistent with what else the files say."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from wellrun.engines.reimbursement.faults import Fault
from wellrun.engines.reimbursement.formats.cms import localities, outpatient_prices, relative_values
from wellrun.engines.reimbursement.medicare import fee_table

FEES = Path(os.environ.get("WELLRUN_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data")) / "fees"
VALUES = "cms-pfs-2025/PPRRVU2025_Oct_level2_only.csv"

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(not FEES.is_dir(), reason=f"no price files at {FEES}"),
]


def rows(name: str, delimiter: str = ",") -> Iterator[list[str]]:
    with (FEES / name).open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file, delimiter=delimiter)


def test_every_relative_value_is_read_and_adds_up_to_the_files_own_totals() -> None:
    """The file's columns 12 and 13 are the totals outside of and in a facility."""
    faults: list[Fault] = []
    found = list(relative_values(rows(VALUES), faults))
    table = [row for row in rows(VALUES) if len(row[0]) == 5 and row[0] != "HCPCS"]
    assert faults == []
    assert len(found) == len(table) == 5183
    for one, row in zip(found, table, strict=True):
        assert (one.code, one.modifier) == (row[0], row[1].strip())
        assert one.work + one.practice + one.malpractice == Decimal(row[11])
        assert one.work + one.facility_practice + one.malpractice == Decimal(row[12])


def test_every_locality_is_read_and_prices_what_has_a_price() -> None:
    faults: list[Fault] = []
    found = list(localities(rows("cms-pfs-2025/GPCI2025.csv"), faults))
    assert (faults, len(found), len({(one.contractor, one.number) for one in found})) == ([], 109, 109)
    assert all(Decimal("0.2") < index < 3 for one in found for index in (one.work, one.practice, one.malpractice))
    values = list(relative_values(rows(VALUES), []))
    tables = [fee_table(one.name, values, one, facility=False) for one in found]
    assert {len(table.rows) for table in tables} == {sum(one.payable for one in values)}
    assert min(fee.amount for table in tables for fee in table.rows) > 0


def test_outpatient_rates_are_weight_times_one_factor() -> None:
    """Addendum B: where a relative weight is given, rate / weight is the factor of 2025, 89.169, to the cent."""
    name = "cms-opps-2025/Addendum_B_2025_NFRM_level2_only.txt"
    faults: list[Fault] = []
    found = {one.code: one for one in outpatient_prices(rows(name, "\t"), faults)}
    assert faults == []
    weighed = [row for row in rows(name, "\t") if len(row[0]) == 5 and len(row) > 6 and row[5].strip()]
    assert len(weighed) > 100
    for row in weighed:
        rate = (Decimal(row[5]) * Decimal("89.169")).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert abs(found[row[0]].rate - rate) <= Decimal("0.01"), row
