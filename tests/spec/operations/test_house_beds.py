"""The state of the house: what is said of a bed, and how long it holds (HL7 v2.5.1, 3.3.20, table 0116)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.spec.operations.house_days import BED1, BED2

from wellrun.departments.operations.rules.house.beds import Condition
from wellrun.departments.operations.rules.house.events import Word
from wellrun.departments.operations.rules.house.state import house_of


def test_a_bed_is_ready_until_something_else_is_said(tell: Any) -> None:
    house = house_of([tell("A01", "8:00", spot=BED1), tell("A03", "9:00", spot=BED1)])
    assert house.beds[BED1][-1].condition is Condition.READY


def test_where_cleaning_is_told_who_leaves_leaves_the_bed_dirty(tell: Any) -> None:
    first = tell("A20", "7:00", "", BED2, word=Word.CLEAN)
    come = [first, tell("A01", "8:00", spot=BED1), tell("A03", "9:00", spot=BED1)]
    assert house_of(come).beds[BED1][-1].condition is Condition.DIRTY
    cleaning = tell("A20", "9:10", "", BED1, word=Word.CLEANING)
    assert house_of([*come, cleaning]).beds[BED1][-1].condition is Condition.CLEANING
    done = tell("A20", "9:40", "", BED1, word=Word.CLEAN)
    assert house_of([*come, cleaning, done]).beds[BED1][-1].condition is Condition.READY


@pytest.mark.parametrize(("word", "condition"), [(Word.CLOSE, "closed"), (Word.BLOCK, "blocked")])
def test_a_shut_bed_stays_shut_when_it_is_cleaned_and_opens_when_it_is_opened(
    tell: Any, word: Word, condition: str
) -> None:
    shut = [tell("bed", "7:00", "", BED1, word=word), tell("A20", "8:00", "", BED1, word=Word.CLEAN)]
    assert house_of(shut).beds[BED1][-1].condition == condition
    opened = tell("bed", "9:00", "", BED1, word=Word.OPEN)
    assert house_of([*shut, opened]).beds[BED1][-1].condition is Condition.READY


def test_a_bed_is_held_until_somebody_lies_in_it_or_it_is_released(tell: Any) -> None:
    held = tell("bed", "8:00", "A", BED1, word=Word.HOLD)
    assert house_of([held]).beds[BED1][-1].held == "A"
    assert house_of([held, tell("A01", "9:00", "A", BED1)]).beds[BED1][-1].held == ""
    assert house_of([held, tell("bed", "9:00", "", BED1, word=Word.RELEASE)]).beds[BED1][-1].held == ""


def test_isolation_lasts_until_it_is_ended_or_the_bed_is_cleaned(tell: Any) -> None:
    alone = tell("A20", "8:00", "", BED1, word=Word.ISOLATE)
    assert house_of([alone]).beds[BED1][-1].isolated
    for word in (Word.UNISOLATE, Word.CLEAN):
        assert not house_of([alone, tell("bed", "9:00", "", BED1, word=word)]).beds[BED1][-1].isolated


def test_what_was_said_of_a_bed_can_be_undone(tell: Any) -> None:
    shut = tell("bed", "7:00", "", BED1, word=Word.CLOSE)
    undone = tell("undo", "7:05", "", BED1, undoes=shut.key, word=Word.CLOSE)
    assert house_of([shut, undone]).beds[BED1][-1].condition is Condition.READY
