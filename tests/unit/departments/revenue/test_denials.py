"""Denials become cases, each once; people move them, and the ledger has the last word."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest
from django.utils import timezone
from tests.conftest import account
from tests.unit.departments.revenue.conftest import paid
from tests.unit.departments.revenue.conftest import payment as payment_of
from tests.unit.departments.revenue.denied import (
    BY,
    DAY,
    Desk,
    again,
    billed,
    case_of,
    denial,
    payment,
    posted,
    undone,
)

from wellrun.departments.revenue.actions import contracts
from wellrun.departments.revenue.actions import denial_moves as moves
from wellrun.departments.revenue.keeping.denials import open_cases
from wellrun.departments.revenue.models import DenialCase, DenialStep, LedgerEntry, Payer
from wellrun.departments.revenue.queries.appeals import appeal_rules
from wellrun.departments.revenue.queries.claims import claim_shown
from wellrun.departments.revenue.queries.denials import cases_within, line_of, outcomes, queue
from wellrun.departments.revenue.rules.denial_work import Move, State
from wellrun.departments.revenue.rules.denials import Overturned
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry as AuditEntry
from wellrun.values.faults import Refused


def gather(desk: Desk) -> int:
    return open_cases(facility=desk.facility, by=BY)


def do(desk: Desk, action: Any, case: DenialCase, **more: Any) -> DenialCase:
    action(case=case, version=case.version, **more, **desk.who)
    return again(case.claim.number)


def sent(desk: Desk, case: DenialCase) -> DenialCase:
    return do(desk, moves.sent, case, on=timezone.localdate(), words="by post")


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.faults[0].code


def test_each_denial_is_one_case_however_often_it_is_gathered(desk: Desk) -> None:
    billed(desk, "C1", charges=(100, 50))
    posted(desk, denial("C1"), denial("C1", 50, line="2", category="coding", reason="4"))
    assert [gather(desk), gather(desk)] == [2, 0]
    first, second = DenialCase.objects.order_by("line")
    assert (first.payer, first.level, first.category, first.told) == ("P1", "primary", "authorisation", "CO-197")
    assert (first.amount, first.left, second.amount, second.code) == (D(100), D(100), D(50), "99212")
    assert (first.denied_on, first.appeal_until) == (DAY, DAY + dt.timedelta(days=90))
    assert list(DenialStep.objects.values_list("move", flat=True)) == ["opened", "opened"]


def test_later_denials_join_and_those_that_are_there_stay(desk: Desk) -> None:
    case = case_of(desk)
    billed(desk, "C2")
    posted(desk, denial("C2"))
    assert gather(desk) == 1
    assert again().pk == case.pk
    assert DenialCase.objects.count() == 2


def test_paid_without_an_appeal_is_corrected_and_with_one_is_won(desk: Desk) -> None:
    case_of(desk, "C1")
    sent(desk, case_of(desk, "C2"))
    posted(desk, payment("C1", 100), payment("C2", 100))
    gather(desk)
    assert (again("C1").state, again("C2").state) == (State.CORRECTED, State.WON)
    assert [again(one).recovered for one in ("C1", "C2")] == [D(100), D(100)]
    assert again("C2").settled_on == timezone.localdate()


def test_what_was_paid_with_the_denial_is_not_recovered_by_it(desk: Desk) -> None:
    billed(desk, "C1")
    posted(desk, payment("C1", 40, transaction="T"), denial("C1", 60))
    gather(desk)
    assert (again().left, again().recovered) == (D(60), D(0))
    posted(desk, payment("C1", 25))
    gather(desk)
    assert (again().state, again().left, again().recovered) == (State.OPEN, D(35), D(25))


def test_a_denial_the_payer_takes_back_is_corrected(desk: Desk) -> None:
    case_of(desk)
    posted(desk, undone(denial("C1")))
    gather(desk)
    assert (again().state, again().left) == (State.CORRECTED, D(0))


def test_a_payment_taken_back_opens_the_case_again(desk: Desk) -> None:
    sent(desk, case_of(desk))
    paid = payment("C1", 100)
    for entry, state, settled in ((paid, State.WON, True), (undone(paid), State.APPEALED, False)):
        posted(desk, entry)
        gather(desk)
        assert (again().state, again().settled_on is not None) == (state, settled)
    assert again().left == D(100)
    assert DenialStep.objects.filter(move=Move.REOPENED).count() == 1


def test_two_denials_of_a_line_share_what_is_left_of_it(desk: Desk) -> None:
    billed(desk, "C1")
    posted(desk, denial("C1", 70), denial("C1", 30, reason="50", category="medical necessity"))
    gather(desk)
    posted(desk, payment("C1", 50))
    gather(desk)
    assert sorted(DenialCase.objects.values_list("left_cents", flat=True)) == [1500, 3500]


def test_it_is_taken_appealed_and_lost_and_given_up(desk: Desk) -> None:
    case = do(desk, moves.take, case_of(desk), owner=desk.clerk.person)
    assert case.owner == desk.clerk.person
    case = do(desk, moves.ended, sent(desk, case), won=False, words="upheld")
    assert (case.state, case.left) == (State.LOST, D(100))
    case = do(desk, moves.give_up, case, why="second level is not worth it")
    assert (case.state, case.left, case.settled_on) == (State.GIVEN_UP, D(0), timezone.localdate())
    entry = LedgerEntry.objects.get(kind="write-off")
    assert (entry.approved_by, entry.approval_reason) == (str(desk.clerk), "second level is not worth it")
    assert claim_shown(case.claim).balance == D(0)
    assert AuditEntry.objects.filter(action="revenue.denial.given_up").exists()
    assert gather(desk) == 0
    assert again().state == State.GIVEN_UP


def test_giving_up_is_taken_back_and_done_again(desk: Desk) -> None:
    case = do(desk, moves.give_up, case_of(desk), why="small")
    case = do(desk, moves.take_back, case, why="the contract pays it")
    assert (case.state, case.left, case.settled_on) == (State.OPEN, D(100), None)
    assert claim_shown(case.claim).balance == D(100)
    case = do(desk, moves.give_up, case, why="small after all")
    assert (case.state, claim_shown(case.claim).balance) == (State.GIVEN_UP, D(0))


def test_given_up_is_what_is_owed_not_what_was_denied(desk: Desk) -> None:
    case = case_of(desk)
    posted(desk, payment("C1", 99))
    # Nobody has gathered since: the amount is looked up when it is written off.
    do(desk, moves.give_up, again(case.claim.number), why="one dollar")
    assert claim_shown(again().claim).balance == D(0)
    assert [leg.cents for leg in LedgerEntry.objects.get(kind="write-off").legs.all()] == [100, -100]


def test_what_is_paid_is_not_given_up(desk: Desk) -> None:
    case = case_of(desk)
    posted(desk, payment("C1", 100))
    with pytest.raises(Refused) as refused:
        do(desk, moves.give_up, case, why="small")
    assert code_of(refused) == "revenue.denial.nothing_left"
    assert not LedgerEntry.objects.filter(kind="write-off").exists()


def test_won_waits_for_the_payment_and_can_be_taken_back_until_then(desk: Desk) -> None:
    case = do(desk, moves.ended, sent(desk, case_of(desk)), won=True, words="letter of 3 March")
    assert (case.state, case.settled_on, case.left) == (State.WON, None, D(100))
    assert do(desk, moves.take_back, case, why="misread").state == State.APPEALED
    case = do(desk, moves.ended, again(), won=True, words="")
    posted(desk, payment("C1", 100))
    gather(desk)
    with pytest.raises(Refused) as refused:
        do(desk, moves.take_back, again(), why="misread")
    assert code_of(refused) == "revenue.denial.paid"


def test_an_appeal_that_was_not_sent_is_taken_back(desk: Desk) -> None:
    case = do(desk, moves.take_back, sent(desk, case_of(desk)), why="still on the desk")
    assert (case.state, case.appealed_on) == (State.OPEN, None)


@pytest.mark.parametrize("days", [1, -10_000])
def test_an_appeal_is_sent_after_the_denial_and_not_tomorrow(desk: Desk, days: int) -> None:
    case = case_of(desk)
    with pytest.raises(Refused) as refused:
        do(desk, moves.sent, case, on=timezone.localdate() + dt.timedelta(days=days), words="")
    assert code_of(refused) == "revenue.denial.sent_when"


def test_what_is_not_its_turn_is_refused(desk: Desk) -> None:
    case = case_of(desk)
    with pytest.raises(Refused) as refused:
        do(desk, moves.ended, case, won=True, words="")
    assert code_of(refused) == "revenue.denial.out_of_turn"


def test_the_second_of_two_is_told(desk: Desk) -> None:
    case = case_of(desk)
    sent(desk, case)
    with pytest.raises(Refused) as refused:
        moves.give_up(case=case, why="small", version=case.version, **desk.who)  # type: ignore[arg-type]
    assert code_of(refused) == "revenue.denial.changed_meanwhile"


def test_who_may_only_read_changes_nothing(desk: Desk) -> None:
    case = case_of(desk)
    other = account("finance.reader", Role.FINANCE, "H1")
    for action, more in (
        (moves.take, {"owner": other.person, "version": case.version}),
        (moves.sort, {"category": "coding", "version": case.version}),
        (moves.note, {"words": "x"}),
        (moves.wrote, {"words": "x"}),
        (moves.sent, {"on": DAY, "words": "", "version": case.version}),
        (moves.ended, {"won": True, "words": "", "version": case.version}),
        (moves.give_up, {"why": "x", "version": case.version}),
        (moves.take_back, {"why": "x", "version": case.version}),
    ):
        with pytest.raises(Refused) as refused:
            action(case=case, by=other, tree=desk.tree, **more)  # type: ignore[operator]
        assert code_of(refused) == "access.refused"
    assert again().version == case.version


def test_days_of_a_payer_move_the_last_day_of_what_nobody_has_appealed(desk: Desk) -> None:
    first, second = case_of(desk, "C1"), sent(desk, case_of(desk, "C2"))
    payer = Payer.objects.get(code="P1", facility=desk.facility)
    terms = {"payer": payer, "version": 1, **desk.who}
    with pytest.raises(Refused) as refused:
        moves.set_terms(kind="other", days=45, why=" ", **terms)  # type: ignore[arg-type]
    assert code_of(refused) == "revenue.payer.days_by_what"
    moves.set_terms(kind="other", days=45, why="contract, section 9", **terms)  # type: ignore[arg-type]
    assert again("C1").appeal_until == DAY + dt.timedelta(days=45)
    assert again("C2").appeal_until == second.appeal_until == first.appeal_until
    with pytest.raises(Refused) as refused:
        moves.set_terms(kind="medicare", days=None, why="", **terms)  # type: ignore[arg-type]
    assert code_of(refused) == "revenue.denial.changed_meanwhile"
    moves.set_terms(kind="medicare", days=None, why="", **{**terms, "version": 2})  # type: ignore[arg-type]
    assert appeal_rules(desk.facility).of("P1", DAY).days == 120
    assert case_of(desk, "C3").appeal_until == DAY + dt.timedelta(days=120)


def test_the_queue_goes_by_recovery_chance_and_clock(desk: Desk) -> None:
    big, small = case_of(desk, "C1", 90), case_of(desk, "C2", 60)
    late = case_of(desk, "C3", 100, on=DAY - dt.timedelta(days=80))
    other = case_of(desk, "C4", 80, payer="P2")
    for at, won in enumerate((True, True, True)):
        held = case_of(desk, f"D{at}", payer="P2")
        do(desk, moves.ended, sent(desk, held), won=won, words="")
    lines = queue(cases_within([desk.tree["H1"]], tree=desk.tree).filter(state="open"), tree=desk.tree, day=DAY).lines
    assert [line.case.pk for line in lines] == [late.pk, other.pk, big.pk, small.pk]
    assert lines[1].ended == Overturned(3, 3)
    assert (lines[1].priority.chance, lines[1].expected) == (D(4) / 5, D(64))
    assert lines[0].priority.days_left == 10
    assert outcomes([desk.facility.pk]) == {(desk.facility.pk, "authorisation", "P2"): Overturned(3, 3)}


def test_an_appeal_on_its_way_has_no_clock(desk: Desk) -> None:
    case = sent(desk, case_of(desk))
    line = line_of(case, tree=desk.tree, day=case.appeal_until + dt.timedelta(days=3))
    assert (line.priority.clock, line.late) == (D(1), False)


def test_what_has_run_out_brings_nothing(desk: Desk) -> None:
    case = case_of(desk)
    line = line_of(case, tree=desk.tree, day=case.appeal_until + dt.timedelta(days=1))
    assert (line.late, line.expected, line.priority.value) == (True, D(0), D(0))
    assert line_of(case, tree=desk.tree, day=case.appeal_until).expected == D(50)


def test_a_contract_says_what_can_be_recovered_at_most_what_is_owed(desk: Desk) -> None:
    case = case_of(desk)
    line = line_of(case, tree=desk.tree, day=DAY)
    assert (line.by_contract, line.priority.recovery) == (False, D(100))
    agreed(desk, "42.50")
    line = line_of(case, tree=desk.tree, day=DAY)
    assert (line.by_contract, line.priority.recovery) == (True, D("42.50"))
    (listed,) = queue(cases_within([desk.tree["H1"]], tree=desk.tree), tree=desk.tree, day=DAY).lines
    assert listed.priority == line.priority


def test_no_more_can_be_recovered_than_is_owed(desk: Desk) -> None:
    case = case_of(desk, amount=60)
    agreed(desk, "95.00")
    assert line_of(case, tree=desk.tree, day=DAY).priority.recovery == case.left == D(60)


def agreed(desk: Desk, fee: str) -> None:
    """A contract of the payer by which the service is paid so much."""
    text = f"""key: one
