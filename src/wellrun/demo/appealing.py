"""What Harbour View does about its denials: the dearest are taken, some appealed, one answered each way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wellrun.demo.billing import LEAD
from wellrun.demo.story import DAY, Story
from wellrun.departments.revenue.actions import denial_moves as moves
from wellrun.departments.revenue.models import DenialCase
from wellrun.departments.revenue.rules.denial_work import State
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

TAKEN, APPEALED = 6, 4
GROUNDS = "The authorisation was given by telephone before the stay; its number is in the record."


def appeal(facilities: Mapping[str, Facility], accounts: Mapping[str, Account], story: Story, *, tree: Tree) -> int:
    """Takes the dearest denials and appeals some of them; one is won, one is lost. Returns how many are appealed."""
    lead = accounts[LEAD]
    who: dict[str, Any] = {"by": lead, "tree": tree}
    fresh = DenialCase.objects.filter(facility=facilities["HV"], appealed_on=None, state=State.OPEN)
    cases = list(fresh.order_by("-cents", "pk")[:TAKEN])
    appealed = 0
    for number, case in enumerate(cases):
        held = moves.take(case=case, owner=lead.person, version=case.version, **who)
        on = held.denied_on + 2 * DAY
        if number >= APPEALED or on >= story.today:
            continue
        moves.wrote(case=held, words=GROUNDS, **who)
        held = moves.sent(case=held, on=on, words="By the payer's own page", version=held.version, **who)
        appealed += 1
        if number < 2:
            said = "It will be paid with the next remittance" if not number else "Upheld: no authorisation on file"
            moves.ended(case=held, won=not number, words=said, version=held.version, **who)
    return appealed
