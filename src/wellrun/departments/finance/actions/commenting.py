"""A head explains a variance, and may promise what will be done; finance sets when a word is asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.finance.models import FinanceTerms, VarianceComment
from wellrun.departments.finance.queries.comments import place_of
from wellrun.departments.finance.queries.variance import Line
from wellrun.departments.finance.rules.terms import Terms, faults_of_comment, faults_of_terms
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.followup import actions as followup
from wellrun.foundations.followup.models import Action
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def explain(
    *,
    line: Line,
    centre: str,
    month: dt.date,
    cause: str,
    promise: str = "",
    due_on: dt.date | None = None,
    by: Account,
    tree: Tree,
    today: dt.date,
) -> VarianceComment:
    """Keeps what is said of a cost centre's period, with the figures it is said of. What is promised is an action.

    Said again it stands beside what was said before. Raises ``Refused`` with every fault.
    """
    place = place_of(line, tree)
    check_may(by, Permission.EXPLAIN_VARIANCE, place, tree=tree)
    faults = list(faults_of_comment(cause))
    if promise.strip() and due_on is None:
        faults.append(
            Fault("finance.comment.due", _("A promise has a day."), "due_on", remedy=_("Say by when it is done."))
        )
    if faults:
        raise Refused(faults)
    made = VarianceComment.objects.create(
        facility=Facility.objects.get(code=line.facility),
        cost_centre=centre,
        month=month,
        cause=cause.strip(),
        action=_promised(promise, due_on, place, month, by, tree, today),
        figures=asdict(line.parts),
        by=by,
        at=timezone.now(),
    )
    after = {"cost_centre": centre, "month": month, "cause": made.cause, "figures": made.figures}
    record("finance.variance.explained", by=by, about=made, after=after)
    return made


def _promised(
    promise: str, due_on: dt.date | None, place: Place, month: dt.date, by: Account, tree: Tree, today: dt.date
) -> Action | None:
    if not promise.strip() or due_on is None:
        return None
    return followup.promise(
        title=promise.strip(),
        owner=by.person,
        place=place,
        due_on=due_on,
        by=by,
        tree=tree,
        today=today,
        origin=f"finance:variance:{place.code}:{month:%Y-%m}",
    )


@transaction.atomic
def set_terms(*, facility: Facility, terms: Terms, version: int, by: Account, tree: Tree) -> FinanceTerms:
    """Sets the fiscal calendar of a facility and from when on a variance asks for a comment."""
    check_may(by, Permission.KEEP_LEDGER, tree[facility.code], tree=tree)
    if faults := faults_of_terms(terms):
        raise Refused(faults)
    held = FinanceTerms.objects.select_for_update().filter(facility=facility).first() or FinanceTerms(
        facility=facility, version=0
    )
    if held.version != version:
        words = _("Somebody has changed the terms since you opened them.")
        raise Refused(Fault("finance.terms.changed", words, "version", remedy=_("Look at them and send again.")))
    before = _plain(held) if held.pk else None
    calendar = terms.calendar
    held.division, held.closing_month = calendar.division.value, calendar.closing_month
    held.weekday, held.nearest = calendar.weekday, calendar.nearest
    held.over_cents, held.over_percent, held.days = terms.over_cents, terms.over_percent, terms.days
    held.version += 1
    held.save()
    record("finance.terms.set", by=by, about=held, before=before, after=_plain(held))
    return held


def _plain(held: FinanceTerms) -> dict[str, object]:
    names = ("division", "closing_month", "weekday", "nearest", "over_cents", "over_percent", "days")
    return {name: str(getattr(held, name)) for name in names}
