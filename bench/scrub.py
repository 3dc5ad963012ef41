"""Claims judged by all shipped rules, by how many lines they have."""

from __future__ import annotations

import datetime as dt
import time
from decimal import Decimal
from typing import Any

from wellrun.departments.revenue.rules.scrubbing.facts import Context
from wellrun.departments.revenue.rules.scrubbing.judge import judge
from wellrun.departments.revenue.rules.scrubbing.shipped import shipped_rules
from wellrun.engines.x12 import BilledClaim, BilledLine, Insured, Party, Place

DAY = dt.date(2026, 3, 2)
CLAIMS = 1000
LINES = (2, 10, 50)


def run() -> dict[str, Any]:
    """Processor seconds for a thousand claims in which nothing is found."""
    measured: dict[str, Any] = {"rules": len(shipped_rules())}
    for number in LINES:
        claim, context = _claim(number), Context(DAY, "P", payer="ALPHA")
        assert judge(claim, context, shipped_rules()) == (), "what is measured is a claim as it should be"
        began = time.process_time()
        for _ in range(CLAIMS):
            judge(claim, context, shipped_rules())
        measured[f"processor_seconds_{number}_lines"] = round(time.process_time() - began, 2)
    return measured


def _claim(number: int) -> BilledClaim:
    here = Place(("1 Quay St",), "Tidewater", "ME", "04101", "")
    who = Party("IL", "DOE", "JAN", "MI", "M1", kind="1", place=here, birth=dt.date(1950, 5, 6), sex="F")
    us = Party("85", "PRACTICE", "", "XX", "1234567893", kind="2", place=here, references={"EI": "990000001"})
    lines = tuple(_line(at) for at in range(1, number + 1))
    return BilledClaim(
        number="A1",
        charge=sum((one.charge for one in lines), Decimal(0)),
        place="11",
        place_qualifier="B",
        frequency="1",
        consents=("Y", "A", "Y", "Y"),
        causes=(),
        billing=us,
        subscriber=who,
        patient=who,
        payer=Party("PR", "ALPHA", "", "PI", "54321", kind="2"),
        insured=Insured("P", "18"),
        admission=(),
        diagnoses=(("ABK", "I509"), ("ABF", "E119")),
        present={},
        codes=(),
        parties={},
        references={},
        dates={},
        moments={},
        amounts={},
        notes=(),
        others=(),
        lines=lines,
        at=0,
    )


def _line(at: int) -> BilledLine:
    """A service that no other line of the claim names."""
    code = f"G{at:04}"
    one = Decimal(1)
    return BilledLine(
        str(at), "HC", code, (), Decimal(100), "UN", one, "", "", (1, 2), DAY, DAY, "", {}, (), {}, {}, (), 0
    )
