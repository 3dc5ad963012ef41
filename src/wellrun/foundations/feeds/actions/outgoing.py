"""Messages for other systems: put in line together with what causes them, and what became of each.

A message goes out at least once: where the answer is lost, it is sent again under the same control number, by which
the receiver knows it. Nothing is ever given up by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.engines import hl7v2
from wellrun.engines.hl7v2 import Answer, Segment, Verdict
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import Actor, System, record
from wellrun.foundations.feeds.models import Destination, Outgoing
from wellrun.foundations.feeds.rules.live import pause
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

US = "WELLRUN"
"""What we call ourselves in MSH-3."""

LONGEST_TROUBLE = 300
SENDER = System("wellrun listen")


class Due(NamedTuple):
    """A message that is to go now, to where."""

    destination: Destination
    message: UUID
    control: str
    raw: str


@transaction.atomic
def send(
    *,
    facility: Facility,
    kind: str,
    event: str,
    segments: Sequence[Segment],
    cause: str,
    by: Actor,
    patients: Sequence[UUID] = (),
    but: tuple[str, str] = ("", ""),
) -> list[Outgoing]:
    """Puts a message in line for every destination of the facility that wants its type; returns what waits now.

    Call it in the transaction of what the message tells of: both are kept, or neither. ``cause`` names that for a
    reader and holds nothing of a patient; ``segments`` come without MSH. None wants it: nothing is kept. ``but`` is the
    system, by its MSH-3 and MSH-4, that told us: it is not told its own news.
    """
    made = []
    rows = Destination.objects.select_for_update().filter(facility=facility, active=True).order_by("pk")
    for destination in rows:
        if not {kind, f"{kind}^{event}"} & set(destination.kinds.split()):
            continue
        if any(but) and (destination.application, destination.receiver) == but:
            continue
        destination.last_number += 1
        destination.save(update_fields=["last_number"])
        control = f"{destination.pk}-{destination.last_number}"
        of = hl7v2.From(US, facility.code, destination.application, destination.receiver)
        text = hl7v2.new_message(kind, event, segments, of=of, control=control, at=timezone.localtime()).text
        made.append(
            Outgoing.objects.create(
                destination=destination,
                number=destination.last_number,
                control=control,
                kind=f"{kind}^{event}",
                raw=text,
                cause=cause,
                asked_at=timezone.now(),
            )
        )
        record("feeds.outgoing.asked", by=by, about=made[-1], after={"kind": f"{kind}^{event}"}, patients=patients)
    return made


def wanted(*, facility: Facility, kind: str) -> bool:
    """Whether any system may want messages of a type from a facility; where none does, none need be written."""
    kinds = Destination.objects.filter(facility=facility, active=True).values_list("kinds", flat=True)
    return any(one.partition("^")[0] == kind for some in kinds for one in some.split())


def due() -> list[Due]:
    """The first message that waits for each destination whose pause is over. A later one never goes before it."""
    now, found = timezone.now(), []
    for destination in Destination.objects.filter(active=True):
        if destination.next_at is not None and destination.next_at > now:
            continue
        waiting = Outgoing.objects.filter(destination=destination, state=Outgoing.State.WAITING)
        first = waiting.order_by("number").first()
        if first is not None:
            found.append(Due(destination, first.pk, first.control, first.raw))
    return found


@transaction.atomic
def sent(*, message: UUID, answer: Answer, by: Actor = SENDER) -> str:
    """What the other system has answered: it took the message, or it is held, or sent again after a pause.

    Returns the state of the message. An error (AE) is held, for it will not go better a second time; a refusal (AR) is
    treated as the destination says; an answer that nobody understands is as none.
    """
    row = Outgoing.objects.select_for_update(of=("self",)).select_related("destination").get(pk=message)
    verdict, destination = answer.verdict, row.destination
    if row.state != Outgoing.State.WAITING:
        return row.state
    words = "; ".join(part for part in (answer.text, *answer.errors) if part)
    if verdict is None or (verdict is Verdict.REFUSE and destination.on_refusal == Destination.Refusal.RETRY):
        row.words, row.answer = words, answer.code[:2]
        row.save(update_fields=["words", "answer"])
        not_sent(destination=destination, trouble=_("It answered %(code)s.") % {"code": answer.code[:2] or "?"})
        return row.state
    row.state = Outgoing.State.SENT if verdict is Verdict.ACCEPT else Outgoing.State.HELD
    row.answer, row.words, row.settled_at = answer.code[:2], words, timezone.now()
    row.save(update_fields=["state", "answer", "words", "settled_at"])
    fields = {"attempts": 0, "next_at": None, "trouble": "", "last_sent_at": row.settled_at}
    Destination.objects.filter(pk=destination.pk).update(**fields)
    record("feeds.outgoing.answered", by=by, about=row, after={"state": row.state, "answer": row.answer})
    return row.state


@transaction.atomic
def not_sent(*, destination: Destination, trouble: str) -> None:
    """An attempt in vain: the next one comes after a pause that grows to five minutes, and never stops."""
    row = Destination.objects.select_for_update().get(pk=destination.pk)
    row.attempts += 1
    row.next_at = timezone.now() + pause(row.attempts)
    row.trouble = trouble[:LONGEST_TROUBLE]
    row.save(update_fields=["attempts", "next_at", "trouble"])


@transaction.atomic
def send_again(*, message: Outgoing, by: Account, tree: Tree) -> Outgoing:
    """Puts a held message in line again, in its old place: it goes before those that wait."""
    row = _held(message, by, tree)
    row.state, row.settled_at = Outgoing.State.WAITING, None
    row.save(update_fields=["state", "settled_at"])
    Destination.objects.filter(pk=row.destination_id).update(next_at=None)
    record("feeds.outgoing.again", by=by, about=row, after={"number": row.number})
    return row


@transaction.atomic
def withdraw(*, message: Outgoing, reason: str, by: Account, tree: Tree) -> Outgoing:
    """Takes a message that is held or waits out of the line, for a reason; it stays kept."""
    row = _held(message, by, tree, also=(Outgoing.State.WAITING,))
    if not reason.strip():
        raise Refused(
            Fault(
                "feeds.no_reason",
                _("Withdrawing a message needs a reason."),
                place="reason",
                remedy=_("Say why it need not go."),
            )
        )
    row.state, row.settled_at = Outgoing.State.WITHDRAWN, timezone.now()
    row.save(update_fields=["state", "settled_at"])
    record("feeds.outgoing.withdrawn", by=by, about=row, after={"number": row.number}, why=reason)
    return row


@transaction.atomic
def try_now(*, destination: Destination, by: Account, tree: Tree) -> None:
    """Ends the pause of a destination: somebody has mended what was wrong."""
    check_may(by, Permission.LOAD_FEEDS, tree[destination.facility.code], tree=tree)
    Destination.objects.filter(pk=destination.pk).update(next_at=None)
    record("feeds.destination.tried", by=by, about=destination)


def _held(message: Outgoing, by: Account, tree: Tree, *, also: Sequence[str] = ()) -> Outgoing:
    row = Outgoing.objects.select_for_update(of=("self",)).select_related("destination__facility").get(pk=message.pk)
    check_may(by, Permission.SEE_ROWS, tree[row.destination.facility.code], tree=tree)
    if row.state not in (Outgoing.State.HELD, *also):
        raise Refused(
            Fault(
                "feeds.outgoing.settled",
                _("This message is not held."),
                remedy=_("Open the destination again."),
            )
        )
    return row


REASONS: Mapping[type[BaseException], str] = {
    ConnectionRefusedError: "nobody listens there",
    TimeoutError: "no answer in time",
    ConnectionResetError: "the other side closed the connection",
}
"""Words for what goes wrong most often."""
