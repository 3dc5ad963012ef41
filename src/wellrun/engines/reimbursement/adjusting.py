"""What changes a base price: carve-outs before it; cuts, stop-loss and lesser-of after it, in this order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from wellrun.engines.reimbursement.claim import Line
from wellrun.engines.reimbursement.contract import Basis, CarveOut, LesserOf, RankCut
from wellrun.engines.reimbursement.expected import Figure, Unpriced, Why, total
from wellrun.engines.reimbursement.money import ZERO, cents, spread
from wellrun.engines.reimbursement.worksheet import Worksheet

_VALUE: Mapping[Basis, Callable[[Line], Decimal | None]] = {
    Basis.CHARGES: lambda line: line.charge,
    Basis.COST: lambda line: line.cost,
}


def carve_out(sheet: Worksheet) -> None:
    """Each carve-out takes its lines, of those not taken before it, where they are above its threshold."""
    for term in sheet.version.carve_outs:
        if not term.when.claim(sheet.claim):
            continue
        found = [
            place
            for place, line in enumerate(sheet.claim.lines)
            if place not in sheet.carved and term.when.line(line) and _known(sheet, term, line)
        ]
        values = {place: _VALUE[term.basis](sheet.line(place)) or ZERO for place in found}
        whole = total(values.values())
        for place, value in values.items():
            measured = whole if term.together else value
            if measured <= term.threshold:
                continue
            figures: list[Figure] = [(term.basis.value, value), ("share", term.share)]
            if term.threshold:
                figures += [("measured", measured), ("threshold", term.threshold)]
            sheet.write("carve-out", term.name, (place,), (cents(value * term.share),), tuple(figures))
            sheet.carved.add(place)


def _known(sheet: Worksheet, term: CarveOut, line: Line) -> bool:
    """Whether the line's value is known; an unknown one might have been carved out, which is said."""
    if _VALUE[term.basis](line) is not None:
        return True
    sheet.unpriced.append(Unpriced(Why.NO_COST, line.number, term.name, line.procedure or line.revenue_code))
    return False


def cut_by_modifier(sheet: Worksheet) -> None:
    """Lines with a price of their own are paid the share of each modifier they carry, in the contract's order.

    A modifier for which the schedule has a fee of its own is in that fee already.
    """
    for term in sheet.version.modifier_cuts:
        for place in sheet.own():
            line, before = sheet.line(place), sheet.amounts[place]
            held = term.when.claim(sheet.claim) and term.when.line(line) and term.modifier in line.modifiers
            if held and sheet.fee_modifier.get(place) != term.modifier:
                figures: tuple[Figure, ...] = (("modifier", term.modifier), ("share", term.share))
                sheet.write("modifier cut", term.name, (place,), (cents(before * term.share),), figures)


def cut_by_rank(sheet: Worksheet) -> None:
    """Units are ranked by what one is allowed, of equals the first line first; each is paid the share of its rank.

    A line with a part of a unit is ranked as one.
    """
    for term in sheet.version.rank_cuts:
        if not term.shares:
            continue
        places = [
            place
            for place in sheet.own()
            if term.when.claim(sheet.claim) and term.when.line(sheet.line(place)) and sheet.amounts[place] > 0
        ]
        units = {place: _units(sheet.line(place)) for place in places}
        ranked = sorted(places, key=lambda place: (-sheet.amounts[place] / units[place], place))
        rank = 0
        for place in ranked:
            shares = [_share(term, rank + unit) for unit in range(units[place])]
            rank += units[place]
            if all(share == 1 for share in shares):
                continue
            after = cents(sheet.amounts[place] * sum(shares) / units[place])
            figures: list[Figure] = [("rank", Decimal(rank - units[place] + 1)), ("units", Decimal(units[place]))]
            figures += (
                [("share", shares[0])] if len(set(shares)) == 1 else [("shares together", sum(shares, Decimal(0)))]
            )
            sheet.write("rank cut", term.name, (place,), (after,), tuple(figures))


def _units(line: Line) -> int:
    return int(line.units) if line.units >= 1 and line.units == int(line.units) else 1


def _share(term: RankCut, rank: int) -> Decimal:
    return term.shares[min(rank, len(term.shares) - 1)]


def lesser_of(sheet: Worksheet) -> None:
    """No more than the charge: of each line, lines paid as one together, or of the claim with all that is in it."""
    if sheet.version.lesser_of is LesserOf.NO:
        return
    carved = [(place,) for place in sorted(sheet.carved)]
    groups = [*sheet.wholes, *((place,) for place in sheet.own()), *carved]
    if sheet.version.lesser_of is LesserOf.CLAIM:
        groups = [tuple(sorted(sheet.amounts))]
    for places in groups:
        allowed, charge = sheet.allowed(places), max(sheet.charge(places), ZERO)
        if allowed > charge:
            amounts = spread(cents(charge), [max(sheet.amounts[place], ZERO) for place in places])
            figures: tuple[Figure, ...] = (("charge", charge), ("per", sheet.version.lesser_of.value))
            sheet.write("lesser-of", "lesser of", places, amounts, figures)
