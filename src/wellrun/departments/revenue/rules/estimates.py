"""A good-faith estimate: until when it has to be given, what it has to say, and when a bill may be disputed.

Source: 45 CFR 149.610 (estimates for the uninsured and for those who pay themselves, from 2022-01-01) and 149.620
(dispute between patient and provider).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from wellrun.departments.revenue.rules.business_days import business_days_after, business_days_until

DISPUTED_FROM = Decimal(400)
"""Dollars by which a provider's bill has to be above its estimate, or more: 45 CFR 149.620(a)(2)(ii)."""

DISPUTE_DAYS = 120
"""Calendar days from the first bill within which a dispute begins: 45 CFR 149.620(c)(1)(i)."""

CO_PROVIDERS_WITHIN = 1
"""Business days within which co-providers are asked for theirs: 45 CFR 149.610(b)(1)(v)."""

LONGEST = 12
"""Months for which one estimate of services that come again may speak: 45 CFR 149.610(b)(1)(x)."""


class Cause(StrEnum):
    """Why an estimate is made."""

    SCHEDULED = "scheduled"
    REQUESTED = "requested"


WITHIN: Sequence[tuple[int, int]] = ((10, 3), (3, 1))
"""Scheduled at least so many business days ahead: within so many business days. 45 CFR 149.610(b)(1)(vi)."""

ON_REQUEST = 3
"""Business days after a request."""


class Item(NamedTuple):
    """A service that is expected. ``separately``: it is scheduled or asked for apart, and only named (no charge)."""

    provider: str
    words: str
    code: str
    units: Decimal
    charge: Decimal
    separately: bool = False

    @property
    def amount(self) -> Decimal:
        """Charge for all units."""
        return (self.units * self.charge).quantize(Decimal("0.01"))


class Provider(NamedTuple):
    """Who gives a part of the care. ``convening``: the one that makes the estimate."""

    name: str
    npi: str
    tin: str
    where: str
    convening: bool = False


class Estimate(NamedTuple):
    """What an estimate says, whoever draws it."""

    patient: str
    birth: dt.date | None
    service: str
    service_on: dt.date | None
    diagnoses: tuple[str, ...]
    providers: tuple[Provider, ...]
    items: tuple[Item, ...]

    @property
    def total(self) -> Decimal:
        """All that is expected to be charged."""
        return sum((one.amount for one in self.items if not one.separately), Decimal("0.00"))

    def by_provider(self) -> Mapping[str, Decimal]:
        """What each provider is expected to charge, in the order of the providers."""
        found = {one.name: Decimal("0.00") for one in self.providers}
        for item in self.items:
            if not item.separately:
                found[item.provider] = found.get(item.provider, Decimal("0.00")) + item.amount
        return MappingProxyType(found)


def due_on(cause: Cause, on: dt.date, *, service: dt.date | None, holidays: Container[dt.date]) -> dt.date | None:
    """The last day to give it; none where the service is so near that the rule asks for no estimate.

    on: the day of scheduling or of the request.
    """
    if cause is Cause.REQUESTED:
        return business_days_after(on, ON_REQUEST, holidays)
    assert service is not None, "what is scheduled has a day"
    ahead = business_days_until(on, service, holidays, most=WITHIN[0][0])
    within = next((days for least, days in WITHIN if ahead >= least), None)
    return None if within is None else business_days_after(on, within, holidays)


def co_providers_asked_by(on: dt.date, holidays: Container[dt.date]) -> dt.date:
    """The last day to ask co-providers for their part."""
    return business_days_after(on, CO_PROVIDERS_WITHIN, holidays)


def missing(estimate: Estimate) -> tuple[str, ...]:
    """What an estimate has to say and does not, by the names of its fields: 45 CFR 149.610(c)(1).

    ``unpriced``: co-providers for whom nothing is expected yet.
    """
    convening = [one for one in estimate.providers if one.convening]
    priced = {item.provider for item in estimate.items}
    absent = {
        "patient": not estimate.patient.strip(),
        "birth": estimate.birth is None,
        "service": not estimate.service.strip(),
        "items": not any(not one.separately for one in estimate.items),
        "providers": len(convening) != 1 or not all(one.name and one.npi and one.tin for one in estimate.providers),
        "unpriced": any(one.name not in priced for one in estimate.providers),
    }
    return tuple(name for name, lacks in absent.items() if lacks)


class Excess(NamedTuple):
    """A provider that billed so much more than it had estimated that the patient may dispute it."""

    provider: str
    expected: Decimal
    billed: Decimal

    @property
    def over(self) -> Decimal:
        return self.billed - self.expected


def disputable(expected: Mapping[str, Decimal], billed: Mapping[str, Decimal]) -> tuple[Excess, ...]:
    """Providers, each for itself, whose bill is at least 400 dollars over; one that gave no estimate cannot be."""
    found = (Excess(name, expected[name], amount) for name, amount in billed.items() if name in expected)
    return tuple(one for one in found if one.over >= DISPUTED_FROM)


def dispute_until(first_bill: dt.date) -> dt.date:
    """The last day to begin a dispute."""
    return first_bill + dt.timedelta(days=DISPUTE_DAYS)
