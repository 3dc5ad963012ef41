"""Entries that come from no remittance: charges, what patients pay, write-offs, refunds, and cash that is placed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum

from wellrun.departments.revenue.rules.entries import Approval, Book, Cause, Entry, Kind, Leg, Owed, Responsible
from wellrun.departments.revenue.rules.matching import OpenClaim


class Waiver(StrEnum):
    """Why an amount is written off: kept as the entry's note, so that sums can tell one from another.

    Charity is given to who cannot pay, bad debt is not expected from who could (HFMA P&P Board Statement 15).
    """

    DENIAL = "denial"
    CHARITY = "charity"
    BAD_DEBT = "bad debt"
    SMALL_BALANCE = "small balance"


def waiver_of(entry: Entry) -> Waiver:
    """Why an entry writes off. Entries without a note are of denials, which alone were written off before."""
    return Waiver(entry.note) if entry.note else Waiver.DENIAL


def charge_entries(claim: OpenClaim, on: dt.date, currency: str = "USD") -> Iterator[Entry]:
    """The charge of each line, owed by the primary payer, or by the patient where there is no payer."""
    by = Responsible.PRIMARY if claim.payers else Responsible.PATIENT
    for line in claim.lines:
        if line.charge:
            of = Owed(claim.patient, claim.account, claim.number, line.number, by)
            legs = Leg(Book.RECEIVABLE, line.charge, of), Leg(Book.REVENUE, -line.charge)
            yield Entry(Cause("charges", claim.number, line=line.number), Kind.CHARGE, on, legs, currency)


def patient_payment(
    cause: Cause, of: Owed, amount: Decimal, owed: Decimal, on: dt.date, currency: str = "USD"
) -> Entry:
    """What a patient paid on a line; more than is ``owed`` stands as unapplied cash."""
    applied = max(min(amount, owed), Decimal(0))
    legs = [Leg(Book.CASH, amount)]
    legs += [Leg(Book.RECEIVABLE, -applied, of)] if applied else []
    legs += [Leg(Book.UNAPPLIED, applied - amount, of)] if amount > applied else []
    return Entry(cause, Kind.PATIENT_PAYMENT, on, tuple(legs), currency)


def write_off(
    cause: Cause, of: Owed, amount: Decimal, waiver: Waiver, approval: Approval, on: dt.date, currency: str = "USD"
) -> Entry:
    """An amount given up, approved for a reason, and told apart by what for."""
    legs = Leg(Book.WRITE_OFF, amount), Leg(Book.RECEIVABLE, -amount, of)
    return Entry(cause, Kind.WRITE_OFF, on, legs, currency, note=waiver.value, approval=approval)


def refund(cause: Cause, of: Owed, amount: Decimal, approval: Approval, on: dt.date, currency: str = "USD") -> Entry:
    """Unapplied cash given back to whoever paid it."""
    legs = Leg(Book.UNAPPLIED, amount, of), Leg(Book.CASH, -amount)
    return Entry(cause, Kind.REFUND, on, legs, currency, approval=approval)


def apply_cash(cause: Cause, source: Owed, of: Owed, amount: Decimal, on: dt.date, currency: str = "USD") -> Entry:
    """Unapplied cash put to what it was for."""
    legs = Leg(Book.UNAPPLIED, amount, source), Leg(Book.RECEIVABLE, -amount, of)
    return Entry(cause, Kind.UNAPPLIED, on, legs, currency)
