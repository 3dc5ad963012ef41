"""What tests of the house tell it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.spec.operations.house_days import clock

from wellrun.departments.operations.rules.house.events import NOWHERE, Event, Spot


@pytest.fixture
def tell() -> Callable[..., Event]:
    """Makes events; each is written down when it happens, unless ``recorded`` says later."""
    count = iter(range(1, 1000))

    def made(trigger: str, at: str, visit: str = "A", spot: Spot = NOWHERE, recorded: str = "", **more: Any) -> Event:
        number = next(count)
        return Event(
            key=str(number),
            trigger=trigger,
            at=clock(at),
            recorded=clock(recorded or at),
            arrival=number,
            visit=visit,
            patient=more.pop("patient", f"patient {visit}"),
            spot=spot,
            **more,
        )

    return made
