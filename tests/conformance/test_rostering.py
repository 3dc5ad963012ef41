"""Public rostering files: what we read scores as their own validators and tables score it."""

from collections import Counter

import pytest

from wellrun.engines.rostering.checker import check
from wellrun.engines.rostering.formats.curtois import read_curtois
from wellrun.engines.rostering.formats.inrc2 import read_inrc2, read_weeks

pytestmark = pytest.mark.conformance

SAMPLES = {"n005w4": ((0, "1-2-3-3"), (1, "5-3-1-0"), (2, "6-7-8-9"))}


@pytest.fixture(scope="module")
def folder(shared_data):
    found = shared_data / "rostering"
    if not found.is_dir():
        pytest.skip(f"no rostering files at {found}")
    return found


def instance(folder, name, history, weeks):
    data = folder / "inrc2" / name
    return read_inrc2(
        (data / f"Sc-{name}.txt").read_text(),
        (data / f"H0-{name}-{history}.txt").read_text(),
        [(data / f"WD-{name}-{week}.txt").read_text() for week in weeks.split("-")],
    )


def sample(folder, name, history, weeks, problem):
    data = folder / "inrc2" / name / f"Solution_H_{history}-WD_{weeks}"
    files = [data / f"Sol-{name}-{week}-{at}.txt" for at, week in enumerate(weeks.split("-"))]
    return read_weeks([file.read_text() for file in files], problem)


def test_the_organisers_sample_costs_what_their_validator_says(folder):
    """n005w4, history 0, weeks 1-2-3-3: cost lines of validator.txt, total 1695."""
    problem = instance(folder, "n005w4", 0, "1-2-3-3")
    verdict = check(problem, sample(folder, "n005w4", 0, "1-2-3-3", problem))
    costs = Counter()
    for finding in verdict.findings:
        costs[getattr(finding.about, "source", type(finding.about).__name__)] += finding.penalty or 0
    assert verdict.legal
    assert costs["assignments"] == 320
    assert (
        sum(cost for source, cost in costs.items() if source.startswith("consecutive") and "off" not in source) == 465
    )
    assert costs["consecutive days off"] == 330
    assert costs["Wish"] == 70
    assert costs["weekends"] == 210
    assert costs["complete weekends"] == 60
    assert costs["Cover"] == 240
    assert verdict.penalty == 1695


@pytest.mark.parametrize(("history", "weeks"), SAMPLES["n005w4"])
def test_every_sample_solution_of_the_organisers_is_legal(folder, history, weeks):
    problem = instance(folder, "n005w4", history, weeks)
    assert check(problem, sample(folder, "n005w4", history, weeks, problem)).legal


@pytest.mark.parametrize("number", range(1, 25))
def test_every_shift_scheduling_instance_is_read(folder, number):
    problem = read_curtois((folder / "curtois24" / f"Instance{number}.txt").read_text())
    assert len(problem.cover) == problem.days * len(problem.shifts)
