"""What every test stands on: an installation of its own, and where the shared samples are."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

# Settings read the home folder when they are first imported, so it is chosen before Django is.
os.environ["WELLRUN_HOME"] = tempfile.mkdtemp(prefix="wellrun-tests-")
ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("WELLRUN_SHARED_DATA", ROOT.parent / "shared" / "data"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public suites and samples; the test is skipped where there is none."""
    if not SHARED.is_dir():
        pytest.skip("The shared samples are not on this machine.")
    return SHARED
