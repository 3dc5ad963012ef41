"""How a batch comes to be: its control number, and what every batch is made of, whatever it asks or bills."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.revenue.models import Batch, ClaimMove, ControlCounter, Submission, TradingPartner
from wellrun.departments.revenue.rules.claim_states import Move
from wellrun.engines.x12 import Written, write
from wellrun.foundations.audit.actions import Actor
from wellrun.values.faults import Fault, Refused

LARGEST_CONTROL = 999_999_999
"""ISA13 and GS06 have nine figures."""


def next_control(partner: TradingPartner) -> int:
    """The next control number of a sender; whoever calls is in a transaction, and others wait for its end.

    A number that was given and whose transaction broke off was in no file, so giving it again repeats nothing.
    """
    sender = f"{partner.sender_qualifier}{partner.sender}"
    ControlCounter.objects.get_or_create(sender=sender)
    counter = ControlCounter.objects.select_for_update().get(sender=sender)
    if counter.last >= LARGEST_CONTROL:
        raise Refused(
            Fault(
                "revenue.sending.no_numbers",
                _("All control numbers of %(sender)s are used.") % {"sender": sender},
                remedy=_("Agree another number of yours with the clearing house."),
            )
        )
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def keep_batch(
    write_it: Callable[[int, dt.datetime], Written],
    *,
    partner: TradingPartner,
    form: Batch.Form,
    number: int,
    by: Actor,
    payer: str = "",
    cents: int = 0,
) -> Batch:
    """A batch with the next control number. ``write_it`` takes the number and the facility's own time.

    Raises ``Refused`` with everything that cannot be written; then no number is used.
    """
    control, now = next_control(partner), timezone.now()
    written = write_it(control, now.astimezone(ZoneInfo(partner.facility.time_zone)))
    if written.faults:
        raise Refused(unwritable(one.segment for one in written.faults))
    text = write(written.pieces, line_end="\n")
    return Batch.objects.create(
        facility=partner.facility,
        form=form,
        payer=payer,
        sender=f"{partner.sender_qualifier}{partner.sender}",
        control=control,
        number=number,
        cents=cents,
        digest=hashlib.sha256(text.encode("latin-1")).hexdigest(),
        content=text,
        made_at=now,
        made_by=str(by)[:200],
    )


def unwritable(segments: Iterable[str]) -> list[Fault]:
    """What is said of values that no batch can carry; the values themselves tell of patients and are not repeated."""
    return [
        Fault(
            "revenue.sending.unwritable",
            _("Something in %(segment)s cannot be sent.") % {"segment": segment},
            value=segment,
            remedy=_("Correct it: no * ~ : ^ and no letters beyond Western European ones."),
        )
        for segment in dict.fromkeys(segments)
    ]


def note_all(rows: Sequence[Submission], move: Move, *, by: str) -> None:
    """Writes the same move of ours for each of these, which are in the state it leads to already."""
    now = timezone.now()
    ClaimMove.objects.bulk_create(
        (
            ClaimMove(submission=row, move=move, state=row.state, at=now, control=str(row.batch), by=by[:200])
            for row in rows
        ),
        batch_size=500,
    )
