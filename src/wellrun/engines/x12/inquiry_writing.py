"""From records to the two questions a provider sends: the 270 for benefits, the 276 for the status of claims."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import groupby

from wellrun.engines.x12.delimiters import Delimiters
from wellrun.engines.x12.eligibility import (
    DEPENDENT,
    RECEIVER,
    SOURCE,
    SUBSCRIBER,
    Eligibility,
    Member,
    Query,
    Service,
)
from wellrun.engines.x12.faults import Fault, Level
from wellrun.engines.x12.status import ClaimStatus, StatusClaim, StatusLevel
from wellrun.engines.x12.writing import (
    Address,
    Composing,
    Controls,
    Group,
    Repeated,
    Value,
    Written,
    add_days,
    add_party,
    interchange,
)

ELIGIBILITY, STATUS = "005010X279A1", "005010X212"


def write_eligibility_inquiries(
    inquiries: Iterable[Eligibility],
    address: Address,
    controls: Controls,
    at: dt.datetime,
    *,
    delimiters: Delimiters | None = None,
) -> Written:
    """An interchange with a 270 for each record. Benefits and refusals are answers and are not written.

    Faults: values that hold a delimiter, which are left out; parties that are missing; a dependent who does not come
    behind their subscriber. What has a fault should not be sent.
    """
    bodies = []
    for inquiry in inquiries:
        composing = Composing(delimiters)
        composing.add("BHT", "0022", inquiry.purpose or "13", inquiry.reference, at.date(), f"{at:%H%M}")
        _members(composing, inquiry.members)
        bodies.append(composing)
    return _sent(Group("HS", "270", ELIGIBILITY, ()), bodies, address, controls, at, delimiters)


def write_status_inquiries(
    inquiries: Iterable[ClaimStatus],
    address: Address,
    controls: Controls,
    at: dt.datetime,
    *,
    delimiters: Delimiters | None = None,
) -> Written:
    """An interchange with a 276 for each record: its levels with their own numbers, and what is asked for. No status.

    Faults: values that hold a delimiter, which are left out; parties that are missing.
    """
    bodies = []
    for inquiry in inquiries:
        composing = Composing(delimiters)
        structure, purpose = inquiry.structure or "0010", inquiry.purpose or "13"
        composing.add("BHT", structure, purpose, inquiry.reference, at.date(), f"{at:%H%M}")
        above = {level.above for level in inquiry.levels}
        for level in inquiry.levels:
            _level(composing, level, parent=level.number in above)
        bodies.append(composing)
    return _sent(Group("HR", "276", STATUS, ()), bodies, address, controls, at, delimiters)


def _sent(
    group: Group,
    bodies: list[Composing],
    address: Address,
    controls: Controls,
    at: dt.datetime,
    delimiters: Delimiters | None,
) -> Written:
    group = group._replace(bodies=tuple(tuple(one.segments) for one in bodies))
    done = interchange(address, controls, at, [group], delimiters=delimiters)
    return Written(done.pieces, (*done.faults, *(fault for one in bodies for fault in one.faults)))


def _members(composing: Composing, members: tuple[Member, ...]) -> None:
    number = 0
    for _source, ours in groupby(members, key=lambda member: member.source):
        asked = list(ours)
        number = source = number + 1
        composing.add("HL", number, "", SOURCE, 1)
        add_party(composing, asked[0].source)
        for _receiver, theirs in groupby(asked, key=lambda member: member.receiver):
            several = list(theirs)
            number = receiver = number + 1
            composing.add("HL", number, source, RECEIVER, 1)
            add_party(composing, several[0].receiver)
            subscriber, holder = 0, None
            for here, member in enumerate(several):
                number += 1
                follows = here + 1 < len(several) and several[here + 1].level == DEPENDENT
                if member.level == DEPENDENT:
                    composing.add("HL", number, subscriber, DEPENDENT, 0)
                    if not subscriber or member.subscriber != holder:
                        _orphan(composing)
                else:
                    subscriber, holder = number, member.person
                    composing.add("HL", number, receiver, SUBSCRIBER, int(follows))
                _member(composing, member)


def _orphan(composing: Composing) -> None:
    message = "A dependent comes behind their subscriber, and this one does not."
    composing.faults.append(Fault(Level.SEGMENT, "7", message, "HL", len(composing.segments) + 1))


def _member(composing: Composing, member: Member) -> None:
    for trace in member.traces:
        composing.add("TRN", *trace)
    add_party(composing, member.person)
    for row in (member.diagnoses,) if member.diagnoses else ():
        composing.add("HI", *row)
    for kind, (first, last) in member.dates.items():
        add_days(composing, kind, first, last)
    for query in member.queries:
        _query(composing, query)


def _query(composing: Composing, query: Query) -> None:
    composing.add("EQ", Repeated(query.services), _service(query.procedure), query.coverage, query.insurance)
    for kind, value in query.references.items():
        composing.add("REF", kind, value)
    for kind, code in query.conditions:
        composing.add("III", kind, code)
    for kind, (first, last) in query.dates.items():
        add_days(composing, kind, first, last)


def _level(composing: Composing, level: StatusLevel, *, parent: bool) -> None:
    composing.add("HL", level.number, level.above, level.level, int(parent))
    person = level.party
    if person is not None and (person.birth or person.sex):
        # In a 276 birth and sex stand before the name.
        composing.add("DMG", "D8" if person.birth else "", person.birth, person.sex)
        person = person._replace(birth=None, sex="")
    add_party(composing, person)
    for claim in level.claims:
        _asked(composing, claim)


def _asked(composing: Composing, claim: StatusClaim) -> None:
    composing.add("TRN", *claim.trace)
    for kind, value in claim.references.items():
        composing.add("REF", kind, value)
    for kind, amount in claim.amounts.items():
        composing.add("AMT", kind, amount)
    for kind, (first, last) in claim.dates.items():
        add_days(composing, kind, first, last)
    for line in claim.lines:
        service = _service(line.service)
        composing.add("SVC", service, line.charge, line.paid, line.revenue_code, "", "", line.units)
        for kind, value in line.references.items():
            composing.add("REF", kind, value)
        for kind, (first, last) in line.dates.items():
            add_days(composing, kind, first, last)


def _service(service: Service | None) -> Value:
    return (service.qualifier, service.code, *service.modifiers) if service is not None else ""
