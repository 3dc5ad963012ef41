"""T38: a dependency with a known vulnerability fails the build."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TOOL = Path(__file__).parents[3] / "tools" / "vulnerabilities.py"
SOUND = {"name": "sound", "version": "1", "vulns": []}
FLAWED = {"name": "flawed", "version": "1.0", "vulns": [{"id": "CVE-0000-1", "fix_versions": ["1.1"]}]}
UNKNOWN = {"name": "unknown", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("dependencies", "code", "said"),
    [
        ([SOUND], 0, "1 dependencies checked for known vulnerabilities, 0 could not be."),
        ([SOUND, UNKNOWN], 0, "1 could not be"),
        ([SOUND, FLAWED], 1, "flawed 1.0: CVE-0000-1, fixed in 1.1."),
        ([UNKNOWN], 0, "0 dependencies checked"),
    ],
)
def test_t38_a_known_vulnerability_fails_the_build(
    dependencies: list[dict[str, Any]], code: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    answer = subprocess.CompletedProcess([], 1, stdout=json.dumps({"dependencies": dependencies}), stderr="")
    monkeypatch.setattr(subprocess, "run", lambda *_a, **_k: answer)
    monkeypatch.setattr(sys, "argv", ["vulnerabilities", "locked.txt"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(TOOL), run_name="__main__")
    assert ended.value.code == code
    assert said in capsys.readouterr().out


def test_the_check_runs_it() -> None:
    makefile = (TOOL.parents[1] / "Makefile").read_text()
    assert "tools/vulnerabilities.py requirements/locked.txt" in makefile[makefile.index("check: setup") :]
