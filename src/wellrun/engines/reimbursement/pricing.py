"""What a claim should bring by a contract: every term in its order, every step kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from wellrun.engines.reimbursement.adjusting import carve_out, cut_by_modifier, cut_by_rank, lesser_of
from wellrun.engines.reimbursement.base import price_term, takes
from wellrun.engines.reimbursement.claim import Claim, PatientShare
from wellrun.engines.reimbursement.contract import WHOLE, Contract, WithholdBasis
from wellrun.engines.reimbursement.expected import Expected, Figures, PricedLine, Unpriced, Why, total
from wellrun.engines.reimbursement.matching import version_of
from wellrun.engines.reimbursement.money import ZERO, cents, spread
from wellrun.engines.reimbursement.stoploss import protect
from wellrun.engines.reimbursement.worksheet import Worksheet

AFTER_BASE = (cut_by_modifier, cut_by_rank, protect, lesser_of)
"""What changes the base price, in order."""


def price(claim: Claim, contract: Contract) -> Expected:
    """The claim by the contract's version of its day. Nothing is refused: what has no price is in ``unpriced``.

    Each step leaves each of its lines in cents, half up, and the next one reckons from there. Amounts for several lines
    are divided by charge, cents left going where most was cut off, so that lines always add up to the claim.
    """
    doubled = [number for number, count in Counter(line.number for line in claim.lines).items() if count > 1]
    if not claim.lines or doubled:
        why = Why.DOUBLED_LINES if doubled else Why.NO_LINES
        return Expected(claim.number, contract.key, None, (), (), (Unpriced(why, sought=", ".join(doubled)),))
    version = version_of(claim, contract)
    if version is None:
        unpriced = Unpriced(Why.NO_VERSION, sought=f"{claim.begins} to {claim.ends}")
        return Expected(claim.number, contract.key, None, (), (), (unpriced,))
    sheet = Worksheet(claim, contract, version)
    carve_out(sheet)
    _base(sheet)
    for step in AFTER_BASE:
        step(sheet)
    return _done(sheet)


def _base(sheet: Worksheet) -> None:
    """Base terms take, first to last, of the lines that are left."""
    left = [place for place in range(len(sheet.claim.lines)) if place not in sheet.carved]
    for term in sheet.version.terms:
        offered = [sheet.line(place) for place in left]
        places = [left[at] for at in takes(term, sheet.claim, offered, sheet.contract)]
        if not places:
            continue
        left = [place for place in left if place not in places]
        found = price_term(term, sheet.claim, [sheet.line(place) for place in places], sheet.contract)
        sheet.unpriced += found.unpriced
        for piece in found.pieces:
            taken = tuple(places[at] for at in piece.places)
            sheet.write("base", term.name, taken, piece.amounts, piece.figures)
            sheet.fee_modifier |= dict.fromkeys(taken, piece.modifier)
        if isinstance(term, WHOLE):
            priced = tuple(place for place in places if place in sheet.amounts)
            sheet.wholes += [priced] if priced else []
    sheet.unpriced += [Unpriced(Why.NO_TERM, sheet.line(place).number, sought=_codes(sheet, place)) for place in left]


def _codes(sheet: Worksheet, place: int) -> str:
    line = sheet.line(place)
    return " ".join(part for part in (line.revenue_code, line.procedure) if part)


def _done(sheet: Worksheet) -> Expected:
    places = tuple(sorted(sheet.amounts))
    allowed = [sheet.amounts[place] for place in places]
    shares = _patient(sheet.claim.patient, allowed)
    withheld = _withhold(sheet, allowed, shares)
    if total(shares):
        owed = total(allowed) - total(withheld)
        sheet.note("patient share", "patient share", owed, owed - total(shares), _asked(sheet.claim.patient))
    lines = tuple(
        PricedLine(sheet.line(at).number, sheet.line(at).charge, amount, kept, share, sheet.base[at], sheet.last[at])
        for at, amount, kept, share in zip(places, allowed, withheld, shares, strict=True)
    )
    claim, contract = sheet.claim.number, sheet.contract.key
    return Expected(claim, contract, sheet.version.since, lines, tuple(sheet.steps), tuple(sheet.unpriced))


def _withhold(sheet: Worksheet, allowed: Sequence[Decimal], shares: Sequence[Decimal]) -> list[Decimal]:
    """What is kept back by line. The patient's share is known before and only said last: a withhold never lowers it."""
    withheld = [ZERO] * len(allowed)
    for term in sheet.version.withholds:
        paid = [max(amount - share, ZERO) for amount, share in zip(allowed, shares, strict=True)]
        basis = paid if term.basis is WithholdBasis.PAYMENT else allowed
        kept = [cents(amount * term.share) for amount in basis]
        before = total(allowed) - total(withheld)
        withheld = [one + more for one, more in zip(withheld, kept, strict=True)]
        figures = (("share", term.share), (_WITHHELD_OF[term.basis], total(basis)))
        sheet.note("withhold", term.name, before, before - total(kept), figures)
    return withheld


_WITHHELD_OF = {WithholdBasis.PAYMENT: "of what is paid", WithholdBasis.ALLOWED: "of what is allowed"}


def _patient(asked: PatientShare, allowed: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """The patient's share by line, never more than what is allowed: deductible, copayment, coinsurance of the rest."""
    rest = max(total(allowed), ZERO)
    deductible = min(asked.deductible, rest)
    copayment = min(asked.copayment, rest - deductible)
    coinsurance = cents((rest - deductible - copayment) * asked.coinsurance)
    weights = [max(amount, ZERO) for amount in allowed]
    return spread(cents(deductible + copayment + coinsurance), weights) if weights else ()


def _asked(patient: PatientShare) -> Figures:
    return (
        ("deductible", patient.deductible),
        ("copayment", patient.copayment),
        ("coinsurance", patient.coinsurance),
    )
