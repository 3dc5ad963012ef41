"""Learning a facility's own risk of return anew."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from wellrun.departments.quality.models import ReturnModel
from wellrun.departments.quality.queries.return_models import taught_by
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.organisation.models import Facility


@transaction.atomic
def learn_returns(*, facility: Facility, today: dt.date, by: Actor, now: dt.datetime) -> ReturnModel:
    """Learns the risk of return from the facility's own stays until today, judges it and keeps both.

    It ranks the list from then on, unless it is in doubt. Raises ``Refused`` where there are too few returns.
    """
    taught = taught_by(facility.code, today=today)
    made = ReturnModel.objects.create(
        facility=facility,
        learned_at=now,
        kept=taught.kept,
        card=taught.card,
        doubts=list(taught.doubts),
        by=str(by)[:200],
    )
    record("quality.returns.learned", by=by, about=made, after={"doubts": list(taught.doubts)})
    return made
