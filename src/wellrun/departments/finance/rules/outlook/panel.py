"""Lines by fiscal period, as all methods read them: what was booked, planned and done, and the periods still ahead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Panel:
    """So many lines over the same periods, those that are booked first and then those that are ahead.

    amounts: shape (lines, booked), what was booked, in one currency; a period without an entry is 0. days: shape
    (booked + ahead,), the length of each period. numbers: shape (booked + ahead,), its number in its fiscal year, from
    1. plan: shape (lines, booked + ahead), the budget, NaN where none is. fixed: shape (lines,), the share of the plan
    that work does not move. worked: shape (lines, booked + ahead), work done over work planned, in the ahead periods
    expected over planned; NaN where either is not known.

    Raises ValueError where the shapes are not of one panel.
    """

    amounts: Floats
    days: Floats
    numbers: Numbers
    plan: Floats
    fixed: Floats
    worked: Floats

    def __post_init__(self) -> None:
        lines, booked = self.amounts.shape
        whole = len(self.days)
        told = (self.numbers.shape, self.plan.shape, self.fixed.shape, self.worked.shape)
        if whole < booked or told != ((whole,), (lines, whole), (lines,), (lines, whole)):
            raise ValueError(f"{lines} lines of {booked} periods of {whole}, but {told}.")

    @property
    def booked(self) -> int:
        """Periods that are booked."""
        return int(self.amounts.shape[1])

    @property
    def ahead(self) -> int:
        """Periods that are not booked yet."""
        return len(self.days) - self.booked

    @property
    def season(self) -> int:
        """Periods of a fiscal year."""
        return int(self.numbers.max(initial=1))

    @property
    def flexed(self) -> Floats:
        """The plan for the work that was done or is expected; as planned where work is not known."""
        moved = np.where(np.isfinite(self.worked), self.worked, 1.0)
        found: Floats = self.plan * (self.fixed[:, None] + (1 - self.fixed[:, None]) * moved)
        return found

    def part(self, first: int, last: int) -> Panel:
        """Some of its lines, for work by parts."""
        own = slice(first, last)
        return Panel(self.amounts[own], self.days, self.numbers, self.plan[own], self.fixed[own], self.worked[own])


def plain_panel(amounts: Floats, *, ahead: int, season: int = 12, first: int = 1, days: Floats | None = None) -> Panel:
    """A panel of amounts alone, without plan or work. ``first``: the number of its first period in its year."""
    lines, booked = amounts.shape
    whole = booked + ahead
    nothing = np.full((lines, whole), np.nan)
    numbers = (np.arange(whole) + first - 1) % season + 1
    return Panel(amounts, np.ones(whole) if days is None else days, numbers, nothing, np.zeros(lines), nothing)
