"""Claims go out in batches and are answered, by the drop folder."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from tests.unit.departments.revenue.conftest import paid, payment
from tests.unit.departments.revenue.sent import NOW, Sending, content

from wellrun.demo.clearing_house import ClearingHouse
from wellrun.demo.remittance_text import remittance_text
from wellrun.departments.revenue.actions.batches import make_batches, withdraw
from wellrun.departments.revenue.actions.hearing import settle
from wellrun.departments.revenue.actions.inquiries import ask_status
from wellrun.departments.revenue.models import (
    Answer,
    Batch,
    ClaimMove,
    ControlCounter,
    PayerControl,
    RemittancePayment,
    StatusInquiry,
    Submission,
)
from wellrun.departments.revenue.queries.ready import ready_claims
from wellrun.departments.revenue.words.sending import notes_words
from wellrun.engines.x12 import billing_of, judged, read
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry as Audited
from wellrun.values.faults import Refused

pytestmark = pytest.mark.django_db


def files(folder: Path, name: str) -> list[Path]:
    return sorted((folder / name).iterdir())


def test_a_batch_is_a_file_that_reads_without_a_fault_each_claim_in_its_own_transaction(sending: Sending) -> None:
    batch = sending.batch(*sending.bill("C1", "C2"))
    assert sending.exchange() == (1, 0)
    (file,) = files(sending.folder, "out")
    assert file.name == "ZZHOSPITAL1-000000001.837p"
    assert oct(file.stat().st_mode & 0o077) == "0o0"
    pieces = list(read(io.BytesIO(file.read_bytes())))
    assert [fault for _piece, faults in judged(pieces) for fault in faults] == []
    sent = [billing_of(piece) for piece in pieces if piece.set_id == "837"]
    assert [[claim.number for claim in one.claims] for one in sent] == [["C1"], ["C2"]]
    assert [one.reference for one in sent] == [one.reference for one in batch.submissions.all()]
    batch.refresh_from_db()
    assert (batch.state, batch.number, batch.charge) == (Batch.State.SENT, 2, 320)
    assert {one.state for one in batch.submissions.all()} == {"sent"}


def test_the_content_of_a_batch_lies_sealed(sending: Sending) -> None:
    batch = sending.batch(*sending.bill("C1"))
    assert b"STONE" not in bytes(Batch.objects.filter(pk=batch.pk).values_list("content", flat=True)[0])
    assert "STONE" in batch.content


def test_the_whole_way_of_a_claim_is_heard(sending: Sending) -> None:
    sending.batch(*sending.bill("C1", "C2"))
    verdict = lambda claim: ("A7", "562", "85") if claim.number == "C2" else ("A2", "20", "")  # noqa: E731
    sending.answered(ClearingHouse(NOW, verdict=verdict))
    first, second = sending.last("C1"), sending.last("C2")
    assert (first.state, second.state) == ("accepted", "rejected")
    assert first.batch.state == Batch.State.ACKNOWLEDGED
    assert [one.move for one in first.moves.all()] == ["batched", "sent", "receipt", "acceptance"]
    assert notes_words(second.moves.last().notes) == ["rejected: something is not valid (A7 562 85)"]
    assert PayerControl.objects.filter(claim=first.claim).count() == 1
    assert not Answer.objects.filter(state=Answer.State.HELD).exists()
    assert [one.parent.name for one in sending.folder.rglob("*.999")] == ["done"]


def test_a_rejected_claim_is_ready_again_and_goes_with_another_number(sending: Sending) -> None:
    (claim,) = sending.bill("C1")
    before = sending.batch(claim)
    assert ready_claims(sending.office.facility) == []
    sending.answered(ClearingHouse(NOW, verdict=lambda _claim: ("A3", "21", "")))
    (ready,) = ready_claims(sending.office.facility)
    assert (ready.claim, ready.held, ready.came_back) == (claim, (), "rejected by the payer")
    again = sending.batch(claim)
    assert again.control > before.control
    sending.answered()
    assert [one.state for one in claim.submissions.order_by("pk")] == ["rejected", "accepted"]


def test_a_late_answer_to_the_first_sending_says_nothing_of_the_second(sending: Sending) -> None:
    (claim,) = sending.bill("C1")
    sending.batch(claim)
    sending.exchange()
    (out,) = files(sending.folder, "out")
    first = dict(ClearingHouse(NOW, verdict=lambda _claim: ("A3", "21", "")).answers(out.read_bytes()))
    late = dict(ClearingHouse(NOW, control=1, verdict=lambda _claim: ("A6", "21", "")).answers(out.read_bytes()))
    out.unlink()
    sending.comes("a.277", first["700000002.277"])
    sending.batch(claim)
    sending.comes("b.277", late["3.277"])
    assert [one.state for one in claim.submissions.order_by("pk")] == ["rejected", "sent"]


def test_a_999_that_refuses_one_transaction_says_in_words_where(sending: Sending) -> None:
    sending.batch(*sending.bill("C1", "C2"))
    group = "AK1*HC*1*005010X222A1~AK2*837*0002~IK3*NM1*12**8~IK4*9*67*1*M1001~IK5*R*5~AK9*P*2*2*1~"
    sending.comes("whatever.txt", envelope("FA", "999", group))
    assert (sending.last("C1").state, sending.last("C2").state) == ("received", "returned")
    told = notes_words(sending.last("C2").moves.last().notes)
    assert told == ["segments in it are wrong", "element NM109, in the segment at place 12, is missing: “M1001”"]
    sealed = ClaimMove.objects.filter(submission__claim__number="C2").values_list("notes", flat=True)
    assert not any(b"M1001" in bytes(one) for one in sealed if one)


def test_a_refused_interchange_brings_everything_back(sending: Sending) -> None:
    batch = sending.batch(*sending.bill("C1", "C2"))
    sending.comes("x", envelope("", "", "TA1*000000001*260110*0930*R*025~"))
    batch.refresh_from_db()
    assert batch.state == Batch.State.REFUSED
    assert {one.state for one in batch.submissions.all()} == {"returned"}


def envelope(functional: str, kind: str, body: str) -> str:
    isa = "ISA*00*          *00*          *ZZ*BAYCLEAR       *ZZ*HOSPITAL1      *260110*1200*^*00501*000000777*0*P*:~"
    if not functional:
        return f"{isa}{body}IEA*0*000000777~"
    count = body.count("~") + 2
    inner = f"ST*{kind}*0001*X~{body}SE*{count}*0001~"
    return f"{isa}GS*{functional}*BAYCLEAR*HOSPITAL1*20260110*1200*777*X*X~{inner}GE*1*777~IEA*1*000000777~"


def test_the_same_answer_twice_changes_nothing(sending: Sending) -> None:
    sending.batch(*sending.bill("C1"))
    text = envelope("FA", "999", "AK1*HC*1*X~AK9*A*1*1*1~")
    sending.comes("a", text)
    before = ClaimMove.objects.count()
    sending.comes("b", text)
    assert (ClaimMove.objects.count(), Answer.objects.count()) == (before, 1)
    assert files(sending.folder, "in") == []


def test_what_matches_nothing_is_kept_held_and_settled_by_a_person(sending: Sending) -> None:
    sending.comes("stray", envelope("FA", "999", "AK1*HC*4711*X~AK9*A*1*1*1~"))
    answer = Answer.objects.get()
    assert (answer.state, answer.unmatched) == (Answer.State.HELD, [["group", "4711"]])
    assert [one.name for one in files(sending.folder, "held")] == ["stray"]
    settle(answer=answer, why="of the old system", by=sending.sender, tree=sending.office.tree)
    answer.refresh_from_db()
    assert (answer.state, answer.why) == (Answer.State.SETTLED, "of the old system")


def test_what_contradicts_is_held_and_changes_nothing(sending: Sending) -> None:
    sending.batch(*sending.bill("C1"))
    sending.answered()
    sending.comes("late", envelope("FA", "999", "AK1*HC*1*X~AK2*837*0001~IK5*R*5~AK9*R*1*1*0~"))
    assert sending.last("C1").state == "accepted"
    assert Answer.objects.get(name="late").unmatched == [["contradicts", "C1"]]
    assert sending.last("C1").moves.last().contradicts


def test_rubbish_and_a_file_that_broke_off_keep_nothing_from_what_comes_behind(sending: Sending) -> None:
    sending.batch(*sending.bill("C1"))
    sending.exchange()
    whole = envelope("FA", "999", "AK1*HC*1*X~AK9*A*1*1*1~")
    (sending.folder / "in" / "1-half").write_text(whole[:150])
    (sending.folder / "in" / "2-whole").write_text(whole)
    sending.exchange()
    assert sending.last("C1").state == "received"
    assert [one.name for one in files(sending.folder, "in")] == ["1-half"]
    (sending.folder / "in" / "1-half").write_text(whole)
    sending.exchange()
    assert files(sending.folder, "in") == []


def test_a_remittance_in_the_folder_is_posted(sending: Sending) -> None:
    sending.bill("C1")
    sending.comes("anything.dat", remittance_text([payment(paid("C1"))], control=1))
    assert RemittancePayment.objects.get().state == RemittancePayment.State.POSTED
    assert [one.name for one in files(sending.folder, "done")] == ["anything.dat"]


def test_a_claim_that_lacks_whom_it_is_about_never_reaches_a_batch(sending: Sending) -> None:
    """lh-ehr#1023."""
    nobody = content("C1").subscriber._replace(number="")
    claims = sending.bill("C1", subscriber=nobody, patient=nobody)
    (ready,) = ready_claims(sending.office.facility)
    assert ready.held == ("The member number is missing",)
    with pytest.raises(Refused, match="C1 is held"):
        sending.batch(*claims)
    assert Batch.objects.count() == 0
    assert not ControlCounter.objects.exists()


