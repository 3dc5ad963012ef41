"""What a front desk reads in an answer on benefits: covered on that day or not, who really pays, what to collect.

Coverage is judged for the day of service, never for the day of the policy or of the question. Codes are those of the
271 (005010X279A1) as the public record shows them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from wellrun.engines.x12.eligibility import Benefit, Dates, Eligibility, Member, Refusal

ACTIVE, INACTIVE = frozenset("12345"), frozenset("678")
COINSURANCE, COPAY, DEDUCTIBLE, POCKET = "A", "B", "C", "G"
SPENT, REMAINING, LEFT_OF_LIFE = "24", "29", "33"
"""Periods of an amount (EB06): the year to date; what remains of it."""

WHOLE_PLAN = "30"
"""Service type of the plan as a whole."""

BEGINS, ENDS, SPANS = ("346", "356", "348"), ("347", "357", "349"), ("291", "307", "292")
"""Days of plan, eligibility and benefit: first, last, both (DTP01)."""

ASKED = "472"
PAYERS = frozenset({"PR", "PRP", "SEP", "TTP", "P4", "P5", "36", "GW", "2B"})
"""Who can be named beside a benefit and pays: payer, first, second, third payer, insurers before, plan sponsor, other
plans and administrators (NM101)."""

OTHER_COVERAGE = "R"
POLICIES = ("1L", "18", "IG", "6P", "1W")
"""Numbers of a policy, plan or group (REF01)."""


class Coverage(StrEnum):
    """Whether a person is covered on the day of service, as the payer tells it."""

    COVERED = "covered"
    NOT_COVERED = "not covered"
    NOT_THAT_DAY = "not that day"
    ANOTHER_DAY = "another day"
    UNSAID = "unsaid"
    REFUSED = "refused"


class Network(StrEnum):
    """For providers in the plan's network, out of it, either, or not told (EB12)."""

    IN = "Y"
    OUT = "N"
    EITHER = "W"
    UNSAID = "U"


class Share(NamedTuple):
    """What a patient pays of a service: a sum for each (``amount``) or a part (``part``, 0.2 for 20 %)."""

    services: tuple[str, ...]
    network: Network
    amount: Decimal | None
    part: Decimal | None
    level: str
    period: str
    told: tuple[str, ...]


class Total(NamedTuple):
    """A sum that fills up in a year: ``level`` IND or FAM; whichever of the two was told."""

    level: str
    network: Network
    total: Decimal | None
    remaining: Decimal | None

    @property
    def reached(self) -> Decimal | None:
        """How much of it is filled."""
        if self.total is None or self.remaining is None:
            return None
        return max(self.total - self.remaining, Decimal(0))


class OtherPayer(NamedTuple):
    """A payer that the answer names beside the one asked: it may be the one that pays. ``policy``: a number, if any."""

    name: str
    number: str
    entity: str
    policy: str
    services: tuple[str, ...]


class Refused(NamedTuple):
    """Why nothing can be said: reject reason and what may be done next, as AAA tells them."""

    reason: str
    follow_up: str


class Reading(NamedTuple):
    """An answer as a front desk reads it."""

    coverage: Coverage
    plan: str
    since: dt.date | None
    until: dt.date | None
    answered_for: dt.date | None
    copays: tuple[Share, ...]
    coinsurance: tuple[Share, ...]
    deductibles: tuple[Total, ...]
    pockets: tuple[Total, ...]
    others: tuple[OtherPayer, ...]
    refusals: tuple[Refused, ...]
    messages: tuple[str, ...]


def reading_of(
    answer: Eligibility, *, service_on: dt.date, services: Sequence[str] = (WHOLE_PLAN,)
) -> Iterator[Reading]:
    """One reading for each member an answer tells of; a refusal of the whole is one without a member."""
    whole = tuple(_refused(answer.refusals))
    if not answer.members:
        yield _nothing(whole)
    for member in answer.members:
        yield _of_member(member, whole, service_on, tuple(services))


