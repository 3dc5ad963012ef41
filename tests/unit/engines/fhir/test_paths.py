"""What a FHIRPath expression gives, row by row. Sources: FHIRPath N1; SQL on FHIR v2, Supported FHIRPath."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from wellrun.engines.fhir import compile_view

ANNA = {
    "resourceType": "Patient",
    "id": "anna",
    "birthDate": "1980-05",
    "_birthDate": {"extension": [{"url": "time", "valueDateTime": "1980-05-01T10:00:00Z"}]},
    "name": [{"family": "F", "given": ["x", None, "y"], "use": "official"}, {"given": ["z"]}],
    "multipleBirthInteger": 2,
    "extension": [{"url": "e", "valueCode": "C"}],
    "contained": [{"resourceType": "Organization", "id": "o", "name": "N"}],
    "managingOrganization": {"reference": "http://a.example/fhir/Organization/o1/_history/2"},
    "generalPractitioner": [{"reference": "Practitioner/p1"}, {"reference": "Practitioner?identifier=7"}],
    "unheardOf": [{"of": 1}, {"of": 2}],
}
BARE = {"resourceType": "Patient", "id": "bare"}


@pytest.fixture
def rows(tmp_path: Path) -> Any:
    def run(definition: dict[str, Any], *resources: dict[str, Any]) -> list[dict[str, Any]]:
        file = tmp_path / "resources.ndjson"
        file.write_text("".join(json.dumps(resource) + "\n" for resource in resources))
        plan = compile_view(definition)
        with duckdb.connect() as connection:
            relation = f"read_json('{file}', format = 'newline_delimited', columns = {dict(plan.schema)})"
            result = connection.execute(plan.sql(relation))
            names = [column[0] for column in result.description]
            return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    return run


CASES = [
    ("Patient.name.family", ["F", None]),
    ("name.where($this.use = 'official').family", ["F", None]),
    ("name.exists(use = 'official')", [True, False]),
    ("name.all(use = 'official')", [False, True]),
    ("name.given.count()", [3, 0]),
    ("name.given.skip(1).first()", ["y", None]),
    ("name.given.take(2).join('+')", ["x+y", ""]),
    ("name.tail().given", ["z", None]),
    ("name.last().given", ["z", None]),
    ("name.select(given.first()).join(',')", ["x,z", ""]),
    ("name[0].family.length()", [1, None]),
    ("name.family & '!'", ["F!", "!"]),
    ("name.family + '!'", ["F!", None]),
    ("iif(birthDate.exists(), 'y', 'n')", ["y", "n"]),
    ("id in ('anna' | 'bert')", [True, False]),
    ("name.given contains 'x'", [True, False]),
    ("(1 | 2 | 2).count()", [2, 2]),
    # choices
    ("multipleBirth.exists()", [True, False]),
    ("multipleBirth is integer", [True, None]),
    ("multipleBirth.ofType(integer) + 1", [3, None]),
    ("multipleBirth + 1", [3.0, None]),
    ("deceased.exists()", [False, False]),
    # extensions, of the resource and of a primitive
    ("extension('e').value.ofType(code)", ["C", None]),
    ("birthDate.extension('time').value.ofType(dateTime)", ["1980-05-01T10:00:00Z", None]),
    # elements R4 does not have are read as they stand
    ("unheardOf.of.count()", [2, 0]),
    ("unheardOf.where(of = 2).exists()", [True, False]),
    ("contained.where(resourceType = 'Organization').name = 'N'", [True, None]),
    # logic of three values
    ("true and {}", [None, None]),
    ("false and {}", [False, False]),
    ("true or {}", [True, True]),
    ("false implies {}", [True, True]),
    ("true xor false", [True, True]),
    ("name.family = 'F' and name.exists().not()", [False, None]),
    # arithmetic: decimals of eight places, nothing on division by zero
    ("0.1 + 0.2 = 0.3", [True, True]),
    ("7 div 2", [3, 3]),
    ("-5 mod 3", [-2, -2]),
    ("1 / 0", [None, None]),
    # dates of unequal precision: an answer only where it is certain
    ("birthDate < @1981", [True, None]),
    ("birthDate < @1980-05-03", [None, None]),
    ("birthDate = '1980-05'", [True, None]),
    ("@2012-04-15T15:00:00+02:00 = @2012-04-15T13:00:00Z", [True, True]),
    ("@T18:12 < @T18:12:30", [None, None]),
    ("birthDate.lowBoundary()", ["1980-05-01", None]),
    ("birthDate.highBoundary()", ["1980-05-31", None]),
    ("@2014-01-01T08.lowBoundary(17)", ["2014-01-01T08:00:00.000+14:00"] * 2),
    ("@2014-01-01T08:05+01:00.highBoundary()", ["2014-01-01T08:05:59.999+01:00"] * 2),
    ("@T10:30.highBoundary()", ["10:30:59.999"] * 2),
    ("1.587.lowBoundary()", [1.5865, 1.5865]),
    ("1.highBoundary()", [1.5, 1.5]),
    # keys
    ("managingOrganization.getReferenceKey()", ["o1", None]),
    ("managingOrganization.getReferenceKey(Organization)", ["o1", None]),
    ("managingOrganization.getReferenceKey(Patient)", [None, None]),
    ("generalPractitioner.getReferenceKey()", ["p1", None]),
]


@pytest.mark.parametrize(("path", "expected"), CASES, ids=[path for path, _ in CASES])
def test_a_path_gives(path: str, expected: list[object], rows: Any) -> None:
    view = {"resource": "Patient", "select": [{"column": [{"name": "v", "path": path}]}]}

    assert [row["v"] for row in rows(view, ANNA, BARE)] == expected


def test_a_column_of_one_value_refuses_two(rows: Any) -> None:
    view = {"resource": "Patient", "select": [{"column": [{"name": "given", "path": "name.given"}]}]}

    with pytest.raises(duckdb.Error, match=r"More than one value .* first\(\) or collection"):
        rows(view, ANNA)


def test_a_collection_is_a_list_and_never_null(rows: Any) -> None:
    column = {"name": "given", "path": "name.given", "collection": True}
    view = {"resource": "Patient", "select": [{"column": [column]}]}

    assert rows(view, ANNA, BARE) == [{"given": ["x", "y", "z"]}, {"given": []}]


def test_an_ansi_type_is_the_type_of_the_column(rows: Any) -> None:
    column = {"name": "n", "path": "'12.345'", "tag": [{"name": "ansi/type", "value": "DECIMAL(18,2)"}]}
    view = {"resource": "Patient", "select": [{"column": [column]}]}

    assert [str(row["n"]) for row in rows(view, BARE)] == ["12.35"]
    assert compile_view(view).columns[0].type == "DECIMAL(18,2)"


QUESTIONS = {
    "resourceType": "Questionnaire",
    "id": "q",
    "item": [{"linkId": "1", "item": [{"linkId": "1.1", "item": [{"linkId": "1.1.1"}]}]}, {"linkId": "2"}],
}


def test_repeats_nest_and_each_keeps_its_own_row_index(rows: Any) -> None:
    inner = {"repeat": ["item"], "column": [{"name": "below", "path": "linkId"}, {"name": "j", "path": "%rowIndex"}]}
    outer = {"repeat": ["item"], "column": [{"name": "above", "path": "linkId"}], "select": [inner]}

    found = rows({"resource": "Questionnaire", "select": [outer]}, QUESTIONS)

    assert sorted((row["above"], row["below"], row["j"]) for row in found) == [
        ("1", "1.1", 0),
        ("1", "1.1.1", 1),
        ("1.1", "1.1.1", 0),
    ]


def test_repeat_with_a_condition_does_not_descend_below_what_it_left_out(rows: Any) -> None:
    view = {
        "resource": "Questionnaire",
        "select": [{"repeat": ["item.where(linkId != '1.1')"], "column": [{"name": "l", "path": "linkId"}]}],
    }

    assert [row["l"] for row in rows(view, QUESTIONS)] == ["1", "2"]


def test_repeat_stops_with_an_error_at_its_depth_limit(rows: Any) -> None:
    item: dict[str, Any] = {"linkId": "leaf"}
    for _ in range(55):
        item = {"linkId": "group", "item": [item]}
    view = {"resource": "Questionnaire", "select": [{"repeat": ["item"], "column": [{"name": "l", "path": "linkId"}]}]}

    with pytest.raises(duckdb.Error, match="deeper than 50 levels"):
        rows(view, {"resourceType": "Questionnaire", "id": "deep", "item": [item]})


def test_quotes_in_a_path_stay_text(rows: Any) -> None:
    view = {"resource": "Patient", "select": [{"column": [{"name": "v", "path": r"'it\'s; DROP TABLE x --'"}]}]}

    assert rows(view, BARE) == [{"v": "it's; DROP TABLE x --"}]
