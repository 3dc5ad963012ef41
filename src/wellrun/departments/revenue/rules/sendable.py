"""A claim as a transaction of its own, and whether it can be written as one.

What a claim has to say is asked by the scrubber's rules; what is left here is what no transaction can carry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from types import MappingProxyType
from typing import NamedTuple

from wellrun.engines.x12 import (
    Address,
    BilledClaim,
    Billing,
    Contact,
    Controls,
    Fault,
    Kind,
    Party,
    Written,
    element_faults,
    write_claims,
)

PASSED_ON = "D9"
"""Qualifier of the number that whoever passes a claim on gives back with its answer (REF01)."""

SUBMITTER, RECEIVER, ORGANISATION, ELECTRONIC = "41", "40", "2", "46"


class Sender(NamedTuple):
    """Who sends to whom: the two addresses of the envelope, names, and who answers questions."""

    address: Address
    name: str
    receiver_name: str
    contact: str
    phone: str


def interchange_of(claims: Iterable[tuple[str, BilledClaim]], sender: Sender, control: int, at: dt.datetime) -> Written:
    """An interchange with a transaction for each claim, by the reference that answers repeat. All are of one form."""
    billings = [_billing(reference, content, sender) for reference, content in claims]
    return write_claims(billings, sender.address, Controls(control, control), at)


def faults_of(content: BilledClaim, sender: Sender, at: dt.datetime) -> tuple[Fault, ...]:
    """What is wrong with a claim as it would be sent: what cannot be written, and elements against their tables."""
    written = interchange_of([("1", content)], sender, 1, at)
    if written.faults:
        # What could not be written is left out, and would be told once more as missing.
        return written.faults
    transactions = (piece for piece in written.pieces if piece.kind is Kind.TRANSACTION)
    return tuple(one for piece in transactions for one in element_faults(piece))


def _billing(reference: str, content: BilledClaim, sender: Sender) -> Billing:
    contacts = (Contact("IC", sender.contact, (("TE", sender.phone),)),)
    us = Party(SUBMITTER, sender.name, "", ELECTRONIC, sender.address.sender, kind=ORGANISATION, contacts=contacts)
    them = Party(RECEIVER, sender.receiver_name, "", ELECTRONIC, sender.address.receiver, kind=ORGANISATION)
    named = content._replace(references=MappingProxyType({**content.references, PASSED_ON: reference}))
    return Billing(us, them, reference, "CH", (named,), (), ())