def test_a_claim_that_cannot_be_written_is_held_with_its_place(sending: Sending) -> None:
    sending.bill("C*1")
    (ready,) = ready_claims(sending.office.facility)
    (said,) = ready.held
    assert "CLM01" in said and "character that may not be sent" in said


def test_a_claim_is_under_way_once(sending: Sending) -> None:
    (claim,) = sending.bill("C1")
    batch = sending.batch(claim)
    with pytest.raises(Refused, match="in a batch by now"):
        sending.batch(claim)
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.create(batch=batch, claim=claim, set_control=2, reference="R", changed_at=batch.made_at)


def test_a_batch_is_withdrawn_before_it_goes_and_its_number_stays_used(sending: Sending) -> None:
    (claim,) = sending.bill("C1")
    said = {"by": sending.sender, "tree": sending.office.tree}
    batch = withdraw(batch=sending.batch(claim), **said)
    assert sending.exchange() == (0, 0)
    again = sending.batch(claim)
    assert (batch.control, again.control) == (1, 2)
    sending.exchange()
    with pytest.raises(Refused, match="on its way"):
        withdraw(batch=again, **said)


def test_each_payer_and_form_has_a_batch_of_its_own(sending: Sending) -> None:
    claims = [*sending.bill("C1"), *sending.bill("C2", payers=("BETA",))]
    made = make_batches(facility=sending.office.facility, claims=claims, by=sending.sender, tree=sending.office.tree)
    assert [(one.payer, one.control) for one in made] == [("ALPHA", 1), ("BETA", 2)]


