"""The way of a claim to its payer. Sources: X12 999 (005010X231A1), 277CA (005010X214), 277 (005010X212)."""

from __future__ import annotations

import io
from typing import Any

import pytest

from wellrun.departments.revenue.rules.answers import interchange_move, receipt_of, told_of
from wellrun.departments.revenue.rules.claim_states import (
    MENDED_AND_SENT_AGAIN,
    NEXT,
    Move,
    State,
    after,
    may_be_sent,
)
from wellrun.engines.x12 import InterchangeAnswer, claim_status_of, group_answer_of, read


def way(*moves: Move) -> list[State | None]:
    """Each state that a claim passes from its batch on."""
    state: State | None = State.BATCHED
    passed = []
    for move in moves:
        state = after(state, move) if state else None
        passed.append(state)
    return passed


def test_a_claim_is_sent_received_accepted_pending_and_decided() -> None:
    moves = (Move.SENT, Move.RECEIPT, Move.ACCEPTANCE, Move.PENDING, Move.DECISION)
    assert way(*moves) == [State.SENT, State.RECEIVED, State.ACCEPTED, State.PENDING, State.DECIDED]


def test_a_rejection_is_no_denial_and_ends_this_sending() -> None:
    """What was rejected was never decided: nothing but the same rejection and a payer that knows nothing follows."""
    assert way(Move.SENT, Move.RETURN) == [State.SENT, State.RETURNED]
    assert way(Move.SENT, Move.RECEIPT, Move.REJECTION)[-1] is State.REJECTED
    for state in (State.RETURNED, State.REJECTED):
        assert {after(state, move) for move in (Move.PENDING, Move.DECISION, Move.ACCEPTANCE)} == {None}


def test_an_answer_that_overtakes_another_tells_all_the_same() -> None:
    assert way(Move.SENT, Move.ACCEPTANCE, Move.RECEIPT) == [State.SENT, State.ACCEPTED, State.ACCEPTED]
    assert way(Move.DECISION, Move.RECEIPT, Move.ACCEPTANCE) == [State.DECIDED] * 3


def test_a_payer_rejects_what_it_had_accepted_and_never_what_it_decided() -> None:
    assert after(State.ACCEPTED, Move.REJECTION) is State.REJECTED
    assert after(State.DECIDED, Move.REJECTION) is None


def test_what_contradicts_waits_for_a_person() -> None:
    assert after(State.ACCEPTED, Move.RETURN) is None
    assert after(State.RETURNED, Move.ACCEPTANCE) is None


def test_only_what_came_back_is_sent_again() -> None:
    assert may_be_sent([])
    assert may_be_sent([State.REJECTED, State.RETURNED])
    for state in State:
        assert may_be_sent([State.REJECTED, state]) == (state in MENDED_AND_SENT_AGAIN)


def test_no_answer_makes_a_state_that_was_left_come_again() -> None:
    """However often and in whatever order answers come, a claim goes forward only."""
    order = [State.BATCHED, State.SENT, State.RECEIVED, State.ACCEPTED, State.PENDING, State.DECIDED]
    for (state, _move), then in NEXT.items():
        if state in order and then in order:
            assert order.index(then) >= order.index(state)


def transaction(text: str) -> Any:
    head = "ISA*00*          *00*          *ZZ*PAYER          *ZZ*US             *260105*1200*^*00501*000000007*0*T*:~"
    whole = f"{head}GS*FA*PAYER*US*20260105*1200*7*X*005010X231A1~{text}GE*1*7~IEA*1*000000007~"
    return next(piece for piece in read(io.BytesIO(whole.encode())) if piece.set_id)


def receipt(body: str) -> Any:
    return receipt_of(group_answer_of(transaction(f"ST*999*0001*005010X231A1~{body}SE*9*0001~")))


def test_a_999_need_not_name_what_it_accepts() -> None:
    said = receipt("AK1*HC*28*005010X222A1~AK9*A*3*3*3~")
    assert said.group == "28"
    assert said.of("0002") == (Move.RECEIPT, ())


def test_a_999_refuses_one_transaction_and_takes_the_others() -> None:
    said = receipt("AK1*HC*28*X~AK2*837*0002~IK3*NM1*17**8~IK4*9*67*1*12~IK5*R*5~AK9*P*3*3*2~")
    assert said.of("0001")[0] is Move.RECEIPT
    move, notes = said.of("0002")
    assert move is Move.RETURN
    assert [(one.kind, one.code) for one in notes] == [("set", "5"), ("element", "1")]
    assert (notes[1].segment, notes[1].position, notes[1].element, notes[1].value) == ("NM1", 17, 9, "12")


def test_a_group_that_is_refused_takes_its_transactions_with_it() -> None:
    said = receipt("AK1*HC*28*X~AK2*837*0001~IK5*A~AK9*R*2*2*0*4~")
    assert said.of("0001")[0] is Move.RETURN
    assert said.of("0002") == (Move.RETURN, said.notes)
    assert [one.code for one in said.notes] == ["4"]


@pytest.mark.parametrize(
    ("stc", "move"),
    [
        ("A0:16*20260105*WQ", Move.RECEIPT),
        ("A1:20*20260105*WQ", Move.RECEIPT),
        ("A2:20*20260105*WQ", Move.ACCEPTANCE),
        ("A3:21*20260105*U", Move.REJECTION),
        # A category that rejects does so whatever the action says: public sample of a state's programme.
        ("A7:562:85*20260105*WQ", Move.REJECTION),
        ("A2:20*20260105*U", Move.REJECTION),
        ("A4:35*20260105", Move.UNKNOWN),
        ("P3:317*20260105", Move.PENDING),
        ("R4:297*20260105", Move.PENDING),
        ("F1:65*20260105", Move.DECISION),
        ("D0:0*20260105", Move.UNKNOWN),
        ("E1:0*20260105", Move.UNKNOWN),
    ],
)
def test_the_category_of_a_status_says_what_became_of_the_claim(stc: str, move: Move) -> None:
    text = f"ST*277*0001*X~BHT*0085*08*R1*20260105*1200*TH~HL*1**PT~NM1*QC*1*X~TRN*2*C1~STC*{stc}~SE*7*0001~"
    (told,) = told_of(claim_status_of(transaction(text)))
    assert (told.number, told.move) == ("C1", move)


def test_a_refusal_of_the_receiver_is_one_of_everything_it_was_sent() -> None:
    text = "ST*277*0001*X~BHT*0085*08*R1*20260105*1200*TH~HL*1**21~NM1*41*2*US~TRN*2*R1~STC*A3:24*20260105*U~SE*7*0001~"
    (told,) = told_of(claim_status_of(transaction(text)))
    assert (told.whole, told.reference, told.move) == (True, "R1", Move.REJECTION)


def test_an_interchange_is_refused_or_says_nothing_of_the_claims() -> None:
    assert interchange_move(InterchangeAnswer("000000007", "260105", "1200", "A", "000")) == (Move.RECEIPT, ())
    move, notes = interchange_move(InterchangeAnswer("000000007", "260105", "1200", "R", "025"))
    assert move is Move.RETURN and notes[0].code == "025"
