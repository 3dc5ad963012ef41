"""Pages of denials: the queue, one denial with all that is done about it, causes, days to appeal, the letter."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import docx
import pytest
from django.urls import reverse
from django.utils import timezone
from tests.conftest import account
from tests.reading import read
from tests.unit.departments.revenue.denied import BY, Desk, again, billed, case_of, denial, payment, posted

from wellrun.departments.revenue.actions import denial_moves as moves
from wellrun.departments.revenue.keeping.denials import open_cases
from wellrun.departments.revenue.models import DenialCase, Payer, PayerTerms
from wellrun.departments.revenue.models.denials import CATEGORIES
from wellrun.departments.revenue.papers.denial_letters import GROUNDS
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry as AuditEntry


def queue(**more: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in {"at": "H1", **more}.items())
    return f"{reverse('revenue:denials')}?{query}"


def page(case: DenialCase) -> str:
    return f"{reverse('revenue:denial', args=[case.pk])}?at=H1"


def do(case: DenialCase, what: str) -> str:
    return f"{reverse('revenue:enter-denial', args=[case.pk, what])}?at=H1"


def test_an_empty_queue_says_why(desk: Desk, signed_in: Any) -> None:
    text = signed_in(desk.clerk).get(queue()).text
    assert "No denial waits." in text
    assert "One stands here as soon as a remittance refuses to pay a line" in text


def fresh(desk: Desk, number: str, days_left: int, amount: int = 100, **more: Any) -> DenialCase:
    """A denial with so many days left today, by the house's 90."""
    return case_of(desk, number, amount, on=timezone.localdate() - dt.timedelta(days=90 - days_left), **more)


def test_the_queue_says_what_runs_out_and_what_it_is_worth(desk: Desk, signed_in: Any) -> None:
    fresh(desk, "C1", 5, 80)
    fresh(desk, "C2", 60, 100, category="coding", reason="4")
    text = signed_in(desk.clerk).get(queue()).text
    assert "1 denial runs out within ten days; about $40 of it can be won back." in text
    assert "<b>2 worked on</b>, $180 denied, <b>$90 expected</b>." in text
    assert "2 have nobody." in text
    assert text.index(">C1<") < text.index(">C2<")
    for words in ("Prior authorisation missing", "CO-197", "Payer One", "In ten days", "Later"):
        assert words in text


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ({}, {"C1", "C2"}),
        ({"category": "coding"}, {"C2"}),
        ({"payer": "P2"}, {"C2"}),
        ({"owner": "nobody"}, {"C2"}),
        ({"state": "given up"}, {"C3"}),
        ({"state": "all"}, {"C1", "C2", "C3"}),
        ({"state": "waiting"}, set()),
        ({"code": "99211"}, {"C1", "C2"}),
        ({"code": "1"}, set()),
        ({"q": "C2"}, {"C2"}),
        ({"since": "2199-01-01"}, set()),
        ({"since": "never", "category": "nonsense"}, {"C1", "C2"}),
    ],
)
def test_the_queue_is_narrowed(desk: Desk, signed_in: Any, asked: dict[str, str], seen: set[str]) -> None:
    case = fresh(desk, "C1", 20)
    fresh(desk, "C2", 20, category="coding", payer="P2")
    given = fresh(desk, "C3", 20)
    moves.take(case=case, owner=desk.clerk.person, version=case.version, by=desk.clerk, tree=desk.tree)
    moves.give_up(case=given, why="small", version=given.version, by=desk.clerk, tree=desk.tree)
    rows = signed_in(desk.clerk).get(queue(export="csv", **asked)).content.decode("utf-8-sig").splitlines()[1:]
    assert {row.split(",")[0] for row in rows} == seen


def test_the_owner_can_be_asked_for(desk: Desk, signed_in: Any) -> None:
    case = fresh(desk, "C1", 20)
    fresh(desk, "C2", 20)
    moves.take(case=case, owner=desk.clerk.person, version=case.version, by=desk.clerk, tree=desk.tree)
    body = signed_in(desk.clerk).get(queue(export="csv", owner=str(desk.clerk.person_id))).content.decode()
    assert "C1" in body
    assert "C2" not in body


