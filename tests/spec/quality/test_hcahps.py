"""HCAHPS: what is asked when, whom, what counts, and what the answers come to.

Source: hcahpsonline.org (Calculation of HCAHPS Scores; Technical Notes for HCAHPS Star Ratings), HCAHPS Quality
Assurance Guidelines V14.0 to V19.0. Every expected figure is worked out by hand in the test.
"""

from __future__ import annotations

import copy
import datetime as dt
from dataclasses import replace

import pytest

from wellrun.departments.quality.rules.experience.eligibility import Discharge, NotAsked, reasons_not_asked
from wellrun.departments.quality.rules.experience.intervals import share_interval
from wellrun.departments.quality.rules.experience.scoring import (
    Report,
    Response,
    is_completed,
    read,
    responses_of,
    scores_by_version,
    scores_of,
)
from wellrun.departments.quality.rules.experience.surveys import (
    Box,
    Survey,
    content,
    holding_on,
    shipped,
    survey_on,
    surveys_of,
)

LAST_OF_OLD, FIRST_OF_NEW = dt.date(2024, 12, 31), dt.date(2025, 1, 1)
OLD, NEW = shipped()
EVERYTHING = {
    **dict.fromkeys(("nurse_respect", "nurse_listen", "nurse_explain", "call_button"), 4),
    **dict.fromkeys(("doctor_respect", "doctor_listen", "doctor_explain", "clean", "quiet"), 4),
    **dict.fromkeys(("needed_bathroom", "had_new_medicine", "went_to"), 1),
    **dict.fromkeys(("bathroom_help", "medicine_purpose", "medicine_side_effects", "recommend"), 4),
    **dict.fromkeys(("help_after_discharge", "symptoms_written"), 1),
    **dict.fromkeys(("care_preferences", "care_understanding", "care_medicines"), 4),
    "overall_rating": 10,
}
"""A survey of 2024 with the best answer to every question."""


def answered(number: int = 1, *, without: tuple[str, ...] = (), **other: int) -> Response:
    answers = {code: answer for code, answer in {**EVERYTHING, **other}.items() if code not in without}
    return Response(str(number), LAST_OF_OLD, answers)


def report(*responses: Response) -> Report:
    return scores_of(responses, OLD)


# What is asked


def test_the_survey_is_chosen_by_the_day_of_discharge() -> None:
    assert survey_on(dt.date(2019, 9, 30)) is None
    assert survey_on(dt.date(2019, 10, 1)) is OLD
    assert survey_on(LAST_OF_OLD) is OLD
    assert survey_on(FIRST_OF_NEW) is NEW


def test_care_transition_went_out_and_four_measures_came_in_with_2025() -> None:
    assert OLD.measures.keys() - NEW.measures.keys() == {"care_transition", "quietness"}
    assert NEW.measures.keys() - OLD.measures.keys() == {"restfulness", "care_coordination", "symptoms"}
    assert OLD.measures["responsiveness"].items == ("call_button", "bathroom_help")
    assert NEW.measures["responsiveness"].items == ("bathroom_help", "help_at_once")
    assert NEW.measures["restfulness"].items == ("rest_possible", "quiet", "helped_to_rest")


def test_an_item_is_found_by_our_code_and_by_the_field_of_the_layout() -> None:
    assert OLD.code_of("dr-listen") == OLD.code_of("doctor_listen") == "doctor_listen"
    assert OLD.code_of("pain-control") is None
    assert NEW.code_of("") is None, "the new items have no confirmed field"
    assert NEW.code_of("call-button") is None


@pytest.mark.parametrize(
    ("item", "boxes"),
    [
        ("nurse_listen", {1: "bottom", 2: "bottom", 3: "middle", 4: "top"}),
        ("help_after_discharge", {1: "top", 2: "bottom"}),
        ("care_medicines", {1: "bottom", 2: "bottom", 3: "middle", 4: "top"}),
        ("recommend", {1: "bottom", 2: "bottom", 3: "middle", 4: "top"}),
        ("overall_rating", {**dict.fromkeys(range(7), "bottom"), 7: "middle", 8: "middle", 9: "top", 10: "top"}),
    ],
)
def test_boxes_of_the_scales(item: str, boxes: dict[int, str]) -> None:
    assert OLD.items[item].scale.boxes == boxes


