"""Answers are heard: a 999, TA1, 277 or 271 is matched by its control numbers with what was sent, once each.

What fits nothing, or contradicts what is known, is kept and held for a person; it changes nothing by itself.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from wellrun.departments.revenue.models import (
    Answer,
    Batch,
    ClaimMove,
    EligibilityCheck,
    PayerControl,
    StatusInquiry,
    Submission,
)
from wellrun.departments.revenue.queries.heard import submission_told
from wellrun.departments.revenue.rules.answers import (
    ACKNOWLEDGED,
    Note,
    Told,
    interchange_move,
    receipt_of,
    told_of,
)
from wellrun.departments.revenue.rules.claim_states import Move, State, after
from wellrun.departments.revenue.rules.eligibility import Coverage, reading_of
from wellrun.departments.revenue.words.sending import notes_kept
from wellrun.engines.x12 import (
    Kind,
    Piece,
    claim_status_of,
    eligibility_of,
    group_answer_of,
    interchange_answer_of,
)
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

REMITTANCE = "835"
TA1 = "TA1"
OF_CLAIMS = (Batch.Form.PROFESSIONAL, Batch.Form.INSTITUTIONAL)
FORMS_OF: Mapping[str, tuple[str, ...]] = {"HC": OF_CLAIMS, "HS": (Batch.Form.ELIGIBILITY,), "HR": (Batch.Form.STATUS,)}
"""What a group of a functional identifier (AK101) can be of ours."""


def kinds_of(pieces: Iterable[Piece]) -> set[str]:
    """What is in a file, by its contents."""
    found = {TA1 if piece.kind is Kind.ANSWER else piece.set_id for piece in pieces}
    return found - {""}


@transaction.atomic
def hear(*, facility: Facility, name: str, content: bytes, pieces: list[Piece], by: Actor) -> Answer:
    """Keeps a file and does what it says, once: the same file again is the one that is there."""
    Facility.objects.select_for_update().get(pk=facility.pk)
    digest = hashlib.sha256(content).hexdigest()
    known = Answer.objects.filter(facility=facility, digest=digest).first()
    if known is not None:
        return known
    kinds = kinds_of(pieces)
    kind = kinds.pop() if len(kinds) == 1 else "several" if kinds else "?"
    answer = Answer.objects.create(
        facility=facility,
        kind=kind,
        name=name[:200],
        digest=digest,
        content=content.decode("latin-1"),
        came_at=timezone.now(),
        state=Answer.State.TAKEN,
    )
    hearing = _Hearing(answer, by)
    for number, piece in enumerate(pieces):
        hearing.take(number, piece)
    if not hearing.matched and not hearing.unmatched:
        hearing.unmatched.append(["nothing", ""])
    answer.matched, answer.unmatched = hearing.matched, hearing.unmatched
    answer.state = Answer.State.HELD if hearing.unmatched else Answer.State.TAKEN
    answer.save(update_fields=["matched", "unmatched", "state"])
    said = {"kind": kind, "matched": answer.matched, "unmatched": len(answer.unmatched)}
    record("revenue.answer.heard", by=by, about=answer, after=said)
    return answer


@transaction.atomic
def settle(*, answer: Answer, why: str, by: Account, tree: Tree) -> Answer:
    """Somebody has looked at an answer that fits nothing, and says what became of it."""
    check_may(by, Permission.SEND_CLAIMS, tree[answer.facility.code], tree=tree)
    held = Answer.objects.select_for_update().get(pk=answer.pk)
    if held.state == Answer.State.HELD:
        held.state, held.why, held.settled_by = Answer.State.SETTLED, why[:400], str(by)[:200]
        held.save(update_fields=["state", "why", "settled_by"])
        record("revenue.answer.settled", by=by, about=held, why=why)
    return held


class _Hearing:
    """One file while its pieces are taken in their order."""

    def __init__(self, answer: Answer, by: Actor) -> None:
        self.answer, self.facility, self.by = answer, answer.facility, by
        self.matched = 0
        self.unmatched: list[list[str]] = []

    def take(self, number: int, piece: Piece) -> None:
        name = TA1 if piece.kind is Kind.ANSWER else piece.set_id
        reader = READERS.get(name)
        if reader is not None:
            reader(self, number, piece)
        elif name and name != REMITTANCE:
            self.unmatched.append(["kind", name])

    def interchange(self, _number: int, piece: Piece) -> None:
        told = interchange_answer_of(piece)
        move, notes = interchange_move(told)
        batch = self._batch(told.control)
        if batch is None:
            self.unmatched.append(["interchange", told.control])
            return
        self.matched += 1
        if move is Move.RETURN:
            self._acknowledge(batch, TA1, lambda _row: (move, notes))

    def receipt(self, _number: int, piece: Piece) -> None:
        said = receipt_of(group_answer_of(piece))
        forms = FORMS_OF.get(said.functional, ())
        batch = self._batch(said.group)
        if batch is None or batch.form not in forms:
            self.unmatched.append(["group", said.group])
            return
        self.matched += 1
        self._acknowledge(batch, "999", lambda row: said.of(str(row)), others=said.others)

    def status(self, _number: int, piece: Piece) -> None:
        found = claim_status_of(piece)
        kind = "277CA" if found.structure == ACKNOWLEDGED else "277"
        for told in told_of(found):
            rows = submission_told(self.facility, told)
            if not rows:
                self.unmatched.append(["claim", told.number])
            for row in rows:
                self.matched += 1
                self._move(row, told.move, told.notes, kind, told.on, told.payer_control)
            self._answered(told)

    def benefits(self, number: int, piece: Piece) -> None:
        found = eligibility_of(piece)
        if not found.members and found.refusals:
            self.unmatched.append(["refusal", found.refusals[0].reason])
        for place, member in enumerate(found.members):
            if not (member.traces or member.benefits or member.refusals):
                # A subscriber who is only named, above the dependent who was asked for.
                continue
            traces = [one.number for one in member.traces]
            checks = EligibilityCheck.objects.select_for_update().filter(facility=self.facility, trace__in=traces)
            check = checks.first()
            if check is None:
                self.unmatched.append(["question", traces[0] if traces else ""])
                continue
            self.matched += 1
            reading = list(reading_of(found, service_on=check.service_on, services=[check.service]))[place]
            check.answer, check.piece, check.member = self.answer, number, place
            check.coverage, check.answered_at = reading.coverage, self.answer.came_at
            check.save(update_fields=["answer", "piece", "member", "coverage", "answered_at"])

    def _batch(self, control: str) -> Batch | None:
        if not control.isdecimal():
            return None
        rows = Batch.objects.select_for_update().filter(facility=self.facility, control=int(control))
        return rows.exclude(state=Batch.State.WITHDRAWN).first()

    def _acknowledge(
        self,
        batch: Batch,
        kind: str,
        of: Callable[[int], tuple[Move, tuple[Note, ...]]],
        others: Move = Move.RETURN,
    ) -> None:
        rows = list(batch.submissions.select_related("claim", "batch").select_for_update(of=("self",)))
        said = [of(row.set_control) for row in rows]
        for row, (move, notes) in zip(rows, said, strict=True):
            self._move(row, move, notes, kind, None, "")
        refused = all(move is Move.RETURN for move, _notes in said) if rows else others is Move.RETURN
        batch.acknowledged_at = batch.acknowledged_at or self.answer.came_at
        batch.state = Batch.State.REFUSED if refused else Batch.State.ACKNOWLEDGED
        batch.save(update_fields=["state", "acknowledged_at"])
        if refused:
            batch.checks.filter(answered_at=None).update(
                coverage=Coverage.REFUSED, answered_at=self.answer.came_at, answer=self.answer
            )

    def _move(
        self,
        row: Submission,
        move: Move,
        notes: tuple[Note, ...],
        kind: str,
        on: dt.date | None,
        payer_control: str,
    ) -> None:
        then = after(State(row.state), move)
        if then is None:
            self.unmatched.append(["contradicts", row.claim.number])
        ClaimMove.objects.create(
            submission=row,
            move=move,
            state=then or row.state,
            contradicts=then is None,
            at=self.answer.came_at,
            on=on or self.answer.came_at.astimezone(ZoneInfo(self.facility.time_zone)).date(),
            answer=self.answer,
            kind=kind,
            control=f"{row.batch} / {row.set_control:04}",
            payer_control=payer_control[:80],
            notes=notes_kept(notes),
            by=str(self.by)[:200],
        )
        if then is not None and then != row.state:
            row.state, row.changed_at = then, self.answer.came_at
            row.save(update_fields=["state", "changed_at"])
        if payer_control:
            PayerControl.objects.get_or_create(claim=row.claim, facility=self.facility, number=payer_control[:80])

    def _answered(self, told: Told) -> None:
        if told.asked:
            rows = StatusInquiry.objects.filter(claim__facility=self.facility, trace=told.number, answered_at=None)
            rows.update(answered_at=self.answer.came_at)


READERS: Mapping[str, Callable[[_Hearing, int, Piece], None]] = {
    TA1: _Hearing.interchange,
    "999": _Hearing.receipt,
    "277": _Hearing.status,
    "271": _Hearing.benefits,
}
"""What is done with a transaction, by its set."""
