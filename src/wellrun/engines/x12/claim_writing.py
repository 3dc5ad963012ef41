"""From the records of claims to an 837 that can be sent. What the records do not hold is not written.

The hierarchy is made from the claims in their order: those that share a billing provider, and within them a subscriber
with the same insurance, stand together. Counts are computed, control numbers given.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any

from wellrun.engines.x12.claims import (
    ADJUDICATED,
    BILLING,
    CONTROL,
    PATIENT,
    SERVED,
    SUBSCRIBER,
    BilledClaim,
    BilledLine,
    Billing,
    Insured,
    OtherPayer,
)
from wellrun.engines.x12.delimiters import Delimiters
from wellrun.engines.x12.faults import Fault, Level
from wellrun.engines.x12.remittance import Adjustment
from wellrun.engines.x12.writing import (
    Address,
    Composing,
    Controls,
    Group,
    Written,
    add_days,
    add_party,
    add_speciality,
    interchange,
)

FUNCTIONAL = "HC"
PROFESSIONAL, INSTITUTIONAL = "005010X222A1", "005010X223A2"
OF_INSTITUTION = "A"
"""Qualifier of a place of service that is told by type of bill (CLM05-2)."""

IN_A_ROW = 12
"""Codes in one HI."""
REASONS = 6
"""Reasons in one CAS."""


def write_claims(
    billings: Iterable[Billing],
    address: Address,
    controls: Controls,
    at: dt.datetime,
    *,
    delimiters: Delimiters | None = None,
) -> Written:
    """An interchange with an 837 for each billing; those of persons and those of institutions in groups of their own.

    Faults: values that hold a delimiter, which are left out; parties that are missing; claims of both kinds in one
    transaction. What has a fault should not be sent. controls.transaction is counted on within each group.
    """
    ends = delimiters or Delimiters()
    bodies: dict[str, list[Composing]] = {}
    for billing in billings:
        composing = Composing(ends)
        release = _release(billing, composing)
        _transaction(billing, composing, at, institutional=release == INSTITUTIONAL)
        bodies.setdefault(release, []).append(composing)
    groups = [
        Group(FUNCTIONAL, "837", release, tuple(tuple(one.segments) for one in several))
        for release, several in bodies.items()
    ]
    done = interchange(address, controls, at, groups, delimiters=ends)
    inside = [fault for several in bodies.values() for one in several for fault in one.faults]
    return Written(done.pieces, (*done.faults, *inside))


def _release(billing: Billing, composing: Composing) -> str:
    kinds = {_of_institution(claim) for claim in billing.claims}
    if len(kinds) > 1:
        message = "Claims of persons and of institutions cannot stand in one transaction."
        composing.faults.append(Fault(Level.TRANSACTION, "mixed", message, "CLM", element=5, component=2))
    return INSTITUTIONAL if kinds == {True} else PROFESSIONAL


def _of_institution(claim: BilledClaim) -> bool:
    return claim.place_qualifier == OF_INSTITUTION or any(line.revenue_code for line in claim.lines)


def _transaction(sent: Billing, composing: Composing, at: dt.datetime, *, institutional: bool) -> None:
    composing.add("BHT", "0019", "00", sent.reference, at.date(), f"{at:%H%M}", sent.kind or "CH")
    for party in (sent.submitter, sent.receiver):
        add_party(composing, party)
    numbers = 0
    for _provider, ours in groupby(sent.claims, key=lambda claim: claim.billing):
        numbers += 1
        provider = numbers
        mine = list(ours)
        composing.add("HL", numbers, "", BILLING, 1)
        billing = mine[0].billing
        if billing is not None and billing.speciality:
            # It stands before the name it belongs to.
            add_speciality(composing, billing)
            billing = billing._replace(speciality=())
        add_party(composing, billing)
        for family in _families(mine):
            numbers += 1
            numbers = _family(composing, family, numbers, provider, institutional=institutional)


def _families(claims: list[BilledClaim]) -> list[list[BilledClaim]]:
    """Claims of one subscriber and insurance in a row; their own before those of dependents."""
    found: list[list[BilledClaim]] = []
    for claim in claims:
        last = found[-1][-1] if found else None
        if last is not None and _holder(last) == _holder(claim) and (_own(last) or not _own(claim)):
            found[-1].append(claim)
        else:
            found.append([claim])
    return found


def _holder(claim: BilledClaim) -> tuple[Any, ...]:
    return claim.subscriber, claim.payer, claim.insured._replace(relation="")


def _own(claim: BilledClaim) -> bool:
    return claim.patient == claim.subscriber


def _family(composing: Composing, claims: list[BilledClaim], number: int, provider: int, *, institutional: bool) -> int:
    """A subscriber's level and those of their dependents; the last number of the hierarchy given."""
    first = claims[0]
    level = number
    dependents = any(not _own(claim) for claim in claims)
    composing.add("HL", number, provider, SUBSCRIBER, int(dependents))
    insured = first.insured
    relation = insured.relation if _own(first) else ""
    _insured(composing, insured._replace(relation=relation))
    for party in (first.subscriber, first.payer):
        add_party(composing, party)
    for claim in claims:
        if _own(claim):
            _claim(composing, claim, institutional=institutional)
    others = [claim for claim in claims if not _own(claim)]
    for _key, several in groupby(others, key=lambda claim: (claim.patient, claim.insured.relation)):
        same = list(several)
        number += 1
        composing.add("HL", number, level, PATIENT, 0)
        composing.add("PAT", same[0].insured.relation)
        add_party(composing, same[0].patient)
        for claim in same:
            _claim(composing, claim, institutional=institutional)
    return number