@pytest.mark.parametrize(
    ("item", "points"),
    [
        ("nurse_listen", [0, 100 / 3, 200 / 3, 100]),
        ("help_after_discharge", [100, 0]),
        ("overall_rating", [10 * answer for answer in range(11)]),
    ],
)
def test_points_of_the_scales(item: str, points: list[float]) -> None:
    linear = OLD.items[item].scale.linear
    assert [linear[answer] for answer in sorted(linear)] == pytest.approx(points)


def test_answers_of_yes_definitely_yes_somewhat_and_no() -> None:
    scale = NEW.items["care_planned"].scale
    assert scale.boxes == {1: Box.TOP, 2: Box.MIDDLE, 3: Box.BOTTOM}
    assert scale.linear == {1: 100, 2: 50, 3: 0}


def test_data_that_does_not_fit_together_is_refused_with_everything_that_is_wrong() -> None:
    told = copy.deepcopy(dict(content()))
    told["surveys"][0]["until"] = dt.date(2024, 12, 30)
    told["surveys"][0]["measures"][0]["items"] = ["nurse_smile", "needed_bathroom"]
    told["surveys"][1]["items"][0]["asked_if"] = {"call_button": [1]}
    told["scales"]["rating"]["linear"].pop(10)
    told["scales"]["yes_no"]["not_applicable"] = [2]
    with pytest.raises(ValueError, match="day on day") as refused:
        surveys_of(told)
    for part in (
        "nurses is made of nurse_smile, which is not asked",
        "nurses is made of needed_bathroom, which has no boxes",
        "nurse_respect depends on call_button",
        "the scale of overall_rating has boxes and points for unlike answers",
        "the scale of symptoms_written counts an answer that does not apply",
    ):
        assert part in str(refused.value)


def test_of_dated_figures_those_hold_that_began_last() -> None:
    rows = [{"since": dt.date(2024, 1, 1), "is": 2}, {"since": dt.date(2020, 1, 1), "is": 1}]
    days = (dt.date(2019, 1, 1), dt.date(2023, 12, 31), dt.date(2024, 1, 1))
    assert [holding_on(rows, day)["is"] for day in days] == [1, 1, 2]


# Who is asked

STAY = Discharge(dt.date(2026, 1, 5), dt.date(2026, 1, 6), age=18, left_as="01")


def test_an_adult_who_stayed_a_night_and_went_home_is_asked() -> None:
    assert reasons_not_asked(STAY) == ()
    assert reasons_not_asked(replace(STAY, age=None, left_as="")) == ()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"age": 17}, NotAsked.UNDER_AGE),
        ({"discharged_on": dt.date(2026, 1, 5)}, NotAsked.NO_NIGHT),
        ({"psychiatric": True}, NotAsked.PSYCHIATRIC),
        *(({"left_as": code}, NotAsked.DIED) for code in ("20", "40", "41", "42", "exp")),
        *(({"left_as": code}, NotAsked.HOSPICE) for code in ("50", "51", "hosp")),
        *(({"left_as": code}, NotAsked.NURSING_HOME) for code in ("03", "61", "64", "83", "92", "snf")),
        ({"no_publicity": True}, NotAsked.NO_PUBLICITY),
        ({"prisoner": True}, NotAsked.PRISONER),
        ({"abroad": True}, NotAsked.ABROAD),
        ({"state_law": True}, NotAsked.STATE_LAW),
    ],
)
def test_who_is_not_asked(change: dict[str, object], reason: NotAsked) -> None:
    assert reasons_not_asked(replace(STAY, **change)) == (reason,)


def test_every_reason_is_told() -> None:
    child = replace(STAY, age=3, left_as="exp", abroad=True)
    assert reasons_not_asked(child) == (NotAsked.UNDER_AGE, NotAsked.DIED, NotAsked.ABROAD)


def test_a_discharge_before_the_admission_is_refused() -> None:
    with pytest.raises(ValueError, match="before the admission"):
        reasons_not_asked(replace(STAY, discharged_on=dt.date(2026, 1, 4)))


# What counts


