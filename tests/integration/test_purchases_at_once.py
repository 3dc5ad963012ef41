"""One purchase is approved, ordered, received, billed and paid by two at once: each once, on PostgreSQL and SQLite."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from tests.integration.at_once_on_a_purchase import play

ROOT = Path(__file__).parents[2]
TIMES = 4
ALL_WELL = dict.fromkeys(("approved once", "numbered apart", "received once", "cleared once", "paid once"), TIMES)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite is tried as a file, by the other test.")
@pytest.mark.django_db(transaction=True)
def test_one_of_two_comes_through_on_postgresql() -> None:
    assert play(TIMES) == ALL_WELL


def test_one_of_two_comes_through_on_sqlite(tmp_path: Path) -> None:
    outside: dict[str, Any] = {name: value for name, value in os.environ.items() if name != "WELLRUN_DATABASE"}
    environment = outside | {
        "WELLRUN_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "wellrun.config.settings",
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
    }
    command = [sys.executable, "-m", "tests.integration.at_once_on_a_purchase", str(TIMES)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout.splitlines()[-1]) == ALL_WELL
