"""A denials desk."""

from __future__ import annotations

import pytest
from tests.conftest import World
from tests.unit.departments.revenue.denied import Desk, desk_of


@pytest.fixture
def desk(world: World) -> Desk:
    return desk_of(world)