payer: P1
tolerance: 0.01
appeal_days: 90
versions:
  - {{since: 2026-01-01, until: null, terms: [{{kind: fee schedule, name: schedule, table: fees, factor: 1.00}}]}}
tables:
  - kind: fees
    name: fees
    rows: {{"99211": {fee}}}
"""
    payer = Payer.objects.get(code="P1")
    held = contracts.enter(payer=payer, name="Fees", text=text, why="signed", by=desk.clerk, tree=desk.tree)
    contracts.put_in_force(contract=held, version=held.version, by=desk.clerk, tree=desk.tree)


def test_denials_are_seen_by_place(desk: Desk) -> None:
    case_of(desk, "C1", place="H1/W1")
    case_of(desk, "C2", place="")
    seen = {code: cases_within([desk.tree[code]], tree=desk.tree).count() for code in ("NET", "H1", "H2", "H1/W1")}
    assert seen == {"NET": 2, "H1": 2, "H2": 0, "H1/W1": 1}


def test_a_case_that_was_looked_at_hides_no_denial_posted_before(desk: Desk) -> None:
    case = case_of(desk, "C1")
    billed(desk, "C2")
    posted(desk, denial("C2"))
    do(desk, moves.give_up, case, why="small")
    assert gather(desk) == 1
    assert again("C2").state == State.OPEN


def test_gathering_again_reads_nothing(desk: Desk, django_assert_max_num_queries: Any) -> None:
    case_of(desk)
    with django_assert_max_num_queries(8):
        assert gather(desk) == 0
    assert AuditEntry.objects.filter(action="revenue.denials.gathered").count() == 1


def test_a_remittance_that_refuses_a_line_opens_a_case_when_it_is_posted(office: Any) -> None:
    office.bill("C1")
    office.send(payment_of(paid("C1", reasons=(("CO", "197", D(100)),), control="PAYER-1")))
    case = again()
    assert (case.payer, case.category, case.line, case.amount) == ("ALPHA", "authorisation", "1", D(100))
    assert case.claim.controls.get().number == "PAYER-1"
