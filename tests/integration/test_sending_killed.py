"""Numbers taken at once by several processes, and kill -9 at any moment of an exchange: nothing twice, nothing lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.integration.killed_while_sending import EACH, MAKERS
from tests.integration.test_restore_drill import database  # noqa: F401 - a fixture

ROOT = Path(__file__).parents[2]
KILLS, BATCHES = 20, MAKERS * EACH

pytestmark = pytest.mark.database


def test_no_number_comes_twice_and_a_killed_exchange_sends_and_hears_everything_once(
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
    command = [sys.executable, "-m", "tests.integration.killed_while_sending", str(KILLS)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    said = json.loads(done.stdout.splitlines()[-1])
    assert said == {
        "batches": BATCHES,
        "numbers": BATCHES,
        "killed": KILLS,
        "sent once": BATCHES,
        "sent twice": 0,
        "foreign": 0,
        "accepted": BATCHES,
        # Made, sent, received, accepted.
        "moves": 4 * BATCHES,
        "twice": 0,
        "held": 0,
        "audit": True,
        "out": 0,
        "in": 0,
        ".staged": 0,
        "done": 2 * BATCHES,
    }
