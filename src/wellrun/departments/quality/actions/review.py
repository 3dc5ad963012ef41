"""What a review adds to a report: factors, a time line, the chain of whys, duties that were met."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.quality.models import DutyMet, Factor, Happening, Incident, Why
from wellrun.departments.quality.queries.scope import may_read
from wellrun.departments.quality.rules.incidents import Area
from wellrun.departments.quality.rules.reporting import duties
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

MOST_WHYS = 7


@transaction.atomic
def add_factor(*, incident: Incident, area: Area, words: str, by: Account, tree: Tree) -> Factor:
    """Names something that contributed."""
    _check(incident, by, tree)
    made = Factor.objects.create(incident=incident, area=area, words=words.strip())
    record("quality.factor.named", by=by, about=incident, after={"area": area.value})
    return made


@transaction.atomic
def add_happening(*, incident: Incident, at: dt.datetime, words: str, by: Account, tree: Tree) -> Happening:
    """Adds a line to the time line."""
    _check(incident, by, tree)
    made = Happening.objects.create(incident=incident, at=at, words=words.strip())
    record("quality.happening.added", by=by, about=incident, after={"at": at})
    return made


@transaction.atomic
def answer_why(*, incident: Incident, answers: Sequence[str], by: Account, tree: Tree) -> list[Why]:
    """Keeps the whole chain of whys, nearest cause first; empty answers end it."""
    _check(incident, by, tree)
    said = [words.strip() for words in answers if words.strip()][:MOST_WHYS]
    Incident.objects.select_for_update().get(pk=incident.pk)
    incident.whys.all().delete()
    made = [Why(incident=incident, order=order, words=words) for order, words in enumerate(said, start=1)]
    Why.objects.bulk_create(made)
    record("quality.whys.answered", by=by, about=incident, after={"answers": len(made)})
    return made


@transaction.atomic
def remove(*, incident: Incident, what: Factor | Happening, by: Account, tree: Tree) -> None:
    """Takes a factor or a line of the time line back."""
    _check(incident, by, tree)
    if what.incident_id != incident.pk:
        raise Refused(Fault("quality.not_of_it", _("That belongs to another report.")))
    record("quality.review.removed", by=by, about=incident, before={"what": what._meta.model_name})
    what.delete()


@transaction.atomic
def meet(*, incident: Incident, duty: str, words: str, by: Account, tree: Tree, now: dt.datetime) -> DutyMet:
    """Says that a duty was met, and what shows it. Met twice, the first stands."""
    _check(incident, by, tree)
    if duty not in {one.key for one in duties()}:
        raise Refused(Fault("quality.no_duty", _("There is no such duty."), place="duty", value=duty))
    if not words.strip():
        raise Refused(
            Fault(
                "quality.no_evidence",
                _("Say what shows it."),
                place="words",
                remedy=_("A reference number, a letter, a date."),
            )
        )
    met, _made = DutyMet.objects.get_or_create(
        incident=incident, duty=duty, defaults={"at": now, "by": by, "words": words.strip()}
    )
    record("quality.duty.met", by=by, about=incident, after={"duty": duty})
    return met


def _check(incident: Incident, by: Account, tree: Tree) -> None:
    check_may(by, Permission.TRIAGE_INCIDENTS, tree[incident.place], tree=tree)
    if not may_read(by, incident, tree=tree):
        raise Refused(Fault("access.refused", _("Only named people may read this report.")))
