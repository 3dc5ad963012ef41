"""The public suite of SQL on FHIR v2 (134 cases, MIT); skipped where the shared data folder is absent."""

import os
from pathlib import Path

import pytest

from wellrun.warehouse.loading.conformance import conformance

DATA = Path(os.environ.get("WELLRUN_SHARED_DATA", Path(__file__).parents[2] / "../shared/data")).resolve()
SUITE = DATA / "sql-on-fhir-v2-tests"


@pytest.mark.conformance
@pytest.mark.skipif(not SUITE.is_dir(), reason="the shared data folder is absent")
def test_every_case_of_the_public_suite_passes() -> None:
    report = conformance(SUITE)

    assert report.failed == ()
    assert (report.passed, report.total) == (134, 134)
