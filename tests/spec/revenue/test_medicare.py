"""What Medicare pays a physician (42 CFR 414.20 to 414.26), worked with rows of CMS's files for 2025.

Relative values of October 2025 (RVU25D) and the indices of Addendum E, both works of the US Government.
"""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from wellrun.engines.reimbursement.medicare import Locality, RelativeValue, fee_table, physician_fee

FACTOR = D("32.3465")
EXAM = RelativeValue("G0101", "", "A", D("0.45"), D("0.66"), D("0.30"), D("0.06"), FACTOR)
SCREEN = RelativeValue("G0105", "", "A", D("3.26"), D("6.44"), D("1.79"), D("0.43"), FACTOR)
STOPPED = RelativeValue("G0105", "53", "A", D("1.63"), D("3.22"), D("0.90"), D("0.21"), FACTOR)
NATION = Locality("", "", "", "national", D(1), D(1), D(1))
VIRGINIA = Locality("11302", "VA", "00", "VIRGINIA", D("1.002"), D("0.984"), D("0.755"))
ALASKA = Locality("02102", "AK", "01", "ALASKA*", D("1.5"), D("1.081"), D("0.592"))


@pytest.mark.parametrize(
    ("value", "locality", "facility", "fee"),
    [
        # (0.45 + 0.66 + 0.06) × 32.3465 = 37.845405
        (EXAM, NATION, False, "37.85"),
        # 0.45 + 0.30 + 0.06 = 0.81 in a facility
        (EXAM, NATION, True, "26.20"),
        # 0.4509 + 0.64944 + 0.0453 = 1.14564
        (EXAM, VIRGINIA, False, "37.06"),
        # 3.26652 + 1.76136 + 0.32465 = 5.35253
        (SCREEN, VIRGINIA, True, "173.14"),
        # 4.89 + 6.96164 + 0.25456 = 12.1062
        (SCREEN, ALASKA, False, "391.59"),
    ],
)
def test_a_physicians_fee(value: RelativeValue, locality: Locality, facility: bool, fee: str) -> None:
    assert physician_fee(value, locality, facility=facility) == D(fee)


def test_another_conversion_factor_may_be_agreed() -> None:
    assert physician_fee(EXAM, NATION, facility=False, factor=D(40)) == D("46.80")


def test_a_schedule_has_what_has_a_price_and_a_stopped_procedure_its_own() -> None:
    """Excluded (X), priced by the contractor (C), or without any value: not in it."""
    others = [EXAM._replace(code=status, status=status) for status in ("X", "C", "N")]
    empty = RelativeValue("G9999", "", "A", D(0), D(0), D(0), D(0), FACTOR)
    table = fee_table("medicare", [EXAM, SCREEN, STOPPED, empty, *others], NATION, facility=False)
    assert [(one.code, one.modifier, one.amount) for one in table.rows] == [
        ("G0101", "", D("37.85")),
        ("G0105", "", D("327.67")),
        ("G0105", "53", D("163.67")),
    ]
    assert table.fee("G0105", ("53",)) == (D("163.67"), "53")
