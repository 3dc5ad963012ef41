"""A complaint about Ward 1 of the first hospital, for every test that needs one."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.utils import timezone
from tests.unit.departments.quality.reports import Ward

from wellrun.departments.quality.actions import complaints as actions
from wellrun.departments.quality.actions.complaints import Heard
from wellrun.departments.quality.models import Complaint
from wellrun.departments.quality.rules.complaints import Channel, Outcome
from wellrun.foundations.people.models import Account

SAID = "She rang for help twice and nobody came for an hour."
NAME, REACH = "Quobbertha Zyxquillon", "212-555-0177"
ANSWER = "We asked those who were there. You are right, and we are sorry."


def complained(
    ward: Ward,
    *,
    days_ago: float = 1,
    by: Account | None = None,
    key: UUID | None = None,
    place: str = "H1/W1",
    **more: Any,
) -> Complaint:
    """Taken by the nurse unless somebody else is named."""
    now = timezone.now()
    given = {"subject": "waiting", "channel": Channel.PHONE, "relation": "family", "what": SAID, **more}
    heard = Heard(received_at=now - dt.timedelta(days=days_ago), complainant=NAME, reach=REACH, **given)
    return actions.take(
        place=ward.world.tree[place], heard=heard, by=by or ward.nurse, tree=ward.world.tree, now=now, key=key
    )


def did(ward: Ward, what: str, held: Complaint, *, by: Account | None = None, **given: Any) -> Complaint:
    """One of the actions, on what is so now."""
    usual: dict[str, dict[str, Any]] = {
        "acknowledge": {"words": "Called"},
        "settle": {"done": "Brought what was missing, to her content."},
        "investigate": {"handler": ward.lead.person},
        "answer": {"outcome": Outcome.UPHELD, "answer": ANSWER, "contact": ward.lead.person},
        "close": {"learned": "The bell is answered by whoever is nearest."},
        "reopen": {"why": "Not content"},
        "withdraw": {"why": "She asked for it"},
    }
    changed: Complaint = getattr(actions, what)(
        complaint=held,
        version=given.pop("version", held.version),
        by=by or ward.lead,
        tree=ward.world.tree,
        now=given.pop("now", timezone.now()),
        **{**usual.get(what, {}), **given},
    )
    return changed
