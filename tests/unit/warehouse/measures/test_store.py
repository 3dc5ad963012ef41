"""Figures published and read again: levels, grains, zeros, absences, incomplete periods, small numbers, splits."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from wellrun.departments.operations.measures import MEASURES as OPERATIONS
from wellrun.departments.quality.measures import MEASURES as QUALITY
from wellrun.values.faults import Refused
from wellrun.values.periods import Grain
from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.measures.example import tables_in_memory
from wellrun.warehouse.measures.places import Level
from wellrun.warehouse.measures.question import Question, figure_for
from wellrun.warehouse.measures.refresh import refresh
from wellrun.warehouse.measures.store import FigureStore
from wellrun.warehouse.measures.suppression import Audience

TODAY = date(2026, 1, 20)
MINE, OTHERS = Audience.OWN_MANAGERS, Audience.OTHERS
MEASURES = {measure.key: measure for measure in (*OPERATIONS, *QUALITY)}


def unit(code, *, facility="H", department="MED", network="N"):
    return {"facility": facility, "unit": code, "unit_name": code, "department": department, "network": network}


def stay(name, start, end, *, unit="W5", facility="H", patient=None, **more):
    return {
        "facility": facility,
        "encounter": name,
        "patient": patient or name,
        "class_code": "IMP",
        "unit": unit,
        "started_at": start,
        "ended_at": end,
        **more,
    }


ROWS = {
    "units": (unit("W5"), unit("W6"), unit("S1", department="SURG"), unit("X", facility="K", department="MED")),
    "patients": (
        {"patient": "A", "sex": "female", "birth_date": "1950-06-01"},
        {"patient": "B", "sex": "male", "birth_date": "2000-06-01"},
    ),
    "coverages": ({"coverage": "1", "patient": "A", "payer_kind": "1"},),
    "encounters": (
        stay("A", "2026-01-05 10:00", "2026-01-09 10:00"),
        stay("B", "2026-01-06 10:00", "2026-01-08 10:00", unit="W6"),
        stay("C", "2026-01-06 10:00", "2026-01-08 10:00", unit="bed 7"),
        stay("D", "2026-01-06 10:00", "2026-01-08 10:00", unit="nobody knows"),
        stay("E", "2026-01-07 10:00", "2026-01-10 10:00", unit="X", facility="K"),
        stay("F", "2026-01-07 10:00", "2026-01-10 10:00", unit="Z", facility="alone"),
        stay("G", "2026-01-18 10:00", None, unit="S1"),
    ),
    "locations": (
        {"location": "bed 7", "kind": "bd", "part_of": "room 3"},
        {"location": "room 3", "kind": "ro", "part_of": "W6"},
    ),
    "incidents": ({"incident": "1", "unit": "W5", "kind": "fall", "occurred_at": "2026-01-06 03:00"},),
}


def warehouse_of(folder, rows):
    warehouse = Warehouse(folder)
    memory = tables_in_memory(rows)
    with warehouse.writing() as writing:
        changes = {}
        for table in rows:
            file = warehouse.scratch / f"{table}.parquet"
            (count,) = memory.execute(f"COPY {table} TO '{file}' (FORMAT parquet)").fetchone()
            changes[table] = (writing.place(table, file, rows=count),)
        writing.publish(changes)
    return warehouse


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    warehouse = warehouse_of(tmp_path_factory.mktemp("warehouse"), ROWS)
    refresh(warehouse, tuple(MEASURES.values()), today=TODAY)
    return FigureStore(warehouse)


def series(store, measure, level, place, grain=Grain.DAY, audience=MINE):
    found = store.series(measure, level, place, grain, date(2026, 1, 1), date(2026, 2, 1), audience=audience)
    return [(figure.start.day, figure.value) for figure in found]


def test_a_unit_has_its_patients_by_midnight(store):
    assert series(store, "census", Level.UNIT, "H/W5") == [(5, 1), (6, 1), (7, 1), (8, 1), (9, 0)]


def test_a_bed_counts_in_the_ward_it_lies_in(store):
    assert series(store, "census", Level.UNIT, "H/W6") == [(6, 2), (7, 2), (8, 0)]


def test_departments_facilities_and_networks_are_sums(store):
    assert series(store, "census", Level.DEPARTMENT, "H/MED") == [(5, 1), (6, 3), (7, 3), (8, 1), (9, 0)]
    assert series(store, "census", Level.FACILITY, "H") == [(5, 1), (6, 4), (7, 4), (8, 1), (9, 0), (18, 1), (19, 1)]
    network = series(store, "census", Level.NETWORK, "N")
    assert network == [(5, 1), (6, 4), (7, 5), (8, 2), (9, 1), (10, 0), (18, 1), (19, 1)]


def test_a_unit_nobody_knows_counts_as_unassigned_and_has_no_level_of_its_own(store):
    assert series(store, "census", Level.DEPARTMENT, "H/unassigned") == [(6, 1), (7, 1), (8, 0)]
    assert series(store, "census", Level.UNIT, "H/nobody knows") == []


def test_a_facility_without_units_has_figures_at_facility_level_only(store):
    assert series(store, "census", Level.FACILITY, "alone") == [(7, 1), (8, 1), (9, 1), (10, 0)]
    assert series(store, "census", Level.NETWORK, "") == []


def test_weeks_begin_on_monday_and_add_up(store):
    week = store.latest("falls", Level.UNIT, "H/W5", Grain.WEEK, before=date(2026, 2, 1), audience=MINE)
    assert (week.start, week.numerator, week.denominator, week.value) == (date(2026, 1, 5), 1, 4, 250)


def test_exposure_without_event_is_zero_and_no_exposure_is_absent(store):
    assert series(store, "falls", Level.UNIT, "H/W5") == [(5, 0), (6, 1000), (7, 0), (8, 0)]
    assert series(store, "falls", Level.UNIT, "H/W6") == [(6, 0), (7, 0)]


def test_the_period_that_is_not_over_is_marked(store):
    weeks = store.series("census", Level.FACILITY, "H", Grain.WEEK, date(2026, 1, 1), TODAY, audience=MINE)
    assert [(week.start.day, week.complete) for week in weeks] == [(5, True), (12, True), (19, False)]
    latest = store.latest("census", Level.FACILITY, "H", Grain.WEEK, before=date(2026, 2, 1), audience=MINE)
    assert latest.start == date(2026, 1, 12)


def test_the_median_of_a_department_is_not_made_of_medians_of_units(store):
    month = {"grain": Grain.MONTH, "start": date(2026, 1, 1), "audience": MINE}
    by_unit = store.places("median_stay", Level.UNIT, **month)
    assert {figure.place: figure.value for figure in by_unit} == {"H/W5": 4, "H/W6": 2, "K/X": 3}
    by_department = store.places("median_stay", Level.DEPARTMENT, **month, within="H")
    assert {figure.place: figure.value for figure in by_department} == {"H/MED": 2, "H/unassigned": 2}


def test_small_numbers_are_withheld_from_others_but_zero_is_shown(store):
    own = series(store, "falls", Level.UNIT, "H/W5")
    seen = series(store, "falls", Level.UNIT, "H/W5", audience=OTHERS)
    assert own[1] == (6, 1000)
    assert seen == [(5, 0), (6, None), (7, 0), (8, 0)]
    assert series(store, "census", Level.UNIT, "H/W5", audience=OTHERS) == series(store, "census", Level.UNIT, "H/W5")


def test_several_measures_of_a_place_in_one_reading(store):
    found = store.many(
        ["census", "falls", "ed_arrivals"], Level.FACILITY, "H", Grain.MONTH, date(2026, 1, 1), TODAY, audience=MINE
    )
    assert {key: len(figures) for key, figures in found.items()} == {"census": 1, "falls": 1, "ed_arrivals": 0}


def test_many_threads_read_at_once(store):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: series(store, "census", Level.UNIT, "H/W5"), range(64)))
    assert all(answer == answers[0] for answer in answers)


def test_nothing_published_reads_empty(tmp_path):
    assert series(FigureStore(Warehouse(tmp_path)), "census", Level.UNIT, "H/W5") == []


def test_a_refresh_replaces_the_figures_and_leaves_the_facts(tmp_path):
    warehouse = warehouse_of(tmp_path, ROWS)
    store = FigureStore(warehouse)
    before = warehouse.manifest()
    refresh(warehouse, (MEASURES["census"], MEASURES["falls"]), today=TODAY)
    assert len(series(store, "falls", Level.UNIT, "H/W5")) == 4
    refresh(warehouse, (MEASURES["census"],), today=TODAY)
    after = warehouse.manifest()
    assert series(store, "falls", Level.UNIT, "H/W5") == []
    assert len(series(store, "census", Level.UNIT, "H/W5")) == 5
    assert all(after.segments(table) == before.segments(table) for table in ROWS)


def ask(store, measure, split, grain=Grain.MONTH, level=Level.FACILITY, place="H"):
    question = Question(MEASURES[measure], split, grain, date(2026, 1, 1), date(2026, 2, 1), level, place)
    found = figure_for(question, store=store, today=TODAY, audience=MINE)
    return {group: [figure.value for figure in figures] for group, figures in found.items()}


@pytest.mark.parametrize(
    ("measure", "split", "expected"),
    [
        ("average_stay", "sex", {"female": [4], "male": [2], "unknown": [2]}),
        ("median_stay", "age_band", {"18 to 44": [2], "65 to 84": [4], "unknown": [2]}),
        ("admissions", "payer", {"Medicare": [1], "unknown": [4]}),
        ("admissions", "sex", {"female": [1], "male": [1], "unknown": [3]}),
        ("discharges", "unit", {"H/S1": [0], "H/W5": [1], "H/W6": [2]}),
        ("discharges", "facility", {"H": [4], "K": [1], "alone": [1]}),
        (
            "census",
            "weekday",
            {"Monday": [1], "Tuesday": [4], "Wednesday": [4], "Thursday": [1], "Friday": [0], "Sunday": [1]},
        ),
    ],
)
def test_a_question_of_ones_own(store, measure, split, expected):
    assert ask(store, measure, split) == expected


def test_what_cannot_be_asked_is_refused_with_every_reason(store):
    with pytest.raises(Refused) as refused:
        question = Question(MEASURES["median_stay"], "colour", Grain.DAY, date(2026, 1, 1), TODAY, Level.FACILITY, "H")
        figure_for(question, store=store, today=TODAY, audience=MINE)
    assert [fault.code for fault in refused.value.faults] == ["measures.question.no_such_split"]