def test_a_denial_shows_its_figures_its_claim_and_its_life(desk: Desk, signed_in: Any) -> None:
    case = fresh(desk, "C1", 20, 80, charge=120)
    text = read(signed_in(desk.clerk).get(page(case)))
    for words in ("Prior authorisation missing: $80", "20 days left", "nobody yet", "99211", "0 were won", "1.33"):
        assert words in text, words
    assert "pat-C1" not in text
    assert "Payer One as first payer" in text
    assert 'aria-current="location">Hospital H1</a>' in text
    assert AuditEntry.objects.filter(action="revenue.claim.read", actor_id=desk.clerk.pk).count() == 1


def test_it_is_worked_on_through_the_page(desk: Desk, signed_in: Any) -> None:
    case, browser = fresh(desk, "C1", 20), signed_in(desk.clerk)

    def act(what: str, **given: Any) -> str:
        answer = browser.post(do(case, what), {"version": again().version, **given}, follow=True)
        assert answer.status_code == 200
        return read(answer)

    assert "Taken, Denials.Clerk" in act("take", owner=desk.clerk.person_id)
    assert "Coding: $100" in act("sort", category="coding")
    assert "the chart says so" in act("note", words="the chart says so")
    assert "Appeal sent, Denials.Clerk" in act("sent", on=timezone.localdate().isoformat(), words="by post")
    assert "Won: the payment is waited for." in act("ended", won="yes", words="")
    assert "Last step taken back" in act("take-back", why="misread")
    assert "· lost ·" in act("ended", won="no", words="")
    assert "second level not worth it" in act("give-up", why="second level not worth it")
    assert "0.00 still owed" in browser.get(page(case)).text


def test_what_was_decided_meanwhile_is_told_and_nothing_typed_is_lost(desk: Desk, signed_in: Any) -> None:
    case, browser = fresh(desk, "C1", 20), signed_in(desk.clerk)
    moves.take(case=case, owner=desk.clerk.person, version=case.version, by=desk.clerk, tree=desk.tree)
    answer = browser.post(do(case, "give-up"), {"version": case.version, "why": "too small"})
    assert answer.status_code == 422
    assert "Somebody was quicker" in answer.text
    assert 'value="too small"' in answer.text
    assert browser.post(do(case, "give-up"), {"version": again().version, "why": "too small"}).status_code == 302


def test_what_is_refused_for_its_state_is_told(desk: Desk, signed_in: Any) -> None:
    case, browser = fresh(desk, "C1", 20), signed_in(desk.clerk)
    answer = browser.post(do(case, "ended"), {"version": case.version, "won": "yes"})
    assert answer.status_code == 422
    assert "The denial is open; this cannot be done with it now." in answer.text
    assert browser.post(do(case, "nonsense"), {}).status_code == 404


def words_of(body: bytes) -> str:
    file = docx.Document(io.BytesIO(body))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(part.text for part in file.paragraphs), *cells])


def test_the_appeal_is_a_letter_of_facts_without_a_name(desk: Desk, signed_in: Any) -> None:
    case = fresh(desk, "C1", 20, 80, charge=120)
    answer = signed_in(desk.clerk).post(do(case, "letter"), {"words": "Authorised by telephone.\nNumber 4711."})
    assert answer["Content-Disposition"] == f'attachment; filename="appeal-{case.pk}.docx"'
    text = words_of(answer.content)
    for words in ("Payer One", "C1", "$80.00", "CO-197 (Prior authorisation missing)", "Number 4711.", "5 Jan 2026"):
        assert words in text, words
    assert "Please decide line 1 of claim C1 anew and pay $80.00." in text
    assert "pat-C1" not in text
    assert case.steps.get(move="wrote").words == "Authorised by telephone.\nNumber 4711."


def test_every_category_has_grounds() -> None:
    assert set(GROUNDS) == set(CATEGORIES)


