"""Forecasts to the end of a year: what they miss beside the seasonal naive and the run rate, and how often ranges hold.

Every monthly series of the public data that is told without a gap, and those that daily ones add up to, each forecast
from every month after the first eighteen, two, five and nine months ahead, from the months before alone: what the page
would have said. Beside the seasonal naive and the run rate: the geometric mean over series of the mean absolute miss of
the sum over that of the other (AvgRelMAE; Davydenko and Fildes 2013). The sum of all series of a panel is judged too:
its range is taken from what the series missed together. Other designs are told beside ours.

The designs were compared on the panels of ``DEVELOPED``. The others were seen once before the power of the weights was
chosen, by ``DEVELOPED`` alone, and not again until the rules stood.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wellrun.departments.finance.rules.outlook.judging import Judged, judged
from wellrun.departments.finance.rules.outlook.methods import METHODS, Method
from wellrun.departments.finance.rules.outlook.panel import Panel, plain_panel
from wellrun.departments.finance.rules.outlook.ranges import half_width

DATA = Path(os.environ.get("WELLRUN_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data"))
HORIZONS = (2, 5, 9)
LEARNT = 18
"""Months before the first forecast that is judged."""
Floats = npt.NDArray[np.float64]
Month = tuple[int, int]


class Source(NamedTuple):
    """Where a panel is read: its file, the column that names a series, of the day, and of the figure."""

    file: str
    name: str
    day: str
    figure: str
    only: tuple[str, str] = ("", "")


SOURCES: Mapping[str, Source] = {
    "attendances, England 2016-19": Source(
        "flow/nhs/england_ae_attendances_2016_2019.csv", "org_code", "period", "attendances"
    ),
    "emergency admissions, England": Source("ed-time-series/em_admits_ts.csv", "", "month_year", "em_admits"),
    "delayed transfers, England": Source("ed-time-series/nhs_dtocs_ts.csv", "", "month_start", "dtocs"),
    "ambulance responses": Source("flow/swast_daily_ambulance_responses.csv", "ORA", "Actual_dt", "Actual_Value"),
    "emergency arrivals, synthetic": Source("ed-time-series/ed_mth_ts.csv", "", "date", "arrivals"),
    "attendances, England 2021-25": Source(
        "flow/nhs/england_trust_accidents_emergency.csv", "nhs_trust22_code", "date", "total_attendances"
    ),
    "admissions, England 2021-25": Source(
        "flow/nhs/england_trust_accidents_emergency.csv", "nhs_trust22_code", "date", "total_emergency_admissions"
    ),
    "beds occupied, England": Source(
        "flow/nhs/england_critical_general_acute_beds.csv", "nhs_trust22_code", "date", "general_acute_beds_occupied"
    ),
    "discharges, England": Source(
        "flow/nhs/england_trust_discharged_patients.csv.gz", "nhs_trust22_code", "date", "discharged_total"
    ),
    "attendances, Scotland": Source("flow/nhs/scotland_ae_attendance.csv", "hospital_code", "date", "attendances"),
    "beds occupied, Wales": Source(
        "flow/nhs/wales_hospitals_critical_general_acute_beds.csv",
        "hospital_code",
        "date",
        "daily_beds_occupied",
        ("specialism", "all_specialties"),
    ),
    "outpatients, synthetic": Source("ed-time-series/out_appoints_mth.csv", "", "date", "out_apts"),
    "emergency arrivals, Iowa": Source("flow/uihc_ed_arrivals_hourly.csv", "", "Date", "Arrivals"),
}
DEVELOPED = tuple(SOURCES)[:5]
FORMS = ("%Y-%m-%d", "%B %Y", "%b-%y", "%d/%m/%y", "%d/%m/%Y")


def _month(words: str) -> Month:
    for form in FORMS:
        try:
            day = dt.datetime.strptime(words[:10] if form == FORMS[0] else words, form)  # noqa: DTZ007 - a month only
        except ValueError:
            continue
        return day.year, day.month
    raise ValueError(f"{words} is no day that these files write.")


def panel_of(source: Source) -> Floats:
    """Series by month: those that are told, and above nothing, in every month of the file. Shape (series, months)."""
    sums: dict[str, dict[Month, float]] = defaultdict(lambda: defaultdict(float))
    months: dict[str, Month] = {}
    for row in _rows(source.file):
        if source.only[0] and row[source.only[0]] != source.only[1]:
            continue
        words = row[source.day]
        month = months.get(words) or months.setdefault(words, _month(words))
        figure = row[source.figure]
        sums[row[source.name] if source.name else ""][month] += float("nan" if figure in ("", "NA") else figure)
    every = sorted({month for one in sums.values() for month in one})
    # The first and the last month of a daily file may be told in part.
    every = every[1:-1]
    rows = [[one.get(month, np.nan) for month in every] for one in sums.values()]
    found = np.array(rows)
    return found[(np.isfinite(found) & (found > 0)).all(axis=1)]


def _rows(file: str) -> Iterator[dict[str, str]]:
    path = DATA / file
    with gzip.open(path, "rt") if file.endswith(".gz") else path.open(newline="") as rows:
        yield from csv.DictReader(rows)


class Told(NamedTuple):
    """A panel's forecasts at one horizon: what ours, other designs and the two plain ones missed in all, by series."""

    ours: Floats
    others: Mapping[str, Floats]
    inside: tuple[int, int]
    inside_sum: tuple[int, int]


