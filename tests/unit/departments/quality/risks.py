"""A hospital with risks."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from tests.unit.departments.quality.reports import Ward

from wellrun.departments.quality.actions import risks as actions
from wellrun.departments.quality.actions.risks import Wording
from wellrun.departments.quality.models import Risk
from wellrun.departments.quality.rules.risks import Rated, Stage

CAUSE = "cables of bed alarms are too short"
EVENT = "an unplugged alarm that nobody notices"
EFFECT = "a fall with serious harm"


def ratings(
    inherent: tuple[int, int] = (4, 4), residual: tuple[int, int] = (3, 4), target: tuple[int, int] = (1, 4)
) -> dict[Stage, Rated]:
    return {Stage.INHERENT: Rated(*inherent), Stage.RESIDUAL: Rated(*residual), Stage.TARGET: Rated(*target)}


def wording(ward: Ward, **more: Any) -> Wording:
    given = {"kind": "safety", "cause": CAUSE, "event": EVENT, "effect": EFFECT, "owner": ward.lead.person}
    return Wording(**{**given, **more})


def raised(ward: Ward, *, place: str = "H1/W1", **more: Any) -> Risk:
    """A risk of Ward 1 with 12 points now, where 6 are borne without asking."""
    stages = {stage: more.pop(stage) for stage in ("inherent", "residual", "target") if stage in more}
    key = more.pop("key", None)
    return actions.raise_risk(
        place=ward.world.tree[place],
        wording=wording(ward, **more),
        ratings=ratings(**stages),
        now=timezone.now(),
        key=key,
        **ward.who,
    )


def decided(ward: Ward, risk: Risk) -> dict[str, Any]:
    """What every decision on the risk as it stands now is called with."""
    held = Risk.objects.select_related("facility").get(pk=risk.pk)
    return {"risk": held, "version": held.version, "now": timezone.now(), **ward.who}


def added(ward: Ward, risk: Risk) -> dict[str, Any]:
    """What everything that only adds to the risk is called with."""
    return {"risk": risk, "now": timezone.now(), **ward.who}
