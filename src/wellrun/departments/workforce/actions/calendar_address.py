"""The private address of one's own calendar: making it, renewing it, ending it."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.workforce.models import CalendarAddress
from wellrun.foundations.access.permissions import holds
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.tokens import digest_of
from wellrun.foundations.audit.actions import record
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def make_address(*, by: Account, now: dt.datetime) -> str:
    """A new key for one's own calendar, shown once and kept nowhere; the one before opens nothing any more."""
    if not holds(by, Permission.OWN_SCHEDULE):
        words = _("You have no shifts here that a calendar could show.")
        raise Refused(Fault("access.refused", words, remedy=_("Ask your manager for a role on your unit.")))
    # The account's row is the turn: two presses at once end with one open address.
    Account.objects.select_for_update().get(pk=by.pk)
    CalendarAddress.objects.filter(account=by, ended_at=None).update(ended_at=now)
    secret = secrets.token_urlsafe(32)
    made = CalendarAddress.objects.create(account=by, digest=digest_of(secret), made_at=now)
    record("workforce.calendar_address.made", by=by, about=made)
    return secret


@transaction.atomic
def end_address(*, by: Account, now: dt.datetime) -> None:
    """The address opens nothing any more; with none open it does nothing."""
    held = CalendarAddress.objects.select_for_update().filter(account=by, ended_at=None).first()
    if held is not None:
        held.ended_at = now
        held.save(update_fields=["ended_at"])
        record("workforce.calendar_address.ended", by=by, about=held)


@transaction.atomic
def note_reading(*, address: CalendarAddress, today: dt.date) -> None:
    """Notes the day on which the address was last read; calendars read it every hour, so the audit is not told."""
    if address.last_used_on != today:
        address.last_used_on = today
        address.save(update_fields=["last_used_on"])