def test_an_answer_to_a_question_that_does_not_apply_is_left_out() -> None:
    found = read(answered(needed_bathroom=2), OLD)
    assert "bathroom_help" not in found.valid
    assert found.valid["medicine_purpose"] == 4


def test_with_a_blank_screener_what_the_patient_wrote_stands() -> None:
    assert read(answered(without=("needed_bathroom",), bathroom_help=3), OLD).valid["bathroom_help"] == 3


def test_a_screener_that_cannot_be_read_is_as_blank() -> None:
    found = read(answered(needed_bathroom=7), OLD)
    assert (found.valid["bathroom_help"], found.unreadable) == (4, ("needed_bathroom",))


def test_who_went_to_another_health_facility_is_not_asked_about_discharge() -> None:
    home, elsewhere = (read(answered(went_to=where), OLD).valid for where in (2, 3))
    assert home.keys() - elsewhere.keys() == {"help_after_discharge", "symptoms_written"}


def test_never_pressed_the_button_is_said_but_counts_nowhere() -> None:
    found = read(answered(call_button=9), OLD)
    assert "call_button" in found.given
    assert "call_button" not in found.valid


def test_what_cannot_be_read_is_counted_and_nothing_else() -> None:
    told = report(answered(recommend=9, nurse_listen=0), answered(2), Response("3", LAST_OF_OLD, {"recommend": 0}))
    assert told.unreadable == {"nurse_listen": 1, "recommend": 2}
    assert told.items["recommend"].answers == 1


def test_what_this_version_does_not_ask_is_counted_and_nothing_else() -> None:
    told = report(answered(rest_possible=4, pain=1), answered(2, pain=1))
    assert told.not_asked == {"pain": 2, "rest_possible": 1}


def test_seventeen_questions_are_asked_of_everybody_and_nine_make_a_survey_complete() -> None:
    assert len(OLD.asked_of_everybody()) == 17
    assert {"bathroom_help", "medicine_purpose", "help_after_discharge"}.isdisjoint(OLD.asked_of_everybody())

    def complete(count: int, **more: int) -> bool:
        answers = {code: EVERYTHING[code] for code in OLD.asked_of_everybody()[:count]}
        return is_completed(read(Response("1", LAST_OF_OLD, {**answers, **more}), OLD), OLD)

    assert not complete(8)
    assert complete(9)
    assert not complete(8, bathroom_help=4, medicine_purpose=4), "these are not asked of everybody"


def test_of_twenty_questions_ten_are_half() -> None:
    wanted = NEW.asked_of_everybody()
    assert len(wanted) == 20
    answers = [Response("1", FIRST_OF_NEW, dict.fromkeys(wanted[:count], 1)) for count in (9, 10)]
    assert [is_completed(read(one, NEW), NEW) for one in answers] == [False, True]


def test_surveys_that_are_not_completed_count_nowhere() -> None:
    told = report(answered(), Response("2", LAST_OF_OLD, {"nurse_respect": 1}))
    assert (told.returned, told.completed) == (2, 1)
    assert told.items["nurse_respect"].answers == 1


def test_rows_of_the_warehouse_become_responses() -> None:
    rows = [("A", LAST_OF_OLD, "quiet", 4), ("B", FIRST_OF_NEW, "quiet", 1), ("A", LAST_OF_OLD, "clean", 3)]
    assert responses_of(rows) == (
        Response("A", LAST_OF_OLD, {"quiet": 4, "clean": 3}),
        Response("B", FIRST_OF_NEW, {"quiet": 1}),
    )


# What it comes to


def test_an_item_is_answers_in_a_box_over_valid_answers() -> None:
    told = report(
        answered(1), answered(2, quiet=3), answered(3, quiet=2), answered(4, quiet=1), answered(5, without=("quiet",))
    )
    quiet = told.items["quiet"]
    assert quiet.shares == {Box.TOP: 0.25, Box.MIDDLE: 0.25, Box.BOTTOM: 0.5}
    assert (quiet.respondents, quiet.answers) == (4, 4)
    assert quiet.linear == pytest.approx((100 + 200 / 3 + 100 / 3 + 0) / 4)


