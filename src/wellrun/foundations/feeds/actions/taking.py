"""Messages that wait are handed to the departments that read them, in the order of their sender."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.engines import hl7v2
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.feeds.models import Connection, Received
from wellrun.foundations.feeds.registry import MESSAGE_STEPS, MessageStep
from wellrun.foundations.feeds.rules.live import plain_faults, written_faults
from wellrun.values.faults import Fault, Refused

log = logging.getLogger(__name__)

AT_ONCE = 10
"""Messages taken in within one transaction: short, for the listener waits for it before it can store the next ones."""


def take_messages(*, connection: Connection, by: Actor) -> int:
    """Hands over everything that waits on a connection; returns how many messages that were.

    A message that cannot be taken in is held with its faults and hinders none after it.
    """
    Connection.objects.filter(pk=connection.pk).update(asked=False)
    taken = 0
    while True:
        with transaction.atomic():
            # Whoever is second waits for the lock, and then finds these rows settled.
            waiting = Received.objects.select_for_update().filter(connection=connection, state=Received.State.WAITING)
            rows = list(waiting.order_by("number")[:AT_ONCE])
            if not rows:
                break
            states = [_take(row, connection, by) for row in rows]
            after = {"from": rows[0].number, "to": rows[-1].number, "held": states.count(Received.State.HELD)}
            record("feeds.messages.taken_in", by=by, about=connection, after=after)
            taken += len(rows)
    return taken


def ask_again(*, facts: bool) -> None:
    """Asks the background for what still waits, should it have broken off; with ``facts`` also for what is due there.

    A task that finds nothing to do ends at once.
    """
    from wellrun.foundations.feeds.tasks import take_live_facts
    from wellrun.foundations.feeds.tasks import take_messages as task

    waiting = Received.objects.filter(state=Received.State.WAITING)
    for pk in waiting.order_by().values_list("connection", flat=True).distinct():
        task.enqueue(pk)
    if facts:
        due = Received.objects.filter(in_facts=False, state=Received.State.TAKEN)
        for pk in due.order_by().values_list("connection", flat=True).distinct():
            take_live_facts.enqueue(pk)


def backlog() -> int:
    """How many messages wait to be taken in, over all connections."""
    return Received.objects.filter(state=Received.State.WAITING).count()


def _take(row: Received, connection: Connection, by: Actor) -> str:
    steps = [step for step in MESSAGE_STEPS if step.wants(row.kind, row.event)]
    row.state, row.settled_at = Received.State.TAKEN if steps else Received.State.UNREAD, timezone.now()
    fields = ["state", "settled_at", "in_facts"]
    try:
        with transaction.atomic():
            _hand(row, steps, connection, by)
        row.in_facts = False if any(step.facts for step in steps) else None
    except Refused as refused:
        row.state, row.faults = Received.State.HELD, written_faults((*plain_faults(row.faults), *refused.faults))
        fields.append("faults")
    except DatabaseError:
        raise
    except Exception as error:
        # The kind of error and nothing of the message: what is wrong with it stands nowhere in a log.
        log.error(
            "A message could not be taken in (%s, number %s): %s", connection.pk, row.number, type(error).__name__
        )
        row.state, row.faults = Received.State.HELD, written_faults((*plain_faults(row.faults), _broke(error)))
        fields.append("faults")
    row.save(update_fields=fields)
    return row.state


def _hand(row: Received, steps: Sequence[MessageStep], connection: Connection, by: Actor) -> None:
    if not steps:
        return
    (message, *_more) = hl7v2.read(row.raw).messages
    for step in steps:
        step.take(message, facility=connection.facility, number=row.number, by=by)


def _broke(error: Exception) -> Fault:
    return Fault(
        "feeds.message.broke",
        _("The program could not take this message in (%(error)s).") % {"error": type(error).__name__},
        remedy=_("Replay it; if it is held again, report it with its control number."),
    )