def _insured(composing: Composing, insured: Insured) -> None:
    sequence, relation, group, name, filing = insured
    composing.add("SBR", sequence, relation, group, name, "", "", "", "", filing)


def _claim(composing: Composing, claim: BilledClaim, *, institutional: bool) -> None:
    where = (claim.place, claim.place_qualifier, claim.frequency)
    composing.add("CLM", claim.number, claim.charge, "", "", where, *claim.consents, "", claim.causes)
    for kind, (first, last) in claim.dates.items():
        add_days(composing, kind, first, last)
    for kind, moment in claim.moments.items():
        if isinstance(moment, dt.datetime):
            composing.add("DTP", kind, "DT", f"{moment.date().isoformat().replace('-', '')}{moment:%H%M}")
        else:
            composing.add("DTP", kind, "TM", f"{moment:%H%M}")
    if any(claim.admission):
        composing.add("CL1", *claim.admission)
    _amounts(composing, claim.amounts)
    for kind, value in claim.references.items():
        composing.add("REF", kind, value)
    for note in claim.notes:
        composing.add("NTE", "ADD", note)
    _codes(composing, claim, institutional=institutional)
    for party in claim.parties.values():
        add_party(composing, party)
    for other in claim.others:
        _other(composing, other)
    for line in claim.lines:
        _line(composing, line, institutional=institutional)


def _codes(composing: Composing, claim: BilledClaim, *, institutional: bool) -> None:
    """Diagnoses, then what else HI holds. An institution's stand by their qualifiers, principal ones alone."""
    rows: list[tuple[str, ...]] = []
    for place, (qualifier, code) in enumerate(claim.diagnoses, start=1):
        told = claim.present.get(place, "")
        rows.append((qualifier, code, *[""] * 6, told) if told else (qualifier, code))
    for several in (rows, list(claim.codes)):
        if institutional:
            for _qualifier, same in groupby(several, key=lambda row: row[0]):
                _in_rows(composing, list(same))
        else:
            _in_rows(composing, several)


def _in_rows(composing: Composing, rows: list[tuple[str, ...]]) -> None:
    for begins in range(0, len(rows), IN_A_ROW):
        composing.add("HI", *rows[begins : begins + IN_A_ROW])


def _other(composing: Composing, other: OtherPayer) -> None:
    _insured(composing, other.insured)
    _adjustments(composing, other.adjustments)
    _amounts(composing, other.amounts)
    if any(other.consents):
        assignment, signature, release = (*other.consents, "", "", "")[:3]
        composing.add("OI", "", "", assignment, signature, "", release)
    for party in other.parties.values():
        add_party(composing, party)


def _line(composing: Composing, line: BilledLine, *, institutional: bool) -> None:
    procedure = (line.qualifier, line.procedure, *line.modifiers)
    composing.add("LX", line.number)
    if institutional:
        composing.add("SV2", line.revenue_code, procedure, line.charge, line.unit, line.units)
    else:
        pointers = tuple(str(one) for one in line.pointers)
        composing.add("SV1", procedure, line.charge, line.unit, line.units, line.place, "", pointers)
    if line.begins is not None and line.ends is not None:
        add_days(composing, SERVED, line.begins, line.ends)
    for kind, value in ((CONTROL, line.control), *line.references.items()):
        if value:
            composing.add("REF", kind, value)
    for note in line.notes:
        composing.add("NTE", "ADD", note)
    left = line.adjustments
    for number, (payer, paid) in enumerate(line.adjudicated.items(), start=1):
        composing.add("SVD", payer, paid, procedure, line.revenue_code, line.units)
        if number == len(line.adjudicated):
            # Which payer adjusted is not told in the records: the adjustments stand with the last.
            _adjustments(composing, left)
            left = ()
        if payer in line.decided:
            composing.add("DTP", ADJUDICATED, "D8", line.decided[payer])
    _adjustments(composing, left)


def _amounts(composing: Composing, amounts: Mapping[str, Decimal]) -> None:
    for kind, value in amounts.items():
        composing.add("AMT", kind, value)


def _adjustments(composing: Composing, adjustments: Iterable[Adjustment]) -> None:
    for group, same in groupby(adjustments, key=lambda one: one.group):
        reasons = list(same)
        for begins in range(0, len(reasons), REASONS):
            triples = [(one.reason, one.amount, one.quantity) for one in reasons[begins : begins + REASONS]]
            composing.add("CAS", group, *[part for triple in triples for part in triple])
