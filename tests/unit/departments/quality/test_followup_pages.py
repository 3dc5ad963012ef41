"""The pages of those who go home: the list, one patient, the team, the proof, the model."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.conftest import account
from tests.unit.departments.quality.leaving import Team, step_of

from wellrun.departments.quality.models import FollowUp, ReturnModel, TeamCapacity
from wellrun.departments.quality.rules.readmissions.protocol import Answer, State, Step
from wellrun.foundations.access.rules import Role
from wellrun.foundations.patients.models import Patient

pytestmark = pytest.mark.database
LIST = "quality:going-home"
DAY = dt.timedelta(days=1)


def address(name: str, *arguments: Any, at: str = "H1") -> str:
    return f"{reverse(f'quality:{name}', args=arguments)}?at={at}"


def test_the_list_names_who_leaves_with_reasons_and_is_taken_by_a_press(team: Team, signed_in: Any) -> None:
    team.sets(1)
    team.leaves("Reed", days=9, visits=2, codes=("I50.9",))
    team.leaves("Young", days=1)
    team.leaves("Away", gone=True, disposition="02")
    browser = signed_in(team.nurse)
    shown = browser.get(address("going-home")).text
    for words in (
        "1 of 3 who leave are followed up",
        "Ann Reed",
        "Has congestive heart failure.",
        "2 emergency visits in the six months before.",
        "1 more leaves, beyond what the team can follow",
        "Ann Young",
        "1 goes to another hospital",
        "Take on 1 patient",
        "1 new patient a day",
    ):
        assert words in shown, words
    assert browser.post(address("take"), {"at": "H1"}).status_code == 302
    assert FollowUp.objects.get().stay.patient.family == "Reed"
    shown = browser.get(address("going-home")).text
    assert "Take on" not in shown
    assert "followed" in shown
    assert "Called at home" in shown


def test_a_ward_reads_its_own_part_of_the_facilitys_list_and_does_not_take_it(team: Team, signed_in: Any) -> None:
    team.sets(2)
    team.leaves("Reed", days=9, codes=("I50.9",))
    team.leaves("Young", days=1)
    team.leaves("Hale", days=8, codes=("J44.1",), unit="W2")
    caller = account("wardcaller", Role.CLINICIAN, "H1/W1")
    shown = signed_in(caller).get(address("going-home", at="H1/W1")).text
    for words in ("1 of 2 who leave are followed up", "Ann Reed", "congestive heart failure"):
        assert words in shown, words
    for words in ("Hale", "chronic pulmonary disease", "Take on", "may not see"):
        assert words not in shown, words
    assert signed_in(caller).post(address("take", at="H1/W1"), {"at": "H1/W1"}).status_code == 403


def test_of_a_restricted_patient_the_list_says_neither_name_nor_reason(team: Team, signed_in: Any) -> None:
    team.sets(2)
    stay = team.leaves("Reed", days=9, codes=("I50.9",))
    Patient.objects.filter(pk=stay.patient_id).update(restricted=True)
    (held,) = team.takes()
    browser = signed_in(team.nurse)
    for page in (address("going-home"), address("follow-up", held.pk)):
        shown = browser.get(page).text
        assert "A patient you may not see" in shown
        for words in ("Reed", "heart failure"):
            assert words not in shown, words


def test_before_anybody_has_said_how_many_the_page_says_what_is_missing(team: Team, signed_in: Any) -> None:
    team.leaves("Reed")
    shown = signed_in(team.nurse).get(address("going-home")).text
    assert "Nobody has said yet how many patients a day" in shown
    assert "Set how many a day" not in shown
    lead = signed_in(team.lead)
    assert "Set how many a day" in lead.get(address("going-home")).text
    sent = {"at": "H1", "capacity": 7, "since": team.today, "lead": team.lead.person_id}
    assert lead.post(address("capacity"), {**sent, "capacity": 501}).status_code == 422
    assert lead.post(address("capacity"), sent).status_code == 302
    assert TeamCapacity.objects.get().capacity == 7
    assert signed_in(team.nurse).post(address("capacity"), sent).status_code == 403


def test_a_network_chooses_a_facility_and_others_see_nothing(team: Team, signed_in: Any) -> None:
    team.sets()
    assert signed_in(team.world.ward_manager).get(address("going-home", at="H1/W1")).status_code == 403
    assert signed_in(team.world.director).get(address("going-home", at="NET")).status_code == 403


def test_a_patient_is_called_in_vain_then_reached_and_it_is_taken_back(team: Team, signed_in: Any) -> None:
    team.sets()
    team.leaves("Reed", gone=True, visits=1)
    (held,) = team.takes()
    browser, call = signed_in(team.nurse), step_of(held, Step.CALL)
    page, do = address("follow-up", held.pk), address("enter-follow-up", held.pk, "answer")
    shown = browser.get(page).text
    for words in ("Ann Reed", "1 emergency visit in the six months before.", "LACE", "until"):
        assert words in shown, words
    sent = {"at": "H1", "step": call.pk, "version": 1, "answer": "nobody", "words": "Rang twice"}
    assert browser.post(do, sent).status_code == 302
    assert "Rang twice" in browser.get(page).text
    late = browser.post(do, {**sent, "answer": "done", "words": "All is well"})
    assert late.status_code == 422
    for words in ("was quicker", "All is well"):
        assert words in late.text, words
    assert browser.post(do, {**sent, "version": 2, "answer": "declined", "words": ""}).status_code == 422
    assert browser.post(do, {**sent, "version": 2, "answer": "done", "words": ""}).status_code == 302
    undo = address("enter-follow-up", held.pk, "undo")
    assert browser.post(undo, {**sent, "version": 3, "words": ""}).status_code == 422
    assert browser.post(undo, {**sent, "version": 3, "words": "Wrong one"}).status_code == 302
    call.refresh_from_db()
    assert call.state == State.OPEN
    give = {"at": "H1", "version": 4, "owner": team.lead.person_id}
    assert browser.post(address("enter-follow-up", held.pk, "give"), give).status_code == 302
    end = {"at": "H1", "version": 5, "why": "complete"}
    assert browser.post(address("enter-follow-up", held.pk, "end"), end).status_code == 422
    assert browser.post(address("enter-follow-up", held.pk, "end"), {**end, "why": "declined"}).status_code == 302
    assert "does not want to be followed" in browser.get(page).text
    assert browser.post(address("enter-follow-up", held.pk, "nothing"), {}).status_code == 404


def test_what_is_to_be_done_stands_first_and_no_two_things_have_one_id(team: Team, signed_in: Any) -> None:
    team.sets()
    team.leaves("Reed", gone=True)
    (held,) = team.takes()
    team.says(held, Step.CALL, Answer.DONE)
    shown = signed_in(team.nurse).get(address("follow-up", held.pk)).text
    assert shown.index('id="step-visit"') < shown.index('id="step-call"')
    ids = [part.split('"', 1)[0] for part in shown.split(' id="')[1:]]
    assert sorted(ids) == sorted(set(ids))


def test_the_number_of_queries_does_not_grow_with_patients(
    team: Team, signed_in: Any, django_assert_max_num_queries: Any
) -> None:
    team.sets(50)
    for number in range(12):
        team.leaves(f"P{number}", gone=True)
    team.takes()
    browser = signed_in(team.nurse)
    browser.get(address("going-home"))
    with django_assert_max_num_queries(40):
        browser.get(address("going-home"))


def test_the_proof_says_when_there_will_be_enough_months(team: Team, signed_in: Any) -> None:
    browser = signed_in(team.world.director)
    assert "No follow-up has begun here" in browser.get(address("proof")).text
    team.sets()
    shown = browser.get(address("proof")).text
    assert "It is too early to say." in shown
    assert "12 months of history before the start are missing." in shown
    assert "It is judged for each facility." in browser.get(address("proof", at="NET")).text


def test_the_model_page_shows_card_calibration_groups_and_doubts(team: Team, signed_in: Any) -> None:
    browser = signed_in(team.world.director)
    assert "Nothing has been learned here" in browser.get(address("return-model")).text
    reach = {"value": 0.66, "lower": 0.62, "upper": 0.7}
    figures = {"auroc": reach, "slope": 0.97, "deciles": [{"rows": 9, "predicted": 0.1, "observed": 0.12}] * 10}
    group = {"group": "sex: female", "rows": 900, "observed": 0.12, "predicted": 0.13, "sensitivity": None}
    card = {
        "data": "9,000 index discharges",
        "period": "2025",
        "outcome": "Another spell",
        "left_out": "Deaths",
        "inputs": ["age", "days"],
        "measured": [{"protocol": "judged on later patients", "figures": figures, "groups": [group]}],
        "lace": {"auroc": reach},
        "drift": [{"name": "age", "index": 0.3, "says": "Age: has shifted."}],
        "limits": ["Not whose return could be prevented."],
    }
    ReturnModel.objects.create(
        facility=team.hospital, learned_at=timezone.now(), kept={}, card=card, doubts=["Too few returns."], by="test"
    )
    shown = browser.get(address("return-model")).text
    for words in (
        "this model is in doubt",
        "Too few returns.",
        "AUROC 0.66 (0.62 to 0.70)",
        "sex: female",
        "13\u00a0%",
        "Age: has shifted.",
        "Not whose return could be prevented.",
        "<svg",
        "10\u00a0% foretold, 12\u00a0% happened",
    ):
        assert words in shown, words
