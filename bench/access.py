"""What policy, scoping and audit cost: the same pages with them and without, in one run, on the demonstration."""

from __future__ import annotations

import os
import statistics
import tempfile
from typing import Any

READERS, REQUESTS, ROUNDS = 8, 240, 6
READER, WARD = "owen.hart@tidewater.example.invalid", "HV/W05"


def run() -> dict[str, Any]:
    """Median and 95th percentile of each page with the doors as they are and open, and their ratios.

    The two are measured in turn, several times and each first as often as second, so that a busy machine slows both;
    the median of the rounds' ratios counts, and all of them are given.
    """
    with tempfile.TemporaryDirectory(prefix="bench-access-") as folder:
        os.environ["WELLRUN_HOME"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wellrun.config.settings")
        # One account asks here what a hospital's would; the limits count all the same.
        os.environ["WELLRUN_RATES"] = "page=1000000,unknown=1000000"
        import django

        django.setup()
        from bench.pages import serving
        from bench.reading.readers import read

        cookie, pages = furnish()
        found: dict[str, dict[str, list[Any]]] = {name: {"on": [], "off": []} for name in pages}
        ways = [("on", ""), ("off", "bench.reading.open_door")]
        for number in range(ROUNDS):
            for how, patch in ways if number % 2 else reversed(ways):
                with serving("wellrun.config.urls", patch=patch) as address:
                    for name, path in pages.items():
                        read(address, path, cookie=cookie, readers=READERS, requests=24)
                        found[name][how].append(read(address, path, cookie=cookie, readers=READERS, requests=REQUESTS))
        return {"readers": READERS, "requests": REQUESTS, "rounds": ROUNDS} | {
            name: compared(**measured) for name, measured in found.items()
        }


def compared(*, on: list[Any], off: list[Any]) -> dict[str, Any]:
    """The median round of each, and the ratios of the rounds: with the doors closed to open."""
    measured = {}
    for name in ("p95_ms", "median_ms"):
        pairs = [(getattr(one, name), getattr(other, name)) for one, other in zip(on, off, strict=True)]
        ratios = [closed / opened for closed, opened in pairs]
        measured |= {
            f"on_{name}": statistics.median(closed for closed, _opened in pairs),
            f"off_{name}": statistics.median(opened for _closed, opened in pairs),
            f"ratio_{name.removesuffix('_ms')}": round(statistics.median(ratios), 3),
            f"ratios_{name.removesuffix('_ms')}": [round(ratio, 2) for ratio in sorted(ratios)],
        }
    return measured


def furnish() -> tuple[str, dict[str, str]]:
    """The demonstration facility; the session of a physician who has shown a second factor, and the pages to read."""
    from django.conf import settings
    from tests.signing_in import signed_in

    from wellrun.config import installation
    from wellrun.foundations.patients.models import Stay
    from wellrun.foundations.people.models import Account

    installation.prepare()
    installation.furnish_demonstration()
    client = signed_in(Account.objects.get(email=READER))
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    patient = Stay.objects.filter(place=WARD, ended_at=None).order_by("pk")[0].patient_id
    return cookie, {
        "today": f"/today/?at={WARD}",
        "patients": f"/patients/?at={WARD}",
        "record": f"/patients/{patient}/?at={WARD}",
    }
