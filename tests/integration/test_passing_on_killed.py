"""kill -9 of sender and receiver by turns: every message goes out, in order, a repeat under its number."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.integration.killed_while_passing_on import MESSAGES
from tests.integration.test_restore_drill import database  # noqa: F401 - a fixture

ROOT = Path(__file__).parents[2]
KILLS = 8

pytestmark = pytest.mark.database


def test_what_the_house_was_told_reaches_the_other_system_whoever_dies(
    tmp_path: Path,
    database: str,  # noqa: F811
) -> None:
    environment = {
        **os.environ,
        "WELLRUN_HOME": str(tmp_path),
        "WELLRUN_DATABASE": database,
        "DJANGO_SETTINGS_MODULE": "wellrun.config.settings",
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
    }
    command = [sys.executable, "-m", "tests.integration.killed_while_passing_on", str(KILLS), str(tmp_path / "note")]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    said = json.loads(done.stdout.splitlines()[-1])
    # A message whose answer was lost goes again, under the number by which the receiver knows it; more cannot be.
    assert said.pop("repeats") <= KILLS
    assert said == {"asked": MESSAGES, "lost": 0, "strange": 0, "out of order": False, "sent": MESSAGES}
