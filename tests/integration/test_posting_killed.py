"""kill -9 at twenty moments of a posting, and again: the same ledger, and never half a payment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.integration.test_restore_drill import database  # noqa: F401 - a fixture

ROOT = Path(__file__).parents[2]
KILLS = 20

pytestmark = pytest.mark.database


def test_a_posting_that_is_killed_goes_on_to_the_same_ledger(tmp_path: Path, database: str) -> None:  # noqa: F811
    environment = {
        **os.environ,
        "WELLRUN_HOME": str(tmp_path),
        "WELLRUN_DATABASE": database,
        "DJANGO_SETTINGS_MODULE": "wellrun.config.settings",
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
    }
    command = [sys.executable, "-m", "tests.integration.killed_while_posting", str(KILLS)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    said = json.loads(done.stdout.splitlines()[-1])
    assert said == {"killed": KILLS, "half": 0, "same": True, "audit": True}
