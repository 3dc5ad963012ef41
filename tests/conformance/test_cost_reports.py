"""The public extract of hospital cost reports of two years: every row kept, totals reckoned again, ratios that can be.

Rows are counted as the files have them, and totals as the hospitals published them; the reference page on the cost of
care holds the figures.
"""

from __future__ import annotations

import gzip
from pathlib import Path
from statistics import median

import pytest
from tests.conftest import World

from wellrun.departments.finance.actions.cost_reports import keep_cost_reports
from wellrun.departments.finance.models import CostReport
from wellrun.departments.finance.queries.peers import among, hospitals
from wellrun.departments.finance.rules.cost_report_sums import SUMS, Tally, tally
from wellrun.departments.finance.rules.cost_reports import Report, filed_again, reports
from wellrun.departments.finance.rules.hospital_ratios import RATIOS, ratios_of_report
from wellrun.foundations.audit.actions import System

pytestmark = pytest.mark.conformance
YEARS = {2020: 6058, 2021: 6051}


@pytest.fixture(scope="module")
def files(shared_data: Path) -> dict[int, Path]:
    folder = shared_data / "cms-cost-report"
    found = {year: folder / f"CostReport_{year}_Final.csv.gz" for year in YEARS}
    if not all(file.exists() for file in found.values()):
        pytest.skip("The cost reports are not on this machine.")
    return found


@pytest.fixture(scope="module", params=list(YEARS))
def year(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def read(files: dict[int, Path], year: int) -> list[Report]:
    with gzip.open(files[year], "rt", encoding="utf-8-sig", newline="") as lines:
        return list(reports(lines))


@pytest.fixture(scope="module")
def told(read: list[Report]) -> Tally:
    return tally(read)


def test_every_row_is_read_and_none_of_its_figures_is_lost(read: list[Report], year: int) -> None:
    assert len(read) == YEARS[year]
    assert not any(fault.code.endswith("unread") for one in read for fault in one.faults)
    assert all(len(one.provider) == 6 for one in read)
    assert filed_again(read)


def test_each_doubtful_row_is_named_with_its_place_and_remedy(read: list[Report]) -> None:
    doubted = [fault for one in read for fault in one.faults]
    assert 0 < len(doubted) < 0.06 * len(read)
    assert all(fault.place.startswith("line ") and fault.expected and fault.remedy for fault in doubted)


@pytest.mark.parametrize("name", list(SUMS))
def test_published_totals_are_the_sum_of_their_parts(told: Tally, name: str) -> None:
    """To the dollar in every report, but for the balance sheet, which some hospitals do not balance."""
    share = told.share(name)
    assert told.judged[name] > 5_500
    assert share is not None
    assert share == 1.0 if name != "balance sheet" else share > 0.97
    listed = sum(one.sum == name for one in told.differences)
    assert listed == told.judged[name] - told.same[name]


def test_the_published_ratio_of_cost_to_charges_is_reckoned_again(told: Tally) -> None:
    assert told.judged["cost to charge"] > 4_500
    share = told.share("cost to charge")
    assert share is not None
    assert share > 0.99


def test_ratios_are_those_of_hospitals(read: list[Report]) -> None:
    """Medians of short-term hospitals are of the size that ratios of hospitals have; no unit is mistaken."""
    found = [ratios_of_report(one) for one in read if one.kind == "STH"]
    middle = {key: median(one[key] for one in found if key in one) for key in RATIOS}
    assert 45 < middle["occupancy"] < 75
    assert 3.5 < middle["stay"] < 6
    assert 0.15 < middle["cost_to_charge"] < 0.45
    assert -15 < middle["operating_margin"] < 5
    assert 10 < middle["days_cash"] < 200


@pytest.mark.django_db
def test_a_hospital_of_the_file_stands_among_its_peers(world: World, files: dict[int, Path]) -> None:
    with files[2021].open("rb") as file:
        made = keep_cost_reports(title="2021", name=files[2021].name, file=file, by=System("test"))
    assert made.reports_count == CostReport.objects.filter(file=made).count() == YEARS[2021]
    every = hospitals(made)
    assert len(every) == CostReport.objects.filter(file=made).values("provider").distinct().count()
    own = next(one for one in every if one.hospital.kind == "STH" and 100 <= one.hospital.beds < 200 and one.ratios)
    for one in among(own, every, ("kind", "size", "setting")):
        stands = one.standing
        assert stands.share is not None
        assert stands.lower is not None
        assert stands.upper is not None
        assert 0 <= stands.lower <= stands.share <= stands.upper <= 1
        assert stands.count > 100
