"""What is done to complaints, who may read them, what Today and the warehouse are told, and what comments become."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from tests.unit.departments.quality.complaints import ANSWER, NAME, REACH, SAID, complained, did
from tests.unit.departments.quality.reports import Ward

from wellrun.departments.quality.actions import recovery
from wellrun.departments.quality.arriving import comments_from
from wellrun.departments.quality.models import Complaint, SurveyComment
from wellrun.departments.quality.queries.complaint_scope import complaints_within
from wellrun.departments.quality.queries.complaints import complaint_overview
from wellrun.departments.quality.queries.published import complaint_rows
from wellrun.departments.quality.rules.complaints import Channel
from wellrun.departments.quality.signals.complaint import complaint_signals
from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.today.draft import Rank
from wellrun.values.faults import Refused

DAY = dt.timedelta(days=1)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [fault.code for fault in refused.value.faults]


def test_the_same_form_twice_is_one_complaint_and_nothing_of_it_stands_in_clear(ward: Ward) -> None:
    key = uuid4()
    first, again, other = complained(ward, key=key), complained(ward, key=key), complained(ward)
    assert (first.pk, first.name, other.name) == (again.pk, "H1-C1", "H1-C2")
    for model in (Complaint, Entry):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            held = str([bytes(v) if isinstance(v, memoryview) else v for row in cursor.fetchall() for v in row])
        assert not [word for word in (NAME, REACH, SAID) if word in held]


def test_a_complaint_from_receipt_to_learning_and_again(ward: Ward) -> None:
    held = complained(ward)
    for what in ("acknowledge", "investigate", "investigate", "answer"):
        held = did(ward, what, held)
    recovery.recover(complaint=held, kind="apology", words="By letter", now=timezone.now(), **ward.who)
    with pytest.raises(Refused) as refused:
        did(ward, "close", held, learned="")
    assert codes(refused) == ["complaint.nothing_learned"]
    recovery.promise(
        complaint=held,
        title="Answer bells",
        owner=ward.lead.person,
        due_on=timezone.localdate() + DAY,
        today=timezone.localdate(),
        **ward.who,
    )
    held = did(ward, "close", held, learned="")
    held = did(ward, "reopen", held)
    assert (held.status, held.answer, held.reopened, held.first_due is not None) == ("investigated", ANSWER, 1, True)
    steps = [step.move for step in held.steps.all()]
    assert steps == ["take", "acknowledge", "investigate", "investigate", "answer", "close", "reopen"]
    assert held.version == len(steps)
    audited = set(Entry.objects.filter(action__startswith="quality.complaint.").values_list("action", flat=True))
    ended = {"taken", "acknowledged", "given", "answered", "recovered", "action", "closed", "reopened"}
    assert audited == {f"quality.complaint.{word}" for word in ended}


def test_what_cannot_be_done_is_refused_before_anything_is_said_of_its_words(ward: Ward) -> None:
    held = complained(ward, channel=Channel.LETTER)
    for what, code in (("close", "move"), ("reopen", "move"), ("settle", "in_writing")):
        with pytest.raises(Refused) as refused:
            did(ward, what, held)
        assert codes(refused) == [f"complaint.{code}"]
    with pytest.raises(Refused) as late:
        did(ward, "extend", complained(ward, days_ago=40), agreed=timezone.localdate() + DAY, why="x", version=1)
    assert codes(late) == ["complaint.run_out"]
    with pytest.raises(Refused) as place:
        complained(ward, by=ward.lead, place="H1/medicine")
    assert codes(place) == ["complaint.place"]


def test_who_decides_on_what_was_changed_meanwhile_is_told_by_whom(ward: Ward) -> None:
    read = complained(ward)
    did(ward, "acknowledge", read, by=ward.world.director)
    with pytest.raises(Refused) as refused:
        did(ward, "answer", read)
    assert codes(refused) == ["complaint.changed_meanwhile"] and "Director" in refused.value.faults[0].message


def test_complaints_are_of_a_place_and_for_those_who_handle_them(ward: Ward) -> None:
    held = complained(ward)
    with pytest.raises(Refused) as refused:
        did(ward, "acknowledge", held, by=ward.nurse)
    assert codes(refused) == ["access.refused"]
    tree, here = ward.world.tree, ward.world.place
    assert [list(complaints_within([here(code)], tree=tree)) for code in ("H1/W1", "H1/W2", "H2")] == [[held], [], []]
    with pytest.raises(Refused):
        complained(ward, place="H2/W1")
    told = ward.tell(sensitive=True).incident
    told.readers.all().delete()
    with pytest.raises(Refused) as hidden:
        recovery.tie(complaint=held, version=1, incident=told, **ward.who)
    assert codes(hidden) == ["complaint.incident"]


def test_today_is_told_of_clocks_that_run_out_and_of_what_rises(ward: Ward) -> None:
    Facility.objects.filter(code="H1").update(region="US-NY", kind="hospital")
    late = did(ward, "acknowledge", complained(ward, days_ago=9, subject="noise"))
    complained(ward, days_ago=0.1, subject="noise")
    answered = did(ward, "answer", complained(ward, days_ago=6, subject="noise"))
    drafts = {draft.key: draft for draft in complaint_signals(timezone.localdate(), ward.world.tree)}
    assert set(drafts) == {f"complaint:clock:{late.pk}", "complaint:rising:H1:noise"}
    clock, rising = drafts[f"complaint:clock:{late.pk}"], drafts["complaint:rising:H1:noise"]
    assert (clock.rank, clock.mark, rising.rank) == (Rank.LEGAL_CLOCK, "harm", Rank.SAFETY)
    assert SAID not in str(drafts) and answered.name not in str(drafts)
    assert list(complaint_signals(timezone.localdate() - DAY, ward.world.tree)) == []
    seen = complaint_overview(ward.world.place("H1"), tree=ward.world.tree, day=timezone.localdate())
    assert (seen.waiting[0].complaint.pk, len(seen.waiting)) == (late.pk, 2)
    assert [line.complaint.pk for line in seen.to_close] == [answered.pk]


def test_what_is_published_says_when_and_nothing_of_what(ward: Ward) -> None:
    held = did(ward, "reopen", did(ward, "answer", complained(ward, days_ago=3)))
    did(ward, "settle", complained(ward))
    did(ward, "withdraw", complained(ward, place="H1", by=ward.lead))
    first, settled, withdrawn = complaint_rows(timezone.localdate())
    assert (first["unit"], first["answered_at"] is not None) == ("W1", True)
    assert first["answer_due"] == timezone.localtime(held.first_due).replace(tzinfo=None)
    assert (settled["settled"], settled["answer_due"]) == (True, None)
    assert (withdrawn["withdrawn"], withdrawn["unit"]) == (True, None)
    assert not [word for word in (NAME, REACH, SAID, ANSWER) if word in str([first, settled, withdrawn])]


COMMENTS = (
    "response,unit,discharged_on,comment\n"
    'A1,W1,2026-02-01,"Please thank nurse Ward.Manager and Quobbertha.\nCall me on 212-555-0147."\n'
    "A2,NOWHERE,2026-02-02,The bathroom was dirty.\n"
    "A3,W1,no day,Lost\n"
    "A4,W1,2026-02-03,\n"
)


def test_comments_come_in_without_names_once_and_again_as_corrected(ward: Ward, tmp_path: Path) -> None:
    file, facility = tmp_path / "1-survey_comments.csv", Facility.objects.get(code="H1")

    def taken(text: str) -> int:
        file.write_text(text)
        return comments_from(file, facility=facility, by=System("test"))

    assert (taken(COMMENTS), taken(COMMENTS)) == (2, 0)
    held: dict[str, Any] = {one.response: one for one in SurveyComment.objects.all()}
    assert (held["A1"].place, held["A2"].place) == ("H1/W1", "H1")
    assert "[name]" in held["A1"].words and "Quobbertha" not in held["A1"].words and "0147" not in held["A1"].words
    assert taken(COMMENTS.replace("dirty", "clean")) == 1
    assert SurveyComment.objects.get(response="A2").words == "The bathroom was clean."
    assert comments_from(tmp_path / "other.csv", facility=facility, by=System("test")) == 0
