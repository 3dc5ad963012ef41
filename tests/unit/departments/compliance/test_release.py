"""The page and the command that release de-identified data: scope, audit, what may be fetched, and for how long."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.utils import timezone

from wellrun.config.command import main
from wellrun.departments.compliance import releasing
from wellrun.departments.compliance.models import Release
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry
from wellrun.warehouse.connection import Warehouse, replace_rows
from wellrun.warehouse.tables import TABLES

NOTE = "Seen on the ward with her daughter; lovell was calm, pulse 80, and asked for Hospital 12 Quay Street."
ASKED = {
    "tables": ["patients", "observations"],
    "dates": "years",
    "places": "pseudonym",
    "k": "2",
    "small_classes": "report",
    "file_format": "csv",
    "purpose": "Readmission study of the university",
    "unknowing": "on",
}


@pytest.fixture
def filled(clinic: Any, settings: Any, tmp_path: Path) -> Any:
    """Two patients of the first hospital and one of the second in the warehouse; work is done at once."""
    settings.HOME = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    warehouse = Warehouse(settings.WAREHOUSE)
    people = [("H1", "p-ada"), ("H1", "p-ben"), ("H2", "p-cleo")]
    row = {"source": "feed", "arrival": "digest"}
    born = dt.date(1980, 1, 1)
    replace_rows(
        warehouse,
        TABLES["patients"],
        [{**row, "facility": f, "patient": p, "birth_date": born, "sex": "female"} for f, p in people],
    )
    replace_rows(
        warehouse,
        TABLES["observations"],
        [{**row, "facility": f, "patient": p, "observation": p, "value_text": NOTE} for f, p in people],
    )
    return clinic


def unpacked(answer: Any) -> dict[str, str]:
    packed = b"".join(answer.streaming_content)
    answer.close()
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_a_release_of_one_facility_holds_that_facilitys_rows_only(filled: Any, signed_in: Any) -> None:
    client = signed_in(filled.holder(Role.PRIVACY_OFFICER, "H1"))
    assert client.post("/release/?at=H1", ASKED).status_code == 302
    asked = Release.objects.get()
    assert (asked.status, asked.reason) == (Release.Status.MADE, "")
    files = unpacked(client.get(f"/release/{asked.pk}/?at=H1"))
    assert set(files) == {"patients.csv", "observations.csv", "manifest.json"}
    assert len(files["patients.csv"].splitlines()) == 1 + 2
    text = "".join(files.values())
    assert not any(trace in text for trace in ("p-ada", "p-ben", "lovell", "Quay", "H1", "feed", "1980-01-01"))
    assert "pulse 80" in text
    assert json.loads(files["manifest.json"])["safe_harbor"] is True


def test_nobody_releases_more_than_their_facility(filled: Any, signed_in: Any) -> None:
    client = signed_in(filled.holder(Role.QUALITY_LEAD, "H1"))
    for place in ("H2", "NET"):
        client.post(f"/release/?at={place}", ASKED)
    assert {asked.place for asked in Release.objects.all()} <= {"H1"}
    for asked in Release.objects.all():
        files = unpacked(client.get(f"/release/{asked.pk}/"))
        assert len(files["patients.csv"].splitlines()) == 1 + 2


def test_t03_a_release_of_another_facility_is_not_there(filled: Any, signed_in: Any) -> None:
    """T03."""
    signed_in(filled.holder(Role.PRIVACY_OFFICER, "NET")).post("/release/?at=NET", ASKED)
    asked = Release.objects.get()
    client = signed_in(filled.holder(Role.QUALITY_LEAD, "H1"))
    assert client.get(f"/release/{asked.pk}/?at=H1").status_code == 404
    assert str(asked.pk) not in client.get("/release/?at=H1").content.decode()


def test_t15_asking_making_and_fetching_are_audited_with_figures_only(filled: Any, signed_in: Any) -> None:
    """T15: an export leaves an event."""
    client = signed_in(filled.holder(Role.PRIVACY_OFFICER, "NET"))
    client.post("/release/?at=NET", ASKED)
    unpacked(client.get(f"/release/{Release.objects.get().pk}/?at=NET"))
    actions = list(Entry.objects.order_by("pk").values_list("action", flat=True))[-3:]
    assert actions == ["compliance.release.asked", "compliance.release.made", "export.made"]
    made = Entry.objects.get(action="compliance.release.made")
    assert made.after["patients.rows"] == 3
    assert made.why == ASKED["purpose"]


@pytest.mark.parametrize("missing", ["tables", "purpose", "unknowing"])
def test_what_is_missing_is_said_and_nothing_is_released(filled: Any, signed_in: Any, missing: str) -> None:
    client = signed_in(filled.holder(Role.PRIVACY_OFFICER, "NET"))
    given = {name: value for name, value in ASKED.items() if name != missing}
    assert client.post("/release/?at=NET", given).status_code == 422
    assert not Release.objects.exists()


def test_a_unit_is_too_small_to_release_from(filled: Any, signed_in: Any) -> None:
    client = signed_in(filled.holder(Role.PRIVACY_OFFICER, "NET"))
    assert client.get("/release/?at=H1/W1").status_code == 404


def test_the_page_says_when_a_release_is_not_safe_harbor(filled: Any, signed_in: Any) -> None:
    client = signed_in(filled.holder(Role.PRIVACY_OFFICER, "NET"))
    client.post("/release/?at=NET", {**ASKED, "dates": "shift"})
    assert "Not Safe Harbor" in client.get("/release/?at=NET").content.decode()


def test_a_role_taken_away_while_it_waits_stops_a_release(filled: Any) -> None:
    officer = filled.holder(Role.PRIVACY_OFFICER, "NET")
    chosen = {name: value for name, value in ASKED.items() if name not in ("purpose", "unknowing")}
    asked = releasing.ask_for_release(
        place=filled.tree["NET"], chosen=chosen, purpose="x", by=officer, tree=filled.tree, now=timezone.now()
    )
    officer.grants.all().delete()
    asked = Release.objects.get(pk=asked.pk)
    with pytest.raises(Exception, match="may not"):
        releasing.carry_out(asked=asked, by=officer, tree=filled.tree)
    assert Release.objects.get().status == Release.Status.FAILED
    assert not releasing.file_of(asked).exists()


def test_a_file_can_be_fetched_for_seven_days(filled: Any, signed_in: Any) -> None:
    client = signed_in(filled.holder(Role.PRIVACY_OFFICER, "NET"))
    client.post("/release/?at=NET", ASKED)
    file = releasing.file_of(Release.objects.get())
    now = timezone.now()
    assert releasing.clear_away(now=now + releasing.KEPT_FOR - dt.timedelta(hours=1)) == 0
    assert releasing.clear_away(now=now + releasing.KEPT_FOR + dt.timedelta(hours=1)) == 1
    assert not file.exists()
    assert client.get(f"/release/{Release.objects.get().pk}/?at=NET").status_code == 404


def test_the_command_writes_files_and_is_audited(filled: Any, tmp_path: Path, capsys: Any) -> None:
    key = tmp_path / "key"
    key.write_text(os.urandom(32).hex())
    for number in ("1", "2"):
        to = ["--to", str(tmp_path / f"out{number}"), "--key-file", str(key), "--k", "2", "--facility", "H1"]
        assert main(["deidentify", "patients", *to]) == 0
    with duckdb.connect() as connection:
        rows = [
            connection.execute(f"SELECT patient FROM '{tmp_path}/out{number}/patients.parquet'").fetchall()
            for number in ("1", "2")
        ]
    assert len(rows[0]) == 2
    assert rows[0] == rows[1]
    assert "smallest class 2 patients" in capsys.readouterr().out
    assert Entry.objects.filter(action="compliance.release.made").count() == 2
    assert main(["deidentify", "patients", "--to", str(tmp_path / "out1")]) == 1


def test_a_faulty_list_of_areas_or_key_is_refused_with_every_line(filled: Any, tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "zips.csv").write_text("zip3,population\n1,5\n036,many\n")
    (tmp_path / "key").write_text("short")
    to = ["--to", str(tmp_path / "out")]
    assert main(["deidentify", "patients", *to, "--zip-populations", str(tmp_path / "zips.csv")]) == 1
    assert main(["deidentify", "patients", *to, "--key-file", str(tmp_path / "key")]) == 1
    said = capsys.readouterr().err
    assert "line 2" in said
    assert "line 3" in said
    assert "64 hexadecimal" in said
