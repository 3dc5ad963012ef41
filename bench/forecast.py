"""Forecasts: rolling-origin error at 28 days on four public series, beside seasonal naive and statsforecast.

Thirteen origins 28 days apart in the last 364 days, each forecast from the days before it alone; MASE against the mean
difference from a week before in those days. Ours are given the public holidays of the region, which statsforecast's
models cannot take; what ours miss without them is told as well. Peers are measured where an interpreter that has
statsforecast is named by WELLRUN_FORECAST_PEERS (AutoARIMA takes some ten seconds a fit, all of it a quarter of an
hour); otherwise they are reported as absent. The settings of our models were chosen on other ambulance areas, other
trusts and earlier years.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import json
import os
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import holidays
import numpy as np

from wellrun.engines.forecasting import accuracy, choice, hourly, simple, structural
from wellrun.engines.forecasting.calendar import calendar
from wellrun.engines.forecasting.model import Accuracy, forecast, judge, rolling
from wellrun.engines.forecasting.series import DailySeries, Floats, daily

PEERS = "WELLRUN_FORECAST_PEERS"
FLOW = Path(os.environ.get("WELLRUN_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data")) / "flow"
MODELS = ("AutoETS", "AutoCES", "AutoTheta", "MSTL with ARIMA", "AutoARIMA")
HORIZON, JUDGED = 28, 364
ROUNDS = 3

ED, AMBULANCE = "uihc_ed_arrivals_hourly.csv", "swast_daily_ambulance_responses.csv"
DISCHARGES, STOCK = "nhs/england_trust_discharged_patients.csv.gz", "nhs/england_trust_criteria_to_reside.csv.gz"


class Record(NamedTuple):
    """A series of the research, and the least MASE at 28 days that it measured there."""

    name: str
    read: Callable[[], DailySeries]
    mase: float


def _rows(file: str) -> Iterable[dict[str, str]]:
    with gzip.open(FLOW / file, "rt") if file.endswith(".gz") else (FLOW / file).open(newline="") as rows:
        yield from csv.DictReader(rows)


def _series(region: str, pairs: Iterable[tuple[str, str]], unit: str) -> DailySeries:
    by_day: dict[dt.date, float] = defaultdict(float)
    for day, value in pairs:
        by_day[dt.date.fromisoformat(day)] += float(value or "nan")
    years = range(min(by_day).year, max(by_day).year + 2)
    country, part = region.split("-")
    known = dict(holidays.country_holidays(country, subdiv=part, years=years))
    return daily(by_day, holidays=known, unit=unit)


def emergency() -> DailySeries:
    return _series("US-IA", ((row["Date"], row["Arrivals"]) for row in _rows(ED)), "arrivals")


def ambulance(area: str = "Trust") -> DailySeries:
    of_area = ((row["Actual_dt"], row["Actual_Value"]) for row in _rows(AMBULANCE) if row["ORA"] == area)
    return _series("GB-ENG", of_area, "responses")


def trust(file: str, column: str, code: str) -> DailySeries:
    of_trust = ((row["date"], row[column]) for row in _rows(file) if row["nhs_trust22_code"] == code)
    return _series("GB-ENG", of_trust, "patients")


RECORDS = (
    Record("ED arrivals, Iowa", emergency, 0.754),
    Record("ambulance responses", ambulance, 0.760),
    Record("discharges, RWE", lambda: trust(DISCHARGES, "discharged_total", "RWE"), 0.754),
    Record("stock, RYR", lambda: trust(STOCK, "do_not_meet_criteria_to_reside", "RYR"), 0.825),
)


def origins_of(series: DailySeries) -> list[int]:
    """Where the thirteen forecasts begin."""
    return list(range(len(series) - JUDGED, len(series), HORIZON))


def judged(series: DailySeries, horizon: int = HORIZON) -> Accuracy:
    """What ours missed over the last 364 days."""
    found = judge(series, rolling(series, origins_of(series), horizon))
    assert found is not None
    return found


def scaled(series: DailySeries, forecasts: Iterable[Floats]) -> float:
    """Mean MASE of forecasts from the thirteen origins."""
    values = series.reported
    return float(
        np.mean(
            [
                accuracy.mase(values[origin : origin + HORIZON], np.asarray(one), values[:origin])
                for origin, one in zip(origins_of(series), forecasts, strict=True)
            ]
        )
    )


def peers(series: DailySeries) -> dict[str, tuple[float, float]]:
    """MASE and seconds of a fit by model of statsforecast; none where no interpreter is named."""
    interpreter, found = os.environ.get(PEERS), {}
    asked = json.dumps({"values": series.filled.tolist(), "origins": origins_of(series), "horizon": HORIZON})
    script = str(Path(__file__).with_name("_forecast_peers.py"))
    for name in MODELS if interpreter else ():
        command = [str(interpreter), script, name]
        done = subprocess.run(command, input=asked, check=True, capture_output=True, text=True)
        told = json.loads(done.stdout)
        found[name] = scaled(series, told["forecasts"]), told["seconds"]
    return found


def speeds(series: DailySeries) -> dict[str, object]:
    """Milliseconds of processor time: one setting over the whole history, and everything weighed and forecast."""
    known, last = calendar(series.start, len(series) + HORIZON, series.holidays), np.array([len(series)])
    one, every, by_90 = [], [], []
    structural.forecasts(series.reported, known, last, HORIZON)
    for _round in range(ROUNDS):
        start = time.process_time()
        structural.forecasts(series.reported, known, last, HORIZON)
        one.append((time.process_time() - start) / len(structural.SETTINGS))
        for days, took in ((HORIZON, every), (90, by_90)):
            start = time.process_time()
            forecast(series, days)
            took.append(time.process_time() - start)
    return {
        f"fit of one model to {len(series):,} days": f"{1000 * min(one):.1f} ms",
        f"all {len(choice.names())} members, a year of origins, to 28 days": f"{1000 * min(every):.0f} ms",
        "the same to 90 days": f"{1000 * min(by_90):.0f} ms",
    }


def hours() -> dict[str, object]:
    """Hourly arrivals to 7 days from the same origins: how often the ranges of an hour hold."""
    days: dict[dt.date, list[float]] = defaultdict(list)
    for row in _rows(ED):
        days[dt.date.fromisoformat(row["Date"])].append(float(row["Arrivals"]))
    by_hour, series = np.array([days[day] for day in sorted(days)]), emergency()
    inside, missed, naive = {0.8: [], 0.95: []}, [], []
    for origin in origins_of(series):
        made = hourly.arrivals(by_hour[:origin], series.start, holidays=series.holidays).by_hour
        truth = by_hour[origin : origin + hourly.LONGEST]
        missed.append(np.abs(truth - made.point).mean())
        naive.append(np.abs(truth - by_hour[origin - 7 : origin]).mean())
        for sure, held in inside.items():
            held.append(((made.lower[sure] <= truth) & (truth <= made.upper[sure])).mean())
    return {
        "ED arrivals by hour to 7 days, mean miss": f"{np.mean(missed):.2f}; seasonal naive {np.mean(naive):.2f}",
        "ED arrivals by hour, ranges of 80 / 95 % hold": f"{np.mean(inside[0.8]):.3f} / {np.mean(inside[0.95]):.3f}",
    }


def run() -> dict[str, object]:
    """Figures of all."""
    if not FLOW.is_dir():
        return {"forecasts": "absent (the public series are not here)"}
    told: dict[str, object] = {}
    for record in RECORDS:
        series = record.read()
        ours, short, without = judged(series), judged(series, 7), judged(replace(series, holidays={}))
        at, values = np.array(origins_of(series)), series.reported
        naive = scaled(series, simple.seasonal_naive(values, at, HORIZON))
        held = "at most" if ours.mase <= record.mase else "ABOVE"
        told |= {
            f"{record.name}: MASE at 28 days": f"{ours.mase:.3f} ({held} {record.mase:.3f}); sMAPE {ours.smape:.2f} %",
            f"{record.name}: at 7 days; without holidays": f"{short.mase:.3f}; {without.mase:.3f} at 28 days",
            f"{record.name}: ranges of 80 / 95 % hold": f"{ours.coverage_80:.3f} / {ours.coverage_95:.3f}",
            f"{record.name}: days not reported": len(series.gaps),
            f"{record.name}: seasonal naive": f"{naive:.3f}",
        }
        theirs = peers(series)
        for name, (error, seconds) in theirs.items():
            told[f"{record.name}: {name}"] = f"{error:.3f}, {seconds:.2f} s a fit"
        best = min(theirs, key=lambda name: theirs[name][0]) if theirs else ""
        told[f"{record.name}: best of statsforecast"] = (
            f"{best}, {theirs[best][0]:.3f}" if best else f"absent ({PEERS} names no interpreter)"
        )
    return {**told, **hours(), **speeds(ambulance())}
