"""A sum in whole cents divided in proportion, exact to the cent: the method of the largest remainder.

Each part is its share cut off to the cent; the cents that are left go, one each, to the parts of which most was cut
off, of equals to the first (Hare quota; Balinski and Young, Fair Representation).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Cents = npt.NDArray[np.int64]
LARGEST = 1 << 62
"""Products beyond this are reckoned with Python's own integers."""


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """``total`` in proportion to ``weights``, none below zero: the parts sum to it, each within one of its share.

    Raises ``ValueError`` where there is something to divide and no weight.
    """
    whole, size = sum(weights), abs(total)
    if whole <= 0:
        if total:
            raise ValueError("A sum is divided over at least one weight above zero.")
        return [0] * len(weights)
    parts = [size * weight // whole for weight in weights]
    left = size - sum(parts)
    if left:
        remainders = [size * weight % whole for weight in weights]
        for at in sorted(range(len(weights)), key=lambda at: (-remainders[at], at))[:left]:
            parts[at] += 1
    return parts if total >= 0 else [-part for part in parts]


def apportion_array(total: int, weights: Cents) -> Cents:
    """The same of many weights at once, an array for an array."""
    whole, size = int(weights.sum()), abs(total)
    if size and (whole <= 0 or size * int(weights.max(initial=0)) >= LARGEST):
        return np.array(apportion(total, weights.tolist()), dtype=np.int64)
    if not size:
        return np.zeros(len(weights), dtype=np.int64)
    parts, remainders = np.divmod(size * weights, whole)
    left = size - int(parts.sum())
    if left:
        parts[_largest(remainders, left)] += 1
    return parts if total >= 0 else -parts


def _largest(remainders: Cents, count: int) -> npt.NDArray[np.intp]:
    """Places of the ``count`` largest, of equals the first; without sorting them all."""
    edge = np.partition(remainders, len(remainders) - count)[len(remainders) - count]
    above = np.flatnonzero(remainders > edge)
    return np.concatenate([above, np.flatnonzero(remainders == edge)[: count - len(above)]])
