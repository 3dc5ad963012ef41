"""Our charts against results of qicharts2 0.8.1 and NHSRplotthedots 0.2.2, run by their authors' own code.

Inputs and expected figures stand in the shared folder spc-reference; figures carry 12 digits, so 1e-8 is asked.
"""

import csv
import json
import os
from pathlib import Path
from typing import Any

import pytest

from wellrun.engines.outcomes.cusum import Limits, adjusted
from wellrun.engines.spc import bernoulli_cusum, run_case
from wellrun.engines.spc.constants import a3, b3, b4, c4, fewest_crossings
from wellrun.engines.spc.runs import longest_allowed

pytestmark = pytest.mark.conformance

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("WELLRUN_SHARED_DATA", ROOT.parent / "shared" / "data")) / "spc-reference"
PRECISION = 1e-8


def cases() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*_cases.json")):
        found += [pytest.param(case, id=case["id"]) for case in json.loads(path.read_text())["cases"]]
    return found or [pytest.param(None, marks=pytest.mark.skip(reason=f"{FOLDER.name} is not here"))]


def table(name: str) -> list[dict[str, str]]:
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{name} is not here")
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def differences(*, found: Any, expected: Any, where: str = "") -> list[str]:
    if isinstance(expected, dict):
        return [
            line
            for key, value in expected.items()
            for line in differences(found=found.get(key, "nothing"), expected=value, where=f"{where}.{key}")
        ]
    if isinstance(expected, list):
        if len(found) != len(expected):
            return [f"{where}: {len(found)} entries, not {len(expected)}"]
        return [
            line
            for at, (mine, theirs) in enumerate(zip(found, expected, strict=True))
            for line in differences(found=mine, expected=theirs, where=f"{where}[{at}]")
        ]
    numbers = all(isinstance(each, int | float) and not isinstance(each, bool) for each in (found, expected))
    same = found == pytest.approx(expected, rel=PRECISION, abs=0) if numbers else found == expected
    return [] if same else [f"{where}: {found}, not {expected}"]


@pytest.mark.parametrize("case", cases())
def test_case_gives_the_reference_lines_and_signals(case: dict[str, Any]) -> None:
    question = {key: case[key] for key in ("id", "chart", "options", "input")}
    assert differences(found=run_case(question), expected=case["expected"]) == []


def test_run_limits_for_5_to_120_useful_points() -> None:
    rows = table("anhoej_run_limits_n5_120.csv")
    found = [(longest_allowed(useful=int(row["n"])), fewest_crossings(useful=int(row["n"]))) for row in rows]
    assert len(rows) == 116
    assert found == [(int(row["longest_run_max"]), int(row["crossings_min"])) for row in rows]


def test_constants_for_subgroups_of_2_to_25() -> None:
    rows = table("shewhart_constants_n2_25.csv")
    assert len(rows) == 24
    for row in rows:
        size = int(row["n"])
        found = [c4(size=size), a3(size=size), b3(size=size), b4(size=size)]
        assert found == pytest.approx([float(row[name]) for name in ("c4", "A3", "B3", "B4")], rel=PRECISION)


def test_bernoulli_cusum_of_2205_operations() -> None:
    rows = table("bernoulli_cusum_cabg_death_target200.csv")
    course = bernoulli_cusum(events=[row["event"] in {"1", "TRUE"} for row in rows], baseline_cases=200)
    # The file is written to eight significant digits.
    assert [point.up for point in course.points] == pytest.approx([float(row["cusum_up"]) for row in rows], rel=5e-8)
    assert [point.down for point in course.points] == pytest.approx(
        [float(row["cusum_down"]) for row in rows], rel=5e-8
    )
    expected = [int(row["signal_up"]) - int(row["signal_down"]) for row in rows]
    assert [point.signal for point in course.points] == expected
    assert (len(rows), expected.count(1), expected.count(-1)) == (2205, 0, 1)


def test_the_adjusted_cusum_with_one_risk_for_all_follows_the_same_operations_to_their_signal() -> None:
    rows = table("bernoulli_cusum_cabg_death_target200.csv")
    signal = next(at for at, row in enumerate(rows) if int(row["signal_up"]) or int(row["signal_down"]))
    events = [row["event"] in {"1", "TRUE"} for row in rows[:signal]]
    course = adjusted(events, [0.035] * signal, limits=Limits(up=3.5, down=3.5))
    assert [point.up for point in course] == pytest.approx([float(row["cusum_up"]) for row in rows[:signal]], rel=5e-8)
    assert [-point.down for point in course] == pytest.approx(
        [float(row["cusum_down"]) for row in rows[:signal]], rel=5e-8
    )
    assert signal > 500
