"""Live messages stored before they are answered: many senders' in one transaction, each sender's in its own order."""

from __future__ import annotations

import datetime as dt
import ipaddress
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection as database
from django.db import transaction
from django.utils import timezone

from wellrun.engines import hl7v2
from wellrun.engines.hl7v2 import Condition, Fault, Header, Verdict
from wellrun.foundations.feeds.models import Connection, Received, Stranger
from wellrun.foundations.feeds.rules.live import written_faults
from wellrun.values.faults import Fault as Kept

MOST_STRANGERS = 200
"""Senders that nobody knows are counted one by one up to this many, then together: anybody can invent more."""

LONGEST = 60
"""Characters kept of what a stranger calls itself."""


class Came(NamedTuple):
    """One message as it came over a connection, without its frame, and from which address."""

    body: bytes
    address: str


@dataclass
class Judged:
    """A message that was read: what is wrong with it, whose it is, and what is answered."""

    header: Header
    faults: tuple[Fault, ...]
    verdict: Verdict
    text: str = ""
    codec: str = ""
    visit: str = ""
    address: str = ""
    connection: Connection | None = None
    row: Received | None = field(default=None, repr=False)

    @property
    def who(self) -> tuple[str, str]:
        return self.header.application, self.header.facility


COUNTED = ("last_number", "last_at", "repeated", "reused", "asked")
COUNT = (
    "UPDATE feeds_connection SET last_number = %s, last_at = %s, repeated = %s, reused = %s, asked = %s WHERE id = %s"
)

NOBODY = Header("", "", "", "", None, "", "", "", "", "", "")


def commit_to_disk() -> None:
    """Makes this thread's commits outlast a power cut: the rest of the product can afford to lose the last second."""
    if database.vendor == "sqlite":
        with database.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")


def receive(*, came: Sequence[Came]) -> list[bytes]:
    """Stores what came and gives the answer to each, in the same order; empty where the sender wants none.

    When this returns, all that is answered with acceptance is committed. Raises DatabaseError where it cannot be, and
    then nobody may be answered. Senders that are not known here get AR, and nothing of them is kept but a count.
    """
    judged = [judge(one) for one in came]
    known = [one for one in judged if one.header is not NOBODY]
    with transaction.atomic():
        senders = _senders(known)
        for one in judged:
            _admit(one, senders.get(one.who))
        _store([one for one in judged if one.connection is not None])
        _count_strangers([one for one in judged if one.connection is None])
    return [_answer(one) for one in judged]


def judge(came: Came) -> Judged:
    """Reads one message and says what is wrong with it, before anything of the database is asked."""
    batch = hl7v2.read_bytes(came.body)
    if len(batch.messages) != 1:
        words = "There is no message in it." if not batch.messages else "There are several messages in one frame."
        fault = Fault(
            "hl7.not_one",
            words,
            segment="MSH",
            expected="one message, beginning with MSH",
            remedy="Send each message in a frame of its own.",
            condition=Condition.ORDER,
        )
        header = hl7v2.header_of(batch.messages[0]) if batch.messages else NOBODY
        return Judged(header, (fault,), Verdict.REFUSE, address=came.address)
    (message,) = batch.messages
    record = hl7v2.record_of(message)
    faults = (*batch.faults, *hl7v2.checked(message), *(record.missing if record else ()))
    return Judged(
        hl7v2.header_of(message),
        faults,
        hl7v2.verdict_on(faults),
        batch.text,
        batch.codec,
        message.value("PV1", 19),
        came.address,
    )


def _senders(judged: Iterable[Judged]) -> Mapping[tuple[str, str], Connection]:
    """The connections of these senders, locked, so that each sender's messages get their numbers one after another."""
    applications, senders = {one.who[0] for one in judged}, {one.who[1] for one in judged}
    rows = Connection.objects.select_for_update().filter(application__in=applications, sender__in=senders, active=True)
    rows = rows.order_by("pk")
    return {(row.application, row.sender): row for row in rows}


def _admit(one: Judged, connection: Connection | None) -> None:
    if not one.text:
        return
    if connection is not None and may_come_from(connection, one.address):
        one.connection = connection
    else:
        one.verdict, one.faults = Verdict.REFUSE, (UNKNOWN_SENDER,)


UNKNOWN_SENDER = Fault(
    "hl7.unknown_sender",
    "This sender is not known here.",
    segment="MSH",
    occurrence=1,
    field=3,
    expected="a sending application and facility (MSH-3, MSH-4) from an address that is set up here",
    remedy="Ask the receiving facility to set up the connection, then send again.",
    condition=Condition.UNKNOWN_KEY,
)


