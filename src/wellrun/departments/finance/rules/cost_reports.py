"""Hospital cost reports (CMS Form 2552-10) as the public extract has them: one row for each report.

Figures are kept as they are written, in whole numbers and decimals. What cannot be read, or contradicts itself, is a
fault with its line and column, and the row is kept all the same: reports are the hospitals' own and unaudited.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from wellrun.values.faults import Fault

TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "report": "rpt_rec_num",
        "provider": "Provider CCN",
        "name": "Hospital Name",
        "state": "State Code",
        "setting": "Rural Versus Urban",
        "kind": "CCN Facility Type",
        "control": "Type of Control",
        "starts": "Fiscal Year Begin Date",
        "ends": "Fiscal Year End Date",
    }
)
FIGURES: Mapping[str, str] = MappingProxyType(
    {
        "beds": "Number of Beds",
        "bed_days": "Total Bed Days Available",
        "days_title_v": "Total Days Title V",
        "days_title_xviii": "Total Days Title XVIII",
        "days_title_xix": "Total Days Title XIX",
        "days": "Total Days (V + XVIII + XIX + Unknown)",
        "discharges": "Total Discharges (V + XVIII + XIX + Unknown)",
        "employees": "FTE - Employees on Payroll",
        "charity_cost": "Cost of Charity Care",
        "uncompensated_cost": "Cost of Uncompensated Care",
        "depreciation": "Depreciation Cost",
        "costs": "Total Costs",
        "inpatient_charges": "Inpatient Total Charges",
        "outpatient_charges": "Outpatient Total Charges",
        "charges": "Combined Outpatient + Inpatient Total Charges",
        "cash": "Cash on Hand and in Banks",
        "temporary_investments": "Temporary Investments",
        "receivable": "Accounts Receivable",
        "allowances": "Less: Allowances for Uncollectible Notes and Accounts Receivable",
        "current_assets": "Total Current Assets",
        "fixed_assets": "Total Fixed Assets",
        "investments": "Investments",
        "other_assets": "Total Other Assets",
        "assets": "Total Assets",
        "current_liabilities": "Total Current Liabilities",
        "long_term_liabilities": "Total Long Term Liabilities",
        "liabilities": "Total Liabilities",
        "fund_balances": "Total Fund Balances",
        "liabilities_and_funds": "Total Liabilities and Fund Balances",
        "inpatient_revenue": "Inpatient Revenue",
        "outpatient_revenue": "Outpatient Revenue",
        "patient_revenue": "Total Patient Revenue",
        "contractuals": "Less Contractual Allowance and Discounts on Patients' Accounts",
        "net_patient_revenue": "Net Patient Revenue",
        "operating_expense": "Less Total Operating Expense",
        "service_income": "Net Income from Service to Patients",
        "other_income": "Total Other Income",
        "total_income": "Total Income",
        "other_expenses": "Total Other Expenses",
        "net_income": "Net Income",
        "cost_to_charge": "Cost To Charge Ratio",
    }
)
NEEDED = ("provider", "name", "starts", "ends")
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "STH": "short-term",
        "CAH": "critical access",
        "PH": "psychiatric",
        "LTCH": "long-term",
        "RH": "rehabilitation",
        "CH": "children's",
        "RNMHC": "religious nonmedical",
        "ORD": "other",
    }
)
CONTROLS: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {"voluntary": (1, 2), "proprietary": (3, 4, 5, 6), "government": (7, 8, 9, 10, 11, 12, 13)}
)
"""Type of control as Worksheet S-2 numbers it, by group."""
DATES = ("%m/%d/%Y", "%Y-%m-%d")
SETTINGS: Mapping[str, str] = MappingProxyType({"R": "rural", "U": "urban"})
LEAST_DAYS, MOST_DAYS = 330, 400
"""A cost-reporting period is twelve months, or 52 or 53 weeks (42 CFR 413.24(f)); shorter or longer is told."""


@dataclass(frozen=True)
class Report:
    """One cost report: who, for which days, and its figures by the names of ``FIGURES``; an empty cell is absent."""

    line: int
    provider: str
    name: str
    starts: dt.date | None
    ends: dt.date | None
    report: str = ""
    state: str = ""
    setting: str = ""
    kind: str = ""
    control: str = ""
    figures: Mapping[str, Decimal] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    @property
    def period_days(self) -> int:
        """Days of the reporting period, both ends counted; 0 where it is not known."""
        return (self.ends - self.starts).days + 1 if self.starts and self.ends and self.ends >= self.starts else 0


def reports(lines: Iterable[str]) -> Iterator[Report]:
    """The reports of a file, line by line. Raises ``WrongFile`` where its head lacks what names a report."""
    rows = csv.reader(lines)
    head = [cell.strip() for cell in next(rows, [])]
    at = {name: place for place, name in enumerate(head)}
    missing = [TEXTS[name] for name in NEEDED if TEXTS[name] not in at]
    missing += [name for name in FIGURES.values() if name not in at]
    if missing:
        raise WrongFile(missing)
    for row in rows:
        if any(cell.strip() for cell in row):
            yield _report(rows.line_num, row, at, len(head))


class WrongFile(ValueError):
    """The file is no extract of cost reports: it lacks columns."""

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(", ".join(missing))


def _report(line: int, row: Sequence[str], at: Mapping[str, int], width: int) -> Report:
    faults: list[Fault] = []
    if len(row) != width:
        faults.append(_fault(line, "row", f"{len(row)} cells", f"{width} cells", "Look for a comma inside a cell."))

    def cell(name: str) -> str:
        place = at.get(name, -1)
        return row[place].strip() if 0 <= place < len(row) else ""

    text = {field: cell(name) for field, name in TEXTS.items()}
    starts, ends = (_day(line, TEXTS[one], text[one], faults) for one in ("starts", "ends"))
    figures = {}
    for one, name in FIGURES.items():
        value = _figure(line, name, cell(name), faults)
        if value is not None:
            figures[one] = value
    found = Report(
        line,
        provider_number(text["provider"]),
        " ".join(text["name"].split()),
        starts,
        ends,
        text["report"],
        text["state"].upper(),
        SETTINGS.get(text["setting"].upper(), ""),
        text["kind"].upper(),
        control_group(text["control"]),
        MappingProxyType(figures),
    )
    return _with_faults(found, [*faults, *_doubts(found, text)])


def _with_faults(report: Report, faults: Sequence[Fault]) -> Report:
    return Report(**{**vars(report), "faults": tuple(faults)})


def provider_number(words: str) -> str:
    """The six places of a CMS certification number, which spreadsheets cut zeros off."""
    return words.zfill(6) if words.isascii() and words.isalnum() else words


def control_group(words: str) -> str:
    """Voluntary, proprietary or government; empty where the number is none of the form's."""
    number = int(words) if words.isascii() and words.isdigit() else 0
    return next((group for group, numbers in CONTROLS.items() if number in numbers), "")


