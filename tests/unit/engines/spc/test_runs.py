"""The box methods against their table, corner by corner."""

import pytest

from wellrun.engines.spc import RunsMethod
from wellrun.engines.spc.constants import BOXES
from wellrun.engines.spc.runs import analyse, is_unusual, side_of


def test_the_boxes_cover_10_to_100_useful_points() -> None:
    assert sorted(BOXES) == list(range(10, 101))


@pytest.mark.parametrize(
    ("method", "longest", "crossings", "unusual"),
    [
        (RunsMethod.ANHOEJ, 8, 8, False),
        (RunsMethod.ANHOEJ, 9, 12, True),
        (RunsMethod.ANHOEJ, 5, 7, True),
        (RunsMethod.BEST_BOX, 7, 6, False),
        (RunsMethod.BEST_BOX, 8, 12, True),
        (RunsMethod.BEST_BOX, 5, 5, True),
        (RunsMethod.CUT_BOX, 7, 6, True),
        (RunsMethod.CUT_BOX, 6, 6, False),
        (RunsMethod.CUT_BOX, 7, 7, False),
        (RunsMethod.CUT_BOX, 5, 5, True),
    ],
)
def test_24_useful_points(method: RunsMethod, longest: int, crossings: int, unusual: bool) -> None:
    assert is_unusual(useful=24, longest=longest, crossings=crossings, method=method) is unusual


def test_a_cut_corner_further_in_needs_more_crossings_for_a_full_run() -> None:
    # 31 useful points: box 11 crossings and run 9; a full run of 9 needs 14 crossings.
    def judge(crossings: int) -> bool:
        return is_unusual(useful=31, longest=9, crossings=crossings, method=RunsMethod.CUT_BOX)

    assert [judge(crossings) for crossings in (11, 12, 13, 14)] == [True, True, True, False]


def test_outside_the_table_the_plain_rule_is_used() -> None:
    for method in RunsMethod:
        assert is_unusual(useful=8, longest=7, crossings=1, method=method)


def test_no_useful_point_is_no_signal() -> None:
    runs = analyse(positions=[0, 1], sides=[0, 0], observed=2, method=RunsMethod.ANHOEJ)
    assert (runs.useful, runs.longest, runs.signal) == (0, None, False)


def test_figures_that_differ_by_rounding_are_on_the_line() -> None:
    assert side_of(value=0.1 + 0.2, line=0.3) == 0
    assert side_of(value=0.3000001, line=0.3) == 1
