"""Pages of reports: telling from a phone, what came of it, the list, one report, learning."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone
from tests.unit.departments.quality.reports import WORDS, Ward

from wellrun.departments.quality.actions import incidents as actions
from wellrun.departments.quality.models import Incident, Lesson
from wellrun.departments.quality.rules.incidents import Harm
from wellrun.foundations.audit.models import Entry

FOUND = "The catch was worn; all rails of the ward were checked."


def sent(**more: Any) -> dict[str, Any]:
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    return {
        "key": uuid4(),
        "kind": "fall",
        "harm": "near_miss",
        "what": WORDS,
        "where": "H1/W1",
        "occurred_at": now,
        **more,
    }


def page(held: Incident) -> str:
    return f"{reverse('quality:incident', args=[held.pk])}?at=H1"


def do(held: Incident, what: str) -> str:
    return f"{reverse('quality:enter', args=[held.pk, what])}?at=H1"


def test_a_nurse_reports_a_near_miss_and_sees_what_came_of_it(ward: Ward, signed_in: Any) -> None:
    browser = signed_in(ward.nurse)
    asked = browser.get(reverse("quality:report"))
    assert asked.status_code == 200 and 'value="near_miss"' in asked.text
    given = sent()
    for _each in range(2):
        answered = browser.post(reverse("quality:report"), given, follow=True)
        assert "H1-1" in answered.text
    held = Incident.objects.get()
    assert (held.reporter, held.what, held.place) == (ward.nurse, WORDS, "H1/W1")
    actions.tell(incident=held, words="Thank you, the rail is mended.", now=timezone.now(), **ward.who)
    assert "the rail is mended" in browser.get(reverse("quality:my-reports")).text


def test_what_was_typed_stands_where_a_report_is_refused(ward: Ward, signed_in: Any) -> None:
    answered = signed_in(ward.nurse).post(reverse("quality:report"), sent(what="Too short", done="Called the lift"))
    assert answered.status_code == 422
    assert "Too short" in answered.text and "Called the lift" in answered.text
    assert "A few more words" in answered.text and not Incident.objects.exists()


def test_a_nurse_reports_from_no_other_ward(ward: Ward, signed_in: Any) -> None:
    answered = signed_in(ward.nurse).post(reverse("quality:report"), sent(where="H1/W2"))
    assert answered.status_code == 422 and not Incident.objects.exists()


def test_a_code_opens_the_answer_to_a_report_without_a_name_and_is_shown_once(ward: Ward, signed_in: Any) -> None:
    browser = signed_in(ward.nurse)
    answered = browser.post(reverse("quality:report"), sent(nameless="on"))
    thanks = browser.get(answered["Location"])
    held = Incident.objects.get()
    code = next(
        word for word in thanks.text.replace("<", " ").replace(">", " ").split() if len(word) == 16 and word.isupper()
    )
    assert browser.get(answered["Location"]).status_code == 404
    assert "You have not reported anything" in browser.get(reverse("quality:my-reports")).text
    actions.tell(incident=held, words="We look into it.", now=timezone.now(), **ward.who)
    assert "We look into it." in browser.post(reverse("quality:my-reports"), {"code": code.lower()}).text
    wrong = browser.post(reverse("quality:my-reports"), {"code": "AAAA"})
    assert wrong.status_code == 422 and "No report has this code" in wrong.text


def test_thanks_are_for_whoever_reported(ward: Ward, signed_in: Any) -> None:
    held = ward.tell().incident
    assert signed_in(ward.nurse).get(reverse("quality:thanks", args=[held.pk])).status_code == 200
    assert signed_in(ward.lead).get(reverse("quality:thanks", args=[held.pk])).status_code == 404


def test_the_list_shows_what_waits_and_exports_what_is_shown(ward: Ward, signed_in: Any) -> None:
    ward.tell(harm=Harm.SEVERE), ward.tell(kind="medication")
    browser = signed_in(ward.lead)
    shown = browser.get(reverse("quality:incidents"), {"at": "H1"})
    assert "2 reports wait for triage" in shown.text
    exported = browser.get(reverse("quality:incidents"), {"at": "H1", "q": "Medicine", "export": "csv"})
    lines = b"".join(exported).decode().splitlines() if exported.streaming else exported.text.splitlines()
    assert len(lines) == 2 and WORDS not in "".join(lines)


def test_an_empty_list_says_what_will_be_here(ward: Ward, signed_in: Any) -> None:
    shown = signed_in(ward.lead).get(reverse("quality:incidents"), {"at": "H1"}).text
    assert "Everything that was reported has been triaged." in shown
    assert "seldom a unit where nothing happens" in shown


def test_a_report_from_triage_to_learning_by_page(ward: Ward, signed_in: Any) -> None:
    held, browser = ward.tell(harm=Harm.MODERATE).incident, signed_in(ward.lead)
    lead = ward.lead.person_id
    judged = {"version": 1, "kind": "device", "harm": "moderate", "depth": "full", "investigator": lead}
    steps = (
        ("triage", judged),
        ("factor", {"area": "task", "words": "Worn catch"}),
        ("factor", {"area": "team", "words": "Told at handover, not written"}),
        ("happening", {"at": "2026-03-01T10:00", "words": "Rail up"}),
        ("whys", {"answers": "The catch was worn\nNobody checks catches"}),
        ("answer", {"words": "We look into it."}),
        ("act", {"title": "Check catches", "owner": lead, "due_on": timezone.localdate(), "strength": "stronger"}),
        ("met", {"duty": "us-sentinel", "words": "Letter"}),
        ("close", {"version": 2, "finding": FOUND}),
        ("lesson", {"title": "Catches wear out", "words": "A rail gave way.", "change": "Monthly check."}),
        ("reopen", {"version": 3, "why": "It happened again"}),
    )
    for what, given in steps:
        answered = browser.post(do(held, what), given)
        assert answered.status_code == 302, (what, answered.text[-2000:])
    shown = browser.get(page(held)).text
    for words in ("Worn catch", "Nobody checks catches", "Check catches", "Rail up", FOUND, "opened again", "<svg"):
        assert words in shown
    assert "Catches wear out" in browser.get(reverse("quality:learning"), {"at": "H1/W1"}).text
    assert Lesson.objects.get().place == "H1"
    assert browser.post(do(held, "nothing"), {}).status_code == 404


def test_who_was_too_slow_reads_by_whom_and_may_decide_again(ward: Ward, signed_in: Any) -> None:
    held, browser = ward.tell().incident, signed_in(ward.lead)
    ward.judge(held, by=ward.world.director)
    given = {"version": 1, "kind": "other", "harm": "mild", "depth": "note", "investigator": ward.lead.person_id}
    refused = browser.post(do(held, "triage"), given)
    assert refused.status_code == 422 and "Director was quicker" in refused.text
    assert 'name="version" value="2"' in refused.text
    assert browser.post(do(held, "triage"), given | {"version": 2}).status_code == 302
    held.refresh_from_db()
    assert held.kind == "other"


def test_merged_and_split_by_page(ward: Ward, signed_in: Any) -> None:
    one, other, browser = ward.tell().incident, ward.tell().incident, signed_in(ward.lead)
    assert browser.post(do(one, "merge"), {"version": 1, "into": other.pk, "why": "same"}).status_code == 302
    assert one.name in browser.get(page(other)).text
    assert browser.post(do(one, "split"), {"version": 2, "why": "not the same"}).status_code == 302


def test_a_sensitive_report_is_not_there_for_others_and_reading_it_is_recorded(ward: Ward, signed_in: Any) -> None:
    held = ward.tell(sensitive=True).incident
    manager = signed_in(ward.world.ward_manager)
    at = f"{reverse('quality:incident', args=[held.pk])}?at=H1/W1"
    assert manager.get(at).status_code == 404
    assert held.name not in manager.get(reverse("quality:incidents"), {"at": "H1/W1"}).text
    lead = signed_in(ward.lead)
    assert WORDS in lead.get(page(held)).text
    assert Entry.objects.filter(action="quality.incident.read").count() == 1
    named = lead.post(do(held, "reader"), {"account": ward.world.ward_manager.pk})
    assert named.status_code == 302
    assert manager.get(at).status_code == 200


def test_who_only_reads_sees_no_forms_and_cannot_decide(ward: Ward, signed_in: Any) -> None:
    from tests.conftest import account

    from wellrun.foundations.access.rules import Role

    held = ward.tell().incident
    officer = signed_in(account("officer", Role.PRIVACY_OFFICER, "NET"))
    shown = officer.get(page(held))
    assert shown.status_code == 200 and "Triage" not in shown.text
    assert officer.post(do(held, "answer"), {"words": "x"}).status_code == 403
