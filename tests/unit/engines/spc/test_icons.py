"""Variation and assurance, each way round."""

import pytest

from wellrun.engines.spc import MAKING_DATA_COUNT, Assurance, Chart, Phase, Series, Settings, Variation, chart, icons

CALM = (98.0, 102.0, 99.0, 101.0, 100.0, 98.0, 102.0, 99.0, 101.0, 100.0, 98.0, 102.0, 99.0)


def drawn(*after: float | None, phases: tuple[Phase, ...] = ()) -> Chart:
    values = (*CALM, *after)
    series = Series(x=tuple(range(len(values))), y=values)
    return chart("i", series, Settings(rules=MAKING_DATA_COUNT, baseline=13, phases=phases))


@pytest.mark.parametrize(
    ("last", "direction", "variation", "way"),
    [
        (100.0, "increase", Variation.COMMON_CAUSE, 0),
        (150.0, "increase", Variation.IMPROVEMENT, 1),
        (150.0, "decrease", Variation.CONCERN, 1),
        (50.0, "increase", Variation.CONCERN, -1),
        (50.0, "decrease", Variation.IMPROVEMENT, -1),
        (150.0, "neutral", Variation.NEUTRAL_HIGH, 1),
        (50.0, "neutral", Variation.NEUTRAL_LOW, -1),
    ],
)
def test_the_last_point_speaks(last: float, direction: str, variation: Variation, way: int) -> None:
    found = icons(drawn(last), direction)
    assert (found.variation, found.way) == (variation, way)


def test_a_missing_last_point_leaves_the_word_to_the_one_before() -> None:
    assert icons(drawn(150.0, None), "increase").variation is Variation.IMPROVEMENT


@pytest.mark.parametrize(
    ("target", "direction", "assurance"),
    [
        (80, "increase", Assurance.MEETS),
        (80, "decrease", Assurance.FALLS_SHORT),
        (120, "increase", Assurance.FALLS_SHORT),
        (120, "decrease", Assurance.MEETS),
        (100, "increase", Assurance.HIT_OR_MISS),
        (120, "neutral", None),
        (None, "increase", None),
    ],
)
def test_assurance_asks_whether_the_target_lies_outside_the_limits(
    target: float | None, direction: str, assurance: Assurance | None
) -> None:
    assert icons(drawn(), direction, target).assurance is assurance


def test_a_target_on_a_limit_is_hit_or_miss() -> None:
    last = drawn().last
    assert last is not None
    for limit in (last.lower, last.upper):
        assert icons(drawn(), "increase", limit).assurance is Assurance.HIT_OR_MISS


def test_after_a_rebase_the_last_phase_is_compared_with_the_target() -> None:
    rebased = drawn(*(value + 50 for value in CALM), phases=(Phase(start=13),))
    assert icons(rebased, "increase", 130).assurance is Assurance.MEETS
    assert icons(rebased, "increase", 120).enough
    assert not icons(drawn(140.0, 141.0, phases=(Phase(start=13),)), "increase").enough


def test_a_direction_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="up"):
        icons(drawn(), "up")


def test_no_value_no_verdict() -> None:
    empty = chart("i", Series(x=(1,), y=(None,)))
    assert icons(empty, "increase", 5).variation is Variation.COMMON_CAUSE