def test_who_may_only_see_is_offered_nothing_and_may_do_nothing(desk: Desk, signed_in: Any) -> None:
    case = fresh(desk, "C1", 20)
    finance = account("finance.reader", Role.FINANCE, "H1")
    browser = signed_in(finance)
    assert browser.get(page(case)).status_code == browser.post(do(case, "note"), {"words": "x"}).status_code == 403
    assert not case.steps.filter(move="noted").exists()


def test_a_denial_of_another_facility_is_not_there(desk: Desk, signed_in: Any) -> None:
    case = fresh(desk, "C1", 20)
    stranger = account("other.clerk", Role.REVENUE, "H2")
    browser = signed_in(stranger)
    assert browser.get(page(case).replace("at=H1", "at=H2")).status_code == 404
    assert browser.post(do(case, "note").replace("at=H1", "at=H2"), {"words": "x"}).status_code == 404


def test_causes_are_counted_by_what_for_by_whom_which_service_and_where(desk: Desk, signed_in: Any) -> None:
    today = timezone.localdate()
    for at in range(3):
        billed(desk, f"C{at}", place="H1/W1")
        posted(desk, denial(f"C{at}", on=today))
    billed(desk, "OLD", payer="P2", place="H1/W2")
    posted(desk, denial("OLD", 70, category="coding", reason="4", on=today - dt.timedelta(days=100)))
    open_cases(facility=desk.facility, by=BY)
    text = signed_in(desk.clerk).get(f"{reverse('revenue:denial-causes')}?at=H1").text
    assert "3 denials in the last three months, 1 in the three before." in text
    for words in (
        "Prior authorisation missing",
        "Coding",
        "Payer One",
        "Payer Two",
        "99211",
        "Ward 1",
        "Ward 2",
        "new",
    ):
        assert words in text, words
    assert "category=authorisation" in text
    assert "at=H1%2FW1" in text


def test_no_causes_is_said(desk: Desk, signed_in: Any) -> None:
    assert "Nothing was denied" in signed_in(desk.clerk).get(f"{reverse('revenue:denial-causes')}?at=H1").text


def test_days_of_a_payer_are_changed_on_the_page(desk: Desk, signed_in: Any) -> None:
    browser, address = signed_in(desk.clerk), f"{reverse('revenue:appeal-days')}?at=H1"
    payer = Payer.objects.get(code="P1")
    assert "42 CFR 405.942(a)" in browser.get(address).text
    change = f"{reverse('revenue:set-appeal-days', args=[payer.pk])}?at=H1"
    given = {"version": 1, "kind": "other", "days": 45, "why": ""}
    answer = browser.post(change, given)
    assert answer.status_code == 422
    assert "Days of its own need a reason." in answer.text
    assert "45 days" in browser.post(change, {**given, "why": "contract"}, follow=True).text
    assert browser.post(change, {**given, "why": "contract", "days": 0}).status_code == 422
    assert PayerTerms.objects.get().days == 45


def test_the_queue_reads_as_much_for_many_as_for_few(
    desk: Desk, signed_in: Any, django_assert_max_num_queries: Any
) -> None:
    for at in range(8):
        fresh(desk, f"C{at}", 20)
    posted(desk, payment("C0", 100))
    browser = signed_in(desk.clerk)
    browser.get(queue())
    with django_assert_max_num_queries(30):
        assert browser.get(queue()).status_code == 200


def test_a_clerk_of_one_unit_works_on_its_denials_and_sees_no_others(desk: Desk, signed_in: Any) -> None:
    ward, other = fresh(desk, "C1", 20), fresh(desk, "C2", 20, place="H1/W2")
    browser = signed_in(account("ward.clerk", Role.REVENUE, "H1/W1"))

    def at_ward(address: str) -> str:
        return address.replace("at=H1", "at=H1/W1")

    assert browser.get(at_ward(page(ward))).status_code == 200
    assert browser.post(at_ward(do(ward, "note")), {"words": "x"}).status_code == 302
    assert browser.get(at_ward(page(other))).status_code == 404
