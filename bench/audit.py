"""Proving the audit: seconds and memory at two sizes, against reading the same rows and doing nothing with them."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import uuid
from typing import Any

SIZES = (100_000, 1_000_000)
PATIENTS = 20_000
PROVE = """
import json, resource, time
import django
django.setup()
from wellrun.foundations.audit.models import DIGESTED, Entry, Mention
from wellrun.foundations.audit.queries import CHUNK, verify
began = time.perf_counter()
for _row in Entry.objects.order_by("pk").values_list("pk", "digest", *DIGESTED).iterator(chunk_size=CHUNK): pass
mentions = Mention.objects.order_by("entry_id", "patient").values_list("entry_id", "patient")
for _row in mentions.iterator(chunk_size=CHUNK): pass
reading = time.perf_counter() - began
began = time.perf_counter()
verdict = verify()
proving = time.perf_counter() - began
assert verdict.whole, verdict
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"entries": verdict.entries, "seconds": round(proving, 2), "reading_seconds": round(reading, 2),
                  "ratio_to_reading": round(proving / reading, 2), "peak_mib": round(peak)}))
"""


def run() -> dict[str, Any]:
    """What proving takes at each size, and how it grows."""
    with tempfile.TemporaryDirectory(prefix="bench-audit-") as folder:
        os.environ["WELLRUN_HOME"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wellrun.config.settings")
        import django

        django.setup()
        from wellrun.config import installation

        installation.prepare()
        measured: dict[str, Any] = {}
        written = 0
        for size in SIZES:
            write(size - written)
            written = size
            out = subprocess.run([sys.executable, "-c", PROVE], check=True, capture_output=True, text=True)
            measured[f"{size:,} more entries"] = json.loads(out.stdout)
        first, last = measured.values()
        measured["growth"] = round(last["seconds"] / first["seconds"], 2)
        return measured


def write(number: int) -> None:
    """Adds entries as ``record`` would, many at a time: one reading in ten is of a list of twenty."""
    from wellrun.foundations.audit.models import Entry, Head, Mention

    head = Head.objects.get_or_create(pk=1)[0]
    started = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    people = [str(uuid.UUID(int=one + 1)) for one in range(PATIENTS)]
    for begin in range(0, number, 5000):
        entries = []
        for count in range(begin, min(begin + 5000, number)):
            many = 20 if count % 10 == 0 else 1
            named = sorted({people[(count * 7 + step * 13) % PATIENTS] for step in range(many)})
            entry = Entry(
                at=started + dt.timedelta(seconds=head.entries),
                actor_id=count % 300,
                actor=f"Person {count % 300}, Nurse",
                action="patients.list.read" if many > 1 else "patients.record.read",
                subject_type="people.account",
                subject_id=str(count % 300),
                after={"place": "HV/W05"},
                origin={"address": "10.0.0.7", "route": "patients:list", "session": "0123456789ab"},
                patients=named,
                previous=head.digest,
            )
            entry.digest = head.digest = entry.expected_digest()
            head.entries += 1
            entries.append(entry)
        kept = Entry.objects.bulk_create(entries)
        Mention.objects.bulk_create(
            [Mention(entry=entry, patient=one) for entry in kept for one in entry.patients], batch_size=20_000
        )
        head.save()
