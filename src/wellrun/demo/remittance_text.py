"""An 835 as a payer would send it, from plain values: the demonstration and the tests pay claims with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

Amount = Decimal
Reason = tuple[str, str, Decimal]
"""Group, number of the reason, amount."""


@dataclass(frozen=True)
class PaidLine:
    """A service line and what became of it."""

    code: str
    charge: Amount
    paid: Amount
    reasons: tuple[Reason, ...] = ()
    control: str = ""
    modifiers: tuple[str, ...] = ()
    on: dt.date | None = None
    revenue_code: str = ""


@dataclass(frozen=True)
class PaidClaim:
    """A claim and what became of it; ``status`` as in CLP02."""

    number: str
    lines: tuple[PaidLine, ...]
    status: str = "1"
    control: str = ""
    begins: dt.date | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def charge(self) -> Amount:
        return sum((line.charge for line in self.lines), Decimal(0))

    @property
    def paid(self) -> Amount:
        return sum((line.paid for line in self.lines), Decimal(0)) - sum((one[2] for one in self.reasons), Decimal(0))

    @property
    def share(self) -> Amount:
        every = [*self.reasons, *(one for line in self.lines for one in line.reasons)]
        return sum((amount for group, _reason, amount in every if group == "PR"), Decimal(0))


@dataclass(frozen=True)
class Payment:
    """One payment: claims, and what the payer keeps or adds outside of them (reason, reference, amount)."""

    payer: str
    payer_number: str
    trace: str
    paid_on: dt.date
    claims: tuple[PaidClaim, ...]
    outside: tuple[tuple[str, str, Amount], ...] = ()
    payee: str = "HARBOUR VIEW HOSPITAL"
    payee_number: str = "1999999984"

    @property
    def paid(self) -> Amount:
        return sum((one.paid for one in self.claims), Decimal(0)) - sum((one[2] for one in self.outside), Decimal(0))


def remittance_text(payments: Sequence[Payment], *, control: int) -> str:
    """The interchange with one transaction for each payment, a segment a line."""
    first = payments[0]
    day, sender = first.paid_on, first.payer_number.ljust(15)[:15]
    whole = [
        f"ISA*00*          *00*          *ZZ*{sender}*ZZ*{'HARBOURVIEW'.ljust(15)}*{day:%y%m%d}*0600*^*00501*"
        f"{control:09}*0*P*:",
        f"GS*HP*{first.payer_number}*HARBOURVIEW*{day:%Y%m%d}*0600*{control}*X*005010X221A1",
    ]
    for number, payment in enumerate(payments, start=1):
        inside = [f"ST*835*{number:04}", *_payment(payment)]
        whole += [*inside, f"SE*{len(inside) + 1}*{number:04}"]
    whole += [f"GE*{len(payments)}*{control}", f"IEA*1*{control:09}"]
    return "".join(f"{segment}~\n" for segment in whole)


def _payment(one: Payment) -> Iterator[str]:
    day = f"{one.paid_on:%Y%m%d}"
    account = "01*111000025*DA*0001"
    yield f"BPR*I*{one.paid:.2f}*C*ACH*CCP*{account}*{one.payer_number}**01*222000111*DA*0002*{day}"
    yield f"TRN*1*{one.trace}*{one.payer_number}"
    yield f"DTM*405*{day}"
    yield f"N1*PR*{one.payer}*XV*{one.payer_number}"
    yield "N3*1 INSURANCE WAY"
    yield "N4*TIDEWATER*VA*23000"
    yield f"N1*PE*{one.payee}*XX*{one.payee_number}"
    yield "LX*1"
    for claim in one.claims:
        yield from _claim(claim)
    for reason, reference, amount in one.outside:
        name = f"{reason}:{reference}" if reference else reason
        yield f"PLB*{one.payee_number}*{one.paid_on.year}1231*{name}*{amount:.2f}"


def _claim(claim: PaidClaim) -> Iterator[str]:
    share = f"{claim.share:.2f}" if claim.share else ""
    yield f"CLP*{claim.number}*{claim.status}*{claim.charge:.2f}*{claim.paid:.2f}*{share}*12*{claim.control}*11*1"
    yield from _reasons(claim.reasons)
    yield "NM1*QC*1*DOE*JAN****MI*W000000001"
    if claim.begins is not None:
        yield f"DTM*232*{claim.begins:%Y%m%d}"
    for line in claim.lines:
        code = ":".join(("HC", line.code, *line.modifiers)) if line.code else f"NU:{line.revenue_code}"
        yield f"SVC*{code}*{line.charge:.2f}*{line.paid:.2f}*{line.revenue_code if line.code else ''}*1"
        if line.on is not None:
            yield f"DTM*472*{line.on:%Y%m%d}"
        yield from _reasons(line.reasons)
        if line.control:
            yield f"REF*6R*{line.control}"


def _reasons(reasons: Sequence[Reason]) -> Iterator[str]:
    for group in dict.fromkeys(group for group, _reason, _amount in reasons):
        triples = [f"{reason}*{amount:.2f}" for one, reason, amount in reasons if one == group]
        yield f"CAS*{group}*" + "**".join(triples)
