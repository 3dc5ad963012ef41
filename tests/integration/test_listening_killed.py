"""kill -9 at any moment of listening, under load: every answered message is kept, none twice, each in its order."""

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


def test_a_killed_listener_has_every_message_it_answered_and_none_twice(
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
    command = [sys.executable, "-m", "tests.integration.killed_while_listening", str(KILLS)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    said = json.loads(done.stdout.splitlines()[-1])
    accepted = said.pop("accepted")
    expected = {"killed": KILLS, "some": True, "lost": 0, "twice": 0, "out of order": 0, "numbers": True}
    assert said == expected, accepted
