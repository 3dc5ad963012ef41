"""Pages of the register: heat map and list, raising, one risk with all that is done to it."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone
from tests.conftest import account
from tests.unit.departments.quality.reports import Ward
from tests.unit.departments.quality.risks import CAUSE, EFFECT, EVENT, decided, raised

from wellrun.departments.quality.actions import risks as actions
from wellrun.departments.quality.models import Control, Risk
from wellrun.departments.quality.rules.risks import Stage
from wellrun.foundations.access.rules import Role

REGISTER = "quality:risks"


def page(held: Risk) -> str:
    return f"{reverse('quality:risk', args=[held.pk])}?at=H1"


def do(held: Risk, what: str) -> str:
    return f"{reverse('quality:enter-risk', args=[held.pk, what])}?at=H1"


def sent(ward: Ward, **more: Any) -> dict[str, Any]:
    steps = {"inherent": (4, 4), "residual": (3, 4), "target": (1, 4)}
    chosen = {
        f"{stage.value}_{part}": step
        for stage in Stage
        for part, step in zip(("likelihood", "consequence"), steps[stage.value], strict=True)
    }
    words = {"kind": "safety", "cause": CAUSE, "event": EVENT, "effect": EFFECT, "owner": ward.lead.person_id}
    return {"key": uuid4(), "where": "H1/W1", **words, **chosen, **more}


def test_a_risk_is_raised_and_reads_as_a_sentence(ward: Ward, signed_in: Any) -> None:
    browser, given = signed_in(ward.lead), sent(ward)
    address = f"{reverse('quality:new-risk')}?at=H1"
    assert "Because …" in browser.get(address).text
    for _each in range(2):
        shown = browser.post(address, given, follow=True)
        assert f"Because {CAUSE}, {EVENT} may happen, which would lead to {EFFECT}." in shown.text
    assert Risk.objects.get().name == "H1-R1"


def test_what_was_typed_stands_and_every_fault_beside_its_field(ward: Ward, signed_in: Any) -> None:
    given = sent(ward, cause="x", residual_likelihood=5, residual_consequence=5)
    answered = signed_in(ward.lead).post(f"{reverse('quality:new-risk')}?at=H1", given)
    assert answered.status_code == 422 and not Risk.objects.exists()
    assert EFFECT in answered.text
    assert 'id="id_cause_error"' in answered.text and 'id="id_residual_consequence_error"' in answered.text


def test_the_map_leads_to_the_risks_of_a_cell(ward: Ward, signed_in: Any) -> None:
    raised(ward), raised(ward, event="a lift that stands still", residual=(1, 1), kind="service")
    browser = signed_in(ward.lead)
    shown = browser.get(reverse(REGISTER), {"at": "H1"}).text
    assert "2 live risks" in shown and "1 above appetite" in shown
    assert "what=residual-3x4" in shown and "what=residual-1x1" in shown
    cell = browser.get(reverse(REGISTER), {"at": "H1", "what": "residual-3x4"}).text
    assert "Now: Possible × Major" in cell and EVENT.capitalize() in cell
    assert "A lift that stands still" not in cell.partition('id="all"')[2]
    before = browser.get(reverse(REGISTER), {"at": "H1", "what": "inherent"}).text
    assert "what=inherent-4x4" in before and "what=residual-3x4" not in before


def test_the_list_exports_what_is_shown_and_closed_ones_are_apart(ward: Ward, signed_in: Any) -> None:
    raised(ward)
    gone = raised(ward, event="a lift that stands still")
    actions.close(why="The lift is new.", **decided(ward, gone))
    browser = signed_in(ward.lead)
    for what, event in (("", EVENT), ("closed", "a lift that stands still")):
        exported = browser.get(reverse(REGISTER), {"at": "H1", "what": what, "export": "csv"}).text.splitlines()
        assert len(exported) == 2 and event.capitalize() in exported[1]


def test_an_empty_register_says_what_will_be_here(ward: Ward, signed_in: Any) -> None:
    shown = signed_in(ward.lead).get(reverse(REGISTER), {"at": "H1"}).text
    for words in ("No risk is above appetite.", "Nothing is due.", "A risk is raised when somebody asks"):
        assert words in shown


def test_a_risk_from_control_to_closing_by_page(ward: Ward, signed_in: Any) -> None:
    held, browser, today = raised(ward), signed_in(ward.lead), timezone.localdate()
    report, lead = ward.tell().incident, ward.lead.person_id
    until = today + dt.timedelta(days=60)
    steps: tuple[tuple[str, dict[str, Any]], ...] = (
        ("control", {"words": "Round at night", "kind": "detective"}),
        ("test", {"control": 0, "works": "partly", "tested_on": today}),
        ("act", {"title": "Longer cables", "owner": lead, "due_on": today}),
        ("link-measure", {"measure": "falls"}),
        ("link-incident", {"incident": report.pk}),
        ("control", {"words": "Sign at the door", "kind": "preventive"}),
        ("withdraw", {"why": "Nobody reads it"}),
        ("link-measure", {"measure": "census"}),
        ("unlink", {"why": "It shows something else"}),
        ("rate", {"version": 1, "stage": "residual", "likelihood": 4, "consequence": 4, "why": "Three more"}),
        ("review", {"version": 2, "words": "Seen with the ward", "review_on": today + dt.timedelta(days=10)}),
        ("accept", {"version": 3, "why": "New alarms in spring", "until": until}),
        (
            "amend",
            {
                "version": 4,
                **{k: v for k, v in sent(ward).items() if k in ("kind", "cause", "owner")},
                "event": "an alarm that is silent",
                "effect": EFFECT,
            },
        ),
        ("close", {"version": 5, "why": "New alarms are there"}),
        ("reopen", {"version": 6, "why": "They fail as well"}),
    )
    for what, given in steps:
        if what == "test":
            given = {**given, "control": Control.objects.get().pk}
        if what in ("withdraw", "unlink"):
            of = held.controls if what == "withdraw" else held.links
            given = {**given, "control" if what == "withdraw" else "link": of.latest("pk").pk}
        answered = browser.post(do(held, what), given)
        assert answered.status_code == 302, (what, answered.text[-3000:])
    shown = browser.get(page(held)).text
    for words in (
        "Round at night",
        "works partly",
        "Longer cables",
        report.name,
        "Falls",
        "Nobody reads it",
        "taken back",
        "It shows something else",
        "Three more",
        "Seen with the ward",
        "New alarms in spring",
        "An alarm that is silent",
        "New alarms are there",
        "opened again",
        "<svg",
        "12 → 16",
    ):
        assert words in shown, words
    assert browser.post(do(held, "nothing"), {}).status_code == 404


def test_no_two_things_on_the_page_have_one_id(ward: Ward, signed_in: Any) -> None:
    held = raised(ward)
    browser = signed_in(ward.lead)
    for address in (page(held), f"{reverse(REGISTER)}?at=H1", f"{reverse('quality:new-risk')}?at=H1"):
        found = Counter(re.findall(r'\sid="([^"]+)"', browser.get(address).text))
        assert [name for name, many in found.items() if many > 1] == []


def test_an_acceptance_above_appetite_says_beside_the_field_what_is_missing(ward: Ward, signed_in: Any) -> None:
    held = raised(ward)
    refused = signed_in(ward.lead).post(do(held, "accept"), {"version": 1, "why": "Because", "until": ""})
    assert refused.status_code == 422
    assert 'id="accept-until_error"' in refused.text and 'value="Because"' in refused.text


def test_who_was_too_slow_reads_by_whom_and_may_decide_again(ward: Ward, signed_in: Any) -> None:
    held, browser = raised(ward), signed_in(ward.lead)
    actions.review(words="", **{**decided(ward, held), "by": ward.world.director})
    refused = browser.post(do(held, "close"), {"version": 1, "why": "It is gone"})
    assert refused.status_code == 422 and "Director was quicker" in refused.text and "It is gone" in refused.text
    assert browser.post(do(held, "close"), {"version": 2, "why": "It is gone"}).status_code == 302


def test_who_only_reads_sees_no_forms_and_others_nothing(ward: Ward, signed_in: Any) -> None:
    held = raised(ward)
    officer = signed_in(account("officer", Role.PRIVACY_OFFICER, "NET"))
    shown = officer.get(page(held))
    assert shown.status_code == 200 and "Rate anew" not in shown.text and EVENT in shown.text
    assert "Raise a risk" not in officer.get(reverse(REGISTER), {"at": "H1"}).text
    assert officer.post(do(held, "close"), {"version": 1, "why": "x"}).status_code == 403
    elsewhere = signed_in(account("other.manager", Role.DEPARTMENT_MANAGER, "H1/W2"))
    assert elsewhere.get(f"{reverse('quality:risk', args=[held.pk])}?at=H1/W2").status_code == 404
    assert signed_in(ward.nurse).get(page(held)).status_code == 403


def test_the_register_asks_the_database_as_often_for_many_as_for_few(
    ward: Ward, signed_in: Any, django_assert_max_num_queries: Any
) -> None:
    browser = signed_in(ward.lead)
    for number in range(12):
        raised(ward, event=f"event number {number}")
    with django_assert_max_num_queries(20):
        browser.get(reverse(REGISTER), {"at": "H1"})
