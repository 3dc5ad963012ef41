"""`wellrun x12`: what it prints of a file, what it keeps to itself, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from wellrun.config.command import main

SOUND = (
    "ISA*00*          *00*          *ZZ*S              *ZZ*R              *261127*0712*^*00501*000000905*0*P*:~"
    "GS*HP*S*R*20261127*0712*7*X*005010X221A1~ST*835*0001~BPR*I*80*C*ACH************20261127~TRN*1*7~"
    "CLP*QUOBBERTHA*1*100*80**12*PC1~CAS*CO*45*20~NM1*QC*1*ZYXQUILLON*ADA~SE*7*0001~GE*1*7~IEA*1*000000905~"
)


@pytest.fixture
def asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def of(what: str, text: str, *more: str) -> tuple[int, str]:
        file = tmp_path / "file.x12"
        file.write_text(text)
        code = main(["x12", what, str(file), *more])
        return code, capsys.readouterr().out

    return of


def test_what_a_file_holds(asked: Any) -> None:
    code, said = asked("read", SOUND)
    assert (code, "835 005010X221A1: 1" in said) == (0, True)
    code, said = asked("read", SOUND, "--json")
    assert json.loads(said)["segments"] == 11


def test_a_sound_file_has_no_faults_and_balances(asked: Any) -> None:
    assert asked("check", SOUND) == (0, "0 faults\n")
    assert asked("balance", SOUND) == (0, "0001: 1 claims, 80.00 paid, balances\n")


def test_faults_are_told_by_place_and_values_of_patients_only_where_asked_for(asked: Any) -> None:
    wrong = SOUND.replace("CAS*CO*45*20", "CAS*CO*45*ZYXQUILLON")
    code, said = asked("check", wrong)
    assert (code, "0001 CAS03 of segment 5: This cannot be read.\n" in said) == (1, True)
    assert "ZYXQUILLON" not in said
    code, said = asked("balance", wrong)
    assert (code, "CLP04 of segment 4" in said, "QUOBBERTHA" in said) == (1, True, False)
    code, said = asked("check", wrong, "--json")
    assert (code, json.loads(said)["faults"][0]["value"]) == (1, "ZYXQUILLON")


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["x12", "read", "/nowhere/at/all"]) == 1
    assert "/nowhere/at/all" in capsys.readouterr().err


def test_an_acknowledgement_is_written_with_the_number_given_and_none_of_its_own(asked: Any, tmp_path: Path) -> None:
    code, said = asked("ack", SOUND, "--control", "41")
    assert (code, said.count("AK9*A*1*1*1~"), "IEA*1*000000041~" in said) == (0, 1, True)
    code, said = asked("ack", SOUND.replace("*80*C", "*8x*C"), "--control", "42", "--to", str(tmp_path / "answer"))
    assert (code, said) == (1, "")
    answered = (tmp_path / "answer").read_text()
    assert "IK3*BPR*2**8~\nIK4*2*" in answered
    assert "IK5*R*5~\nAK9*R*1*1*0~" in answered
    code, said = asked("ack", SOUND, "--control", "43", "--json")
    assert json.loads(said)["answers"][0]["groups"][0]["accepted"] == 1
    for wrong in ("0", "x", "1000000000"):
        with pytest.raises(SystemExit):
            asked("ack", SOUND, "--control", wrong)
    with pytest.raises(SystemExit):
        asked("ack", SOUND)


def test_what_has_no_interchange_has_nobody_to_be_answered(asked: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked("ack", "ST*835*0001~SE*2*0001~", "--control", "1") == (1, "")
    assert asked("check", "ST*835*0001~SE*2*0001~")[0] == 1
