"""Public series: errors at 28 days are no more than the records of the research, and ranges hold as they say.

Thirteen origins 28 days apart in the last 364 days of each, as `make bench BENCH=forecast` measures them beside other
models. What is asked is the least error that any model of the research had on each series.
"""

import csv
import datetime as dt
import gzip
from collections import defaultdict

import holidays
import pytest

from wellrun.engines.forecasting.model import judge, rolling
from wellrun.engines.forecasting.series import daily

pytestmark = pytest.mark.conformance

TRUST = "nhs_trust22_code"
SERIES = {
    "Iowa": ("uihc_ed_arrivals_hourly.csv", "Date", "Arrivals", {}, ("US", "IA")),
    "ambulance": ("swast_daily_ambulance_responses.csv", "Actual_dt", "Actual_Value", {"ORA": "Trust"}, ("GB", "ENG")),
    "discharges": (
        "nhs/england_trust_discharged_patients.csv.gz",
        "date",
        "discharged_total",
        {TRUST: "RWE"},
        ("GB", "ENG"),
    ),
    "stock": (
        "nhs/england_trust_criteria_to_reside.csv.gz",
        "date",
        "do_not_meet_criteria_to_reside",
        {TRUST: "RYR"},
        ("GB", "ENG"),
    ),
}
RECORDS = {"Iowa": 0.754, "ambulance": 0.760, "discharges": 0.754, "stock": 0.825}


@pytest.fixture(scope="module")
def series_of(shared_data):
    def read(name):
        file, day, value, only, (country, part) = SERIES[name]
        path = shared_data / "flow" / file
        if not path.exists():
            pytest.skip(f"{path.name} is not here")
        by_day = defaultdict(float)
        with gzip.open(path, "rt") if path.suffix == ".gz" else path.open(newline="") as rows:
            for row in csv.DictReader(rows):
                if all(row[column] == wanted for column, wanted in only.items()):
                    by_day[dt.date.fromisoformat(row[day])] += float(row[value] or "nan")
        years = range(min(by_day).year, max(by_day).year + 2)
        return daily(by_day, holidays=dict(holidays.country_holidays(country, subdiv=part, years=years)))

    return read


@pytest.mark.parametrize("name", RECORDS)
def test_errors_are_at_most_the_record_and_ranges_hold(name, series_of):
    series = series_of(name)
    found = judge(series, rolling(series, range(len(series) - 364, len(series), 28), 28))
    assert found.mase <= RECORDS[name]
    assert 0.75 <= found.coverage_80 <= 0.85
    assert 0.92 <= found.coverage_95 <= 0.98


def test_days_a_trust_did_not_report_are_found(series_of):
    """RWE has four zero days among some two hundred and fifty discharges a day (README of the data)."""
    assert [(gap.value, gap.usual > 100) for gap in series_of("discharges").gaps] == [(0, True)] * 4
