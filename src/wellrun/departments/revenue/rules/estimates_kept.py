"""An estimate as plain values that can be kept as JSON, and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from wellrun.departments.revenue.rules.estimates import Estimate, Item, Provider


def to_plain(estimate: Estimate) -> dict[str, Any]:
    """An estimate by the names of its fields; amounts and days as text, so that no digit is lost."""
    held = estimate._asdict()
    return held | {
        "birth": estimate.birth and estimate.birth.isoformat(),
        "service_on": estimate.service_on and estimate.service_on.isoformat(),
        "diagnoses": list(estimate.diagnoses),
        "providers": [one._asdict() for one in estimate.providers],
        "items": [one._asdict() | {"units": str(one.units), "charge": str(one.charge)} for one in estimate.items],
    }


def from_plain(plain: Mapping[str, Any]) -> Estimate:
    """The estimate that ``to_plain`` was given."""
    items = (one | {"units": Decimal(one["units"]), "charge": Decimal(one["charge"])} for one in plain["items"])
    return Estimate(
        patient=plain["patient"],
        birth=dt.date.fromisoformat(plain["birth"]) if plain["birth"] else None,
        service=plain["service"],
        service_on=dt.date.fromisoformat(plain["service_on"]) if plain["service_on"] else None,
        diagnoses=tuple(plain["diagnoses"]),
        providers=tuple(Provider(**one) for one in plain["providers"]),
        items=tuple(Item(**one) for one in items),
    )
