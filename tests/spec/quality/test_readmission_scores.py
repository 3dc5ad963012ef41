"""The rulebook of the two bedside scores for a return within 30 days.

LACE: van Walraven and others, CMAJ 2010;182(6):551-557, table 3 and its note on the Charlson index.
HOSPITAL: Donzé and others, JAMA Internal Medicine 2013;173:632; bands of the international validation, 2016;176:496.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from wellrun.engines.risk.scores import WEIGHTS, Band, Condition, Hospital, Lace, Score, charlson, hospital, lace

SHORT_PLANNED = Lace(days=0, acute=False, charlson=0, emergency_visits=0)
WELL = Hospital(haemoglobin=14.0, oncology=False, sodium=140, procedure=False, urgent=False, admissions=0, days=1)


def points_of(score: Score, name: str) -> int:
    return next(item.points for item in score.items if item.name == name)


class TestLace:
    @pytest.mark.parametrize(
        ("days", "points"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (6, 4), (7, 5), (13, 5), (14, 7), (90, 7)]
    )
    def test_length_of_stay(self, days: int, points: int) -> None:
        assert lace(replace(SHORT_PLANNED, days=days)).points == points

    def test_acute_admission_gives_three(self) -> None:
        assert lace(replace(SHORT_PLANNED, acute=True)).points == 3

    @pytest.mark.parametrize(("index", "points"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 5), (12, 5)])
    def test_comorbidity_jumps_from_three_to_five(self, index: int, points: int) -> None:
        assert lace(replace(SHORT_PLANNED, charlson=index)).points == points

    @pytest.mark.parametrize(("visits", "points"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (9, 4)])
    def test_emergency_visits_of_six_months(self, visits: int, points: int) -> None:
        assert lace(replace(SHORT_PLANNED, emergency_visits=visits)).points == points

    def test_the_sum_runs_from_0_to_19_and_is_high_from_10(self) -> None:
        worst = Lace(days=14, acute=True, charlson=4, emergency_visits=4)
        assert (lace(SHORT_PLANNED).points, lace(worst).points, lace(worst).most) == (0, 19, 19)
        nine = Lace(days=5, acute=True, charlson=2, emergency_visits=0)
        assert (lace(nine).points, lace(nine).band) == (9, Band.LOW)
        assert lace(replace(nine, emergency_visits=1)).band is Band.HIGH

    def test_every_point_has_its_reason(self) -> None:
        score = lace(Lace(days=1, acute=True, charlson=2, emergency_visits=1))
        assert [(item.name, item.points, item.says) for item in score.items] == [
            ("Length of stay", 1, "Stayed 1 day."),
            ("Acute admission", 3, "Admitted as an emergency."),
            ("Comorbidity", 2, "Charlson index 2."),
            ("Emergency visits", 1, "1 emergency visit in the six months before."),
        ]

    def test_the_weights_of_its_charlson_index(self) -> None:
        by_weight = {weight: {each for each in WEIGHTS if WEIGHTS[each] == weight} for weight in (1, 2, 3, 4, 6)}
        assert by_weight == {
            1: {
                Condition.MYOCARDIAL_INFARCTION,
                Condition.CEREBROVASCULAR,
                Condition.PERIPHERAL_VASCULAR,
                Condition.DIABETES,
            },
            2: {
                Condition.HEART_FAILURE,
                Condition.DIABETES_WITH_DAMAGE,
                Condition.CHRONIC_LUNG,
                Condition.MILD_LIVER_OR_RENAL,
                Condition.TUMOUR,
            },
            3: {Condition.DEMENTIA, Condition.CONNECTIVE_TISSUE},
            4: {Condition.AIDS, Condition.SEVERE_LIVER_OR_RENAL},
            6: {Condition.METASTATIC},
        }

    def test_conditions_add_up(self) -> None:
        assert charlson([]) == 0
        assert charlson([Condition.HEART_FAILURE, Condition.DEMENTIA]) == 5

    def test_of_two_forms_of_one_disease_the_worse_counts(self) -> None:
        assert charlson([Condition.DIABETES, Condition.DIABETES_WITH_DAMAGE]) == 2
        assert charlson([Condition.MILD_LIVER_OR_RENAL, Condition.SEVERE_LIVER_OR_RENAL]) == 4
        assert charlson([Condition.TUMOUR, Condition.METASTATIC]) == 6

    def test_a_negative_count_is_refused(self) -> None:
        with pytest.raises(ValueError, match="days"):
            Lace(days=-1, acute=False, charlson=0, emergency_visits=0)


class TestHospital:
    @pytest.mark.parametrize(("value", "points"), [(11.9, 1), (12.0, 0), (None, 0)])
    def test_haemoglobin_below_12(self, value: float | None, points: int) -> None:
        assert hospital(replace(WELL, haemoglobin=value)).points == points

    def test_oncology_service_gives_two(self) -> None:
        assert hospital(replace(WELL, oncology=True)).points == 2

    @pytest.mark.parametrize(("value", "points"), [(134.9, 1), (135, 0), (None, 0)])
    def test_sodium_below_135(self, value: float | None, points: int) -> None:
        assert hospital(replace(WELL, sodium=value)).points == points

    def test_a_procedure_gives_its_point_only_if_one_was_performed(self) -> None:
        assert points_of(hospital(replace(WELL, procedure=True)), "Procedure") == 1
        assert points_of(hospital(replace(WELL, procedure=False)), "Procedure") == 0

    def test_an_urgent_admission_gives_one(self) -> None:
        assert hospital(replace(WELL, urgent=True)).points == 1

    @pytest.mark.parametrize(("admissions", "points"), [(0, 0), (1, 0), (2, 2), (5, 2), (6, 5), (20, 5)])
    def test_admissions_of_the_year_before(self, admissions: int, points: int) -> None:
        assert hospital(replace(WELL, admissions=admissions)).points == points

    @pytest.mark.parametrize(("days", "points"), [(4, 0), (5, 2), (30, 2)])
    def test_a_stay_of_five_days_gives_two(self, days: int, points: int) -> None:
        assert hospital(replace(WELL, days=days)).points == points

    def test_the_sum_runs_from_0_to_13(self) -> None:
        worst = Hospital(haemoglobin=8, oncology=True, sodium=120, procedure=True, urgent=True, admissions=6, days=5)
        assert (hospital(WELL).points, hospital(worst).points, hospital(worst).most) == (0, 13, 13)
        assert sum(item.most for item in hospital(worst).items) == 13

    def test_bands(self) -> None:
        four = replace(WELL, oncology=True, days=5)
        assert (hospital(four).points, hospital(four).band) == (4, Band.LOW)
        assert hospital(replace(four, urgent=True)).band is Band.INTERMEDIATE
        assert hospital(replace(four, urgent=True, procedure=True)).band is Band.INTERMEDIATE
        assert hospital(replace(four, admissions=2, urgent=True)).band is Band.HIGH

    def test_a_value_not_measured_is_said(self) -> None:
        says = [item.says for item in hospital(replace(WELL, sodium=None, haemoglobin=11.5)).items]
        assert says[0] == "11.5 g/dL, below 12."
        assert says[2] == "Not measured, so counted as normal."
