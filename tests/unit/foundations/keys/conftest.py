"""A model with sealed fields, and a keyring of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


def without_spaces(text: str) -> str:
    return text.replace(" ", "").upper()


@pytest.fixture(scope="package")
def models(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """Two tables of cards, in a registry of their own so that no other test sees them."""
    from django.db import connection
    from django.test.utils import isolate_apps

    with isolate_apps("wellrun.foundations.keys"):
        found = _declared()
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            for model in found:
                editor.create_model(model)
        yield found
        with connection.schema_editor() as editor:
            for model in found:
                editor.delete_model(model)


def _declared() -> tuple[Any, Any]:
    from django.db import models as db

    from wellrun.foundations.keys.fields import BlindIndex, SealedModel, SealedText

    class Card(SealedModel):
        mrn = SealedText("record number")
        mrn_index = BlindIndex(of="mrn", normalise=without_spaces, unique=True)
        phone = SealedText("telephone", null=True, blank=True)
        ward = db.CharField(max_length=20, default="W1")

        class Meta:
            app_label = "keys"
            db_table = "keys_test_card"

    class Other(SealedModel):
        mrn = SealedText("record number")
        mrn_index = BlindIndex(of="mrn", normalise=without_spaces)

        class Meta:
            app_label = "keys"
            db_table = "keys_test_other"

    return Card, Other


@pytest.fixture
def cards(models: Any, db: None, keyring: Path) -> Any:
    return models[0]


@pytest.fixture
def others(models: Any, db: None, keyring: Path) -> Any:
    return models[1]


@pytest.fixture
def keyring(tmp_path: Path, settings: Any) -> Path:
    """A keyring that this test may change and lose."""
    settings.KEYS_FILE = tmp_path / "keys.json"
    return tmp_path / "keys.json"