def test_a_question_on_a_claim_is_asked_and_its_answer_moves_the_claim(sending: Sending) -> None:
    (claim,) = sending.bill("C1")
    sending.batch(claim)
    sending.answered()
    ask_status(facility=sending.office.facility, claims=[claim], by=sending.sender, tree=sending.office.tree)
    sending.answered(ClearingHouse(NOW, control=800_000_000, standing=lambda _claim: ("F1", "65", "")))
    assert sending.last("C1").state == "decided"
    assert StatusInquiry.objects.get().answered_at is not None
    assert not Answer.objects.filter(state=Answer.State.HELD).exists()


def test_only_who_may_send_does(sending: Sending) -> None:
    from tests.conftest import account

    claims = sending.bill("C1")
    desk = account("desk", Role.FRONT_DESK, "H1")
    with pytest.raises(Refused, match="send claims"):
        make_batches(facility=sending.office.facility, claims=claims, by=desk, tree=sending.office.tree)


def test_every_step_is_in_the_audit_and_names_nobody(sending: Sending) -> None:
    sending.batch(*sending.bill("C1"))
    sending.answered()
    said = list(Audited.objects.filter(action__startswith="revenue.").values_list("action", "after"))
    assert {"revenue.batch.made", "revenue.batch.sent", "revenue.answer.heard"} <= {action for action, _after in said}
    assert "STONE" not in str(said) and "M1001" not in str(said)


def test_what_was_heard_is_never_changed(sending: Sending) -> None:
    sending.batch(*sending.bill("C1"))
    move = ClaimMove.objects.get()
    with pytest.raises(TypeError):
        move.save()
    with pytest.raises(TypeError):
        move.delete()
    with pytest.raises(TypeError):
        ClaimMove.objects.update(state="sent")
