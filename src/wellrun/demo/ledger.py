"""The books of Harbour View and Marsh House: journals, accounts, cost centres and the plan.

What a ward's nursing costs is what its time clock says; supplies follow its patients. All else that its patient days
cost is allocated, and booked as planned. A ward's books are kept in two cost centres: its own, and what is allocated.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wellrun.demo.chance import Chance
from wellrun.demo.harm import Census
from wellrun.demo.places import HOME, Ward
from wellrun.demo.sharing import SHARED_ACCOUNT, parted, shares
from wellrun.demo.sharing import cost_centres as shared_centres
from wellrun.demo.staffing import AGENCY, ASSISTANT, OVERTIME, RATES, SHIFT_HOURS, UNFILLED, groups
from wellrun.demo.story import DAY, Story, next_month

Row = tuple[object, ...]
BOOK, BALANCE = "General ledger", "0000"
COST_PER_DAY, COST_ILL = 2620.0, 0.10
COSTS = {"wages": (0.56, 1.0), "agency": (0.08, 3.0), "supplies": (0.16, 1.0), "overhead": (0.2, 1.0)}
"""Shares of what a patient day costs, and how strongly each feels the outbreak."""
NURSES, ASSISTANTS, EXTRA, AGENCIES, SUPPLIES, ALLOCATED, OWED = "6110", "6120", "6130", "6150", "6300", "6900", "2100"
ON_THE_WARD, PIECES = Decimal("0.12"), 9
"""The part of supplies that the ward takes from its own shelves, and pieces of it a patient day."""
PLANNED_FULL = 0.87
PLANNED_RATES = {**RATES, "agency": 84.0}
CREW = Decimal("0.5")
"""Of planned nursing, what is there whatever the number of patients."""
SAVED = {"W05": 0.9}
"""Ward 5 has promised to work with fewer hours from the month of the outbreak on."""
DRESSINGS, DRESSINGS_SAVED, SAVING_MONTHS = "W03", 0.86, 5
"""Ward 3 has changed its dressings: what its shelf costs of before, for so many months that are over."""
CLOSED = 3
"""Days after the end of a month until its books are given out."""


@dataclass(frozen=True)
class Entry:
    """One debit against what is owed: a document of its own."""

    document: str
    centre: str
    account: str
    on: dt.date
    amount: Decimal
    words: str
    pieces: int | None = None


def accounts(home: bool) -> Iterator[Row]:
    """The chart of accounts; nursing homes have practical nurses."""
    nurses = "licensed_practical_nurse" if home else "registered_nurse"
    yield NURSES, "Nurses, own", "expense", "labour", "own", nurses
    yield ASSISTANTS, "Nursing assistants, own", "expense", "labour", "own", "nursing_assistant"
    yield EXTRA, "Overtime", "expense", "labour", "overtime", None
    yield AGENCIES, "Agency staff", "expense", "labour", "agency", None
    yield SUPPLIES, "Ward supplies", "expense", "supplies", None, None
    yield ALLOCATED, "Allocated services", "expense", "other", None, None
    if not home:
        yield SHARED_ACCOUNT, "Shared services", "expense", "other", None, None
    yield OWED, "Accrued expenses", "liability", "other", None, None


def cost_centres(wards: Sequence[Ward]) -> Iterator[Row]:
    """Two for each ward, those that wards share, and one for what stands in the balance sheet."""
    yield BALANCE, "Balance sheet", None, None
    if HOME not in wards:
        yield from shared_centres()
    for ward in wards:
        yield ward.code, ward.name, ward.code, ward.department
        yield f"{ward.code}-AL", f"{ward.name}, allocated", ward.code, ward.department


def ledger(story: Story, census: Census, wards: Sequence[Ward], worked: Iterable[Row]) -> Iterator[Row]:
    """Every journal line of the months that are over. The month before the last was given out twice: at first an
    invoice of the agency was missing."""
    months = list(story.months())
    kept: dict[dt.date, list[Entry]] = defaultdict(list)
    for entry in _entries(story, census, wards, list(worked)):
        kept[entry.on.replace(day=1)].append(entry)
    for month in months:
        told = min(next_month(month) + CLOSED * DAY, story.today)
        whole = kept[month]
        if month in months[-2:-1]:
            missing = [one.document for one in whole if one.account == AGENCIES][-1:]
            yield from _lines(month, 1, told, [one for one in whole if one.document not in missing])
            yield from _lines(month, 2, min(told + 9 * DAY, story.today), whole)
        else:
            yield from _lines(month, 1, told, whole)


def _lines(month: dt.date, version: int, told: dt.date, entries: Sequence[Entry]) -> Iterator[Row]:
    head, line = (BOOK, month, version, told), 0
    for one in entries:
        line += 2
        said = (one.on, one.document, one.words)
        yield *head, line - 1, one.centre, one.account, *said, one.amount, None, one.pieces
        yield *head, line, BALANCE, OWED, *said, None, one.amount, None


def _entries(story: Story, census: Census, wards: Sequence[Ward], worked: Sequence[Row]) -> Iterator[Entry]:
    chance = Chance(f"ledger {wards[0].code}")
    paid = _paid(worked)
    saving = dressings_since(story)
    for month in story.months():
        days, shared = _days(month), Decimal(0)
        for ward in wards:
            cared = sum(census.get((ward.code, day), 0) for day in days)
            whole, supplies = _cost(story, ward, days, cared, chance)
            shelf = supplies * Decimal(DRESSINGS_SAVED if ward.code == DRESSINGS and month >= saving else 1)
            own = [*_payroll(ward, month, paid), *_agency(ward, month, paid), *_shelf(ward, month, cared, shelf)]
            yield from own
            rest = whole - sum((one.amount for one in own), Decimal(0))
            if ward is not HOME:
                rest, given = parted(rest)
                shared += given
            document = f"ALC-{month:%Y-%m}-{ward.code}"
            yield Entry(document, f"{ward.code}-AL", ALLOCATED, days[-1], rest, "Services as planned")
        for centre, amount in shares(shared) if shared else ():
            document = f"SHR-{month:%Y-%m}-{centre.code}"
            yield Entry(document, centre.code, SHARED_ACCOUNT, days[-1], amount, "Services as planned")


def dressings_since(story: Story) -> dt.date:
    """The month in which Ward 3 began with its new dressings."""
    return list(story.months())[-SAVING_MONTHS:][0]


def _days(month: dt.date) -> list[dt.date]:
    return [month + number * DAY for number in range((next_month(month) - month).days)]


def _cost(story: Story, ward: Ward, days: Sequence[dt.date], cared: int, chance: Chance) -> tuple[Decimal, Decimal]:
    """What a ward's month costs, and its supplies: what patient days cost, and more while the outbreak lasts."""
    ill = sum(story.ill(day) for day in days) / len(days) * (ward is not HOME)
    found = {}
    for cost, (share, felt) in COSTS.items():
        amount = cared * _rate(ward) * share * (1 + COST_ILL * ill * felt) * (1 + 0.012 * chance.normal())
        found[cost] = Decimal(f"{amount:.2f}")
    return sum(found.values(), Decimal(0)), found["supplies"]