def may_come_from(connection: Connection, address: str) -> bool:
    """Whether a connection's messages may come from there; from anywhere if it names no address."""
    if not connection.addresses.strip():
        return True
    try:
        there = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(there in ipaddress.ip_network(one, strict=False) for one in connection.addresses.split())


def _store(judged: Sequence[Judged]) -> None:
    """New rows for what is new, in order; counters of connections; the background asked to take them in."""
    now = timezone.now()
    kept = _kept(judged)
    index: Any = Received._meta.get_field("raw_index")
    fresh: list[Received] = []
    for one in judged:
        connection = one.connection
        assert connection is not None
        control = plain(one.header.control, 200)
        digests = index.digests([one.text])
        same = kept.setdefault((connection.pk, control), [])
        connection.last_at = now
        if any(digest in same for digest in digests):
            connection.repeated += 1
            continue
        connection.last_number += 1
        connection.reused += bool(same and control)
        fresh.append(_row(one, connection, control, now, reused=bool(same and control)))
        same.extend(digests)
    Received.objects.bulk_create(fresh)
    _note({one.connection.pk: one.connection for one in judged if one.connection}.values(), fresh)


def _kept(judged: Sequence[Judged]) -> dict[tuple[int, str], list[bytes]]:
    """Digests of what is kept under the numbers of these messages."""
    connections = {one.connection.pk for one in judged if one.connection}
    controls = {plain(one.header.control, 200) for one in judged}
    found: dict[tuple[int, str], list[bytes]] = {}
    rows = Received.objects.filter(connection__in=connections, control__in=controls)
    for connection, control, digest in rows.values_list("connection", "control", "raw_index"):
        found.setdefault((connection, control), []).append(bytes(digest))
    return found


def _row(one: Judged, connection: Connection, control: str, now: dt.datetime, *, reused: bool) -> Received:
    return Received(
        connection=connection,
        number=connection.last_number,
        control=control,
        kind=plain(one.header.type, 8),
        event=plain(one.header.event, 8),
        codec=one.codec,
        raw=one.text,
        visit=one.visit,
        received_at=now,
        state=Received.State.WAITING if one.verdict is Verdict.ACCEPT else Received.State.HELD,
        reused=reused,
        faults=written_faults(map(as_kept, one.faults)),
    )


def _note(connections: Iterable[Connection], fresh: Sequence[Received]) -> None:
    from wellrun.foundations.feeds.tasks import take_messages

    waiting = {row.connection_id for row in fresh if row.state == Received.State.WAITING}
    # In the order in which the model has them, as the statement does.
    columns = [column for column in Connection._meta.concrete_fields if column.name in COUNTED]
    changed = []
    for connection in connections:
        if connection.pk in waiting and not connection.asked:
            connection.asked = True
            take_messages.enqueue(connection.pk)
        values = [column.get_db_prep_save(getattr(connection, column.attname), database) for column in columns]
        changed.append([*values, connection.pk])
    # One statement for all: a commit of eight senders would else cost more in the saving of counters than in messages.
    with database.cursor() as cursor:
        cursor.executemany(COUNT, changed)


def _count_strangers(judged: Sequence[Judged]) -> None:
    now = timezone.now()
    for one in judged:
        who = {"application": plain(one.who[0], LONGEST), "sender": plain(one.who[1], LONGEST)}
        who["address"] = plain(one.address, LONGEST)
        found = Stranger.objects.filter(**who).first()
        if found is None and Stranger.objects.count() >= MOST_STRANGERS:
            who = {"application": "…", "sender": "", "address": ""}
            found = Stranger.objects.filter(**who).first()
        found = found or Stranger(**who, first_at=now)
        found.messages += 1
        found.last_at = now
        found.save()


def _answer(one: Judged) -> bytes:
    code = hl7v2.wanted(one.header, one.verdict)
    if not code:
        return b""
    now = timezone.localtime()
    control = uuid.uuid4().hex[:20]
    return hl7v2.acknowledgement(one.header, code, one.faults, control=control, at=now).text.encode()


def as_kept(fault: Fault) -> Kept:
    """A fault of the message standard as any other, for the page."""
    return Kept(fault.code, fault.message, fault.place, fault.value, fault.expected, fault.remedy)


def refuse_long(head: bytes) -> bytes:
    """The answer to a message that is too long, of which only the beginning was looked at; none if it is no message."""
    messages = hl7v2.read_bytes(head).messages
    if not messages:
        return b""
    fault = Fault(
        "hl7.too_long",
        "The message is longer than this receiver takes.",
        expected="a message of at most 16 MB",
        remedy="Send large documents by a link or in parts.",
    )
    return _answer(Judged(hl7v2.header_of(messages[0]), (fault,), Verdict.REFUSE))


def plain(text: str, most: int) -> str:
    """A text as every database keeps it, cut to a length."""
    return text.replace("\x00", "").strip()[:most]