def _of_member(member: Member, whole: tuple[Refused, ...], on: dt.date, services: tuple[str, ...]) -> Reading:
    benefits = member.benefits
    refusals = (*whole, *_refused([*member.refusals, *(one for benefit in benefits for one in benefit.refusals)]))
    since, until = _span(member.dates)
    asked = member.dates.get(ASKED)
    active = [one for one in benefits if one.code in ACTIVE]
    named = next((one.plan for one in active if one.plan), "")
    wanted = frozenset(services) | {WHOLE_PLAN}
    return Reading(
        coverage=_coverage(member, on, wanted, refusals),
        plan=named,
        since=since,
        until=until,
        answered_for=asked[0] if asked else None,
        copays=tuple(_shares(benefits, COPAY)),
        coinsurance=tuple(_shares(benefits, COINSURANCE)),
        deductibles=tuple(_totals(benefits, DEDUCTIBLE, wanted)),
        pockets=tuple(_totals(benefits, POCKET, wanted)),
        others=tuple(dict.fromkeys(_others(benefits))),
        refusals=refusals,
        messages=tuple(dict.fromkeys(words for one in benefits for words in one.messages if words)),
    )


def _coverage(member: Member, on: dt.date, wanted: frozenset[str], refusals: tuple[Refused, ...]) -> Coverage:
    about = [one for one in member.benefits if not one.services or wanted & {*one.services}]
    active = [one for one in about if one.code in ACTIVE]
    asked = member.dates.get(ASKED)
    if active:
        held = [covers(one.dates, on) for one in active]
        whole = covers(member.dates, on)
        # What a benefit says of its own days goes before the days of the plan.
        said = [whole if one is None else one for one in held]
        if any(one is True for one in said):
            return Coverage.COVERED
        if all(one is False for one in said):
            return Coverage.NOT_THAT_DAY
        # Without days of coverage it holds for the day that was answered for, if that is told.
        return Coverage.ANOTHER_DAY if asked and not asked[0] <= on <= asked[1] else Coverage.COVERED
    if any(one.code in INACTIVE for one in about):
        return Coverage.NOT_COVERED
    return Coverage.REFUSED if refusals else Coverage.UNSAID


def covers(dates: Dates, on: dt.date) -> bool | None:
    """Whether days of coverage hold a day; none where no day of coverage is told."""
    since, until = _span(dates)
    if since is None and until is None:
        return None
    return (since is None or since <= on) and (until is None or on <= until)


def _span(dates: Dates) -> tuple[dt.date | None, dt.date | None]:
    """First and last day. One day alone where a span may stand is its first day: coverage without end."""
    firsts = [dates[key][0] for key in (*BEGINS, *SPANS) if key in dates]
    lasts = [dates[key][1] for key in ENDS if key in dates]
    lasts += [dates[key][1] for key in SPANS if key in dates and dates[key][0] != dates[key][1]]
    return max(firsts, default=None), min(lasts, default=None)


def _network(one: Benefit) -> Network:
    return Network(one.in_network) if one.in_network in frozenset(Network) else Network.UNSAID


def _shares(benefits: Iterable[Benefit], code: str) -> Iterator[Share]:
    for one in benefits:
        if one.code == code and (one.amount is not None or one.share is not None):
            told = one.messages
            yield Share(one.services, _network(one), one.amount, one.share, one.coverage, one.period, told)


def _totals(benefits: Iterable[Benefit], code: str, wanted: frozenset[str]) -> Iterator[Total]:
    """Total and rest of one sum stand in benefits of their own; here they are put together."""
    sums: dict[tuple[str, Network], dict[str, Decimal]] = {}
    for one in benefits:
        if one.code != code or one.amount is None or (one.services and not wanted & {*one.services}):
            continue
        which = {REMAINING: "remaining", LEFT_OF_LIFE: "remaining", SPENT: "spent"}.get(one.period, "total")
        sums.setdefault((one.coverage, _network(one)), {}).setdefault(which, one.amount)
    for (level, network), held in sums.items():
        total, remaining = held.get("total"), held.get("remaining")
        if remaining is None and total is not None and "spent" in held:
            remaining = max(total - held["spent"], Decimal(0))
        if total is not None or remaining is not None:
            yield Total(level, network, total, remaining)