def _rate(ward: Ward) -> float:
    return COST_PER_DAY * ward.acuity * (0.13 if ward is HOME else 1)


Paid = Mapping[tuple[str, dt.date, str], Mapping[int, Decimal]]
"""By ward, month and account: the money of each day of the month."""


def _paid(worked: Sequence[Row]) -> Paid:
    found: dict[tuple[str, dt.date, str], dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for unit, day, group, employment, _hours, cost in worked:
        assert isinstance(day, dt.date)
        found[str(unit), day.replace(day=1), _account(str(group), str(employment))][day.day] += Decimal(str(cost))
    return found


def _account(group: str, employment: str) -> str:
    if employment != "own":
        return EXTRA if employment == "overtime" else AGENCIES
    return ASSISTANTS if group == "nursing_assistant" else NURSES


def _payroll(ward: Ward, month: dt.date, paid: Paid) -> Iterator[Entry]:
    """Two runs a month."""
    last = _days(month)[-1]
    for account, words in ((NURSES, "Nurses"), (ASSISTANTS, "Assistants"), (EXTRA, "Overtime")):
        by_day = paid.get((ward.code, month, account), {})
        for run, (on, first, until) in enumerate(((month.replace(day=15), 1, 15), (last, 16, 31)), start=1):
            amount = sum((cost for day, cost in by_day.items() if first <= day <= until), Decimal(0))
            if amount:
                document = f"PAY-{month:%Y-%m}-{run}-{ward.code}-{account}"
                yield Entry(document, ward.code, account, on, amount, f"{words}, payroll {run}")


def _agency(ward: Ward, month: dt.date, paid: Paid) -> Iterator[Entry]:
    """An invoice a week."""
    by_day, last = paid.get((ward.code, month, AGENCIES), {}), _days(month)[-1]
    for week in range(5):
        amount = sum((cost for day, cost in by_day.items() if (day - 1) // 7 == week), Decimal(0))
        if amount:
            on = min(month + (7 * week + 6) * DAY, last)
            document = f"AG-{month:%Y-%m}-{week + 1}-{ward.code}"
            yield Entry(document, ward.code, AGENCIES, on, amount, f"Agency staff, week {week + 1}")


def _shelf(ward: Ward, month: dt.date, cared: int, supplies: Decimal) -> Iterator[Entry]:
    """Two deliveries a month."""
    amount = (supplies * ON_THE_WARD).quantize(Decimal("0.01"))
    halves = (amount / 2).quantize(Decimal("0.01"))
    for number, (part, on) in enumerate(((halves, 12), (amount - halves, 26)), start=1):
        document, pieces = f"SUP-{month:%Y-%m}-{number}-{ward.code}", cared * PIECES // 2
        words = f"Ward supplies, delivery {number}"
        yield Entry(document, ward.code, SUPPLIES, month.replace(day=on), part, words, pieces)


def budget_lines(story: Story, wards: Sequence[Ward], booked: Iterable[Row]) -> Iterator[Row]:
    """The plan of each ward and month: beds at 87 %, the establishment of its shifts, supplies by the patient day;
    what is allocated or shared is booked as it is planned."""
    allocated: dict[tuple[object, object], Decimal] = {}
    newest: dict[object, Decimal] = {}
    shared: dict[object, None] = {}
    for _book, month, _version, _told, _line, centre, account, _on, _document, _words, debit, *_rest in booked:
        if account in (ALLOCATED, SHARED_ACCOUNT):
            assert isinstance(debit, Decimal)
            allocated[centre, month] = newest[centre] = debit
            if account == SHARED_ACCOUNT:
                shared[centre] = None
    for month in _planned_months(story):
        for centre in shared:
            # What is not booked yet is planned as it was booked last.
            debit = allocated.get((centre, month)) or newest[centre]
            yield 1, centre, SHARED_ACCOUNT, month, debit, 1, None, None, None, None
        days = len(_days(month))
        for ward in wards:
            planned = round(ward.beds * PLANNED_FULL * days)
            for account, hours, rate in _establishment(story, ward, month):
                amount = f"{hours * rate:.2f}"
                yield 1, ward.code, account, month, amount, CREW, "patient_days", planned, round(hours, 2), None
            shelf = planned * _rate(ward) * COSTS["supplies"][0] * float(ON_THE_WARD)
            moved = (0, "patient_days", planned, planned * PIECES, None)
            yield 1, ward.code, SUPPLIES, month, f"{shelf:.2f}", *moved
            rest = allocated.get((f"{ward.code}-AL", month)) or newest[f"{ward.code}-AL"]
            yield 1, f"{ward.code}-AL", ALLOCATED, month, rest, 1, None, None, None, None


def _planned_months(story: Story) -> Iterator[dt.date]:
    """Months that are over, and the rest of the year of the first one that is not."""
    yield from story.months()
    ahead = next_month(list(story.months())[-1])
    year = ahead.year
    while ahead.year == year:
        yield ahead
        ahead = next_month(ahead)


def _establishment(story: Story, ward: Ward, month: dt.date) -> Iterator[tuple[str, float, float]]:
    """Account, hours and rate of the shifts a month needs, in the shares that agency and overtime usually have."""
    saved = SAVED.get(ward.code, 1.0) if next_month(month) > story.outbreak else 1.0
    hours: dict[str, float] = defaultdict(float)
    money: dict[str, float] = defaultdict(float)
    for group, needed in groups(ward):
        whole = sum(needed) * SHIFT_HOURS * len(_days(month)) * (1 - UNFILLED)
        dear = ASSISTANT if group == "nursing_assistant" else 1.0
        shares = {"agency": AGENCY, "overtime": OVERTIME * (1 - AGENCY)}
        shares["own"] = (1 - sum(shares.values())) * saved
        for employment, share in shares.items():
            account = _account(group, employment)
            hours[account] += whole * share
            money[account] += whole * share * PLANNED_RATES[employment] * dear
    for account in sorted(hours):
        yield account, hours[account], money[account] / hours[account]
