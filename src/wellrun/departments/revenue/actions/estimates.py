"""Good-faith estimates are made, changed and given."""

from __future__ import annotations

import datetime as dt
import json

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.revenue.models import EstimateRecord
from wellrun.departments.revenue.models.claims import as_cents
from wellrun.departments.revenue.queries.estimates import estimate_in
from wellrun.departments.revenue.rules.estimates import Cause, Estimate, due_on, missing
from wellrun.departments.revenue.rules.estimates_kept import to_plain
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.holidays import holidays_of
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

AHEAD = 40
"""Calendar days that hold at least ten business days, whatever holidays there are."""


@transaction.atomic
def make_estimate(
    *, facility: Facility, cause: Cause, on: dt.date, estimate: Estimate, by: Account, tree: Tree
) -> EstimateRecord:
    """Keeps an estimate and starts its clock; what it lacks yet may be filled in until it is given."""
    check_may(by, Permission.CHECK_ELIGIBILITY, tree[facility.code], tree=tree)
    if cause is Cause.SCHEDULED and (estimate.service_on is None or estimate.service_on < on):
        raise Refused(_no_day())
    made = EstimateRecord.objects.create(
        facility=facility,
        cause=cause,
        on=on,
        service_on=estimate.service_on,
        due_on=due_on(cause, on, service=estimate.service_on, holidays=set(holidays_of(facility, on, AHEAD))),
        content=json.dumps(to_plain(estimate)),
        total_cents=as_cents(estimate.total),
        made_at=timezone.now(),
        made_by=str(by)[:200],
    )
    record("revenue.estimate.made", by=by, about=made, after={"cents": made.total_cents, "due": str(made.due_on)})
    return made


@transaction.atomic
def change_estimate(
    *, record_of: EstimateRecord, estimate: Estimate, version: int, by: Account, tree: Tree
) -> EstimateRecord:
    """Other items or providers. One that was given is not changed: another is made."""
    held = _current(record_of, version, by, tree)
    if held.sent_on is not None:
        raise Refused(_given(held))
    before = {"cents": held.total_cents}
    held.content, held.total_cents = json.dumps(to_plain(estimate)), as_cents(estimate.total)
    held.version += 1
    held.save(update_fields=["content", "total_cents", "version"])
    record("revenue.estimate.changed", by=by, about=held, before=before, after={"cents": held.total_cents})
    return held


@transaction.atomic
def give_estimate(*, record_of: EstimateRecord, on: dt.date, version: int, by: Account, tree: Tree) -> EstimateRecord:
    """The estimate was given to the patient. Refused with everything that it has to say and does not."""
    held = _current(record_of, version, by, tree)
    if held.sent_on is not None:
        raise Refused(_given(held))
    lacks = missing(estimate_in(held))
    if lacks:
        raise Refused([_lacks(name) for name in lacks])
    if not held.on <= on <= timezone.localdate() + dt.timedelta(1):
        raise Refused(_no_such_day())
    held.sent_on, held.version = on, held.version + 1
    held.save(update_fields=["sent_on", "version"])
    late = held.due_on is not None and on > held.due_on
    record("revenue.estimate.given", by=by, about=held, after={"on": on.isoformat(), "late": late})
    return held


@transaction.atomic
def open_estimate(*, record_of: EstimateRecord, by: Account, tree: Tree) -> EstimateRecord:
    """Somebody reads an estimate; that it was read is kept."""
    check_may(by, Permission.CHECK_ELIGIBILITY, tree[record_of.facility.code], tree=tree)
    record("revenue.estimate.read", by=by, about=record_of)
    return record_of


def _current(record_of: EstimateRecord, version: int, by: Account, tree: Tree) -> EstimateRecord:
    check_may(by, Permission.CHECK_ELIGIBILITY, tree[record_of.facility.code], tree=tree)
    held = EstimateRecord.objects.select_for_update().get(pk=record_of.pk)
    check_unchanged(version, held.version, code="revenue.estimate")
    return held


def _lacks(name: str) -> Fault:
    words = {
        "patient": _("The name of the patient is missing."),
        "birth": _("The date of birth is missing."),
        "service": _("It does not say for what care it is."),
        "items": _("It has no item with a charge."),
        "providers": _("Each provider needs a name, a national number and a tax number, and one of them makes it."),
        "unpriced": _("For one of the providers nothing is expected yet."),
    }
    return Fault(
        f"revenue.estimate.{name}",
        words[name],
        remedy=_("Fill it in before it is given."),
    )


def _given(held: EstimateRecord) -> Fault:
    return Fault(
        "revenue.estimate.given",
        _("The estimate was given on %(day)s.") % {"day": held.sent_on},
        remedy=_("Make another one; both are kept."),
    )


def _no_day() -> Fault:
    return Fault(
        "revenue.estimate.no_day",
        _("What is scheduled has a day that is not before the day of scheduling."),
        place="service_on",
        remedy=_("Enter the day of the service."),
    )


def _no_such_day() -> Fault:
    return Fault(
        "revenue.estimate.no_such_day",
        _("It cannot have been given on that day."),
        place="on",
        remedy=_("Enter a day from its making until today."),
    )
