"""Hand-made courses of hospital care, each with what the 30-day rules say of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellrun.engines.risk.spells import Disposition, Judged, NotIndex, Return, Stay, judge, rate, spells_of

DAY = date(2025, 1, 1)
END = DAY + timedelta(days=365)


def stay(id: str, begins: int, ends: int, **more: Any) -> Stay:
    given_of: dict[str, Any] = {"patient": "P", "hospital": "North", **more}
    return Stay(id=id, admitted=DAY + timedelta(days=begins), discharged=DAY + timedelta(days=ends), **given_of)


def judged(*stays: Stay, end: date = END) -> dict[str, Judged]:
    return {each.stay.id: each for each in judge(stays, data_end=end)}


def returned(found: Judged) -> tuple[Return, str | None, int | None]:
    return found.followed_by, found.readmission, found.days


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        (1, (Return.UNPLANNED, "b", 1)),
        (30, (Return.UNPLANNED, "b", 30)),
        (31, (Return.NONE, None, None)),
    ],
)
def test_a_return_within_30_days_of_discharge_counts(gap: int, expected: tuple[Return, str | None, int | None]) -> None:
    found = judged(stay("a", 0, 4), stay("b", 4 + gap, 8 + gap))
    assert found["a"].not_index is None
    assert returned(found["a"]) == expected


def test_a_readmission_may_itself_be_an_index_admission() -> None:
    found = judged(stay("a", 0, 2), stay("b", 10, 12), stay("c", 20, 22))
    assert [returned(found[each])[1] for each in "abc"] == ["b", "c", None]
    assert rate(list(found.values())) == pytest.approx(2 / 3)


def test_a_planned_return_hides_an_unplanned_one_after_it() -> None:
    found = judged(stay("a", 0, 2), stay("b", 10, 12, planned=True), stay("c", 20, 22))
    assert returned(found["a"]) == (Return.PLANNED, "b", 8)
    assert not found["a"].counted
    assert found["b"].counted


@pytest.mark.parametrize(
    ("disposition", "reason"),
    [
        (Disposition.DIED, NotIndex.DIED),
        (Disposition.AGAINST_ADVICE, NotIndex.AGAINST_ADVICE),
        (Disposition.TRANSFERRED, NotIndex.TRANSFERRED_AWAY),
    ],
)
def test_how_a_stay_ends_may_put_it_out(disposition: Disposition, reason: NotIndex) -> None:
    found = judged(stay("a", 0, 4, disposition=disposition))
    assert found["a"].not_index is reason
    assert rate(list(found.values())) is None


def test_a_stay_outside_the_cohort_is_no_index_but_its_patient_may_come_back_from_another() -> None:
    found = judged(stay("a", 0, 2), stay("b", 10, 12, in_cohort=False))
    assert found["b"].not_index is NotIndex.OUTSIDE_COHORT
    assert returned(found["a"]) == (Return.UNPLANNED, "b", 8)


@pytest.mark.parametrize(("after", "reason"), [(30, None), (29, NotIndex.NO_RUN_OUT)])
def test_thirty_days_after_discharge_must_have_been_seen(after: int, reason: NotIndex | None) -> None:
    found = judged(stay("a", 0, 4), end=DAY + timedelta(days=4 + after))
    assert found["a"].not_index is reason


@pytest.mark.parametrize("gap", [0, 1])
def test_a_transfer_is_one_course_and_the_last_hospital_answers(gap: int) -> None:
    found = judged(
        stay("a", 0, 4, disposition=Disposition.TRANSFERRED),
        stay("b", 4 + gap, 9, hospital="South"),
        stay("c", 20, 22),
    )
    assert found["a"].not_index is NotIndex.PART_OF_LATER_STAY
    assert (found["b"].not_index, found["b"].first_of_spell) == (None, "a")
    assert returned(found["b"]) == (Return.UNPLANNED, "c", 11)


def test_two_days_later_in_another_hospital_is_a_return_not_a_transfer() -> None:
    found = judged(stay("a", 0, 4), stay("b", 6, 9, hospital="South"))
    assert returned(found["a"]) == (Return.UNPLANNED, "b", 2)


def test_a_chain_of_three_hospitals_begins_a_readmission_with_its_first() -> None:
    found = judged(
        stay("a", 0, 4),
        stay("b", 14, 15),
        stay("c", 15, 16, hospital="South", planned=True),
        stay("d", 17, 30, hospital="East"),
    )
    assert returned(found["a"]) == (Return.UNPLANNED, "b", 10)
    assert [found[each].not_index for each in "bc"] == [NotIndex.PART_OF_LATER_STAY] * 2
    assert found["d"].first_of_spell == "b"


def test_the_same_day_in_the_same_hospital_for_the_same_condition_is_one_stay() -> None:
    found = judged(stay("a", 0, 4, condition="heart failure"), stay("b", 4, 9, condition="heart failure"))
    assert found["a"].not_index is NotIndex.PART_OF_LATER_STAY
    assert found["b"].first_of_spell == "a"


@pytest.mark.parametrize("condition", ["fracture", ""])
def test_the_same_day_for_another_or_an_unknown_condition_is_a_return(condition: str) -> None:
    found = judged(stay("a", 0, 4, condition=condition and "heart failure"), stay("b", 4, 9, condition=condition))
    assert returned(found["a"]) == (Return.UNPLANNED, "b", 0)


def test_the_next_day_in_the_same_hospital_is_a_return() -> None:
    found = judged(stay("a", 0, 4, condition="x"), stay("b", 5, 9, condition="x"))
    assert returned(found["a"]) == (Return.UNPLANNED, "b", 1)


def test_stays_that_overlap_are_one_course_that_ends_with_the_later_end() -> None:
    found = judged(stay("a", 0, 20), stay("b", 5, 6, hospital="South"), stay("c", 45, 46))
    assert found["b"].not_index is NotIndex.PART_OF_LATER_STAY
    assert returned(found["a"]) == (Return.UNPLANNED, "c", 25)


def test_a_death_at_the_end_of_a_chain_puts_the_whole_chain_out() -> None:
    found = judged(stay("a", 0, 4), stay("b", 4, 6, hospital="South", disposition=Disposition.DIED))
    assert {each.not_index for each in found.values()} == {NotIndex.PART_OF_LATER_STAY, NotIndex.DIED}


def test_another_patient_is_never_a_return() -> None:
    found = judged(stay("a", 0, 4), stay("b", 10, 12, patient="Q"))
    assert returned(found["a"]) == (Return.NONE, None, None)


def test_a_stay_cannot_end_before_it_begins_nor_be_given_twice() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        stay("a", 4, 3)
    with pytest.raises(ValueError, match="given twice: a"):
        spells_of([stay("a", 0, 1), stay("a", 5, 6)])


@st.composite
def courses(draw: st.DrawFn) -> list[Stay]:
    made = []
    for at in range(draw(st.integers(0, 9))):
        begins = draw(st.integers(0, 90))
        made.append(
            stay(
                f"s{at}",
                begins,
                begins + draw(st.integers(0, 12)),
                patient=draw(st.sampled_from("PQ")),
                hospital=draw(st.sampled_from(["North", "South"])),
                disposition=draw(st.sampled_from(list(Disposition))),
                condition=draw(st.sampled_from(["", "x", "y"])),
                planned=draw(st.booleans()),
                in_cohort=draw(st.booleans()),
            )
        )
    return made


@given(st.data())
def test_any_order_of_the_stays_gives_the_same(data: st.DataObject) -> None:
    stays = data.draw(courses())
    shuffled = data.draw(st.permutations(stays))
    end = DAY + timedelta(days=100)
    assert judge(stays, data_end=end) == judge(shuffled, data_end=end)


@given(courses())
def test_every_stay_is_judged_once_and_every_spell_has_at_most_one_index(stays: list[Stay]) -> None:
    found = judge(stays, data_end=END)
    assert sorted(each.stay.id for each in found) == sorted(each.id for each in stays)
    index = [each.first_of_spell for each in found if each.not_index is None]
    assert len(index) == len(set(index))
    assert all(0 <= each.days <= 30 for each in found if each.days is not None)
