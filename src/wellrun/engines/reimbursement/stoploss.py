"""Protection from very dear and very long stays: what triggers it and what it then pays."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import NamedTuple

from wellrun.engines.reimbursement.contract import Basis, Pays, StopLoss, Trigger
from wellrun.engines.reimbursement.expected import Figure, Unpriced, Why, total
from wellrun.engines.reimbursement.money import ZERO, cents, spread
from wellrun.engines.reimbursement.tables import DrgTable
from wellrun.engines.reimbursement.worksheet import Worksheet


class Stay(NamedTuple):
    """What a stop-loss looks at: the rate so far, charges or cost that count, and days."""

    rate: Decimal
    value: Decimal
    days: Decimal
    mean_stay: Decimal


BY_DAYS = frozenset({Trigger.DAYS, Trigger.STAY_MULTIPLE})


def protect(sheet: Worksheet) -> None:
    """The first stop-loss that is triggered, and no other, sets what its lines are paid together.

    Days beyond a broken limit (twice 4.6) count from the first day that ends beyond it.
    """
    for term in sheet.version.stop_losses:
        if term.when.claim(sheet.claim) and _fires(sheet, term):
            return


def _fires(sheet: Worksheet, term: StopLoss) -> bool:
    places = [
        place
        for place in sorted(sheet.amounts)
        if place not in sheet.carved and not (term.without and term.without.line(sheet.line(place)))
    ]
    stay = _stay(sheet, term, places)
    if not places or stay is None:
        return False
    limit = _limit(term, stay)
    measured = stay.days if term.trigger in BY_DAYS else stay.value
    if measured <= limit:
        return False
    after = cents(_paid(term, stay, limit))
    if term.never_less:
        after = max(after, stay.rate)
    figures: list[Figure] = [("measured", measured), ("limit", limit), ("rate", stay.rate), ("pays", term.pays.value)]
    figures += [("by day", term.daily)] if term.pays is Pays.DAILY else [("share", term.share)]
    if term.trigger in BY_DAYS and term.pays is Pays.FIRST_DOLLAR:
        figures.append((term.basis.value, stay.value))
    weights = [max(sheet.line(place).charge, ZERO) for place in places]
    sheet.write("stop-loss", term.name, places, spread(after, weights), tuple(figures))
    sheet.wholes = [tuple(places), *(whole for whole in sheet.wholes if not set(whole) & set(places))]
    return True


def _stay(sheet: Worksheet, term: StopLoss, places: list[int]) -> Stay | None:
    """The figures of the stay; None, and said, where cost or mean stay is asked for and not known."""
    value = sheet.charge(places)
    if term.basis is Basis.COST:
        if sheet.claim.cost is None:
            sheet.unpriced.append(Unpriced(Why.NO_COST, term=term.name))
            return None
        apart = set(range(len(sheet.claim.lines))) - set(places)
        value = sheet.claim.cost - total(sheet.line(place).cost or ZERO for place in apart)
    mean = ZERO
    if term.trigger is Trigger.STAY_MULTIPLE:
        tables = [one for one in sheet.contract.tables if isinstance(one, DrgTable)]
        rows = [one.by_drg[sheet.claim.drg] for one in tables if sheet.claim.drg in one.by_drg]
        if not rows or not rows[0].arithmetic_stay:
            sheet.unpriced.append(Unpriced(Why.NO_MEAN_STAY, term=term.name, sought=sheet.claim.drg))
            return None
        mean = rows[0].arithmetic_stay
    return Stay(sheet.allowed(places), value, Decimal(sheet.claim.days), mean)


def _limit(term: StopLoss, stay: Stay) -> Decimal:
    """What charges, cost or days must exceed."""
    multiplied = {Trigger.RATE_MULTIPLE: stay.rate, Trigger.STAY_MULTIPLE: stay.mean_stay}
    added = stay.rate if term.trigger is Trigger.RATE_PLUS else ZERO
    return term.threshold * multiplied.get(term.trigger, Decimal(1)) + added


def _paid(term: StopLoss, stay: Stay, limit: Decimal) -> Decimal:
    """What is paid once the limit is exceeded."""
    if term.pays is Pays.FIRST_DOLLAR:
        return term.share * stay.value
    if term.pays is Pays.SECOND_DOLLAR:
        return stay.rate + term.share * (stay.value - limit)
    return stay.rate + term.daily * (stay.days - math.floor(limit))