def told(panel: Panel, ahead: int, learnt: int = LEARNT) -> Told | None:
    """What would have been said from each month after ``learnt``; ``None`` where fewer than six can be judged."""
    found = judged(panel)
    at = np.flatnonzero((found.origins >= learnt) & (found.origins + ahead <= panel.booked))
    if len(at) < 6:
        return None
    ours = np.abs(found.missed[:, at].sum(axis=2))
    inside = [_inside(found, [line], at, ahead) for line in range(len(panel.amounts))]
    return Told(
        ours=ours.mean(axis=1),
        others={name: np.abs(made).mean(axis=1) for name, made in _others(panel, found, at, ahead)},
        inside=(sum(one for one, _all in inside), sum(every for _one, every in inside)),
        inside_sum=_inside(found, range(len(panel.amounts)), at, ahead),
    )


def _inside(found: Judged, lines: Iterable[int], at: npt.NDArray[np.int64], ahead: int) -> tuple[int, int]:
    """How many sums came within the range that was told from what was known by then, and of how many."""
    missed, held, ranged = found.missed[list(lines)], 0, 0
    for origin in at.tolist():
        half = half_width(missed[:, : max(0, origin - ahead + 1)], 0, ahead)
        if half is not None:
            ranged += 1
            held += int(abs(missed[:, origin].sum()) <= half)
    return held, ranged


def _others(
    panel: Panel, found: Judged, at: npt.NDArray[np.int64], ahead: int
) -> Iterator[tuple[str, npt.NDArray[np.float64]]]:
    """What other designs missed: each method alone, all that can say anything alike, and the best so far alone."""
    origins = found.origins[at]
    came = np.stack([panel.amounts[:, one : one + ahead].sum(axis=1) for one in origins], axis=1)
    every = {one: np.stack([METHODS[one](panel, at_, ahead).sum(axis=1) for at_ in origins], axis=1) for one in Method}
    for one, made in every.items():
        if np.isfinite(made).all():
            yield one.value, came - made
    yield "all alike", came - np.nanmean(np.stack(list(every.values())), axis=0)
    yield "the best alone", came - _best_alone(panel, found, at, ahead)


def _best_alone(panel: Panel, found: Judged, at: npt.NDArray[np.int64], ahead: int) -> Floats:
    """The other design: the one method that missed least so far, within a twentieth the simplest."""
    all_origins = found.origins
    forecast = np.stack([[METHODS[one](panel, origin, ahead) for origin in all_origins] for one in Method])
    later = np.concatenate([panel.amounts, np.full((len(panel.amounts), ahead), np.nan)], axis=1)
    came = np.stack([later[:, origin : origin + ahead] for origin in all_origins])
    chosen = []
    for origin in at.tolist():
        known = all_origins[:origin, None] + np.arange(ahead) < all_origins[origin]
        missed = np.where(known[None, :, None, :], np.abs(came[None, :origin] - forecast[:, :origin]), np.nan)
        beside = np.where(np.isfinite(missed), missed[:1], np.nan)
        score = np.nansum(missed, axis=(1, 3)) / np.maximum(np.nansum(beside, axis=(1, 3)), 1e-9)
        usable = np.isfinite(forecast[:, origin]).all(axis=2) & (np.isfinite(missed).sum(axis=(1, 3)) >= 6)
        score = np.where(usable, score, np.inf)
        score[0] = 1.0
        best = np.argmax(score <= score.min(axis=0) * 1.05, axis=0)
        chosen.append(forecast[best, origin, np.arange(len(best))].sum(axis=1))
    return np.stack(chosen, axis=1)


def demonstration(months: int = 48) -> Panel:
    """The lines of the demonstration ledger over so many months, with their plan and the work that was done."""
    from wellrun.demo import ledger, staffing
    from wellrun.demo.hospital import hospital
    from wellrun.demo.places import WARDS
    from wellrun.demo.story import Story

    story, wards = Story(dt.date(2026, 11, 30), months), tuple(WARDS.values())
    census = hospital(story).census
    booked = list(ledger.ledger(story, census, wards, staffing.worked_hours(story, staffing.HOSPITAL_UNITS)))
    every = list(story.months())
    columns = {month: at for at, month in enumerate(every)}
    newest: dict[object, object] = {}
    for row in booked:
        newest[row[1]] = max(newest.get(row[1], 0), row[2])  # type: ignore[call-overload]
    amounts: dict[tuple[str, str], Floats] = defaultdict(lambda: np.zeros(len(every)))
    for _book, month, version, _told, _line, centre, account, _on, _document, _words, debit, *_rest in booked:
        if version == newest[month] and debit is not None:
            amounts[str(centre), str(account)][columns[month]] += float(debit)  # type: ignore[index,arg-type]
    return _planned(story, wards, booked, amounts, census, every)


