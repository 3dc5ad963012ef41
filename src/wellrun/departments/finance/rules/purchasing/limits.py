"""Who may approve a purchase: limits by role or person and cost centre, four eyes, delegates. Limits are data.

Nobody approves what they asked for, neither by themselves nor for another (separation of duties: GAO-14-704G, principle
10.12).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from wellrun.values.faults import Fault


@dataclass(frozen=True)
class Limit:
    """Up to how many cents a role, or one account, approves. An empty cost centre stands for all of them."""

    up_to: int
    role: str = ""
    account: int | None = None
    cost_centre: str = ""


@dataclass(frozen=True)
class Approver:
    """Somebody by the number of their account, with the roles they hold where the purchase is."""

    account: int
    roles: frozenset[str]


@dataclass(frozen=True)
class Delegation:
    """From the first day to the last, both included, one account stands in for another."""

    of: int
    to: int
    since: dt.date
    until: dt.date

    def holds(self, day: dt.date) -> bool:
        """Whether it counts on a day."""
        return self.since <= day <= self.until


@dataclass(frozen=True)
class Asked:
    """What is to be approved: who asked, for how much, of which cost centre, and who has approved it already.

    ``eyes``: how many people must approve it besides who asked.
    """

    by: int
    cents: int
    cost_centre: str
    approved: tuple[int, ...] = ()
    eyes: int = 1


def limit_of(who: Approver, cost_centre: str, limits: Iterable[Limit]) -> int | None:
    """Up to how much somebody approves; ``None`` for nothing.

    The narrowest limit rules: one's own before a role's, a cost centre's before that of all. Of several of one kind the
    highest counts, as whoever holds two roles may do what either may.
    """
    ranks: dict[tuple[bool, bool], int] = {}
    for one in limits:
        named = one.account == who.account if one.account is not None else one.role in who.roles
        if named and one.cost_centre in ("", cost_centre):
            rank = (one.account is not None, bool(one.cost_centre))
            ranks[rank] = max(ranks.get(rank, 0), one.up_to)
    return ranks[max(ranks)] if ranks else None


def eyes_needed(cents: int, second_above: int | None) -> int:
    """How many approve besides who asked: a second one above an amount, where a facility has said so."""
    return 2 if second_above is not None and cents > second_above else 1


def stands_for(
    who: Approver,
    asked: Asked,
    limits: Collection[Limit],
    represented: Iterable[Approver],
) -> Approver | None:
    """As whom somebody may approve: as themselves, or as one they stand in for; ``None`` where as nobody.

    Whoever they stand in for did not ask for it and has not approved it either: otherwise one person would do both.
    """
    if who.account == asked.by or who.account in asked.approved:
        return None
    for one in (who, *represented):
        limit = limit_of(one, asked.cost_centre, limits)
        free = one.account != asked.by and one.account not in asked.approved
        if free and limit is not None and limit >= asked.cents:
            return one
    return None


def faults_of_approval(
    who: Approver, asked: Asked, limits: Collection[Limit], represented: Collection[Approver]
) -> tuple[Fault, ...]:
    """Why somebody may not approve this; empty where they may."""
    if stands_for(who, asked, limits, represented):
        return ()
    if who.account == asked.by:
        remedy = "Have somebody else approve it."
        return (Fault("finance.purchase.own", "Nobody approves what they asked for.", remedy=remedy),)
    if who.account in asked.approved:
        return (Fault("finance.purchase.twice", "You have approved this.", remedy="A second person must approve it."),)
    found = (limit_of(one, asked.cost_centre, limits) for one in (who, *represented))
    known = [one for one in found if one is not None]
    if not known:
        remedy = "Ask finance who approves purchases of this cost centre."
        return (Fault("finance.purchase.no_limit", "You have no limit for this cost centre.", remedy=remedy),)
    return (
        Fault(
            "finance.purchase.limit",
            "This is more than your limit.",
            value=f"{asked.cents / 100:.2f}",
            expected=f"{max(known) / 100:.2f}",
            remedy="Have somebody with a higher limit approve it.",
        ),
    )


def faults_of_delegation(one: Delegation, known: Iterable[Delegation]) -> tuple[Fault, ...]:
    """What a delegation may not be: to oneself, ending before it begins, or passed on by who stands in already."""
    held = [other for other in known if other.of == one.to and other.since <= one.until and one.since <= other.until]
    checks = (
        (one.of != one.to, "to", "Nobody stands in for themselves.", "Choose somebody else."),
        (one.since <= one.until, "until", "It ends before it begins.", "Give a later last day."),
        (not held, "to", "They are away themselves in those days.", "Choose somebody who is there."),
    )
    return tuple(
        Fault("finance.delegate", words, place, remedy=remedy) for sound, place, words, remedy in checks if not sound
    )
