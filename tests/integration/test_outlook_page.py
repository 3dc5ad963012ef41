"""A head reads what the year will come to, supposes something, finance keeps it, and both take it away as a file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.conftest import World
from tests.integration.books import work_out
from tests.integration.outlook_books import TODAY, rows
from tests.reading import read
from tests.signing_in import signed_in

from wellrun.foundations.catalogue import charting
from wellrun.warehouse.connection import Warehouse, replace_rows
from wellrun.warehouse.tables import TABLES

pytestmark = pytest.mark.django_db
DAY = TODAY.isoformat()
WARD = {"at": "H1/W1", "day": DAY}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("outlook") / "warehouse"


@pytest.fixture
def booked(world: World, settings: Any, kept: Path) -> Iterator[World]:
    """The books of H1, worked out once for the module."""
    if not kept.exists():
        for table, lines in rows().items():
            replace_rows(Warehouse(settings.WAREHOUSE), TABLES[table], lines)
        work_out()
        shutil.copytree(settings.WAREHOUSE, kept)
    else:
        shutil.copytree(kept, settings.WAREHOUSE)
    charting.facts.cache_clear()
    yield world
    charting.facts.cache_clear()


def answer(who: Client, **asked: str) -> Any:
    found = who.get(reverse("finance:outlook"), WARD | asked)
    assert found.status_code == 200
    return found


def test_a_head_reads_the_sentence_first_then_lines_that_add_up(booked: World) -> None:
    found = answer(signed_in(booked.ward_manager))
    page = read(found)
    print(page[:3000])
    assert "At the end of 2026 Ward 1 will be $" in page
