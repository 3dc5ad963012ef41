"""Pages of complaints and of experience: taking, answering, names apart, scores, comments."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone
from tests.reading import read
from tests.unit.departments.quality.complaints import ANSWER, NAME, REACH, SAID, complained, did
from tests.unit.departments.quality.reports import Ward

from wellrun.departments.quality.actions.comments import take_comments
from wellrun.departments.quality.feeds import CSV_FEEDS
from wellrun.departments.quality.models import Complaint
from wellrun.departments.quality.rules.experience.comment_files import CommentRow
from wellrun.departments.quality.rules.experience.surveys import survey_on
from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.organisation.models import Facility
from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.loading import Origin, load


def page(held: Complaint) -> str:
    return f"{reverse('quality:complaint', args=[held.pk])}?at=H1"


def do(held: Complaint, what: str) -> str:
    return f"{reverse('quality:enter-complaint', args=[held.pk, what])}?at=H1"


def sent(**more: Any) -> dict[str, Any]:
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    given = {"subject": "waiting", "what": SAID, "where": "H1/W1", "channel": "phone", "received_at": now}
    return {"key": uuid4(), "relation": "family", "complainant": NAME, "reach": REACH, **given, **more}


def test_a_nurse_takes_a_complaint_once_and_cannot_read_it(ward: Ward, signed_in: Any) -> None:
    browser, given = signed_in(ward.nurse), sent()
    assert browser.get(reverse("quality:take-complaint")).status_code == 200
    for _each in range(2):
        told = browser.post(reverse("quality:take-complaint"), given, follow=True).text
        assert "H1-C1" in told and "Go on with it" not in told and SAID not in told
    held = Complaint.objects.get()
    assert (held.complainant, held.reach, held.taken_by) == (NAME, REACH, ward.nurse)
    assert browser.get(page(held)).status_code == 403
    taken = reverse("quality:complaint-taken", args=[held.pk])
    assert "Go on with it" not in signed_in(ward.world.director).get(taken).text
    assert signed_in(ward.world.director).get(taken).status_code == 404
    refused = browser.post(reverse("quality:take-complaint"), sent(what="Too short", wants="An apology"))
    assert refused.status_code == 422 and "An apology" in refused.text and 'id="id_what_error"' in refused.text
    assert browser.post(reverse("quality:take-complaint"), sent(where="H2/W1")).status_code == 422


def test_a_complaint_from_the_list_to_the_end_by_page(ward: Ward, signed_in: Any) -> None:
    held, browser, lead = complained(ward, days_ago=0.5), signed_in(ward.lead), ward.lead.person_id
    report = ward.tell().incident
    listed = browser.get(reverse("quality:complaints"), {"at": "H1"}).text
    assert "1 person waits to hear from us" in listed and SAID not in listed and NAME not in listed
    later = timezone.localdate() + dt.timedelta(days=90)
    steps = (
        ("acknowledge", {"version": 1, "words": "Called"}),
        ("investigate", {"version": 2, "handler": lead}),
        ("extend", {"version": 3, "agreed": later, "why": "She is abroad"}),
        ("tie", {"version": 4, "incident": report.pk}),
        ("recover", {"kind": "apology", "words": "By telephone"}),
        ("act", {"title": "Answer bells", "owner": lead, "due_on": later}),
        ("answer", {"version": 5, "outcome": "partly", "answer": ANSWER, "contact": lead}),
        ("close", {"version": 6, "learned": ""}),
        ("reopen", {"version": 7, "why": "It happened again"}),
        ("withdraw", {"version": 8, "why": "She asked for it"}),
    )
    for what, given in steps:
        answered = browser.post(do(held, what), given)
        assert answered.status_code == 302, (what, answered.text[-2000:])
    shown = browser.get(page(held)).text
    for words in (SAID, ANSWER, report.name, "By telephone", "Answer bells", "It happened again", "withdrawn"):
        assert words in shown
    assert NAME not in shown and REACH not in shown
    assert browser.post(do(held, "nothing"), {}).status_code == 404
    exported = browser.get(reverse("quality:complaints"), {"at": "H1", "export": "csv"}).content.decode()
    assert len(exported.splitlines()) == 2 and SAID not in exported


def test_names_stand_on_a_page_of_their_own_and_each_look_is_kept(ward: Ward, signed_in: Any) -> None:
    held = complained(ward)
    who = f"{reverse('quality:complainant', args=[held.pk])}?at=H1"
    assert signed_in(ward.world.director).get(who).status_code == 403
    shown = signed_in(ward.lead).get(who).text
    assert NAME in shown and REACH in shown
    assert Entry.objects.filter(action="quality.complainant.read").count() == 1


def test_who_was_too_slow_reads_by_whom_and_may_send_it_again(ward: Ward, signed_in: Any) -> None:
    held, browser = complained(ward), signed_in(ward.lead)
    did(ward, "acknowledge", held, by=ward.world.director)
    given = {"version": 1, "outcome": "upheld", "answer": ANSWER, "contact": ward.lead.person_id}
    refused = browser.post(do(held, "answer"), given)
    assert refused.status_code == 422 and "Director was quicker" in refused.text and ANSWER in refused.text
    assert browser.post(do(held, "answer"), given | {"version": 2}).status_code == 302


def test_a_complaint_elsewhere_is_not_there(ward: Ward, signed_in: Any) -> None:
    held = complained(ward, place="H1", by=ward.lead)
    assert signed_in(ward.world.ward_manager).get(page(held).replace("at=H1", "at=H1/W1")).status_code == 404


def answers(tmp_path: Path) -> None:
    """Nine months of full surveys of two units, and two questions of another survey."""
    survey = survey_on(dt.date(2025, 6, 1))
    assert survey is not None
    lines = ["response,unit,discharged_on,item,answer"]
    for month in range(1, 10):
        for n in range(6):
            unit = "W1" if n % 2 else "W2"
            for code, item in survey.items.items():
                best = max(item.scale.linear, key=item.scale.linear.__getitem__) if item.scale.linear else 1
                given = 1 if code == "quiet" and unit == "W2" else best
                lines.append(f"R{month}-{n},{unit},2025-{month:02}-11,{code},{given}")
            lines.append(f"N{month}-{n},{unit},2025-{month:02}-12,nps,{10 if n else 0}")
    file = tmp_path / "survey_answers.csv"
    file.write_text("\n".join(lines) + "\n")
    origin = Origin(facility="H1", source="Survey", zone="America/New_York")
    load(Warehouse(tmp_path / "warehouse"), [file], origin=origin, feeds=CSV_FEEDS)


def test_scores_by_period_unit_and_month_and_as_a_file(ward: Ward, signed_in: Any, tmp_path: Path) -> None:
    browser, address = signed_in(ward.world.director), reverse("quality:experience")
    asked = {"at": "H1", "day": "2025-10-05"}
    assert "No survey has come" in browser.get(address, asked).text
    answers(tmp_path)
    shown = read(browser.get(address, {**asked, "of": "restfulness"}))
    for words in ("54 completed surveys of 54 returned", "take the scores with caution", "Restfulness", "<svg"):
        assert words in shown
    # Rest is a mean of three questions: one of them is at its worst on ward 2, so two thirds there and all on ward 1.
    assert "I′ chart" in shown and shown.index("Ward 2") < shown.index("Ward 1")
    assert "83 %" in shown and "67 %" in shown and "100 %" in shown
    assert "Net promoter score" in shown and ">67 <small" in shown
    one = read(browser.get(address, {**asked, "at": "H1/W2", "what": "2025-Q3", "of": "overall_rating"}))
    assert "9 completed surveys" in one and "CMS would publish no score" in one and "p chart" in one
    exported = browser.get(address, {**asked, "export": "csv"}).content.decode().splitlines()
    assert len(exported) == 12 and any(line.startswith("Restfulness,hcahps-2025") for line in exported)
    assert browser.get(address, {**asked, "export": "xlsx"}).content[:2] == b"PK"
    assert "No survey has come" in browser.get(address, {**asked, "at": "H2"}).text


def test_comments_stand_under_their_themes_with_the_words_that_placed_them(ward: Ward, signed_in: Any) -> None:
    day, facility = dt.date(2025, 6, 1), Facility.objects.get(code="H1")
    said = {"1": "The <b>bathroom</b> was dirty.", "2": "Food came cold.", "3": "Thank you."}
    rows = [CommentRow(key, "W1", day, words) for key, words in said.items()]
    take_comments(rows=rows, file="x", facility=facility, by=System("test"))
    browser, address = signed_in(ward.world.ward_manager), reverse("quality:comments")
    asked = {"at": "H1/W1", "day": "2025-10-05"}
    shown = read(browser.get(address, asked))
    assert "3 comments" in shown and "&lt;b&gt;" in shown
    assert '<span class="placed" title="Cleanliness">dirty</span>' in shown
    under = read(browser.get(address, {**asked, "theme": "food"}))
    assert "1 comment<" in under and "dirty" not in under
    assert "Thank you." in browser.get(address, {**asked, "theme": "none"}).text
    assert "Nobody wrote anything here" in browser.get(address, {**asked, "at": "H1/W1", "what": "2025-Q3"}).text
    assert Entry.objects.filter(action="quality.comments.read").count() == 3
    assert signed_in(ward.nurse).get(address, asked).status_code == 403
