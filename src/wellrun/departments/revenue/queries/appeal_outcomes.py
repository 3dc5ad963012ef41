"""What appeals brought at some places, by category and payer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wellrun.departments.revenue.queries.denials import cases_within
from wellrun.departments.revenue.rules.appeal_outcomes import Appealed, Brought, brought, whole
from wellrun.departments.revenue.rules.denial_work import State
from wellrun.foundations.organisation.places import Place, Tree


@dataclass(frozen=True)
class Appeals:
    """What appeals brought: each category and payer, and all together."""

    rows: tuple[Brought, ...]
    whole: Brought


def appeals_in(places: Iterable[Place], *, tree: Tree) -> Appeals:
    """Every appeal of these places so far."""
    cases = cases_within(places, tree=tree).exclude(appealed_on=None).order_by()
    held = [
        Appealed(category, payer, State(state), cents, recovered, left)
        for category, payer, state, cents, recovered, left in cases.values_list(
            "category", "payer", "state", "cents", "recovered_cents", "left_cents"
        )
    ]
    return Appeals(brought(held), whole(held))
