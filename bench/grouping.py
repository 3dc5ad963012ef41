"""MS-DRG groups per second, with what each rests on: a made-up stay of twelve diagnoses, by the latest version."""

from __future__ import annotations

import datetime as dt
import time

from wellrun.departments.revenue.rules.grouping import Diagnosis, StayFacts, engine_of, group

DAY = dt.date(2026, 5, 4)
CODES = ("J189", "J9601", "E871", "I10", "N179", "E119", "I5022", "D62", "E43", "J449", "I4891", "E785")
STAYS = 400


def run() -> dict[str, float]:
    """Seconds to read the version, and stays grouped in a second."""
    began = time.perf_counter()
    engine_of("43.1")
    read = time.perf_counter() - began
    stay = StayFacts(tuple(Diagnosis(one, "Y") for one in CODES), DAY, "female")
    began = time.perf_counter()
    for _at in range(STAYS):
        group(stay)
    return {"read_s": round(read, 2), "stays_per_s": round(STAYS / (time.perf_counter() - began))}