def _planned(
    story: Any, wards: Any, booked: Any, amounts: Mapping[tuple[str, str], Floats], census: Any, every: list[dt.date]
) -> Panel:
    from wellrun.demo import ledger

    # What is allocated is booked as it is planned: nothing is foretold there.
    lines = sorted(line for line in amounts if line[1] != ledger.ALLOCATED)
    shape = len(lines), len(every)
    plan, planned, done = (np.full(shape, np.nan) for _one in range(3))
    fixed = np.zeros(len(lines))
    columns, rows = {month: at for at, month in enumerate(every)}, {line: at for at, line in enumerate(lines)}
    for _version, centre, account, month, amount, share, _what, units, *_rest in ledger.budget_lines(
        story, wards, booked
    ):
        if (centre, account) in rows and month in columns:
            at = rows[centre, account], columns[month]
            plan[at], fixed[at[0]] = float(amount), float(share)
            planned[at] = np.nan if units is None else units
            done[at] = sum(n for (unit, day), n in census.items() if unit == centre and day.replace(day=1) == month)
    days = np.array([((one.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - one).days for one in every], float)
    numbers = np.array([one.month for one in every])
    return Panel(np.stack([amounts[line] for line in lines]), days, numbers, plan, fixed, done / planned)


def with_ahead(panel: Panel, ahead: int) -> Panel:
    """The panel with so many empty periods after it, so that all of its own can be judged."""
    more = np.full((len(panel.amounts), ahead), np.nan)
    numbers = (np.arange(len(panel.days) + ahead) + panel.numbers[0] - 1) % panel.season + 1
    return Panel(
        panel.amounts,
        np.concatenate([panel.days, np.full(ahead, panel.days.mean())]),
        numbers,
        np.concatenate([panel.plan, more], axis=1),
        panel.fixed,
        np.concatenate([panel.worked, more], axis=1),
    )


def _ratio(own: Floats, other: Floats) -> float:
    """Geometric mean over series of what one missed over what another did (AvgRelMAE)."""
    return float(np.exp(np.mean(np.log(np.maximum(own, 1e-9) / np.maximum(other, 1e-9)))))


def run() -> dict[str, object]:
    """By panel and horizon: ratios of misses, and coverage of ranges that are to hold in 80 of 100."""
    measured: dict[str, object] = {}
    panels: list[tuple[str, Callable[[int], Panel]]] = []
    for name, source in SOURCES.items():
        if not (DATA / source.file).exists():
            measured[name] = "data absent"
            continue
        series = panel_of(source)
        panels.append((name, lambda ahead, series=series: plain_panel(series, ahead=ahead)))  # type: ignore[misc]
    books = demonstration()
    panels.append(("demonstration ledger", lambda ahead: with_ahead(books, ahead)))
    sums: dict[str, list[float]] = defaultdict(list)
    for name, panel in panels:
        for ahead in HORIZONS:
            found = told(panel(ahead), ahead)
            if found is not None:
                measured[f"{name}, {ahead} ahead"] = _said(found, sums if name not in DEVELOPED else None)
    for what, values in sums.items():
        measured[f"all that were held out, {what}"] = round(float(np.mean(values)), 3)
    measured["10,000 lines, 36 months, 9 ahead: seconds"] = _seconds()
    return measured


def _said(found: Told, sums: dict[str, list[float]] | None) -> str:
    naive, run_rate = (found.others[one.value] for one in (Method.SEASONAL_NAIVE, Method.RUN_RATE))
    ratios = {"of seasonal naive": _ratio(found.ours, naive), "of run rate": _ratio(found.ours, run_rate)}
    ratios |= {
        f"{name} of seasonal naive": _ratio(made, naive)
        for name, made in found.others.items()
        if name in ("all alike", "the best alone", Method.DRIVER.value)
    }
    held = {"inside": found.inside, "inside, sum": found.inside_sum}
    shares = {name: one / every for name, (one, every) in held.items() if every}
    if sums is not None:
        for name, value in (ratios | shares).items():
            sums[name].append(value)
    return f"{len(found.ours)} series; " + ", ".join(f"{name} {value:.2f}" for name, value in (ratios | shares).items())


def _seconds() -> float:
    chance = np.random.default_rng(7)
    amounts = 1000 + 100 * chance.standard_normal((10_000, 36)).cumsum(axis=1) / 6
    panel = plain_panel(amounts, ahead=9)
    began = time.perf_counter()
    judged(panel)
    return round(time.perf_counter() - began, 2)
