"""Whatever happens in a house, in whatever order it is told."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from wellrun.departments.operations.rules.house.events import CANCELS, TRIGGERS, Does, Event, Sort, Spot, Word
from wellrun.departments.operations.rules.house.state import house_of
from wellrun.departments.operations.rules.house.visits import IN_HOUSE, Stage

START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
SPOTS = [Spot("W1", str(number)) for number in range(3)] + [Spot("ED")]
VISITS, PATIENTS = "ABCD", "PQR"


@st.composite
def histories(draw: Any) -> list[Event]:
    """Events at different minutes, any of them sensible or not."""
    events = []
    for number in range(draw(st.integers(1, 14))):
        trigger = draw(st.sampled_from(sorted(TRIGGERS.keys() - {"undo"})))
        at = START + dt.timedelta(minutes=number)
        earlier = [one.at for one in events if one.trigger in CANCELS.get(trigger, ())]
        spot, visit = draw(st.sampled_from(SPOTS)), draw(st.sampled_from(VISITS))
        events.append(
            Event(
                key=str(number),
                trigger=trigger,
                at=draw(st.sampled_from(earlier)) if earlier and draw(st.booleans()) else at,
                recorded=at,
                visit=visit,
                patient=draw(st.sampled_from(PATIENTS)),
                spot=spot,
                prior=draw(st.sampled_from([Spot(), *SPOTS])),
                gone_visit=draw(st.sampled_from(VISITS)),
                gone_patient=draw(st.sampled_from(PATIENTS)),
                word=draw(st.sampled_from(list(Word))) if TRIGGERS[trigger] is Does.BED else None,
            )
        )
    return events


@given(histories(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_any_order_of_arrival_gives_the_same_house(events: list[Event], chance: Any) -> None:
    told = list(events)
    chance.shuffle(told)
    told = [replace(one, arrival=number) for number, one in enumerate(told)]
    first = house_of([replace(one, arrival=number) for number, one in enumerate(events)])
    assert house_of(told) == first
    assert house_of([*told, *told]) == first


@given(histories())
@settings(max_examples=60, deadline=None)
def test_no_bed_holds_two_unless_a_question_stands(events: list[Event]) -> None:
    house = house_of(events)
    asked = {(one.spot, one.visits) for one in house.questions if one.sort is Sort.TWO_IN_BED}
    crowded = {(spot, names) for spot, names in house.lying.items() if spot.bed and len(names) > 1}
    assert crowded == asked


@given(histories())
@settings(max_examples=60, deadline=None)
def test_everybody_is_in_one_place_or_none(events: list[Event]) -> None:
    house = house_of(events)
    lying = Counter(name for names in house.lying.values() for name in names)
    assert set(lying.values()) <= {1}
    assert set(lying) == {name for name, one in house.visits.items() if one.stage in IN_HOUSE}
    for course in house.visits.values():
        ends = [(one.since, one.until) for one in course.spells]
        assert all(until is not None and until <= since for (_s, until), (since, _u) in pairwise(ends))
        assert sum(one.until is None for one in course.spells) == (course.stage in IN_HOUSE)


@given(histories(), st.sampled_from(["A01", "A02", "A03", "A15", "A16", "A21"]))
@settings(max_examples=60, deadline=None)
def test_an_event_and_its_cancellation_change_nobody_else(events: list[Event], trigger: str) -> None:
    """And of its own visit, if it is new, leave nothing."""
    cancels = next(name for name, kinds in CANCELS.items() if trigger in kinds and name != "undo")
    at = START + dt.timedelta(minutes=50)
    event = Event("new", trigger, at, at, visit="NEW", patient="NEW", spot=SPOTS[0])
    cancelled = replace(event, key="off", trigger=cancels, recorded=at + dt.timedelta(minutes=1))
    before, after = house_of(events), house_of([*events, event, cancelled])
    assert after.lying == before.lying
    assert after.visits["NEW"].stage is Stage.UNKNOWN
    assert {name: one for name, one in after.visits.items() if name != "NEW"} == before.visits


@given(histories())
@settings(max_examples=60, deadline=None)
def test_the_house_as_of_a_minute_is_the_house_of_those_who_lay_there_then(events: list[Event]) -> None:
    whole = house_of(events)
    for minutes in (3, 7, 11):
        when = START + dt.timedelta(minutes=minutes)
        then = house_of(events, until=when)
        lay = {
            (name, spell.spot)
            for name, course in whole.visits.items()
            for spell in course.spells
            if spell.since <= when and (spell.until is None or spell.until > when)
        }
        assert {(name, spot) for spot, names in then.lying.items() for name in names} == lay