def _others(benefits: Iterable[Benefit]) -> Iterator[OtherPayer]:
    for one in benefits:
        policy = next((one.references[key] for key in POLICIES if key in one.references), "")
        named = [party for party in one.related if party.entity in PAYERS or one.code == OTHER_COVERAGE]
        for party in named:
            yield OtherPayer(party.name, party.number, party.entity, policy, one.services)


def _refused(refusals: Iterable[Refusal]) -> Iterator[Refused]:
    return (Refused(one.reason, one.follow_up) for one in refusals)


def _nothing(refusals: tuple[Refused, ...]) -> Reading:
    coverage = Coverage.REFUSED if refusals else Coverage.UNSAID
    return Reading(coverage, "", None, None, None, (), (), (), (), (), refusals, ())


class Step(NamedTuple):
    """A part of what is collected: ``kind`` copay, deductible, coinsurance or limit, and how much."""

    kind: str
    amount: Decimal


class Collect(NamedTuple):
    """What to ask the patient for, and how it comes about."""

    amount: Decimal
    steps: tuple[Step, ...]


def to_collect(
    reading: Reading, *, services: Sequence[str] = (), allowed: Decimal | None = None, in_network: bool = True
) -> Collect | None:
    """What to collect at the visit; none where coverage is not sure or nothing is told.

    House rule: a copay told for the service is all that is asked at the visit, since answers do not say whether the
    deductible comes before it. Without one, the open deductible of the person and then the coinsurance apply to what
    is expected to be allowed. No more than remains until the limit of out-of-pocket costs.
    """
    if reading.coverage is not Coverage.COVERED:
        return None
    networks = (Network.IN if in_network else Network.OUT, Network.EITHER, Network.UNSAID)
    copay = _fitting(reading.copays, services, networks)
    steps: list[Step] = []
    if copay is not None and copay.amount is not None:
        steps.append(Step("copay", copay.amount))
    elif allowed is not None:
        steps += _of_allowed(reading, services, networks, allowed)
    if not steps:
        return None
    amount = sum((one.amount for one in steps), Decimal(0))
    limit = _remaining(reading.pockets, networks)
    if limit is not None and amount > limit:
        steps.append(Step("limit", limit - amount))
        amount = limit
    return Collect(amount, tuple(steps))


def _of_allowed(
    reading: Reading, services: Sequence[str], networks: Sequence[Network], allowed: Decimal
) -> Iterator[Step]:
    open_part = _remaining(reading.deductibles, networks)
    first = min(allowed, open_part or Decimal(0))
    if open_part is not None:
        yield Step("deductible", first)
    share = _fitting(reading.coinsurance, services, networks)
    if share is not None and share.part is not None:
        yield Step("coinsurance", ((allowed - first) * share.part).quantize(Decimal("0.01")))


def _fitting(shares: Iterable[Share], services: Sequence[str], networks: Sequence[Network]) -> Share | None:
    """The share for one of the services before that of the plan, the network of ours before one that is not told."""
    asked = [*services, WHOLE_PLAN]

    def rank(one: Share) -> tuple[int, int]:
        place = min((asked.index(each) for each in one.services if each in asked), default=len(asked))
        return place, networks.index(one.network)

    fitting = [one for one in shares if one.network in networks and (not one.services or {*asked} & {*one.services})]
    return min(fitting, key=rank, default=None)


def _remaining(totals: Iterable[Total], networks: Sequence[Network]) -> Decimal | None:
    """What is open of a person's own sum; the family's closes it where less is left there."""
    found = [one.remaining for one in totals if one.network in networks and one.remaining is not None]
    return min(found, default=None)