def test_a_composite_is_the_plain_mean_of_its_items_and_is_not_pooled() -> None:
    # Call button: 1 of 4 always. Bathroom help: one patient needed it, always. Pooled it would be 2 of 5.
    told = report(
        answered(1, call_button=4),
        *(answered(number, call_button=3, needed_bathroom=2) for number in (2, 3, 4)),
    )
    composite = told.measures["responsiveness"]
    assert composite.shares[Box.TOP] == pytest.approx((1 / 4 + 1 / 1) / 2)
    assert composite.shares[Box.MIDDLE] == pytest.approx((3 / 4 + 0) / 2)
    assert (composite.respondents, composite.answers) == (4, 5)
    assert composite.linear == pytest.approx(((100 + 3 * 200 / 3) / 4 + 100) / 2)


def test_a_composite_of_yes_and_no_has_two_boxes() -> None:
    discharge = report(answered(1), answered(2, symptoms_written=2)).measures["discharge"]
    assert discharge.shares == {Box.TOP: 0.75, Box.BOTTOM: 0.25}
    assert discharge.linear == 75


def test_a_composite_of_unlike_scales_puts_their_boxes_together() -> None:
    answers = dict.fromkeys(NEW.asked_of_everybody(), 4) | {"rest_possible": 4, "quiet": 3, "helped_to_rest": 2}
    restfulness = scores_of([Response("1", FIRST_OF_NEW, answers)], NEW).measures["restfulness"]
    assert restfulness.shares == pytest.approx({Box.TOP: 1 / 3, Box.MIDDLE: 2 / 3, Box.BOTTOM: 0})
    assert restfulness.linear == pytest.approx((100 + 200 / 3 + 50) / 3)


def test_a_composite_without_answers_to_one_of_its_items_has_no_score() -> None:
    told = report(answered(needed_bathroom=2))
    assert "responsiveness" not in told.measures
    assert "bathroom_help" not in told.items
    assert told.items["call_button"].shares[Box.TOP] == 1


def test_no_score_is_adjusted() -> None:
    told = report(answered())
    assert not any(score.adjusted for score in (*told.items.values(), *told.measures.values()))
    assert told.measures.keys() == OLD.measures.keys()


def test_the_interval_of_a_composite_is_that_of_its_patients() -> None:
    told = report(answered(1), answered(2, nurse_respect=1), answered(3, nurse_listen=3, nurse_explain=3))
    patients = [dict(zip("abc", row, strict=True)) for row in ((1.0, 1.0, 1.0), (0.0, 1.0, 1.0), (1.0, 0.0, 0.0))]
    assert told.measures["nurses"].top == share_interval(patients, "abc")
    assert told.measures["nurses"].linear_interval is not None


def test_versions_are_never_put_together() -> None:
    new = Response("2", FIRST_OF_NEW, {**EVERYTHING, "clean": 1})
    too_old = replace(answered(3), discharged_on=dt.date(2019, 1, 1))
    reports = scores_by_version([new, answered(), too_old])
    assert [(one.survey, one.completed) for one in reports] == [("hcahps-2020", 1), ("hcahps-2025", 1)]
    assert [one.measures["cleanliness"].shares[Box.TOP] for one in reports] == [1, 0]


def test_without_surveys_there_are_no_scores() -> None:
    told = scores_of([], OLD)
    assert (told.returned, told.completed, told.items, told.measures) == (0, 0, {}, {})


# What it is called


def test_every_published_name_belongs_to_one_item_or_measure() -> None:
    names = OLD.published_names()
    assert names["H_COMP_1_A_P"] == ("nurses", Box.TOP)
    assert names["H_CT_MED_D_SD"] == ("care_medicines", Box.BOTTOM)
    assert names["H_HSP_RATING_7_8"] == ("overall_rating", Box.MIDDLE)
    assert len(names) == 72, "what the national file of July 2024 has"


@pytest.mark.parametrize("survey", shipped(), ids=lambda survey: survey.key)
def test_every_version_says_where_it_comes_from(survey: Survey) -> None:
    assert "HCAHPS Quality Assurance Guidelines" in survey.source


def test_what_could_not_be_confirmed_is_said() -> None:
    assert OLD.unconfirmed == ()
    lacking = [code for code, item in NEW.items.items() if not item.field]
    assert len(lacking) == 7
    assert "no field code" in NEW.unconfirmed[0]
