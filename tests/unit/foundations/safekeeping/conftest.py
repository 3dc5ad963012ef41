"""An installation of its own in a folder, that can be backed up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.conftest import World


@pytest.fixture
def home(world: World, tmp_path: Path, settings: Any) -> Path:
    """Warehouse, arrivals and other files in one folder; backups and keys outside it."""
    folder = tmp_path / "home"
    folder.mkdir()
    settings.HOME = folder
    settings.WAREHOUSE, settings.ARRIVALS = folder / "warehouse", folder / "arrivals"
    settings.BACKUPS, settings.KEYS_FILE = tmp_path / "backups", tmp_path / "keys.json"
    (folder / "arrivals" / "kept").mkdir(parents=True)
    (folder / "arrivals" / "kept" / "0123-file.csv").write_bytes(b"planted arrival, " * 1000)
    (folder / "settings.env").write_text("WELLRUN_HOSTS=example.org")
    (folder / "secret-key").write_text("never in a backup")
    return folder
