"""Reading the public diabetes file, on a small file of the same form made up here."""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from wellrun.config.commands import risk as command
from wellrun.engines.risk.cases import Kind
from wellrun.engines.risk.diagnoses import category, conditions, group
from wellrun.engines.risk.formats.diabetes130 import (
    HISTORY,
    MEDICINES,
    Unreadable,
    cases,
    inputs_of,
    lace_like,
    read_diabetes130,
)
from wellrun.engines.risk.scores import Condition
from wellrun.values.faults import Refused

ROW: dict[str, str] = {
    "encounter_id": "1",
    "patient_nbr": "7",
    "race": "?",
    "gender": "Female",
    "age": "[70-80)",
    "admission_type_id": "1",
    "discharge_disposition_id": "1",
    "admission_source_id": "7",
    "time_in_hospital": "4",
    "payer_code": "?",
    "medical_specialty": "Cardiology",
    "num_lab_procedures": "40",
    "num_procedures": "1",
    "num_medications": "12",
    "number_outpatient": "1",
    "number_emergency": "2",
    "number_inpatient": "3",
    "diag_1": "428",
    "diag_2": "250.6",
    "diag_3": "?",
    "number_diagnoses": "9",
    "max_glu_serum": "None",
    "A1Cresult": ">8",
    **dict.fromkeys(MEDICINES, "No"),
    "insulin": "Up",
    "change": "Ch",
    "diabetesMed": "Yes",
    "readmitted": "NO",
}


def text(*rows: dict[str, str]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(ROW))
    writer.writeheader()
    writer.writerows({**ROW, **row} for row in rows)
    return out.getvalue()


def read(*rows: dict[str, str]) -> tuple:
    return read_diabetes130(io.StringIO(text(*rows)))


def test_none_is_a_value_and_a_question_mark_is_missing() -> None:
    (row,) = read({})
    assert row.fields["max_glu_serum"] == "None"
    assert (row.fields["race"], row.fields["payer_code"], row.fields["diag_3"]) == (None, None, None)


@pytest.mark.parametrize(("label", "positive"), [("<30", True), (">30", False), ("NO", False)])
def test_only_a_return_within_30_days_is_one(label: str, positive: bool) -> None:
    assert read({"readmitted": label})[0].readmitted is positive


@pytest.mark.parametrize("code", ["11", "19", "20", "21", "13", "14"])
def test_death_and_hospice_are_not_counted(code: str) -> None:
    rows = read({"encounter_id": "1"}, {"encounter_id": "2", "discharge_disposition_id": code})
    assert len(cases(rows)) == 1


def test_rows_stand_in_order_of_their_number() -> None:
    assert [each.number for each in read({"encounter_id": "20"}, {"encounter_id": "3"})] == [3, 20]


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(Unreadable) as caught:
        read({"readmitted": "maybe"}, {}, {"time_in_hospital": "long"})
    assert [fault.split(":")[0] for fault in caught.value.faults] == ["Line 2", "Line 4"]
    with pytest.raises(Unreadable, match="Column readmitted is missing"):
        read_diabetes130(io.StringIO("encounter_id\n1\n"))


def test_inputs_of_a_row() -> None:
    found = inputs_of(read({})[0].fields)
    assert (found["age"], found["acute care"], found["all visits"], found["charlson"]) == (70, 5, 6, 4)
    assert (found["doses changed"], found["diabetes medicine kinds"], found["heart failure"]) == (1, 1, 1)
    assert (found["code 2"], found["category 2"], found["group 2"]) == ("250.6", "250", "diabetes")


def test_neither_race_nor_a_number_of_patient_or_encounter_is_an_input() -> None:
    plain, other = read({})[0], read({"race": "Asian", "patient_nbr": "99", "encounter_id": "500"})[0]
    assert inputs_of(plain.fields) == inputs_of(other.fields)
    assert {each.name for each in cases([plain]).inputs} <= inputs_of(plain.fields).keys()


def test_earlier_care_and_diagnoses_may_never_lower_the_risk() -> None:
    held = {each.name for each in cases(read({})).inputs if each.direction == 1}
    assert {"earlier admissions", "emergency visits", "diagnoses", "acute care", "all visits"} <= held
    assert all(each.kind is Kind.NUMBER for each in cases(read({})).inputs if each.direction)


def test_history_holds_earlier_rows_only_and_never_their_outcome() -> None:
    first, later = {"encounter_id": "1", "time_in_hospital": "6"}, {"encounter_id": "2", "time_in_hospital": "9"}

    def history(*rows: dict[str, str]) -> list[list[float]]:
        made = cases(read(*rows), history=True)
        return [made.columns[[each.name for each in made.inputs].index(name)].numbers.tolist() for name in HISTORY]

    both = history(first, later)
    assert [column[1] for column in both] == [1, 6, 6, 1]
    assert [column[0] for column in both] == pytest.approx([0, 0, float("nan"), 0], nan_ok=True)
    # As text, since a missing number equals nothing, not even itself.
    assert repr(history(first)) == repr([column[:1] for column in both])
    assert repr(history({**first, "readmitted": "<30"}, later)) == repr(both)