def _figure(line: int, name: str, words: str, faults: list[Fault]) -> Decimal | None:
    if not words:
        return None
    try:
        value = Decimal(words.replace(",", "").replace("$", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if value.is_finite():
        return value
    faults.append(_fault(line, name, words, "a number", "Write it in figures, or leave it empty."))
    return None


def _day(line: int, name: str, words: str, faults: list[Fault]) -> dt.date | None:
    for pattern in DATES:
        try:
            return dt.datetime.strptime(words, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    faults.append(_fault(line, name, words, "month/day/year", "Write the day as 12/31/2020."))
    return None


def _doubts(report: Report, text: Mapping[str, str]) -> Iterator[Fault]:
    """What a report says that cannot be, or not of a year: it is kept, and whoever compares is told."""
    figures, line = report.figures, report.line
    if not report.provider:
        yield _fault(line, TEXTS["provider"], "", "a certification number", "Say whose report it is.")
    if report.starts and report.ends and not LEAST_DAYS <= report.period_days <= MOST_DAYS:
        period = f"{report.starts:%Y-%m-%d} to {report.ends:%Y-%m-%d}"
        yield _fault(line, TEXTS["ends"], period, "a period of about a year", "Compare it with care.", "period")
    if not report.control:
        yield _fault(line, TEXTS["control"], text["control"], "1 to 13", "Leave it out of groups by control.", "group")
    if report.kind not in KINDS:
        yield _fault(line, TEXTS["kind"], text["kind"], ", ".join(KINDS), "Leave it out of groups by type.", "group")
    for one in ("beds", "bed_days", "days", "discharges", "charges", "operating_expense"):
        if figures.get(one, 0) < 0:
            yield _fault(line, FIGURES[one], str(figures[one]), "zero or more", "Correct the report.", "negative")
    checks = (("days", "bed_days", "no more days than beds had"), ("discharges", "days", "a day for each discharge"))
    for one, most, expected in checks:
        if one in figures and most in figures and figures[one] > figures[most] > 0:
            yield _fault(line, FIGURES[one], str(figures[one]), expected, "Correct the report.", "impossible")


def _fault(line: int, column: str, value: str, expected: str, remedy: str, code: str = "unread") -> Fault:
    return Fault(
        f"finance.cost_report.{code}", "A cost report is doubtful.", f"line {line}, {column}", value, expected, remedy
    )


def filed_again(found: Sequence[Report]) -> dict[str, int]:
    """Hospitals with more than one report in a file, as after a change of owner, and how many each has."""
    return {provider: many for provider, many in Counter(one.provider for one in found).items() if many > 1}
