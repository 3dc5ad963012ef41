"""Places stand under one another; codes are told apart within a facility."""

from __future__ import annotations

from typing import Any

import pytest

from wellrun.foundations.audit.actions import System
from wellrun.foundations.organisation import actions
from wellrun.foundations.organisation.actions import DepartmentPlan, UnitPlan
from wellrun.foundations.organisation.models import Bed, Facility, Network
from wellrun.values.faults import Refused

pytestmark = pytest.mark.django_db


def test_a_place_covers_itself_and_what_is_below(world: Any) -> None:
    assert world.place("H1").covers(world.place("H1/W1"))
    assert world.place("H1/medicine").covers(world.place("H1/W1"))
    assert not world.place("H1").covers(world.place("H2/W1"))
    assert not world.place("H1/W1").covers(world.place("H1"))


def test_children_are_one_step_below(world: Any) -> None:
    assert [p.code for p in world.tree.children(world.place("H1"))] == ["H1/medicine"]
    assert [p.code for p in world.tree.children(world.place("H1/medicine"))] == ["H1/W1", "H1/W2", "H1/ED"]


def test_beds_come_with_their_unit(world: Any) -> None:
    assert Bed.objects.filter(unit__code="W1", unit__department__facility__code="H1").count() == 2


def test_a_code_used_twice_in_a_facility_is_refused_and_nothing_is_added(world: Any) -> None:
    plan = DepartmentPlan("surgery", "Surgery", (UnitPlan("W9", "Ward 9"), UnitPlan("W1", "Again")))
    with pytest.raises(Refused, match="already uses W1"):
        actions.add_department(facility=Facility.objects.get(code="H1"), plan=plan, by=System("test"))
    assert not Facility.objects.get(code="H1").departments.filter(code="surgery").exists()


def test_a_time_zone_must_exist(world: Any) -> None:
    with pytest.raises(Refused, match="not a time zone"):
        actions.add_facility(
            network=Network.objects.get(), code="H3", name="H3", time_zone="Mars/North", by=System("test")
        )
