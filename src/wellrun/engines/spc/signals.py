"""Which points of one phase are not chance, by the rules of a rule set."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wellrun.engines.spc.rules import Pattern, Rule, RuleSet
from wellrun.engines.spc.runs import Runs, side_of


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One point as the rules see it: beyond and side are +1, 0 or -1; score is sigmas from the centre."""

    position: int
    value: float
    side: int
    beyond: int
    score: float | None
    included: bool


@dataclass(frozen=True, kw_only=True)
class Signal:
    """A pattern that was found. direction: +1 high or rising, -1 low or falling, 0 neither.

    positions are points of the chart from 0; empty for a whole-phase finding without points of its own.
    """

    rule: str
    phase: int
    direction: int
    positions: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class _Window:
    """Neighbouring points, and the rule that asks about them."""

    rule: Rule
    marks: Sequence[Mark]

    def hit(self, *, direction: int, marks: Sequence[Mark] | None = None) -> "_Hit":
        return _Hit(direction=direction, positions=tuple(mark.position for mark in marks or self.marks))


@dataclass(frozen=True, kw_only=True)
class _Hit:
    direction: int
    positions: tuple[int, ...]


def find(*, rules: RuleSet, marks: Sequence[Mark], runs: Runs, phase: int, ordered: bool) -> list[Signal]:
    """All signals of one phase in the order of the rules.

    Excluded points are judged against the limits only. Missing points are not among `marks`, so they break no run.
    Where the points have no order in time (`ordered` false), only the limits are judged.
    """
    return [
        Signal(rule=rule.code, phase=phase, direction=hit.direction, positions=hit.positions)
        for rule in rules.rules
        for hit in _hits(rule=rule, marks=marks, runs=runs, ordered=ordered)
    ]


def _hits(*, rule: Rule, marks: Sequence[Mark], runs: Runs, ordered: bool) -> list[_Hit]:
    if rule.pattern is Pattern.BEYOND_LIMITS:
        return [_Hit(direction=mark.beyond, positions=(mark.position,)) for mark in marks if mark.beyond]
    if not ordered:
        return []
    if rule.pattern is Pattern.UNUSUAL_RUNS:
        return _unusual_runs(runs)
    judge = _JUDGES[rule.pattern]
    windows = _windows(rule=rule, marks=[mark for mark in marks if mark.included])
    return _joined([hit for window in windows if (hit := judge(window)) is not None])


def _unusual_runs(runs: Runs) -> list[_Hit]:
    if not runs.signal or runs.longest is None or runs.longest_allowed is None:
        return []
    long = runs.longest > runs.longest_allowed
    return [_Hit(direction=runs.side, positions=runs.longest_at) if long else _Hit(direction=0, positions=())]


def _windows(*, rule: Rule, marks: Sequence[Mark]) -> Iterator[_Window]:
    last = len(marks) - rule.within
    return (_Window(rule=rule, marks=marks[start : start + rule.within]) for start in range(last + 1))


def _joined(hits: Sequence[_Hit]) -> list[_Hit]:
    """Overlapping windows of one direction are one pattern."""
    joined: list[_Hit] = []
    for hit in hits:
        last = joined[-1] if joined else None
        if last and last.direction == hit.direction and set(last.positions) & set(hit.positions):
            positions = tuple(sorted({*last.positions, *hit.positions}))
            joined[-1] = _Hit(direction=hit.direction, positions=positions)
        else:
            joined.append(hit)
    return joined


def _one_side(window: _Window) -> _Hit | None:
    sides = {mark.side for mark in window.marks}
    return window.hit(direction=window.marks[0].side) if len(sides) == 1 and 0 not in sides else None


def _steps(window: _Window) -> list[int]:
    return [side_of(value=b.value, line=a.value) for a, b in pairwise(window.marks)]


def _trend(window: _Window) -> _Hit | None:
    steps = _steps(window)
    return window.hit(direction=steps[0]) if len(set(steps)) == 1 and 0 not in steps else None


def _alternating(window: _Window) -> _Hit | None:
    turns = all(a * b < 0 for a, b in pairwise(_steps(window)))
    return window.hit(direction=0) if turns else None


def _zone(window: _Window) -> _Hit | None:
    for direction in (1, -1):
        far = [mark for mark in window.marks if direction * (mark.score or 0.0) > window.rule.sigmas]
        if len(far) >= window.rule.needed:
            return window.hit(direction=direction, marks=far)
    return None


def _near_limit(window: _Window) -> _Hit | None:
    """All on one side of the centre, and enough of them near the limit but not beyond it; only those are signals."""
    if _one_side(window) is None:
        return None
    near = [mark for mark in window.marks if not mark.beyond and abs(mark.score or 0.0) > window.rule.sigmas]
    return window.hit(direction=window.marks[0].side, marks=near) if len(near) >= window.rule.needed else None


def _hugging(window: _Window) -> _Hit | None:
    close = all(mark.score is not None and abs(mark.score) < window.rule.sigmas for mark in window.marks)
    return window.hit(direction=0) if close else None


def _mixture(window: _Window) -> _Hit | None:
    far = all(abs(mark.score or 0.0) > window.rule.sigmas for mark in window.marks)
    both = {mark.side for mark in window.marks} == {1, -1}
    return window.hit(direction=0) if far and both else None


_JUDGES: Mapping[Pattern, Callable[[_Window], _Hit | None]] = {
    Pattern.ONE_SIDE: _one_side,
    Pattern.TREND: _trend,
    Pattern.ALTERNATING: _alternating,
    Pattern.ZONE: _zone,
    Pattern.NEAR_LIMIT: _near_limit,
    Pattern.HUGGING: _hugging,
    Pattern.MIXTURE: _mixture,
}
