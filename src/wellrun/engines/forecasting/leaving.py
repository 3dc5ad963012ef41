"""Each patient's chance to have left by a moment, learnt from the facility's own stays, and how many that makes.

A discrete hazard (Cox 1972; Allison 1982): on every earlier day, at the same time of day, whoever was there either left
within the same number of hours or did not. Logistic regression on how long they had been there, the weekday, the ward,
and what date was then expected for them. A stay that has not ended counts for every window that has closed, and for
none that has not, so that long stays still open are no short ones.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from wellrun.engines.forecasting.distribution import Distribution, sum_of_chances
from wellrun.engines.forecasting.series import Floats

LEARNT_DAYS = 182
"""Earlier days that are learnt from."""

FEWEST_DAYS, FEWEST_LEFT = 28, 30
"""Fewer closed windows, or fewer who left in them, tell nothing."""

STEPS = (0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 11.0, 15.0, 22.0, 36.0)
"""Days in house at which the chance may change."""

ONE_DAY = dt.timedelta(days=1)
RIDGE = 1.0
ROUNDS, SETTLED = 50, 1e-8


class Stay(NamedTuple):
    """A patient on a ward. left: none while they are there. expected: moments, and the day that was then expected.

    What was expected is asked as it was known at a moment, so that a date set afterwards teaches nothing.
    """

    ward: str
    came: dt.datetime
    left: dt.datetime | None
    expected: tuple[tuple[dt.datetime, dt.date], ...] = ()

    def there(self, moment: dt.datetime) -> bool:
        """Whether the patient was there at a moment."""
        return self.came <= moment and (self.left is None or self.left > moment)

    def expected_at(self, moment: dt.datetime) -> dt.date | None:
        """The day that was expected for the end of the stay, as of a moment."""
        known = [(told, day) for told, day in self.expected if told <= moment]
        return max(known)[1] if known else None


@dataclass(frozen=True, eq=False)
class Leaving:
    """A model of who leaves within a window from a time of day on.

    weights: of the inputs; wards: those with an effect of their own; days, left: windows and leavers learnt from.
    """

    window: dt.timedelta
    wards: tuple[str, ...]
    weights: Floats
    days: int
    left: int

    def chance(self, stays: Sequence[Stay], moment: dt.datetime) -> Floats:
        """Of each, to leave within the window after the moment: shape (stays,). All must be there at the moment."""
        inputs = np.array([_inputs(one, moment, self.window, self.wards) for one in stays])
        found: Floats = 1 / (1 + np.exp(-(inputs @ self.weights))) if len(stays) else np.zeros(0)
        return found

    def number(self, stays: Sequence[Stay], moment: dt.datetime) -> Distribution:
        """How many leave within the window: exact, nobody's leaving taken to depend on another's."""
        return sum_of_chances(self.chance(stays, moment).tolist())


class CannotLearn(ValueError):
    """Too little has been seen to say who leaves; says what is missing."""


def learn(stays: Iterable[Stay], moment: dt.datetime, window: dt.timedelta) -> Leaving:
    """From what was known by a moment: windows of earlier days at the same time of day that had closed by then.

    Raises CannotLearn where fewer than FEWEST_DAYS windows have anybody in them or fewer than FEWEST_LEFT left.
    """
    known = [_as_of(one, moment) for one in stays if one.came <= moment]
    wards = tuple(sorted({one.ward for one in known}))
    inputs, left, days = [], [], set()
    for then, one in _windows(known, moment, window):
        days.add(then)
        inputs.append(_inputs(one, then, window, wards))
        left.append(one.left is not None and one.left <= then + window)
    if len(days) < FEWEST_DAYS or sum(left) < FEWEST_LEFT:
        raise CannotLearn(
            f"{len(days)} days with patients and {sum(left)} who left: "
            f"at least {FEWEST_DAYS} and {FEWEST_LEFT} are needed."
        )
    weights = _fitted(np.array(inputs), np.array(left, dtype=np.float64))
    return Leaving(window, wards, weights, len(days), sum(left))


class Night(NamedTuple):
    """An earlier moment: how many were expected to leave and how widely, and how many did."""

    moment: dt.datetime
    number: Distribution
    chances: Floats
    left: tuple[bool, ...]


def held_out(stays: Iterable[Stay], moment: dt.datetime, window: dt.timedelta, *, days: int = 28) -> list[Night]:
    """Each of the newest so many closed windows as a model of the days before them all would have foretold it.

    Raises CannotLearn as `learn`.
    """
    several = list(stays)
    closed = -(-window // ONE_DAY)
    nights = [moment - back * ONE_DAY for back in range(closed + days - 1, closed - 1, -1)]
    model = learn(several, nights[0], window)
    found = []
    for then in nights:
        present = [one for one in several if one.there(then)]
        left = tuple(one.left is not None and one.left <= then + window for one in present)
        chances = model.chance(present, then)
        found.append(Night(then, sum_of_chances(chances.tolist()), chances, left))
    return found


def _as_of(stay: Stay, moment: dt.datetime) -> Stay:
    """What was known of a stay at a moment."""
    return stay._replace(left=None) if stay.left is not None and stay.left > moment else stay


def _windows(stays: Iterable[Stay], moment: dt.datetime, window: dt.timedelta) -> Iterator[tuple[dt.datetime, Stay]]:
    """Earlier moments whose window has closed, each with each patient who was there."""
    closed = -(-window // ONE_DAY)
    for one in stays:
        # Days back at which the stay had begun, and had not ended.
        oldest = min((moment - one.came) // ONE_DAY, LEARNT_DAYS)
        newest = closed if one.left is None else max(closed, (moment - one.left) // ONE_DAY + 1)
        for back in range(oldest, newest - 1, -1):
            yield moment - back * ONE_DAY, one


def _inputs(stay: Stay, moment: dt.datetime, window: dt.timedelta, wards: Sequence[str]) -> list[float]:
    elapsed = (moment - stay.came).total_seconds() / 86400
    expected, end = stay.expected_at(moment), (moment + window).date()
    # A window that ends at midnight ends with the day before.
    last = end - ONE_DAY if (moment + window).time() == dt.time() else end
    return [
        1.0,
        *(float(elapsed >= step) for step in STEPS),
        *(float(moment.weekday() == day) for day in range(1, 7)),
        float(expected is not None),
        float(expected is not None and expected < moment.date()),
        float(expected is not None and moment.date() <= expected <= last),
        float(expected is not None and last < expected <= last + 2 * ONE_DAY),
        *(float(stay.ward == ward) for ward in wards),
    ]


def _fitted(inputs: Floats, left: Floats) -> Floats:
    """Weights of a logistic regression with a slight ridge, by Newton's method; the constant is not shrunken."""
    penalty = np.full(inputs.shape[1], RIDGE)
    penalty[0] = 1e-6
    weights = np.zeros(inputs.shape[1])
    share = float(np.clip(left.mean(), 1e-6, 1 - 1e-6))
    weights[0] = np.log(share / (1 - share))
    for _round in range(ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        slope = inputs.T @ (left - chance) - penalty * weights
        curve = (inputs * (chance * (1 - chance))[:, None]).T @ inputs + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        weights = weights + step
        if float(np.abs(step).max()) < SETTLED:
            break
    return weights
