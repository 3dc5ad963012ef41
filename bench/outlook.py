"""Forecasts to the end of a year: what they miss beside the seasonal naive and the run rate, and how often ranges hold.

Every monthly series of the public data that is told without a gap, and those that daily ones add up to, each forecast
from every month after the first eighteen, two, five and nine months ahead, from the months before alone: what the page
would have said. Beside the seasonal naive and the run rate: the geometric mean over series of the mean absolute miss of
the sum over that of the other (AvgRelMAE; Davydenko and Fildes 2013). The sum of all series of a panel is judged too:
its range is taken from what the series missed together. Other designs are told beside ours.

The designs were compared on the panels of ``DEVELOPED``; the others were looked at once the rules stood.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

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
