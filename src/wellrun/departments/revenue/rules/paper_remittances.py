"""A remittance on paper, as a person copies it: from what was typed to the values that an 835 would have had.

Groups and reasons are those of the claim adjustment segment (CAS, 005010X221A1), as payers print them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from wellrun.departments.revenue.rules.from_x12 import remittance_from
from wellrun.departments.revenue.rules.remitted import claim_faults, remittance_faults
from wellrun.engines.x12 import Adjustment, PaidClaim, PaidLine, ProviderAdjustment, Remittance
from wellrun.values.faults import Fault

REASON = re.compile(r"(CO|CR|OA|PI|PR)\s*-?\s*([A-Z]{0,2}\d{1,4})\s+(-?\d{1,9}(?:\.\d{1,2})?)", re.IGNORECASE)
OUTSIDE = re.compile(r"([A-Z0-9]{2})\s+(-?\d{1,9}(?:\.\d{1,2})?)(?:\s+(\S.{0,48}))?", re.IGNORECASE)


class CopiedLine(NamedTuple):
    """A line as it stands on the paper; ``control`` is our number of it, where it is known."""

    code: str
    charge: Decimal
    paid: Decimal
    adjustments: tuple[Adjustment, ...]
    modifiers: tuple[str, ...] = ()
    control: str = ""
    on: dt.date | None = None


class CopiedClaim(NamedTuple):
    """A claim as it stands on the paper; ``status`` as in an 835 (CLP02)."""

    number: str
    status: str
    payer_control: str
    begins: dt.date | None
    lines: tuple[CopiedLine, ...]


class Copied(NamedTuple):
    """A payment as it stands on the paper. ``payer`` by name and a number of it that is known."""

    payer: str
    payer_number: str
    trace: str
    paid_on: dt.date
    deposit: Decimal
    claims: tuple[CopiedClaim, ...]
    outside: tuple[ProviderAdjustment, ...] = ()


def reasons_in(text: str) -> tuple[Adjustment, ...]:
    """Reasons as they are typed, ``CO-45 20.00, PR-2 16``. Raises ``ValueError`` with the part that is none."""
    return tuple(_reason(part) for part in _parts(text))


def outside_in(text: str) -> tuple[ProviderAdjustment, ...]:
    """Money outside of claims, one in a line: reason, amount, reference. Raises ``ValueError`` with a line that is not.

    An amount above zero lowers the payment.
    """
    return tuple(_outside(line.strip()) for line in text.splitlines() if line.strip())


def remittance_of_paper(copied: Copied) -> Remittance:
    """The payment as an 835 would have told it."""
    return Remittance(
        handling="I",
        paid=copied.deposit,
        credit="C",
        method="CHK",
        paid_on=copied.paid_on,
        trace=copied.trace,
        payer=copied.payer,
        payer_number=copied.payer_number,
        payee="",
        payee_number="",
        claims=tuple(_claim(one, at) for at, one in enumerate(copied.claims)),
        provider_adjustments=copied.outside,
        unknown=(),
        faults=(),
    )


def copying_faults(copied: Copied) -> tuple[Fault, ...]:
    """Everything that does not add up, of the payment and of each claim, before anything is kept of it."""
    found = remittance_from(remittance_of_paper(copied), payer="", otherwise=copied.paid_on)
    remedy = "Compare it with the paper and correct what was typed."
    faults = [replace(one, remedy=remedy) for one in remittance_faults(found)]
    for at, claim in enumerate(found.claims):
        faults += [
            replace(one, message=f"{claim.number}: {one.message}", place=f"{at}", remedy=remedy)
            for one in claim_faults(claim)
        ]
    return tuple(faults)


def _parts(text: str) -> Iterator[str]:
    return (part.strip() for part in re.split(r"[,;\n]", text) if part.strip())


def _reason(part: str) -> Adjustment:
    found = REASON.fullmatch(part)
    if found is None:
        raise ValueError(part)
    group, reason, amount = found.groups()
    return Adjustment(group.upper(), reason.upper(), Decimal(amount), None)


def _outside(line: str) -> ProviderAdjustment:
    found = OUTSIDE.fullmatch(line)
    if found is None:
        raise ValueError(line)
    reason, amount, reference = found.groups()
    return ProviderAdjustment("", None, reason.upper(), reference or "", Decimal(amount), 0)


def _claim(claim: CopiedClaim, at: int) -> PaidClaim:
    return PaidClaim(
        number=claim.number,
        status=claim.status,
        charge=_total(line.charge for line in claim.lines),
        paid=_total(line.paid for line in claim.lines),
        patient_share=None,
        filing="",
        payer_control=claim.payer_control,
        facility_kind="",
        frequency="",
        drg="",
        names={},
        adjustments=(),
        lines=tuple(_line(one, number) for number, one in enumerate(claim.lines)),
        dates={"232": claim.begins} if claim.begins else {},
        references={},
        amounts={},
        remarks=(),
        at=at,
    )


def _line(line: CopiedLine, at: int) -> PaidLine:
    revenue = line.code.isdecimal() and len(line.code) == 4
    return PaidLine(
        qualifier="NU" if revenue else "HC",
        procedure="" if revenue else line.code,
        modifiers=line.modifiers,
        charge=line.charge,
        paid=line.paid,
        revenue_code=line.code if revenue else "",
        units=None,
        submitted="",
        begins=line.on,
        ends=None,
        control=line.control,
        adjustments=line.adjustments,
        remarks=(),
        amounts={},
        at=at,
    )


def _total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal("0.00"))


def claims_named(text: str) -> Sequence[str]:
    """Numbers of claims as they are typed, apart by lines, spaces or commas; each once."""
    return list(dict.fromkeys(part for part in re.split(r"[\s,;]+", text.strip()) if part))