def test_a_score_like_lace() -> None:
    # Four days 4, emergency 3, heart failure and diabetes with damage 2 + 2 = 5, two emergency visits 2.
    assert lace_like(read({})[0]) == 14


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("250.83", "diabetes"),
        ("428", "heart failure"),
        ("V57", "contact with care"),
        ("E909", "external cause"),
        ("197", "metastatic cancer"),
        ("8", "infection"),
        (None, "not given"),
        ("odd", "not given"),
    ],
)
def test_groups_of_diagnoses(code: str | None, named: str) -> None:
    assert group(code) == named


def test_conditions_of_diagnoses() -> None:
    assert conditions(["250.0", "250.83", None]) == {Condition.DIABETES}
    assert conditions(["250.6"]) == {Condition.DIABETES_WITH_DAMAGE}
    assert conditions(["412", "440", "571", "572.2", "42", "714"]) == {
        Condition.MYOCARDIAL_INFARCTION,
        Condition.PERIPHERAL_VASCULAR,
        Condition.MILD_LIVER_OR_RENAL,
        Condition.SEVERE_LIVER_OR_RENAL,
        Condition.AIDS,
        Condition.CONNECTIVE_TISSUE,
    }
    assert category("250.83") == "250"


def made_up(folder: Path, *, rows: int = 900) -> Path:
    """A folder as UCI serves it, whose outcome depends on earlier admissions alone."""
    chance = random.Random(3)
    lines = []
    for at in range(rows):
        earlier = chance.choice([0, 0, 0, 1, 2, 5])
        came = chance.random() < 0.1 + 0.08 * earlier
        lines.append(
            {
                "encounter_id": str(at + 1),
                "patient_nbr": str(chance.randrange(700)),
                "number_inpatient": str(earlier),
                "diag_1": chance.choice(["428", "486", "250.6", "V57"]),
                "gender": chance.choice(["Female", "Male"]),
                "readmitted": "<30" if came else "NO",
            }
        )
    with zipfile.ZipFile(folder / "dataset_diabetes.zip", "w") as archive:
        archive.writestr("dataset_diabetes/diabetic_data.csv", text(*lines))
    return folder


def options(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    return parser.parse_args(["evaluate", "--trees", "15", "--resamples", "20", *given])


def test_the_command_measures_and_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ("--data", str(made_up(tmp_path)))
    assert command.run(options(*given, "--json")) == 0
    found = json.loads(capsys.readouterr().out)
    folds, later = found["card"]["measured"]
    assert folds["figures"]["rows"] == 900
    assert folds["figures"]["auroc"]["lower"] < folds["figures"]["auroc"]["value"]
    assert later["figures"]["rows"] < 180
    assert found["with_history"] is None
    assert found["peak_megabytes"] > 0
    assert {each["group"] for each in folds["groups"]} >= {"sex: Female", "sex: Male", "race: not given"}
    assert command.run(options(*given, "--history")) == 0
    said = capsys.readouterr().out
    assert "With what earlier rows of the same patient tell" in said
    assert "pairs of rows contradict the order" in said
    assert "Do not quote it alone" in said


def test_a_warning_is_given_where_leakage_is_likely(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        {
            "encounter_id": str(at + 1),
            "patient_nbr": str(at),
            "number_inpatient": str(5 * (at % 3 == 0)),
            "readmitted": "<30" if (at % 3 == 0) != (at % 10 == 0) else "NO",
        }
        for at in range(900)
    ]
    (tmp_path / "diabetic_data.csv").write_text(text(*lines))
    assert command.run(options("--data", str(tmp_path))) == 0
    assert "Warning: 5 folds by patient: AUROC" in capsys.readouterr().out


@pytest.mark.parametrize("make", ["nothing", "empty zip", "other table"])
def test_what_cannot_be_read_is_refused_in_words(tmp_path: Path, make: str) -> None:
    if make == "empty zip":
        zipfile.ZipFile(tmp_path / "x.zip", "w").close()
    if make == "other table":
        (tmp_path / "diabetic_data.csv").write_text("a,b\n1,2\n")
    with pytest.raises(Refused) as caught:
        command.run(options("--data", str(tmp_path)))
    assert {fault.code for fault in caught.value.faults} == {"risk.unreadable"}


def test_asking_for_help_does_not_load_what_is_heavy() -> None:
    script = (
        "import sys, argparse; from wellrun.config.commands import risk; risk.arguments(argparse.ArgumentParser());"
        "import wellrun.engines.risk.scores, wellrun.engines.risk.spells;"
        "print([name for name in ('sklearn', 'numba', 'numpy', 'scipy') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_a_model_in_use_does_not_load_what_only_learning_needs() -> None:
    script = (
        "import sys, wellrun.engines.risk.model, wellrun.engines.risk.explanation;"
        "print('sklearn' in sys.modules, 'numba' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False False"
