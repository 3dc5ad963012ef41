"""A professional and an institutional claim in which no rule finds anything, and ways to spoil them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal as D
from typing import Any

from tests.spec.revenue.charging import FACTS, charge, content, stay_charge

from wellrun.departments.revenue.rules.scrubbing.facts import Context
from wellrun.departments.revenue.rules.scrubbing.findings import Finding
from wellrun.departments.revenue.rules.scrubbing.judge import judge
from wellrun.departments.revenue.rules.scrubbing.rule import Rule
from wellrun.departments.revenue.rules.scrubbing.shipped import shipped_rules
from wellrun.engines.x12 import BilledClaim

DAY, TODAY = dt.date(2026, 3, 2), dt.date(2026, 3, 20)
VISIT = content(charge("1"), charge("2", "60", code="G0444", diagnoses=("E11.9",)))
STAY = content(
    stay_charge("1"),
    facts=FACTS._replace(bill="11", admitted=dt.datetime.combine(DAY, dt.time(9, 30))),
)
AT_VISIT = Context(TODAY, "P", payer="ALPHA", place="HV/W01")
AT_STAY = AT_VISIT._replace(form="I")

Spoil = Callable[[BilledClaim], BilledClaim]


def found(
    claim: BilledClaim, context: Context = AT_VISIT, rules: tuple[Rule, ...] | None = None
) -> tuple[Finding, ...]:
    return judge(claim, context, shipped_rules() if rules is None else rules)


def ids(findings: tuple[Finding, ...]) -> list[str]:
    return sorted({one.rule for one in findings})


def having(**parts: Any) -> Spoil:
    return lambda claim: claim._replace(**parts)


def first_line(**parts: Any) -> Spoil:
    return lambda claim: claim._replace(lines=(claim.lines[0]._replace(**parts), *claim.lines[1:]))


def of_party(which: str, /, **parts: Any) -> Spoil:
    return lambda claim: claim._replace(**{which: getattr(claim, which)._replace(**parts)})


def of_person(**parts: Any) -> Spoil:
    """The patient, who is the subscriber."""
    return lambda claim: of_party("subscriber", **parts)(of_party("patient", **parts)(claim))


def diagnosed(*codes: str) -> Spoil:
    return lambda claim: claim._replace(
        diagnoses=tuple(("ABF" if at else "ABK", code) for at, code in enumerate(codes)),
        lines=tuple(one._replace(pointers=one.pointers and (1,)) for one in claim.lines),
    )


def priced(amount: str) -> Spoil:
    """The first line's charge, and the claim's with it."""

    def spoil(claim: BilledClaim) -> BilledClaim:
        rest = sum((one.charge for one in claim.lines[1:]), D(0))
        return first_line(charge=D(amount))(claim)._replace(charge=D(amount) + rest)

    return spoil
