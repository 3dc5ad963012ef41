"""Messages that are held: mended, played again as they came, or left out for a reason."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.engines import hl7v2
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.feeds.actions.incoming import as_kept
from wellrun.foundations.feeds.models import Received
from wellrun.foundations.feeds.rules.live import written_faults
from wellrun.foundations.feeds.tasks import take_messages
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

OPEN = (Received.State.HELD, Received.State.UNREAD)


@transaction.atomic
def mend_message(*, message: Received, corrected: str, by: Account, tree: Tree) -> Received:
    """Puts the message back in line as corrected, in its old place; refuses what is still wrong, with every fault.

    The text as it came is not kept beside it; the audit has the digests of both.
    """
    row = _open(message, by, tree)
    # A form sends its own line ends.
    batch = hl7v2.read(corrected.replace("\r\n", "\r").replace("\n", "\r"))
    if len(batch.messages) != 1:
        raise Refused(Fault("feeds.message.not_one", _("This is not one message."), place="raw", expected="MSH"))
    (whole,) = batch.messages
    read = hl7v2.record_of(whole)
    faults = (*batch.faults, *hl7v2.checked(whole), *(read.missing if read else ()))
    if any(fault.refuses for fault in faults):
        raise Refused([as_kept(fault) for fault in faults if fault.refuses])
    header = hl7v2.header_of(whole)
    before = {"number": row.number, "digest": _mark(row.raw)}
    row.raw, row.visit = batch.text, whole.value("PV1", 19)
    row.kind, row.event = header.type[:8], header.event[:8]
    row.faults = written_faults(map(as_kept, faults))
    _in_line(row, ["raw", "visit", "kind", "event", "faults"])
    record("feeds.message.mended", by=by, about=row, before=before, after={"digest": _mark(row.raw)})
    return row


@transaction.atomic
def replay_message(*, message: Received, by: Account, tree: Tree) -> Received:
    """Puts the message back in line as it came: what it needed may be there now."""
    row = _open(message, by, tree)
    _in_line(row, [])
    record("feeds.message.replayed", by=by, about=row, after={"number": row.number})
    return row


@transaction.atomic
def leave_message_out(*, message: Received, reason: str, by: Account, tree: Tree) -> Received:
    """Lets a message go for a reason; it stays kept."""
    row = _open(message, by, tree)
    if not reason.strip():
        raise Refused(
            Fault(
                "feeds.no_reason",
                _("Leaving a message out needs a reason."),
                place="reason",
                remedy=_("Say why it is not needed."),
            )
        )
    row.state, row.settled_at = Received.State.LEFT_OUT, timezone.now()
    row.save(update_fields=["state", "settled_at"])
    record("feeds.message.left_out", by=by, about=row, after={"number": row.number}, why=reason)
    return row


def _open(message: Received, by: Account, tree: Tree) -> Received:
    """The row locked; refuses where it is settled already."""
    row = Received.objects.select_for_update(of=("self",)).select_related("connection__facility").get(pk=message.pk)
    check_may(by, Permission.SEE_ROWS, tree[row.connection.facility.code], tree=tree)
    if row.state not in OPEN:
        raise Refused(
            Fault(
                "feeds.message.settled",
                _("This message is no longer held."),
                remedy=_("Somebody may have mended it; open the connection again."),
            )
        )
    return row


def _in_line(row: Received, fields: list[str]) -> None:
    row.state, row.settled_at = Received.State.WAITING, None
    row.save(update_fields=[*fields, "state", "settled_at"])
    take_messages.enqueue(row.connection_id)


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
