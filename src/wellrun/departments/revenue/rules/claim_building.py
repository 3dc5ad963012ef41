"""From charges to claims. A claim is not an encounter: what may not stand on one is split, and each split says why.

What a claim can have but one of: account and (but for a series) encounter, form, billing provider, payers, rendering
and ordering provider, address of service (CMS Claims Processing Manual, chapter 26, items 17, 24J, 32, 33), of a series
the month (chapter 1, 50.2.2). What it can have only so many of: lines, diagnoses (005010X222A1, 005010X223A2).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from wellrun.departments.revenue.rules.charges import INSTITUTIONAL, PROFESSIONAL, Charge
from wellrun.values.faults import Fault, Refused

MOST_LINES: Mapping[str, int] = {PROFESSIONAL: 50, INSTITUTIONAL: 999}
MOST_DIAGNOSES = 12
"""Of a professional claim (HI). An institution's diagnoses are those of the account, not of its charges."""


class Terms(NamedTuple):
    """How an account is billed. ``series``: visits of one course, which share a claim by month.

    ``payers_on``: who was to be billed for a day, the primary first.
    """

    account: str
    payers_on: Callable[[dt.date], tuple[str, ...]]
    series: bool = False


class Draft(NamedTuple):
    """The charges of one claim, and in what it had to differ from the claim before (empty: the first)."""

    account: str
    form: str
    payers: tuple[str, ...]
    charges: tuple[Charge, ...]
    because: tuple[str, ...] = ()

    @property
    def amount(self) -> Decimal:
        return sum((one.amount for one in self.charges), Decimal("0.00"))

    @property
    def begins(self) -> dt.date:
        return min(one.on for one in self.charges)

    @property
    def ends(self) -> dt.date:
        return max(one.last for one in self.charges)

    @property
    def diagnoses(self) -> tuple[str, ...]:
        """Each once, in the order of the charges."""
        return tuple(dict.fromkeys(code for one in self.charges for code in one.diagnoses))


PARTS = ("account", "form", "billing", "payers", "encounter", "period", "rendering", "ordering", "location")
"""What one claim can have but one of, by the words that explain a split; ``diagnoses`` and ``lines`` are the others."""


def drafts(charges: Iterable[Charge], terms: Mapping[str, Terms]) -> tuple[Draft, ...]:
    """The claims that charges become: every charge on one, none on two, by account, form and day.

    Raises ``Refused`` where a charge is given twice or its account is not known.
    """
    held = sorted(charges, key=lambda one: (one.account, one.form, one.on, one.number))
    faults = [*_twice(held), *_strangers(held, terms)]
    if faults:
        raise Refused(faults)
    groups: dict[tuple[object, ...], list[Charge]] = {}
    for one in held:
        groups.setdefault(_key(one, terms[one.account]), []).append(one)
    made: list[Draft] = []
    before: tuple[object, ...] | None = None
    for key, several in groups.items():
        differs = _differs(before, key)
        for at, (some, full) in enumerate(_packed(several)):
            account, form, payers = several[0].account, several[0].form, terms[several[0].account].payers_on(some[0].on)
            made.append(Draft(account, form, payers, some, (full,) if at else differs))
        before = key
    return tuple(made)


def _key(one: Charge, terms: Terms) -> tuple[object, ...]:
    """What two charges have to share to stand on one claim, in the order of ``PARTS``."""
    monthly = terms.series and one.form == INSTITUTIONAL
    personal = one.form == PROFESSIONAL
    return (
        one.account,
        one.form,
        one.billing,
        terms.payers_on(one.on),
        "" if terms.series else one.encounter,
        (one.on.year, one.on.month) if monthly else (),
        one.rendering if personal else "",
        one.ordering if personal else "",
        one.location if personal else "",
    )


def _differs(before: tuple[object, ...] | None, key: tuple[object, ...]) -> tuple[str, ...]:
    """In which parts a claim differs from the one before; of another account, it is the first of its own."""
    if before is None or before[0] != key[0]:
        return ()
    return tuple(name for name, old, new in zip(PARTS, before, key, strict=True) if old != new)


def _packed(charges: Sequence[Charge]) -> Iterable[tuple[tuple[Charge, ...], str]]:
    """As many claims as lines and diagnoses ask for, and what was full."""
    form = charges[0].form
    some: list[Charge] = []
    codes: set[str] = set()
    full = ""
    for one in charges:
        more = codes | set(one.diagnoses)
        no_room = "lines" if len(some) == MOST_LINES[form] else ""
        if form == PROFESSIONAL and len(more) > MOST_DIAGNOSES:
            no_room = no_room or "diagnoses"
        if some and no_room:
            yield tuple(some), full
            some, more, full = [], set(one.diagnoses), no_room
        some.append(one)
        codes = more
    yield tuple(some), full


def _twice(charges: Sequence[Charge]) -> Iterable[Fault]:
    for number, times in Counter(one.number for one in charges).items():
        if times > 1:
            said = f"Charge {number} is given {times} times."
            yield Fault("revenue.charge.given_twice", said, number, str(times), "once", "Bill it once.")


def _strangers(charges: Sequence[Charge], terms: Mapping[str, Terms]) -> Iterable[Fault]:
    for account in sorted({one.account for one in charges} - terms.keys()):
        said = f"Account {account} is not known."
        yield Fault("revenue.charge.account", said, account, account, "an account", "Open it first.")
