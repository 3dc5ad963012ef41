"""Beds needed by a moment: who is there and who is sure to come, who may come by the door, who may have left."""

from __future__ import annotations

from dataclasses import dataclass

from wellrun.engines.forecasting.distribution import Distribution, certain


@dataclass(frozen=True, eq=False)
class Need:
    """Beds needed, and the parts of the sum: now + boarding + planned + arriving − leaving = needed."""

    now: int
    boarding: int
    planned: int
    arriving: Distribution
    leaving: Distribution

    @property
    def needed(self) -> Distribution:
        """Of the sum, whoever comes taken not to depend on who leaves; never below 0."""
        return self.arriving.plus(certain(self.now + self.boarding + self.planned)).minus(self.leaving)

    def short_of(self, beds: int) -> float:
        """Chance that more beds are needed than there are."""
        return self.needed.at_least(beds + 1)


def need(*, now: int, boarding: int, planned: int, arriving: Distribution, leaving: Distribution) -> Need:
    """The sum of its parts.

    Raises ValueError for a number below 0, or where more may leave than are there: leaving is of those there now.
    """
    if min(now, boarding, planned) < 0:
        raise ValueError(f"{now} there, {boarding} boarding, {planned} planned: none may be below 0.")
    if leaving.quantile(1) > now:
        raise ValueError(f"{leaving.quantile(1)} may leave of {now} who are there.")
    return Need(now, boarding, planned, arriving, leaving)
