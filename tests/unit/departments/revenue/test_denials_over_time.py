"""Denials by week on their page, what was done at their source, and what appeals brought."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from tests.reading import read
from tests.unit.departments.revenue.denied import BY, Desk, again, billed, denial, payment, posted

from wellrun.departments.revenue.actions import denial_moves as moves
from wellrun.departments.revenue.actions import scrub_rules
from wellrun.departments.revenue.actions.at_source import promise_mending
from wellrun.departments.revenue.keeping.denials import open_cases, read_ledger
from wellrun.departments.revenue.models import AccountCharge, Claim, ScrubOverride, ScrubRule
from wellrun.departments.revenue.queries.appeal_outcomes import appeals_in
from wellrun.departments.revenue.queries.at_source import mendings_in
from wellrun.departments.revenue.queries.denial_causes import causes_in
from wellrun.departments.revenue.queries.denial_weeks import denial_history
from wellrun.departments.revenue.rules.at_source import Kind, Source
from wellrun.departments.revenue.rules.denial_weeks import Week
from wellrun.departments.revenue.rules.scrubbing.by_form import Common, common_rule
from wellrun.departments.revenue.rules.scrubbing.findings import Action
from wellrun.departments.revenue.rules.scrubbing.writing import write_rules
from wellrun.departments.revenue.shown.denial_charts import judged_since
from wellrun.foundations.followup import actions as followup
from wellrun.foundations.followup.models import Action as Promise

FIRST, WEEK = dt.date(2026, 3, 2), dt.timedelta(days=7)
TODAY = FIRST + 16 * WEEK
MENDED = FIRST + 8 * WEEK


def denied_by_week(desk: Desk, numbers: list[int], **more: Any) -> None:
    """So many claims denied on the Monday of each week."""
    for at, number in enumerate(numbers):
        for one in range(number):
            billed(desk, f"W{at}-{one}")
            posted(desk, denial(f"W{at}-{one}", on=FIRST + at * WEEK, **more))
    open_cases(facility=desk.facility, by=BY)


def promised(desk: Desk, done: dt.date = MENDED, **source: str) -> Promise:
    made = promise_mending(
        **{"category": "authorisation", "payer": "P1", **source},
        title="Numbers are entered at the desk",
        owner=desk.clerk.person,
        due_on=done,
        place=desk.tree["H1"],
        by=desk.clerk,
        tree=desk.tree,
        today=done - WEEK,
    )
    return followup.change(
        action=made, wanted="done", by=desk.clerk, tree=desk.tree, today=done, evidence="the form has the field"
    )


def page(desk: Desk, signed_in: Any, **more: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in {"at": "H1", "day": TODAY.isoformat(), **more}.items())
    return read(signed_in(desk.clerk).get(f"{reverse('revenue:denials')}?{query}"))


def test_weeks_begin_with_the_first_denial_and_the_last_is_over(desk: Desk) -> None:
    denied_by_week(desk, [2, 0, 1])
    history = denial_history([desk.tree["H1"]], tree=desk.tree, day=FIRST + 3 * WEEK + dt.timedelta(days=2))
    assert history.weeks() == (Week(FIRST, 2, 20000), Week(FIRST + WEEK, 0, 0), Week(FIRST + 2 * WEEK, 1, 10000))
    assert [week.claims for week in history.weeks(Source("coding"))] == [0, 0, 0]
    assert [week.claims for week in history.weeks(Source("authorisation", "P1"), "99211")] == [2, 0, 1]


def test_a_second_denial_of_another_kind_is_no_first_one(desk: Desk) -> None:
    billed(desk, "C1", charges=(100, 60))
    posted(desk, denial("C1", on=FIRST), denial("C1", 60, line="2", category="coding", reason="4", on=FIRST + WEEK))
    open_cases(facility=desk.facility, by=BY)
    history = denial_history([desk.tree["H1"]], tree=desk.tree, day=FIRST + 2 * WEEK)
    assert [week.claims for week in history.weeks(Source("coding"))] == [0, 0]


def test_nothing_known_is_no_weeks(desk: Desk) -> None:
    assert denial_history([desk.tree["H1"]], tree=desk.tree, day=TODAY).weeks() == ()


def test_overturned_counts_in_the_week_of_the_payment(desk: Desk) -> None:
    denied_by_week(desk, [1, 1])
    case = again("W0-0")
    moves.sent(case=case, on=case.denied_on, words="", version=case.version, **desk.who)  # type: ignore[arg-type]
    posted(desk, replace(payment("W0-0", 80), on=FIRST + WEEK))
    read_ledger(claims=["W0-0"], facility=desk.facility, by=BY)
    case = again("W0-0")
    moves.ended(case=case, won=True, words="", version=case.version, **desk.who)  # type: ignore[arg-type]
    history = denial_history([desk.tree["H1"]], tree=desk.tree, day=FIRST + 2 * WEEK)
    assert [(week.claims, week.cents) for week in history.weeks_overturned()] == [(0, 0), (1, 8000)]
    found = appeals_in([desk.tree["H1"]], tree=desk.tree)
    assert (found.whole.part, found.whole.recovered_cents) == (1, 8000)


FEWER = [4, 5, 4, 3, 4, 5, 4, 4, 0, 0, 1, 0, 0, 0, 0, 0]
SAME = [4, 5, 4, 3, 4, 5, 4, 4, 4, 5, 3, 4, 4, 5, 4, 3]
BACK = [4, 5, 4, 3, 4, 5, 4, 4, 0, 0, 0, 4, 5, 4, 4, 5]


@pytest.mark.parametrize(("numbers", "verdict"), [(FEWER, "worked"), (SAME, "none"), (BACK, "faded")])
def test_what_was_done_is_judged_by_the_level_before_it(numbers: list[int], verdict: str) -> None:
    weeks = [Week(FIRST + at * WEEK, number, 0) for at, number in enumerate(numbers)]
    found = judged_since(weeks, MENDED, "Authorisation", "numbers are entered")
    assert found is not None
    assert found.verdict == verdict


@pytest.mark.parametrize("since", [FIRST + 5 * WEEK, FIRST + 11 * WEEK])
def test_with_fewer_than_six_weeks_on_a_side_nothing_is_judged(since: dt.date) -> None:
    weeks = [Week(FIRST + at * WEEK, number, 0) for at, number in enumerate(FEWER)]
    assert judged_since(weeks, since, "", "") is None


def test_the_page_draws_the_weeks_and_judges_a_promise(desk: Desk, signed_in: Any) -> None:
    denied_by_week(desk, FEWER)
    promised(desk)
    text = page(desk, signed_in)
    assert "27 Apr: Numbers are entered at the desk (promise kept)" in text
    assert "0 claims in the week of 15 Jun, 2.1 on the average" in text
    assert "It worked." in text
    assert "0.1 a week in 8 weeks since, 4.1 a week before; last 0 a week." in text
    assert "Prior authorisation missing, Payer One · promise kept, 27 Apr 2026" in text
    other = page(desk, signed_in, category="coding")
    assert "Coding · 0 claims in the week of" in other
    assert "27 Apr: Numbers are entered at the desk (promise kept)" not in other


def test_too_few_weeks_are_said(desk: Desk, signed_in: Any) -> None:
    denied_by_week(desk, [2, 1])
    promised(desk, done=FIRST + WEEK)
    query = f"{reverse('revenue:denials')}?at=H1&day={FIRST + 3 * WEEK:%Y-%m-%d}"
    text = signed_in(desk.clerk).get(query).text
    assert "once eight whole weeks of payers’ decisions are posted" in text
    assert "Too early to say: 1 whole week before, six are needed." in text


def rule(desk: Desk, **more: Any) -> ScrubRule:
    told = Common(
        id="alpha-number",
        words="Payer One asks for a number.",
        action=Action.WARN,
        remedy="Enter it.",
        document="manual",
        payers=("P1",),
        services=("99211",),
    )
    wording = common_rule(told)
    assert wording is not None
    text = write_rules([wording])
    return scrub_rules.draft(facility=desk.facility, text=text, why="manual", **more, **desk.who)  # type: ignore[arg-type]


def test_a_rule_counts_from_the_day_it_was_first_turned_on(desk: Desk) -> None:
    held = rule(desk, against="authorisation")
    day = dt.date(2099, 1, 1)
    assert mendings_in([desk.tree["H1"]], tree=desk.tree, day=day) == ()
    held = scrub_rules.put_in_force(rule=held, version=held.version, **desk.who)  # type: ignore[arg-type]
    (found,) = mendings_in([desk.tree["H1"]], tree=desk.tree, day=day)
    assert (found.kind, found.key, found.source) == (Kind.RULE, "alpha-number", Source("authorisation", "P1"))
    assert found.on == held.in_force_on
    ScrubRule.objects.update(in_force_on=FIRST)
    held.refresh_from_db()
    scrub_rules.put_in_force(rule=held, version=held.version, **desk.who)  # type: ignore[arg-type]
    held.refresh_from_db()
    assert held.in_force_on == FIRST, "turned on again it goes on"
    scrub_rules.end(rule=held, on=FIRST, why="never right", version=held.version, **desk.who)  # type: ignore[arg-type]
    assert mendings_in([desk.tree["H1"]], tree=desk.tree, day=day) == ()


def test_an_open_promise_and_one_of_another_place_mend_nothing(desk: Desk) -> None:
    made = promised(desk)
    assert mendings_in([desk.tree["H2"]], tree=desk.tree, day=TODAY) == ()
    assert mendings_in([desk.tree["H1"]], tree=desk.tree, day=MENDED - WEEK) == ()
    Promise.objects.filter(pk=made.pk).update(started_on=None)
    assert mendings_in([desk.tree["H1"]], tree=desk.tree, day=TODAY) == ()


def test_a_source_is_promised_on_the_page(desk: Desk, signed_in: Any) -> None:
    browser, address = signed_in(desk.clerk), f"{reverse('revenue:promise-mending')}?at=H1&day=2026-03-02"
    assert 'value="coding" selected' in browser.get(f"{address}&category=coding").text
    given = {"category": "coding", "payer": "", "title": "", "owner": desk.clerk.person_id, "due_on": "2026-04-01"}
    answer = browser.post(address, given)
    assert answer.status_code == 422
    answer = browser.post(address, {**given, "title": "A second look at modifiers"})
    assert answer.status_code == 302
    assert Promise.objects.get().origin == "revenue.denials:coding:"


def test_denials_are_counted_under_the_rule_passed_over_and_who_entered_the_charge(desk: Desk, signed_in: Any) -> None:
    denied_by_week(desk, [3])
    claims = {one.number: one for one in Claim.objects.all()}
    override = {"rule": "alpha-number", "number": 1, "place": "line 1", "reason": "asked", "by": "x"}
    ScrubOverride.objects.bulk_create(
        [ScrubOverride(claim=claims["W0-0"], at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC), **override)]
    )
    causes = causes_in([desk.tree["H1"]], tree=desk.tree, day=FIRST + WEEK)
    assert [(one.under, one.now) for one in causes.by["rule"]] == [("", 2), ("alpha-number", 1)]
    assert [(one.under, one.now) for one in causes.by["clerk"]] == [("", 3)]
    assert not AccountCharge.objects.exists()
    address = f"{reverse('revenue:denial-causes')}?at=H1&day={FIRST + WEEK:%Y-%m-%d}"
    text = signed_in(desk.clerk).get(address).text
    for words in ("Rule that was passed over", "Charge entered by", "not entered here", "/rules/alpha-number/"):
        assert words in text, words
