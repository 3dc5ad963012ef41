"""Properties that every chart must have, whatever the figures."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellrun.engines.spc import (
    RULE_SETS,
    Chart,
    Kind,
    Phase,
    Series,
    SeriesError,
    Settings,
    chart,
    funnel,
    icons,
    pareto,
)
from wellrun.engines.spc.funnel import Unit

LINES = ("y", "centre", "lower", "lower_warning", "upper_warning", "upper")
VALUES = st.lists(st.integers(1, 400), min_size=1, max_size=40)
SIZES = st.integers(400, 5000)
quick = settings(max_examples=60, deadline=None)


@st.composite
def figures(draw: st.DrawFn) -> Series:
    values = draw(VALUES)
    sizes = draw(st.lists(SIZES, min_size=len(values), max_size=len(values)))
    gaps = draw(st.sets(st.integers(0, len(values) - 1), max_size=3))
    y = tuple(None if place in gaps else float(value) for place, value in enumerate(values))
    return Series(x=tuple(range(len(values))), y=y, n=tuple(float(size) for size in sizes))


def lines(drawn: Chart) -> list[float | None]:
    return [getattr(point, name) for point in drawn.points for name in LINES]


@given(kind=st.sampled_from(Kind), series=figures(), rules=st.sampled_from(sorted(RULE_SETS)))
@quick
def test_every_chart_is_drawn_with_lines_in_order(kind: Kind, series: Series, rules: str) -> None:
    drawn = chart(kind, series, Settings(rules=RULE_SETS[rules]))
    assert len(drawn.points) == len(series.x)
    for point in drawn.points:
        found = (point.lower, point.lower_warning, point.upper_warning, point.upper)
        known = [line for line in found if line is not None]
        assert known == sorted(known)
        assert point.direction in (-1, 0, 1) and (point.signals or not point.direction)
        assert point.y is not None or not point.signals
    icons(drawn, "increase", 3.0)


@given(kind=st.sampled_from(Kind), series=figures(), factor=st.sampled_from([0.001, 3, 100, 10_000]))
@quick
def test_a_display_factor_scales_all_lines_and_changes_no_signal(kind: Kind, series: Series, factor: float) -> None:
    plain, scaled = chart(kind, series), chart(kind, series, Settings(multiply=factor))
    expected = [None if line is None else line * factor for line in lines(plain)]
    assert [line is None for line in lines(scaled)] == [line is None for line in expected]
    known = [line for line in expected if line is not None]
    assert [line for line in lines(scaled) if line is not None] == pytest.approx(known)
    assert scaled.signals == plain.signals


@given(values=VALUES, factor=st.sampled_from([0.5, 2.0, 8.0]), kind=st.sampled_from(["i", "mr", "run", "t"]))
@quick
def test_measured_values_in_another_unit_give_the_same_chart(values: list[int], factor: float, kind: str) -> None:
    plain = chart(kind, Series(x=tuple(range(len(values))), y=tuple(float(value) for value in values)))
    other = chart(kind, Series(x=tuple(range(len(values))), y=tuple(value * factor for value in values)))
    known = [line * factor for line in lines(plain) if line is not None]
    assert [line for line in lines(other) if line is not None] == pytest.approx(known)


@given(kind=st.sampled_from(Kind), first=figures(), second=figures(), changed=figures())
@quick
def test_a_phase_does_not_depend_on_another(kind: Kind, first: Series, second: Series, changed: Series) -> None:
    def joined(after: Series) -> Series:
        return Series(
            x=tuple(range(len(first.x) + len(after.x))), y=first.y + after.y, n=(first.n or ()) + (after.n or ())
        )

    phase = Settings(phases=(Phase(start=len(first.x)),))
    one, other = chart(kind, joined(second), phase), chart(kind, joined(changed), phase)
    alone = chart(kind, first)
    upto = len(first.x)
    assert one.points[:upto] == other.points[:upto]
    assert [replace(point) for point in alone.points] == list(one.points[:upto])


@given(series=figures(), order=st.randoms(use_true_random=False), kind=st.sampled_from(Kind))
@quick
def test_the_order_of_rows_does_not_matter(series: Series, order: st.DataObject, kind: Kind) -> None:
    rows = list(zip(series.x, series.y, series.n or (), strict=True))
    order.shuffle(rows)  # type: ignore[attr-defined]
    x, y, n = zip(*rows, strict=True)
    assert chart(kind, Series(x=x, y=y, n=n)) == chart(kind, series)


@given(
    kind=st.sampled_from(Kind),
    y=st.lists(st.one_of(st.none(), st.floats()), max_size=8),
    n=st.one_of(st.none(), st.lists(st.one_of(st.none(), st.floats()), max_size=8)),
)
@quick
def test_any_figures_are_charted_or_refused_in_words(
    kind: Kind, y: list[float | None], n: list[float | None] | None
) -> None:
    bounded = [None if value is None or abs(value) > 1e12 else value for value in y]
    try:
        chart(kind, Series(x=tuple(range(len(y))), y=tuple(bounded), n=None if n is None else tuple(n)))
    except SeriesError as error:
        assert error.faults and all(len(fault) > 10 for fault in error.faults)


@given(units=st.lists(st.tuples(st.integers(0, 50), st.integers(50, 3000)), min_size=1, max_size=15))
@quick
def test_a_funnel_holds_every_unit_once_and_its_edges_close_in(units: list[tuple[int, int]]) -> None:
    found = funnel([Unit(name=f"{at}", y=y, n=n) for at, (y, n) in enumerate(units)])
    assert sorted(int(unit.name) for unit in found.units) == list(range(len(units)))
    widths = [edge.upper - edge.lower_warning for edge in found.edges]
    assert all(a >= b - 1e-12 for a, b in itertools.pairwise(widths)) or not found.centre


@given(counts=st.dictionaries(st.text(max_size=3), st.integers(0, 100), max_size=9))
@quick
def test_pareto_falls_and_reaches_the_whole(counts: dict[str, int]) -> None:
    bars = pareto(counts)
    assert [bar.count for bar in bars] == sorted(counts.values(), reverse=True)
    assert not sum(counts.values()) or bars[-1].cumulative == pytest.approx(1)
