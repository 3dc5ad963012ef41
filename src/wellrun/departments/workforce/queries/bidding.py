"""Who bids for an open shift, as the order of bids needs to know them, and how the list reads."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.workforce.models import Assignment, Bid, Bidding, Contract, OpenShift, ShiftType
from wellrun.departments.workforce.queries.around import Around
from wellrun.departments.workforce.queries.moments import Clock
from wellrun.departments.workforce.queries.taking import faults_of_taking
from wellrun.departments.workforce.rules.bidding import (
    DAYS_OF_HOURS,
    DAYS_OF_NIGHTS,
    Bidder,
    By,
    Placed,
)
from wellrun.departments.workforce.rules.book import Kind
from wellrun.departments.workforce.rules.posing import duty_of
from wellrun.departments.workforce.rules.sentences import GROUPS

OVERTIME = frozenset({GROUPS[Kind.OVERTIME_WEEK], GROUPS[Kind.OVERTIME_8_80]})


def bidder_of(bid: Bid, shift: OpenShift, *, here: Around, clock: Clock) -> Bidder:
    """Somebody who bids: whether they may, whether it is overtime, how tired they are, since when they work here."""
    judged = here.picked_up(bid.person_id, shift.day, duty_of(shift.shift, shift.skill)) if _here(bid, here) else None
    worked = _worked(bid.person_id, shift.day)
    first = shift.day - dt.timedelta(days=DAYS_OF_HOURS)
    started = Contract.objects.filter(person=bid.person_id).order_by("starts").values_list("starts", flat=True).first()
    return Bidder(
        person=bid.person_id,
        legal=not faults_of_taking(shift, bid.person, here=here),
        overtime=judged is not None and any(one.group in OVERTIME for one in judged.broken),
        minutes=sum(_minutes(code, clock) for day, code in worked if day >= first),
        nights=Counter(_is_night(code, clock) for _day, code in worked)[True],
        since=started or shift.day,
        bid_at=bid.made_at,
    )


def _here(bid: Bid, here: Around) -> bool:
    return bid.person_id in here.plan.lines


def _worked(person: int, day: dt.date) -> list[tuple[dt.date, str]]:
    """Their shifts of the days before, the longest span that anything is counted in."""
    span = (day - dt.timedelta(days=DAYS_OF_NIGHTS), day - dt.timedelta(days=1))
    held = Assignment.objects.filter(person=person, ended="", day__range=span)
    return list(held.values_list("day", "shift"))


def _minutes(code: str, clock: Clock) -> int:
    return clock.shifts[code].minutes if code in clock.shifts else 0


def _is_night(code: str, clock: Clock) -> bool:
    return code in clock.shifts and clock.shifts[code].part == ShiftType.Part.NIGHT


def why_placed(one: Placed, ahead: Bidder | None) -> str:
    """In words why somebody stands where they stand: each fact that was compared up to the one that decided."""
    said = {
        By.OVERTIME: _("overtime") if one.bidder.overtime else _("no overtime"),
        By.HOURS: _("%(hours)s h in the seven days before") % {"hours": f"{one.bidder.minutes / 60:g}"},
        By.NIGHTS: ngettext(
            "%(n)s night in the fourteen days before", "%(n)s nights in the fourteen days before", one.bidder.nights
        )
        % {"n": one.bidder.nights},
        By.SENIORITY: _("here since %(day)s") % {"day": date_format(one.bidder.since, "j F Y")},
        By.TIME: _("bid later"),
    }
    if one.behind_by is None or ahead is None:
        return ", ".join(said[what] for what in (By.OVERTIME, By.HOURS, By.NIGHTS, By.SENIORITY))
    order = list(By)
    return ", ".join(said[what] for what in order[: order.index(one.behind_by) + 1])


@dataclass(frozen=True)
class BidLine:
    """One who bid, on the page of the shift."""

    name: str
    rank: int | None
    words: str


def bids_of(bidding: Bidding) -> tuple[BidLine, ...]:
    """Those who bid; once it is decided in their order, those who may not have it last."""
    held = bidding.bids.select_related("person").order_by("made_at")
    lines = [BidLine(one.person.name, one.rank, one.words) for one in held]
    return tuple(sorted(lines, key=lambda one: (one.rank is None, one.rank or 0)))


def my_bids(person: int, shifts: Mapping[int, Bidding]) -> frozenset[int]:
    """For which of these open shifts (their keys) somebody has bid."""
    held = Bid.objects.filter(person=person, bidding__in=list(shifts.values()))
    return frozenset(held.values_list("bidding__shift_id", flat=True))


@dataclass(frozen=True)
class MyBid:
    """What became of a bid of mine. No rank: the rules did not let me have it."""

    day: dt.date
    shift: str
    rank: int | None
    words: str


def bids_decided(person: int, *, since: dt.date) -> list[MyBid]:
    """My bids for shifts from a day on that are decided, the latest first."""
    held = Bid.objects.filter(person=person, bidding__shift__day__gte=since).exclude(bidding__decided_at=None)
    rows = held.select_related("bidding__shift").order_by("-bidding__decided_at")
    return [MyBid(one.bidding.shift.day, one.bidding.shift.shift, one.rank, one.words) for one in rows]
