"""Batches go out and answers come in, by the drop folder. Killed at any moment and run again, it comes to the same."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from wellrun.departments.revenue.actions.batches import withdraw_stopped
from wellrun.departments.revenue.actions.hearing import REMITTANCE, hear, kinds_of
from wellrun.departments.revenue.actions.remittances import carry_out, keep_file
from wellrun.departments.revenue.drop_folder import DONE, HELD, DropFolder, is_old
from wellrun.departments.revenue.keeping.batches import note_all
from wellrun.departments.revenue.models import Answer, Batch, RemittanceFile, Submission
from wellrun.departments.revenue.rules.claim_states import Move, State
from wellrun.engines.x12 import Kind, Piece, read
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.organisation.models import Facility


def exchange(*, facility: Facility, by: Actor) -> tuple[int, int]:
    """Sends what is made and takes in what came; how many of each. Nothing where another process is at it."""
    folder = DropFolder(facility)
    with folder.alone() as alone:
        if not alone:
            return 0, 0
        sent = sum(1 for _one in _send(facility, folder, by))
        taken = sum(1 for _one in _take_in(facility, folder, by))
    if sent or taken:
        record("revenue.exchange.done", by=by, about=facility, after={"sent": sent, "taken": taken})
    return sent, taken


def _send(facility: Facility, folder: DropFolder, by: Actor) -> Iterator[Batch]:
    """Each step leaves a mark from which the next process goes on.

    A batch that is made may be half written: it is written anew. One that is ready lies whole beside the way out, or
    has gone: what is no longer there was moved, and is not sent twice even if the clearing house has taken it since.
    """
    for batch in Batch.objects.filter(facility=facility, state__in=[Batch.State.MADE, Batch.State.READY]).order_by(
        "control"
    ):
        if batch.state == Batch.State.MADE:
            if withdraw_stopped(batch=batch, by=by):
                continue
            folder.stage(batch.file_name, batch.content.encode("latin-1"))
            # Somebody may have taken it back meanwhile.
            if not Batch.objects.filter(pk=batch.pk, state=Batch.State.MADE).update(state=Batch.State.READY):
                continue
        folder.hand_over(batch.file_name)
        _sent(batch, by)
        yield batch


@transaction.atomic
def _sent(batch: Batch, by: Actor) -> None:
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    held.state, held.sent_at = Batch.State.SENT, timezone.now()
    held.save(update_fields=["state", "sent_at"])
    rows = list(held.submissions.select_related("batch").filter(state=State.BATCHED))
    Submission.objects.filter(pk__in=[row.pk for row in rows]).update(state=State.SENT, changed_at=held.sent_at)
    for row in rows:
        row.state = State.SENT
    note_all(rows, Move.SENT, by=str(by))
    record("revenue.batch.sent", by=by, about=held, after={"control": held.control, "number": held.number})


def _take_in(facility: Facility, folder: DropFolder, by: Actor) -> Iterator[Path]:
    for file in folder.arrived():
        content = file.read_bytes()
        pieces = _pieces(content)
        if not _whole(pieces) and not is_old(file):
            # It may still be on its way in.
            continue
        yield file
        try:
            taken = _take_one(facility, file.name, content, pieces, by)
        except Exception as broken:
            # One file that breaks off must not keep the answers behind it waiting.
            record("revenue.exchange.broke_off", by=by, about=facility, after={"error": type(broken).__name__})
            taken = False
        folder.put_away(file, DONE if taken else HELD)


def _take_one(facility: Facility, name: str, content: bytes, pieces: list[Piece], by: Actor) -> bool:
    """Takes one file in by what is in it, whatever its name says. Whether all of it has found its place."""
    kinds = kinds_of(pieces)
    taken = True
    if REMITTANCE in kinds:
        file = keep_file(facility=facility, name=name, content=content, by=by)
        if file.state != RemittanceFile.State.DONE:
            carry_out(file=file.pk, by=by)
    if kinds - {REMITTANCE} or not kinds:
        answer = hear(facility=facility, name=name, content=content, pieces=pieces, by=by)
        taken = answer.state != Answer.State.HELD
    return taken


def _pieces(content: bytes) -> list[Piece]:
    return list(read(io.BytesIO(content)))


def _whole(pieces: list[Piece]) -> bool:
    return bool(pieces) and pieces[-1].kind is Kind.INTERCHANGE_END and not pieces[-1].faults
