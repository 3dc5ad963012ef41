"""Releases: what leaves, in which form, and what the manifest says of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from tests.unit.warehouse.release.conftest import KEY, ON, Office, read

from wellrun.engines.deidentification import ReleaseKey, zip_populations
from wellrun.values.faults import Refused
from wellrun.warehouse.release import TREATMENTS, Dates, FileFormat, Places, SmallClasses, Treated, Treatment
from wellrun.warehouse.release.treatments import EVERYWHERE
from wellrun.warehouse.schema import Column, Kind, Table
from wellrun.warehouse.tables import TABLES

PLANTED = {
    "A": "Zebulon Quackenbush",
    "B": "4711 Marigold Lane, Tarrytown, NY 10591",
    "C": "03/17/2024",
    "D": "(212) 555-0187",
    "E": "fax 212-555-0188",
    "F": "zq@example.org",
    "G": "078-05-1120",
    "H": "MRN 84726153",
    "I": "member id XKJ837465",
    "J": "account no. 99182736",
    "K": "license D8374652",
    "L": "VIN 1HGCM82633A004352",
    "M": "serial no. PM-83746-X",
    "N": "https://portal.example.org/p/8374",
    "O": "192.168.17.42",
    "P": "fingerprint template FP-83746",
    "Q": "photo IMG_83746.jpg",
    "R": "case code QX-7731-88",
}
"""One value of each identifier of 45 CFR 164.514(b)(2)(i), by its letter."""

TRACES = (
    *("Zebulon", "Quackenbush", "Marigold", "4711", "Tarrytown", "10591", "03/17/2024", "555-0187", "555-0188", "zq@"),
    *(
        "078-05-1120",
        "84726153",
        "XKJ837465",
        "99182736",
        "D8374652",
        "1HGCM82633A004352",
        "PM-83746",
        "portal.example",
    ),
    *("192.168.17.42", "FP-83746", "IMG_83746", "QX-7731"),
)


def at(said: str) -> dt.datetime:
    """Wall-clock time, as the warehouse keeps it."""
    return dt.datetime.fromisoformat(said)


def test_every_column_of_the_warehouse_has_a_treatment() -> None:
    missing = {
        f"{table.name}.{column.name}"
        for table in TABLES.values()
        for column in table.all_columns
        if column.name not in TREATMENTS.get(table.name, {})
    }
    assert missing == set()


def test_no_treatment_is_of_a_column_that_is_not_there() -> None:
    names = {table: {column.name for column in TABLES[table].all_columns} for table in TREATMENTS}
    assert {(table, column) for table, of in TREATMENTS.items() for column in of if column not in names[table]} == set()


def test_text_is_never_simply_kept() -> None:
    """A sender can put anything into a text column, so each is judged value by value, or does not leave."""
    kept = [
        f"{table}.{column}"
        for table, of in TREATMENTS.items()
        for column, treated in of.items()
        if treated.treatment in (Treatment.KEEP, Treatment.OPERATING_DATE)
        and TABLES[table].column(column).kind is Kind.TEXT
    ]
    assert kept == []


@pytest.mark.parametrize("table", sorted(TABLES))
@pytest.mark.parametrize("file_format", list(FileFormat))
def test_t29_planted_values_of_all_18_kinds_are_gone(office: Office, table: str, file_format: FileFormat) -> None:
    """T29: each value stands in every text column of every table, alone, in a sentence, and cut short."""
    rows = [
        _planted(TABLES[table], number, text)
        for number, text in enumerate([*PLANTED.values(), *TRACES, "Seen: " + "; ".join(PLANTED.values()) + "."])
    ]
    office.fill(table, rows)
    _made, into = office.release(table, file_format=file_format, names=[PLANTED["A"]])
    said = "\n".join(str(value) for row in read(next(into.glob(f"{table}.*"))) for value in row.values())
    said += (into / "manifest.json").read_text()
    assert [trace for trace in TRACES if trace in said] == []


def _planted(table: Table, number: int, text: str) -> dict[str, Any]:
    values: dict[Kind, Any] = {Kind.TEXT: text, Kind.DATE: dt.date(2024, 3, 17), Kind.MOMENT: at("2024-03-17 00:00")}
    row = {column.name: values.get(column.kind, 1) for column in table.all_columns}
    # The key keeps rows apart, as a loader would.
    return {**row, **{name: f"{text} {number}" for name in table.key if table.column(name).kind is Kind.TEXT}}


def patients(office: Office) -> None:
    office.fill(
        "patients",
        [
            {"patient": "a", "birth_date": dt.date(1980, 5, 6), "sex": "female"},
            {"patient": "b", "birth_date": dt.date(1937, 1, 1), "sex": "male"},
            {"patient": "c", "birth_date": dt.date(1936, 12, 31), "sex": "male"},
            {"patient": "d", "birth_date": None, "sex": "female", "died": True},
        ],
    )


def test_a_year_of_birth_that_tells_of_an_age_over_89_is_withheld(office: Office) -> None:
    """On 2 March 2026 somebody born on 31 December 1936 is 89, and turns 90 in that year: withheld."""
    patients(office)
    made, into = office.release("patients")
    found = {row["patient"]: (row["birth_year"], row["age_band"]) for row in read(into / "patients.parquet")}
    of = {name: found[KEY.pseudonym("patient", "H1", name)] for name in "abcd"}
    assert of == {"a": (1980, "40-49"), "b": (1937, "80-89"), "c": (None, None), "d": (None, None)}
    assert {c.column: c.withheld for c in made.tables[0].columns}["birth_date"] == 1


def test_a_later_event_does_not_tell_of_an_age_over_89_either(office: Office) -> None:
    office.fill("patients", [{"patient": "a", "birth_date": dt.date(1930, 6, 1)}])
    days = [at("1934-01-01 00:00"), at("2018-01-01 00:00"), at("2021-01-01 00:00")]
    office.fill(
        "conditions",
        [{"condition": str(n), "patient": "a", "began_at": days[0], "recorded_at": one} for n, one in enumerate(days)],
    )
    rows = office.rows("conditions")
    assert {(row["recorded_year"], row["age_band"]) for row in rows} == {(None, None), (2018, None), (2021, "90+")}
    assert {row["began_year"] for row in rows} == {None}


def test_one_patient_has_one_pseudonym_in_a_release_and_another_in_the_next(office: Office) -> None:
    office.fill("patients", [{"patient": "a"}, {"patient": "a", "facility": "H2"}])
    office.fill("encounters", [{"encounter": "e1", "patient": "a"}, {"encounter": "e2", "patient": "a"}])
    _made, into = office.release("patients", "encounters")
    seen = {row["patient"] for row in read(into / "encounters.parquet")}
    known = {row["patient"] for row in read(into / "patients.parquet")}
    assert seen == {KEY.pseudonym("patient", "H1", "a")}
    assert known == seen | {KEY.pseudonym("patient", "H2", "a")}
    assert {row["patient"] for row in office.rows("patients", key=ReleaseKey.fresh())}.isdisjoint(known)


def test_shifted_dates_keep_the_days_between_and_are_not_called_safe_harbor(office: Office) -> None:
    start, end = at("2024-05-01 10:00"), at("2024-05-04 09:00")
    office.fill("patients", [{"patient": "a", "birth_date": dt.date(1980, 1, 1)}])
    rows = [
        {"encounter": "1", "patient": "a", "started_at": start, "ended_at": end},
        {"encounter": "2", "patient": None, "started_at": start},
    ]
    office.fill("encounters", rows)
    made, into = office.release("encounters", dates=Dates.SHIFT)
    shift = dt.timedelta(days=KEY.shift("H1", "a"))
    found = {row["encounter"]: row for row in read(into / "encounters.parquet")}
    first, second = (found[KEY.pseudonym("encounter", "H1", name)] for name in ("1", "2"))
    assert (first["started_at"], first["ended_at"]) == (start + shift, end + shift)
    assert second["started_at"] is None
    assert not made.safe_harbor
    assert "NOT Safe Harbor" in (into / "manifest.json").read_text()


def test_a_table_without_patients_gets_years_even_where_dates_are_shifted(office: Office) -> None:
    office.fill("incidents", [{"incident": "1", "unit": "W1", "kind": "fall", "occurred_at": at("2024-05-01 00:00")}])
    assert office.rows("incidents", dates=Dates.SHIFT)[0]["occurred_year"] == 2024


def test_places_get_pseudonyms_unless_they_are_to_be_kept(office: Office) -> None:
    office.fill(
        "units", [{"unit": "W1", "unit_name": "Ward 1", "department": "M", "network": "N", "unit_kind": "ward"}]
    )
    hidden, kept = office.rows("units")[0], office.rows("units", places=Places.KEEP)[0]
    assert "unit_name" not in hidden
    assert hidden["unit"] == KEY.pseudonym("unit", "H1", "W1")
    assert (kept["facility"], kept["unit"]) == ("H1", "W1")


def test_only_the_rows_of_the_asked_facilities_leave(office: Office) -> None:
    office.fill("patients", [{"patient": "a"}, {"patient": "b", "facility": "H2"}])
    assert len(office.rows("patients", facilities=frozenset({"H2"}))) == 1
    assert office.rows("patients", facilities=frozenset()) == []


def test_codes_stay_where_enough_patients_share_them(office: Office) -> None:
    codes = [
        ("a", "8867-4"),
        ("b", "8867-4"),
        ("a", "Smith"),
        ("a", "Smith"),
        ("a", "078-05-1120"),
        ("b", "078-05-1120"),
    ]
    office.fill(
        "observations",
        [{"observation": str(n), "patient": who, "code": code} for n, (who, code) in enumerate(codes)],
    )
    made, into = office.release("observations")
    assert {row["code"] for row in read(into / "observations.parquet")} == {"8867-4", None}
    assert {column.column: column.withheld for column in made.tables[0].columns}["code"] == 4


def test_published_code_systems_stay_and_units_are_not_scrubbed(office: Office) -> None:
    units = ("/min", "10*3/uL", "mm[Hg]", "mg/dL", "mL/min/{1.73_m2}", "kg/m2", "%", "Cel", "mmol/L", "[in_i]")
    office.fill(
        "observations",
        [
            {"observation": f"{who}{n}", "patient": who, "value_unit": unit, "code_system": system}
            for n, unit in enumerate(units)
            for who in "ab"
            for system in (("http://loinc.org", "http://portal.example.org/7")[n % 2],)
        ],
    )
    rows = office.rows("observations")
    assert {row["value_unit"] for row in rows} == set(units)
    assert {row["code_system"] for row in rows} == {"http://loinc.org", None}


def test_an_observation_that_is_an_age_over_89_is_withheld(office: Office) -> None:
    values = [("30525-0", "a", 95.0), ("30525-0", "", 89.0), ("8867-4", "/min", 95.0), ("x", "years", 101.0)]
    office.fill(
        "observations",
        [
            {"observation": str(n), "code": code, "value_unit": unit, "value_number": number}
            for n, (code, unit, number) in enumerate(values)
        ],
    )
    assert sorted(row["value_number"] or 0 for row in office.rows("observations")) == [0, 0, 89.0, 95.0]


def test_small_counts_of_patients_are_withheld(office: Office) -> None:
    rows = [{"unit": "W1", "day": ON, "device": "ventilator", "patients": count} for count in (0, 1, 10, 11)]
    office.fill("device_days", rows)
    assert {row["patients"] for row in office.rows("device_days", k=11)} == {0, None, 11}


HOMES = Table(
    "homes",
    "Where patients live",
    ("facility", "patient"),
    tuple(Column(c, Kind.TEXT, c) for c in ("patient", "postal")),
)
DECLARED = {
    "tables": {"homes": HOMES},
    "treatments": {
        "homes": {
            **EVERYWHERE,
            "patient": Treated(Treatment.PSEUDONYM, "patient"),
            "postal": Treated(Treatment.ZIP),
        }
    },
}


def test_t29_a_small_zip_area_becomes_000(office: Office) -> None:
    """T29: 20,000 people are too few, 20,001 are enough; what is not listed counts as small."""
    office.fill(HOMES, [{"patient": code, "postal": code} for code in ("10591", "03601-1234", "99999", "105", "x")])
    listed, wrong = zip_populations(["zip3,population", "105,20001", "036,20000"])
    assert wrong == ()
    for zips, expected in ((listed, {"105", "000"}), (None, {"000"})):
        made, into = office.release("homes", declared=DECLARED, **({"zips": zips} if zips else {}))
        assert {row["postal_zip3"] for row in read(into / "homes.parquet")} == expected
        assert made.tables[0].quasi == ("age_band", "sex", "postal_zip3")


def births(office: Office) -> None:
    years = [1980] * 3 + [1990]
    office.fill(
        "patients", [{"patient": str(n), "birth_date": dt.date(y, 1, 1), "sex": "male"} for n, y in enumerate(years)]
    )


def test_the_report_tells_the_smallest_class_and_the_rows_in_small_ones(office: Office) -> None:
    births(office)
    made, _into = office.release("patients", k=3)
    found = made.tables[0].anonymity
    assert (found.classes, found.smallest, found.small_classes, found.rows, found.rows_in_small) == (2, 1, 1, 4, 1)
    assert found.share_in_small == 0.25


@pytest.mark.parametrize(
    ("how", "rows", "years", "counted"),
    [
        (SmallClasses.REPORT, 4, [1980, 1980, 1980, 1990], (0, 0)),
        (SmallClasses.LEAVE_OUT, 3, [1980, 1980, 1980], (1, 0)),
        (SmallClasses.BLANK, 4, [1980, 1980, 1980, None], (0, 1)),
    ],
)
def test_small_classes_may_be_left_out_or_blanked(
    office: Office, how: SmallClasses, rows: int, years: list[int | None], counted: tuple[int, int]
) -> None:
    births(office)
    made, into = office.release("patients", k=3, small_classes=how)
    table = made.tables[0]
    found = [row["birth_year"] for row in read(into / "patients.parquet")]
    assert sorted(found, key=lambda year: year or 9999) == years
    assert (table.rows, (table.left_out, table.blanked)) == (rows, counted)


def test_twenty_rows_of_one_patient_are_a_class_of_one(office: Office) -> None:
    office.fill("encounters", [{"encounter": str(n), "patient": "a"} for n in range(20)])
    made, _into = office.release("encounters")
    assert (made.tables[0].anonymity.smallest, made.tables[0].counted) == (1, "patients")


def test_every_fault_is_told_and_nothing_is_left_behind(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        office.release("patients", "nothing", "patients", k=1, quasi=("shoe",))
    codes = {fault.code for fault in refused.value.faults}
    assert codes == {"release.k", "release.twice", "release.no_such_table", "release.no_such_column"}
    assert [path for path in office.folder.iterdir() if "release" in path.name] == []


def test_a_column_without_a_treatment_does_not_leave(office: Office) -> None:
    treatments = {"homes": {name: of for name, of in DECLARED["treatments"]["homes"].items() if name != "postal"}}
    with pytest.raises(Refused, match="No treatment is decided for postal"):
        office.release("homes", declared={**DECLARED, "treatments": treatments})


def test_a_folder_with_something_in_it_is_refused(office: Office, tmp_path: Path) -> None:
    (tmp_path / "release-1").mkdir()
    (tmp_path / "release-1" / "other").write_text("mine")
    with pytest.raises(Refused, match="not empty"):
        office.release("patients")


def test_t33_a_csv_cell_that_looks_like_a_formula_is_neutralised(office: Office) -> None:
    """T33."""
    office.fill("observations", [{"observation": "1", "value_text": f"=1+2{' and so on' * 4}"}])
    assert office.rows("observations", file_format=FileFormat.CSV)[0]["value_text"].startswith("'=1+2")


def test_the_manifest_names_no_place_no_key_and_no_value(office: Office) -> None:
    patients(office)
    _made, into = office.release("patients")
    said = (into / "manifest.json").read_text()
    assert not any(trace in said for trace in ("H1", KEY.secret.hex(), "1937", "1936-12-31"))
    assert office.manifest(into)["safe_harbor"] is True
