"""Cost reports as they are written: what is read, what is doubted, totals reckoned again, ratios."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest

from wellrun.departments.finance.rules.cost_report_sums import SUMS, tally
from wellrun.departments.finance.rules.cost_reports import (
    FIGURES,
    TEXTS,
    Report,
    WrongFile,
    control_group,
    filed_again,
    provider_number,
    reports,
)
from wellrun.departments.finance.rules.hospital_ratios import outliers, ratios_of_report

SOUND = {
    "provider": "50001",
    "name": "Harbor  Hospital",
    "state": "ca",
    "setting": "R",
    "kind": "STH",
    "control": "2",
    "starts": "1/1/2020",
    "ends": "12/31/2020",
    "days": "36600",
    "bed_days": "73200",
    "discharges": "6100",
    "beds": "200",
}


def file_of(*rows: dict[str, str], leave_out: str = "") -> io.StringIO:
    names = {**TEXTS, **FIGURES}
    names.pop(leave_out, None)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(names.values())
    writer.writerows([row.get(field, "") for field in names] for row in rows)
    out.seek(0)
    return out


def one(**more: str) -> Report:
    (found,) = reports(file_of({**SOUND, **more}))
    return found


def test_a_report_is_read_with_its_number_whole_and_its_period_in_days() -> None:
    found = one(costs="1,234.50", cash="-7")
    assert (found.provider, found.name, found.state, found.setting) == ("050001", "Harbor Hospital", "CA", "rural")
    assert (found.control, found.period_days, found.line) == ("voluntary", 366, 2)
    assert found.figures["costs"] == Decimal("1234.50")
    assert found.figures["cash"] == -7
    assert "charges" not in found.figures
    assert found.faults == ()


@pytest.mark.parametrize(
    ("more", "code", "column"),
    [
        ({"costs": "a lot"}, "unread", "Total Costs"),
        ({"costs": "NaN"}, "unread", "Total Costs"),
        ({"starts": "yesterday"}, "unread", "Fiscal Year Begin Date"),
        ({"starts": "10/1/2020"}, "period", "Fiscal Year End Date"),
        ({"control": "14"}, "group", "Type of Control"),
        ({"kind": "ZOO"}, "group", "CCN Facility Type"),
        ({"beds": "-3"}, "negative", "Number of Beds"),
        ({"days": "80000"}, "impossible", "Total Days (V + XVIII + XIX + Unknown)"),
        ({"provider": ""}, "unread", "Provider CCN"),
    ],
)
def test_what_is_doubtful_is_named_and_the_row_is_kept(more: dict[str, str], code: str, column: str) -> None:
    found = one(**more)
    assert [(fault.code, fault.place) for fault in found.faults][:1] == [
        (f"finance.cost_report.{code}", f"line 2, {column}")
    ]
    assert found.name == "Harbor Hospital"


def test_a_row_too_short_is_told_and_one_of_nothing_passed_over() -> None:
    text = file_of(SOUND).getvalue() + "1,2,3\n,,,\n"
    first, short = reports(io.StringIO(text))
    assert first.faults == ()
    assert short.faults[0].value == "3 cells"


def test_a_file_without_its_columns_is_none() -> None:
    with pytest.raises(WrongFile) as wrong:
        list(reports(file_of(SOUND, leave_out="net_income")))
    assert wrong.value.missing == ("Net Income",)
    with pytest.raises(WrongFile):
        list(reports(io.StringIO("")))


@pytest.mark.parametrize(("words", "number"), [("50001", "050001"), ("05A123", "05A123"), ("1-2", "1-2")])
def test_zeros_that_a_spreadsheet_cut_off_are_put_back(words: str, number: str) -> None:
    assert provider_number(words) == number


def test_control_by_the_numbers_of_the_form() -> None:
    assert [control_group(str(number)) for number in (1, 3, 6, 7, 13)] == [
        "voluntary",
        *["proprietary"] * 2,
        *["government"] * 2,
    ]
    assert control_group("") == control_group("0") == ""


def test_a_total_is_its_parts_an_empty_part_is_nothing_and_an_empty_total_is_not_judged() -> None:
    sound = one(current_assets="10", fixed_assets="5", assets="15", liabilities_and_funds="15")
    off = one(inpatient_charges="100", outpatient_charges="50", charges="151", costs="75", cost_to_charge="0.5")
    told = tally([sound, off])
    assert told.judged["total assets"] == told.same["total assets"] == told.judged["balance sheet"] == 1
    assert "net income" not in told.judged
    assert (told.hospitals, told.whole) == (2, 1)
    assert told.share("charges") == 0
    assert [(each.sum, each.off) for each in told.differences] == [
        ("charges", Decimal(1)),
        ("cost to charge", Decimal("0.5") - Decimal("0.496689")),
    ]


def test_every_sum_is_of_figures_that_are_read() -> None:
    for each in SUMS.values():
        assert {each.total, *each.plus, *each.minus} <= set(FIGURES)


MONEY: dict[str, Any] = {
    "net_patient_revenue": "1000",
    "operating_expense": "1098",
    "other_income": "200",
    "net_income": "120",
    "depreciation": "0",
    "cash": "200",
    "temporary_investments": "50",
    "investments": "50",
    "receivable": "150",
    "current_liabilities": "183",
    "current_assets": "366",
    "fund_balances": "400",
    "assets": "1000",
    "costs": "500",
    "charges": "2000",
    "inpatient_revenue": "1000",
    "outpatient_revenue": "500",
    "employees": "450",
    "uncompensated_cost": "54.9",
}


def test_ratios_by_their_definitions_over_a_period_of_366_days() -> None:
    found = ratios_of_report(one(**MONEY, allowances="-50"))
    assert found == pytest.approx(
        {
            "operating_margin": -9.8,
            "total_margin": 10.0,
            "days_cash": 100.0,  # 300 over 3 a day
            "days_receivable": 36.6,  # 100 over 1,000 in 366 days
            "payment_period": 61.0,
            "current_ratio": 2.0,
            "equity_share": 40.0,
            "occupancy": 50.0,
            "stay": 6.0,
            "cost_to_charge": 0.25,
            "cost_per_discharge": 1098 / 9150,
            "employees_per_bed": 3.0,  # 100 patients a day, adjusted by 1.5
            "uncompensated": 5.0,
        }
    )
    assert ratios_of_report(one(**MONEY, allowances="50"))["days_receivable"] == pytest.approx(36.6)


def test_what_is_missing_or_cannot_be_is_no_ratio() -> None:
    found = ratios_of_report(one(operating_expense="5", depreciation="9", cash="1", discharges="0"))
    assert not {"days_cash", "stay", "operating_margin"} & set(found)
    assert ratios_of_report(one(**MONEY, starts="", ends="")) == {}


def test_outliers_are_told_by_the_data_and_never_of_few() -> None:
    values = [float(number) for number in range(40)] + [10_000.0]
    assert outliers(values) == [False] * 40 + [True]
    assert outliers([1.0] * 30 + [9.0]) == [False] * 31
    assert outliers([1.0, 2.0, 900.0]) == [False] * 3


def test_hospitals_that_filed_more_than_once() -> None:
    assert filed_again(list(reports(file_of(SOUND, SOUND, {**SOUND, "provider": "50002"})))) == {"050001": 2}
