"""What must be so for a contract, a post, a shift and a request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from wellrun.values.faults import Fault

MOST_WEEKLY_HOURS = 80
"""Beyond this a figure is a slip of the pen; the law draws its own line on the roster."""


def faults_of_contract(
    *,
    weekly_hours: float,
    starts: dt.date,
    ends: dt.date | None,
    employment: str,
    rule_sets: Iterable[str],
    known_rules: Iterable[str],
    others: Iterable[tuple[dt.date, dt.date | None]],
) -> list[Fault]:
    """What is wrong with a contract. ``others`` are the person's contracts at the same unit."""
    faults = _dates(starts, ends, "ends")
    if not 0 <= weekly_hours <= MOST_WEEKLY_HOURS or (employment == "own" and not weekly_hours):
        faults.append(
            Fault(
                "workforce.weekly_hours",
                "The hours a week are missing or more than there can be.",
                place="weekly_hours",
                value=f"{weekly_hours:g}",
                expected=f"above 0, to {MOST_WEEKLY_HOURS}; 0 for the bank and agency",
            )
        )
    unknown = sorted(set(rule_sets) - set(known_rules))
    if unknown:
        faults.append(
            Fault("workforce.rule_unknown", "There is no such rule.", place="rule_sets", value=", ".join(unknown))
        )
    for first, last in others:
        if first <= (ends or dt.date.max) and starts <= (last or dt.date.max):
            faults.append(
                Fault(
                    "workforce.contract_crosses",
                    f"A contract at this unit holds from {first.isoformat()} already.",
                    place="starts",
                    remedy="End that one the day before, then enter this one.",
                )
            )
    return faults


def faults_of_post(*, title: str, full_time_equivalent: float, since: dt.date, until: dt.date | None) -> list[Fault]:
    """What is wrong with a post."""
    faults = _dates(since, until, "until")
    if not title.strip():
        faults.append(Fault("workforce.no_title", "The post has no title.", place="title"))
    if not 0 < full_time_equivalent <= 500:
        faults.append(
            Fault(
                "workforce.post_size",
                "A post is of more than 0 full-time equivalents.",
                place="full_time_equivalent",
                expected="above 0",
            )
        )
    return faults


def faults_of_request(*, day: dt.date, today: dt.date, asks: str, shift: str, strength: int) -> list[Fault]:
    """What is wrong with a request of the roster."""
    faults = []
    if day <= today:
        faults.append(
            Fault("workforce.request_past", "This day has come already.", place="on", remedy="Speak to the manager.")
        )
    if asks == "wanted" and not shift:
        faults.append(Fault("workforce.request_shift", "Say which shift is wanted.", place="shift"))
    if asks == "off" and shift:
        faults.append(Fault("workforce.request_off", "A day off is of no shift.", place="shift"))
    if not 1 <= strength <= 3:
        faults.append(Fault("workforce.request_strength", "Strength is 1 to 3.", place="strength", value=str(strength)))
    return faults


def faults_of_entry(*, known: bool, figures: Iterable[str], allowed: Iterable[str], why: str) -> list[Fault]:
    """What is wrong with an entry that changes a rule of work."""
    faults = []
    if not known:
        faults.append(Fault("workforce.rule_unknown", "There is no such rule.", place="rule"))
    strange = sorted(set(figures) - set(allowed) - {"penalty"})
    if known and strange:
        faults.append(
            Fault("workforce.rule_figure", "The rule has no such figure.", place="figures", value=", ".join(strange))
        )
    if len(why.strip()) < 10:
        faults.append(
            Fault(
                "workforce.rule_no_reason",
                "A change of a rule needs its reason.",
                place="why",
                expected="at least 10 characters",
                remedy="Name the agreement, the decision or the law.",
            )
        )
    return faults


def _dates(first: dt.date, last: dt.date | None, place: str) -> list[Fault]:
    if last is not None and last < first:
        return [Fault("workforce.ends_before", "It ends before it begins.", place=place)]
    return []
