"""MS-DRG grouping whatever is coded: order and repetition decide nothing, and less coded is never graver."""

from __future__ import annotations

import datetime as dt
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from wellrun.departments.revenue.rules.grouping import Diagnosis, Grouped, StayFacts, group
from wellrun.values.faults import Refused

PRINCIPAL = ("J189", "A419", "I5023", "I214", "N390", "K922", "M1711", "I639", "E1165", "J441", "K8020")
SECONDARY = (
    "J9601",
    "N186",
    "N179",
    "E871",
    "I10",
    "D62",
    "E43",
    "G8191",
    "I5022",
    "Z370",
    "R6521",
    "L89154",
    "J95851",
)
PROCEDURES = ("0SRD0J9", "0FT44ZZ", "5A1955Z", "027034Z", "0DTJ4ZZ")
DAYS = (dt.date(2024, 1, 5), dt.date(2026, 1, 20))


@st.composite
def stays(draw: st.DrawFn) -> StayFacts:
    others = draw(st.lists(st.sampled_from(SECONDARY), max_size=6, unique=True))
    diagnoses = [Diagnosis(one, draw(st.sampled_from("YNUW"))) for one in (draw(st.sampled_from(PRINCIPAL)), *others)]
    procedures = tuple(draw(st.lists(st.sampled_from(PROCEDURES), max_size=2, unique=True)))
    return StayFacts(
        tuple(diagnoses),
        draw(st.sampled_from(DAYS)),
        draw(st.sampled_from("FM")),
        procedures,
        draw(st.sampled_from(("01", "20"))),
    )


def tried(stay: StayFacts) -> Grouped | str:
    try:
        return group(stay)
    except Refused as refused:
        return refused.faults[0].code


def level(words: str) -> int:
    """The severity that a group's title claims."""
    if re.search(r"with (CC/)?MCC", words):
        return 2
    return int(bool(re.search(r"with CC", words)))


@settings(max_examples=60, deadline=None)
@given(stays(), st.randoms(use_true_random=False))
def test_the_order_of_secondary_diagnoses_and_procedures_decides_nothing(stay: StayFacts, chance: object) -> None:
    first, *others = stay.diagnoses
    procedures = list(stay.procedures)
    chance.shuffle(others)  # type: ignore[attr-defined]
    chance.shuffle(procedures)  # type: ignore[attr-defined]
    mixed = stay._replace(diagnoses=(first, *others), procedures=tuple(procedures))
    one, other = tried(stay), tried(mixed)
    if isinstance(one, Grouped) and isinstance(other, Grouped):
        assert other._replace(weighty=()) == one._replace(weighty=())
        assert sorted(other.weighty) == sorted(one.weighty)
    else:
        assert one == other


@settings(max_examples=60, deadline=None)
@given(stays())
def test_without_secondary_diagnoses_a_stay_is_never_graver(stay: StayFacts) -> None:
    full, bare = tried(stay), tried(stay._replace(diagnoses=stay.diagnoses[:1]))
    if isinstance(full, Grouped) and isinstance(bare, Grouped):
        assert (bare.severity, bare.weighty) == ("", ())
        assert bare.drg == full.least
        if family(bare.words) == family(full.words):
            assert level(bare.words) <= level(full.words)


def family(words: str) -> str:
    return re.sub(r"(, | )?(with|without) (CC|MCC|CC/MCC)\b.*", "", words)


@settings(max_examples=40, deadline=None)
@given(stays())
def test_what_a_group_rests_on_is_what_a_second_grouping_without_it_finds(stay: StayFacts) -> None:
    full = tried(stay)
    if isinstance(full, Grouped):
        for one in full.weighty:
            less = tried(stay._replace(diagnoses=tuple(each for each in stay.diagnoses if each.plain != one.code)))
            assert not isinstance(less, Grouped) or less.drg == one.without
