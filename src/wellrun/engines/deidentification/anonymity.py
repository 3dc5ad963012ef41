"""k-anonymity (Samarati and Sweeney 1998): how many people share each combination of what might point to one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SMALLEST_CLASS = 11
"""CMS cell-size suppression policy: no cell of 1 to 10."""


@dataclass(frozen=True)
class Anonymity:
    """What the classes of a release look like. ``rows_in_small`` lie in classes of fewer than ``k`` people."""

    k: int
    classes: int
    smallest: int
    small_classes: int
    rows: int
    rows_in_small: int

    @property
    def share_in_small(self) -> float:
        """Rows in small classes as a share of all rows, 0 to 1; 0 of an empty release."""
        return self.rows_in_small / self.rows if self.rows else 0.0


def anonymity(sizes: Mapping[int, tuple[int, int]], *, k: int = SMALLEST_CLASS) -> Anonymity:
    """From people in a class to (number of such classes, rows in them). ``ValueError`` if ``k`` is below 2."""
    if k < 2:
        raise ValueError(f"k must be 2 or more, got {k}: a class of one is a person.")
    small = [found for people, found in sizes.items() if people < k]
    return Anonymity(
        k=k,
        classes=sum(classes for classes, _rows in sizes.values()),
        smallest=min(sizes, default=0),
        small_classes=sum(classes for classes, _rows in small),
        rows=sum(rows for _classes, rows in sizes.values()),
        rows_in_small=sum(rows for _classes, rows in small),
    )
