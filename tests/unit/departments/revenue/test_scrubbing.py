"""The scrubber at every door, what people make of findings, rules of the site, and what each saved."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest
from django.test import Client
from tests.conftest import account
from tests.unit.departments.revenue.conftest import BILLED, DAY, paid, payment
from tests.unit.departments.revenue.sent import Sending
from tests.unit.departments.revenue.test_charging import ALPHA, Charging, charging  # noqa: F401 - a fixture

from wellrun.departments.revenue.actions import scrub_rules as rules
from wellrun.departments.revenue.actions.mending import mend
from wellrun.departments.revenue.actions.scrubbing import accept_fix, override, undo_fix
from wellrun.departments.revenue.models import (
    Batch,
    Claim,
    ClaimContent,
    ClaimLine,
    DryRun,
    ScrubFinding,
    ScrubFix,
    ScrubRule,
    ScrubRun,
)
from wellrun.departments.revenue.queries import scrubbing
from wellrun.departments.revenue.queries.contents import content_of
from wellrun.departments.revenue.queries.published import claim_rows
from wellrun.departments.revenue.queries.ready import ready_claims
from wellrun.departments.revenue.queries.scrub_rules import saved_by_rule, suggestions
from wellrun.departments.revenue.queries.submitted import Billed, unsent_on
from wellrun.departments.revenue.rules.mending import as_said
from wellrun.departments.revenue.rules.scrubbing.findings import Action, Finding
from wellrun.departments.revenue.views.findings_shown import entry_findings
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry as Audited
from wellrun.values.faults import Refused

pytestmark = pytest.mark.django_db

NO_99213 = """
id: alpha-no-99213
words: Alpha wants another code than 99213.
action: {action}
each: line
about: line.code
scope: {{payers: [{payer}]}}
when: {{line.code: {{is: "99213"}}}}
remedy: Look at its list.
source: {{document: Alpha provider manual, page: "12", url: "https://alpha.example.org/manual"}}
"""
PLACE = "2400/1/SV101-2"


def text(action: str = "stop", payer: str = "ALPHA") -> str:
    return NO_99213.format(action=action, payer=payer)


def in_force(sending: Sending, wording: str) -> ScrubRule:
    who: dict[str, Any] = {"by": sending.sender, "tree": sending.office.tree}
    held = rules.draft(facility=sending.office.facility, text=wording, why="manual of March", **who)
    return rules.put_in_force(rule=held, version=held.version, **who)


def who(sending: Sending) -> dict[str, Any]:
    return {"by": sending.sender, "tree": sending.office.tree}


def held(sending: Sending, claim: Claim) -> tuple[str, ...]:
    (one,) = ready_claims(sending.office.facility, only=[claim.pk])
    return one.held


def test_a_stop_keeps_a_claim_out_of_a_batch_by_action(sending: Sending) -> None:
    (claim,) = sending.bill("C1", member="")
    with pytest.raises(Refused, match="member number is missing"):
        sending.batch(claim)
    assert not Batch.objects.exists()


def test_a_stop_keeps_a_claim_out_of_a_batch_by_page(sending: Sending, signed_in: Any) -> None:
    (claim,) = sending.bill("C1", member="")
    page = signed_in(sending.sender)
    sent = page.post("/revenue/billing/send/together/?at=H1", {"claims": str(claim.pk)})
    assert sent.status_code == 422 and "member number is missing" in sent.content.decode()
    assert page.post("/revenue/billing/send/single/?at=H1", {"claims": [claim.pk]}).status_code == 422
    assert not Batch.objects.exists()


def test_a_stop_that_comes_after_the_batch_was_made_keeps_it_from_going(sending: Sending) -> None:
    claim, other = sending.bill("C1", "C2")
    batch = sending.batch(claim, other)
    in_force(sending, text())
    assert sending.exchange() == (0, 0)
    batch.refresh_from_db()
    assert batch.state == Batch.State.WITHDRAWN and not list((sending.folder / "out").iterdir())
    assert held(sending, claim) == ("Alpha wants another code than 99213",)
    assert Audited.objects.filter(action="revenue.batch.stopped").count() == 1


def test_a_warning_holds_a_claim_until_somebody_says_why_it_is_right(sending: Sending) -> None:
    (claim,) = sending.bill("C1")
    in_force(sending, text("warn"))
    assert held(sending, claim) == ("Alpha wants another code than 99213",)
    with pytest.raises(Refused, match="no reason"):
        override(claim=claim, rule="alpha-no-99213", place=PLACE, reason=" ", **who(sending))
    note = override(claim=claim, rule="alpha-no-99213", place=PLACE, reason="agreed by telephone", **who(sending))
    assert (note.rule, note.number, note.reason) == ("alpha-no-99213", 1, "agreed by telephone")
    assert held(sending, claim) == ()
    assert sending.batch(claim).number == 1


def test_a_reason_does_not_hold_for_another_wording(sending: Sending) -> None:
    (claim,) = sending.bill("C1")
    rule = in_force(sending, text("warn"))
    override(claim=claim, rule=rule.key, place=PLACE, reason="agreed", **who(sending))
    worded = text("warn").replace("another code", "a wholly other code")
    rules.reword(rule=rule, text=worded, why="clearer", version=rule.version, **who(sending))
    assert held(sending, claim) == ("Alpha wants a wholly other code than 99213",)


def test_a_stop_cannot_be_passed_over(sending: Sending) -> None:
    (claim,) = sending.bill("C1", member="")
    with pytest.raises(Refused, match="whatever the reason"):
        override(claim=claim, rule="no-member-number", place="2010BA//NM109", reason="send it", **who(sending))


def test_a_change_is_accepted_and_undone_in_the_claim_and_in_its_lines(sending: Sending) -> None:
    (claim,) = sending.bill("C1")
    fix = text("fix").replace("remedy:", 'fix: [{add modifier: "25"}]\nremedy:')
    # Without the modifier only: what was changed is not found again.
    fix = fix.replace(
        '{line.code: {is: "99213"}}', '{all: [{line.code: {is: "99213"}}, {line.modifiers: {is not: "25"}}]}'
    )
    in_force(sending, fix)
    assert held(sending, claim)
    before = content_of(claim)
    made = accept_fix(claim=claim, rule="alpha-no-99213", place=PLACE, **who(sending))
    said = content_of(claim)
    assert said is not None and said.lines[0].modifiers == ("25",) and held(sending, claim) == ()
    assert ClaimLine.objects.get(claim=claim, number="1").modifiers == ["25"]
    undo_fix(fix=made, **who(sending))
    assert content_of(claim) == before and held(sending, claim)
    assert ClaimLine.objects.get(claim=claim, number="1").modifiers == []
    with pytest.raises(Refused, match="changed since"):
        undo_fix(fix=ScrubFix.objects.get(), **who(sending))


def test_what_is_under_way_is_neither_changed_nor_passed_over(sending: Sending) -> None:
    (claim,) = sending.bill("C1")
    sending.batch(claim)
    in_force(sending, text("warn"))
    with pytest.raises(Refused, match="under way"):
        override(claim=claim, rule="alpha-no-99213", place=PLACE, reason="right", **who(sending))


def test_a_claim_is_judged_when_it_is_made_and_what_was_found_is_kept_without_its_value(charging: Charging) -> None:  # noqa: F811
    charging.insure(ALPHA)
    charging.enter()
    charging.enter(amount=D(60))
    (claim,) = charging.made()
    (run,) = ScrubRun.objects.all()
    kept = set(ScrubFinding.objects.filter(run=run).values_list("rule", "line"))
    assert {("same-line-twice", 1), ("same-line-twice", 2)} <= kept and run.claim == claim
    assert claim_rows(dt.date(2100, 1, 1))[0]["clean"] is False


def test_the_page_of_an_account_tells_what_the_rules_find_before_any_claim_is_made(
    charging: Charging,  # noqa: F811
    signed_in: Any,
) -> None:
    charging.insure(ALPHA)
    charging.enter()
    page: Client = signed_in(charging.office.lead)
    address = f"/revenue/charges/{charging.account.pk}/"
    typed = {
        "on": f"{charging.account.begins:%Y-%m-%d}",
        "form": "P",
        "code": "G0463",
        "units": "1",
        "place": "21",
        "diagnoses": "I50.9",
        "amount": "",
        "billing": charging.practice.pk,
        "rendering": charging.doctor.pk,
    }
    part = page.post(f"{address}findings/?at=H1", typed).content.decode()
    assert "stands on the claim twice" in part and charging.account.charges.count() == 1
    other = page.post(f"{address}findings/?at=H1", typed | {"code": "G0444"}).content.decode()
    assert "stands on the claim twice" not in other, "another service stands there once"
    charging.enter()
    assert "stands on the claim twice" in page.get(f"{address}?at=H1").content.decode()
    assert "stands on the claim twice" in page.get(f"{address}claims/?at=H1").content.decode()


def mended(sending: Sending, claim: Claim) -> None:
    """The claim with the member number that it lacked."""
    said = content_of(claim)
    told = as_said(said) if said else None
    assert told is not None
    version = ClaimContent.objects.get(claim=claim).read_as
    mend(claim=claim, changed=told._replace(member="M1001"), version=version, **who(sending))


def test_a_claim_in_which_nothing_was_found_at_any_door_is_clean(sending: Sending, monkeypatch: Any) -> None:
    monkeypatch.setattr(scrubbing, "today_at", lambda _facility: BILLED)
    sending.office.bill("C0")
    (lacking,), (whole,) = sending.bill("C1", member=""), sending.bill("C2")
    mended(sending, lacking)
    sending.batch(lacking, whole)
    assert {row["claim"]: row["clean"] for row in claim_rows(BILLED)} == {"C0": None, "C1": False, "C2": True}


def test_when_a_claim_was_first_sent_is_published_and_what_waits_is_not_sent(sending: Sending) -> None:
    (claim,) = sending.bill("C1")
    sending.batch(claim)
    assert claim_rows(dt.date(2100, 1, 1))[0]["submitted_on"] is None
    sending.exchange()
    assert claim_rows(dt.date(2100, 1, 1))[0]["submitted_on"] is not None
    one = Billed(16000, DAY, DAY + dt.timedelta(3))
    assert [unsent_on([one], DAY + dt.timedelta(days)) for days in (-1, 0, 2, 3)] == [0, 160, 160, 0]
    assert unsent_on([Billed(1, DAY, None)], dt.date(2100, 1, 1)) == D("0.01")


def test_a_rule_is_drafted_tried_put_in_force_and_ended(sending: Sending) -> None:
    claims = sending.bill("C1", "C2") + sending.bill("B1", payers=("BETA",))
    facility = sending.office.facility
    rule = rules.draft(facility=facility, text=text(), why="manual", **who(sending))
    assert held(sending, claims[0]) == (), "a draft judges nothing"
    run = rules.ask_dry_run(rule=rule, last=100, **who(sending))
    rules.dry_run(run=run.pk, by=sending.sender)
    rules.dry_run(run=run.pk, by=sending.sender)
    answer = DryRun.objects.get().answer
    assert (answer["judged"], answer["found"], answer["charge"], answer["denied"]) == (3, 2, 32000, 0)
    assert not ScrubRun.objects.exists(), "a dry run touches no claim"
    rule = rules.put_in_force(rule=rule, version=rule.version, **who(sending))
    assert held(sending, claims[0]) and not held(sending, claims[2])
    rules.end(rule=rule, on=DAY, why="the payer takes it now", version=rule.version, **who(sending))
    assert held(sending, claims[0]) == ()


def test_a_rule_that_names_what_is_not_here_or_cannot_be_read_is_refused_with_every_fault(sending: Sending) -> None:
    wrong = text(payer="GAMMA").replace("action: stop", "action: shout").replace("line.code: {is", "line.kode: {is")
    with pytest.raises(Refused) as refused:
        rules.draft(facility=sending.office.facility, text=wrong, why="", **who(sending))
    assert {one.value for one in refused.value.faults} == {"shout", "line.kode"}
    assert all(one.remedy and "Line" in one.message for one in refused.value.faults)
    with pytest.raises(Refused, match="GAMMA"):
        rules.draft(facility=sending.office.facility, text=text(payer="GAMMA"), why="", **who(sending))
    rules.draft(facility=sending.office.facility, text=text(), why="", **who(sending))
    with pytest.raises(Refused, match="already"):
        rules.draft(facility=sending.office.facility, text=text(), why="", **who(sending))


def test_two_people_do_not_change_a_rule_at_once(sending: Sending) -> None:
    rule = rules.draft(facility=sending.office.facility, text=text(), why="", **who(sending))
    rules.put_in_force(rule=rule, version=1, **who(sending))
    with pytest.raises(Refused, match="quicker"):
        rules.put_in_force(rule=rule, version=1, **who(sending))


def test_while_charging_nothing_is_told_that_only_the_registry_tells() -> None:
    late = Finding("before-birth", "2010CA//DMG02", "1980-02-03", "Too early.", Action.STOP)
    line = Finding("no-units", "2400/1/SV104", "0", "No units.", Action.STOP, line=1)
    assert [one.finding.value for one in entry_findings([late, line], {})] == ["", "0"]


def test_nobody_without_the_right_drafts_a_rule_or_answers_a_finding(sending: Sending) -> None:
    (claim,) = sending.bill("C1", member="")
    clerk = account("clerk", Role.FRONT_DESK, "H1")
    with pytest.raises(Refused):
        rules.draft(facility=sending.office.facility, text=text(), why="", by=clerk, tree=sending.office.tree)
    with pytest.raises(Refused):
        override(claim=claim, rule="x", place="y", reason="z", by=clerk, tree=sending.office.tree)


def test_a_rule_saved_what_it_stopped_and_was_corrected_and_paid(sending: Sending) -> None:
    """130 of 160 were paid on a claim that could not have been sent; of one that is still held, nothing."""
    (claim,), _held = sending.bill("C1", member=""), sending.bill("C2", member="")
    mended(sending, claim)
    facility = sending.office.facility
    assert saved_by_rule(facility)["no-member-number"].stopped == 0, "not paid yet"
    sending.batch(claim)
    sending.office.send(payment(paid("C1")))
    saved = saved_by_rule(facility)["no-member-number"]
    assert (saved.found, saved.stopped, saved.paid) == (1, 1, D(130))


def test_a_warning_that_was_passed_over_and_denied_counts_against_whoever_knew_better(sending: Sending) -> None:
    (claim,) = sending.bill("C1")
    in_force(sending, text("warn"))
    override(claim=claim, rule="alpha-no-99213", place=PLACE, reason="agreed", **who(sending))
    sending.batch(claim)
    sending.office.send(payment(paid("C1", reasons=(("CO", "16", D(100)),))))
    saved = saved_by_rule(sending.office.facility)["alpha-no-99213"]
    assert (saved.found, saved.passed, saved.denied) == (1, 1, D(100))


def test_denials_that_come_back_suggest_a_rule_that_one_press_drafts(sending: Sending, signed_in: Any) -> None:
    numbers = ("C1", "C2", "C3")
    sending.office.bill(*numbers)
    denied = [paid(one, reasons=(("CO", "197", D(100)),), control=f"P{one}") for one in numbers]
    sending.office.send(payment(*denied))
    day = dt.date(2026, 2, 10)
    (one,) = suggestions(sending.office.facility, day)
    assert (one.payer, one.code, one.reason, one.number, one.money) == ("ALPHA", "99213", "197", 3, D(300))
    page = signed_in(sending.sender)
    address = f"/revenue/billing/rules/suggestions/?at=H1&day={day}"
    assert "99213" in page.get(address).content.decode()
    assert page.post(address, {"key": one.key}).status_code == 302
    (rule,) = ScrubRule.objects.all()
    assert rule.key == one.key and rule.state == ScrubRule.State.DRAFT
    assert suggestions(sending.office.facility, day)[0].drafted
    shown = page.get(f"/revenue/billing/rules/{rule.key}/?at=H1").content.decode()
    assert "the prior authorisation is missing" in shown


def test_a_draft_by_form_is_told_what_it_lacks_and_keeps_what_was_typed(sending: Sending, signed_in: Any) -> None:
    page = signed_in(sending.sender)
    address = "/revenue/billing/rules/new/?at=H1"
    typed = {"key": "alpha-99213", "words": "Alpha wants no 99213.", "action": "warn", "payers": ["ALPHA"]}
    typed |= {"remedy": "Take another.", "document": "Manual", "fix": "add modifier"}
    told = page.post(address, typed)
    assert told.status_code == 422 and "Only a rule that offers a change has one" in told.content.decode()
    told = page.post(address, typed | {"fix": ""})
    assert told.status_code == 422 and "Say when it holds" in told.content.decode()
    assert page.post(address, typed | {"fix": "", "services": "99213"}).status_code == 302
    shown = page.get("/revenue/billing/rules/alpha-99213/?at=H1").content.decode()
    assert "The service is among 99213 or the revenue code is among 99213." in shown
    faulty = page.post(f"{address}&as=text", {"text": "id: one\nwords: Something.\naction: shout"})
    assert faulty.status_code == 422 and "things are wrong with the rule" in faulty.content.decode()
    assert page.post("/revenue/billing/rules/alpha-99213/force/?at=H1", {"version": 1}).status_code == 302
    assert page.post("/revenue/billing/rules/alpha-99213/force/?at=H1", {"version": 1}).status_code == 422
    assert "Alpha wants no 99213." in page.get("/revenue/billing/rules/?at=H1&what=own").content.decode()
