"""Today and a measure page under 32 concurrent readers on 1 M encounters, against a constant page of the same stack."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

READERS, REQUESTS = 32, 640
ENCOUNTERS = 1_000_000
DAY = "2025-12-15"
"""A morning within the generated years, so that every page has its charts."""
SERVE = """
import django, importlib, os
django.setup()
if os.environ["BENCH_PATCH"]:
    importlib.import_module(os.environ["BENCH_PATCH"])
from django.conf import settings
settings.ROOT_URLCONF = os.environ["BENCH_URLS"]
from wellrun.config.server import WORKERS, answer
answer(os.environ["BENCH_ADDRESS"], workers=WORKERS)
"""


def run(encounters: int = ENCOUNTERS) -> dict[str, Any]:
    """Medians, 95th percentiles and requests a second of each page, and their ratio to the constant page."""
    with tempfile.TemporaryDirectory(prefix="bench-pages-") as folder:
        os.environ["WELLRUN_HOME"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wellrun.config.settings")
        # One account asks here what a hospital's would; the limits count all the same.
        os.environ["WELLRUN_RATES"] = "page=1000000,unknown=1000000"
        import django

        django.setup()
        cookie, pages = furnish(encounters)
        from bench.reading.readers import read

        measured: dict[str, Any] = {"encounters": encounters, "readers": READERS, "requests": REQUESTS}
        with serving("bench.reading.constant_site") as address:
            read(address, "/constant/", cookie=cookie, readers=4, requests=40)
            constant = read(address, "/constant/", cookie=cookie, readers=READERS, requests=REQUESTS * 4)
        measured["constant"] = dataclasses.asdict(constant)
        with serving("wellrun.config.urls") as address:
            for name, path in pages.items():
                read(address, path, cookie=cookie, readers=4, requests=16)
                seen = read(address, path, cookie=cookie, readers=READERS, requests=REQUESTS)
                measured[name] = {**dataclasses.asdict(seen), "ratio": round(seen.per_second / constant.per_second, 4)}
        return measured


def furnish(encounters: int) -> tuple[str, dict[str, str]]:
    """An installation on generated encounters; the session cookie of its reader, and the addresses to read."""
    from django.conf import settings
    from django.test import Client

    from bench.encounters.generate import generate
    from wellrun.config import installation
    from wellrun.foundations.audit.actions import System
    from wellrun.foundations.identity.sessions import PROVED
    from wellrun.foundations.organisation import actions as organisation
    from wellrun.foundations.organisation.actions import DepartmentPlan, UnitPlan
    from wellrun.foundations.today.actions import find_signals
    from wellrun.foundations.today.refresh import refresh
    from wellrun.warehouse.connection import Warehouse, replace_rows

    installation.prepare()
    account = installation.first_account()
    warehouse = Warehouse(settings.WAREHOUSE)
    generate(warehouse, encounters=encounters)
    rows = (
        warehouse.connect(_tables())
        .execute("SELECT facility, unit, unit_name, unit_kind, department FROM units")
        .fetchall()
    )
    network = organisation.Network.objects.get()
    by = System("bench")
    for code in sorted({row[0] for row in rows}):
        facility = organisation.add_facility(
            network=network, code=code, name=f"Hospital {code}", time_zone="UTC", by=by
        )
        for department in sorted({row[4] for row in rows if row[0] == code}):
            units = tuple(
                UnitPlan(u, name, kind or "ward") for f, u, name, kind, d in rows if (f, d) == (code, department)
            )
            plan = DepartmentPlan(f"d-{department}", department.capitalize(), units)
            organisation.add_department(facility=facility, plan=plan, by=by)
    replace_rows(warehouse, _tables()["units"], [])
    refresh(by)
    find_signals(day=dt.date.fromisoformat(DAY), by=by)
    client = Client()
    client.force_login(account)
    session = client.session
    # As somebody who has shown a second factor; otherwise every page would only ask for one.
    session[PROVED] = "totp"
    session.save()
    at = min(row[0] for row in rows)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    return cookie, {"today": f"/today/?at={at}&day={DAY}", "measure": f"/measures/average_stay/?at={at}&day={DAY}"}


def _tables() -> Any:
    from wellrun.warehouse.tables import TABLES

    return TABLES


@contextmanager
def serving(urls: str, *, patch: str = "") -> Iterator[str]:
    """The product's server with the given addresses, on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    here = str(Path(__file__).parents[1])
    environment = {**os.environ, "BENCH_URLS": urls, "BENCH_PATCH": patch, "BENCH_ADDRESS": address, "PYTHONPATH": here}
    process = subprocess.Popen([sys.executable, "-c", SERVE], env=environment, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", int(address.split(":")[1]))) == 0:
                    break
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)
