"""The return risk on the public diabetes file, whole: folds by patient, and later patients never seen.

The bars are those of the published record on this file: no credible figure above 0.68 is known, and the command itself
calls anything above 0.72 a leak. Figures with earlier rows of the same patient are left out, see decision 19.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import Any

import pytest

from wellrun.config.commands import risk

pytestmark = pytest.mark.conformance

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("WELLRUN_SHARED_DATA", ROOT.parent / "shared" / "data")) / "uci-diabetes-130"


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    if not FOLDER.is_dir():
        pytest.skip(f"{FOLDER.name} is not here")
    parser = argparse.ArgumentParser()
    risk.arguments(parser)
    options = parser.parse_args(["evaluate", "--data", str(FOLDER), "--resamples", "200"])
    report, _ = risk.measured(options)
    found: dict[str, Any] = json.loads(json.dumps(risk.answer(report)))
    return found


@pytest.fixture
def folds(measured: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = measured["card"]["measured"][0]["figures"]
    return found


@pytest.fixture
def later(measured: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = measured["card"]["measured"][1]["figures"]
    return found


def test_the_rows_are_those_of_the_protocol(folds: dict[str, Any], later: dict[str, Any]) -> None:
    assert (folds["rows"], folds["patients"], later["rows"]) == (99_343, 69_990, 14_811)
    assert folds["rate"] == pytest.approx(0.1139, abs=0.00005)


def test_folds_by_patient_reach_the_bar(folds: dict[str, Any]) -> None:
    assert folds["auroc"]["value"] >= 0.680
    assert folds["auprc"]["value"] >= 0.23
    assert 0.9 <= folds["slope"] <= 1.1
    assert folds["auroc"]["lower"] < folds["auroc"]["value"] < folds["auroc"]["upper"]


def test_later_patients_never_seen_reach_the_bar(later: dict[str, Any]) -> None:
    assert later["auroc"]["value"] >= 0.64


def test_nothing_is_too_good_to_be_true(measured: dict[str, Any]) -> None:
    assert measured["warnings"] == []


def test_a_plain_score_does_worse_on_the_same_rows(measured: dict[str, Any], folds: dict[str, Any]) -> None:
    assert measured["lace"]["auroc"]["upper"] < folds["auroc"]["lower"]


def test_every_tenth_of_risk_comes_back_as_often_as_foretold(folds: dict[str, Any]) -> None:
    assert all(abs(each["predicted"] - each["observed"]) < 0.02 for each in folds["deciles"])
