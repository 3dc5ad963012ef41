"""Whether an invoice has come before: same vendor, and the same number however it is written, or the same amount of
nearly the same day, which is what audits of payments look for."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import NamedTuple

PUNCTUATION = re.compile(r"[^0-9a-z]+")
ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")


class Seen(NamedTuple):
    """An invoice of one vendor as far as it is compared. ``total`` in cents."""

    key: int
    number: str
    dated: dt.date
    total: int


def plain_number(number: str) -> str:
    """A number without what people leave out or add: punctuation, case, and zeros before figures."""
    return ZEROS.sub("", PUNCTUATION.sub("", number.casefold()))


def duplicate_of(one: Seen, earlier: Iterable[Seen], *, days: int) -> Seen | None:
    """The earlier invoice that this one repeats: by its number before one by its amount and a day within ``days``."""
    others = [other for other in earlier if other.key != one.key]
    same = (other for other in others if plain_number(other.number) == plain_number(one.number))
    near = (other for other in others if other.total == one.total and abs((other.dated - one.dated).days) <= days)
    return next(same, None) or next(near, None)
