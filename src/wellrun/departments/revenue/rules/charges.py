"""What was done for a patient and what it costs, before any claim: one charge at a time, and what is wrong with it.

Shapes: procedures by HCPCS (five characters), diagnoses by ICD-10-CM (three to seven), places of service and modifiers
of two, revenue codes of four, as 005010X222A1 and 005010X223A2 carry them. Whether a code exists is for ``known``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from wellrun.values.faults import Fault

PROFESSIONAL, INSTITUTIONAL = "P", "I"
CENT = Decimal("0.01")
MOST_MODIFIERS, MOST_POINTERS = 4, 4
"""Of one line (SV101, SV107)."""


class Charge(NamedTuple):
    """A service on a day. ``number`` is ours and is never used again; ``amount`` is for all units, in dollars.

    ``form``: who bills it, a person (P) or the institution (I). ``place``: two digits, of a person's service;
    ``revenue_code``: of an institution's. ``diagnoses``: what it was done for, the main one first. ``billing``,
    ``rendering`` and ``ordering`` are keys of providers; ``location`` names another address of service, if it was one.
    """

    number: str
    account: str
    encounter: str
    on: dt.date
    amount: Decimal
    form: str
    code: str = ""
    modifiers: tuple[str, ...] = ()
    units: Decimal = Decimal(1)
    unit: str = "UN"
    place: str = ""
    revenue_code: str = ""
    diagnoses: tuple[str, ...] = ()
    billing: str = ""
    rendering: str = ""
    ordering: str = ""
    location: str = ""
    until: dt.date | None = None

    @property
    def last(self) -> dt.date:
        return self.until or self.on


DAYS, UNITS = "DA", "UN"


def unit_of(revenue_code: str) -> str:
    """What a line counts (SV103, SV204): days of accommodation, revenue codes 010X to 021X of the NUBC, else units."""
    return DAYS if "0100" <= revenue_code <= "0219" else UNITS


SHAPES: Mapping[str, tuple[re.Pattern[str], str]] = {
    "code": (re.compile(r"[0-9A-Z][0-9]{3}[0-9A-Z]"), "five characters, as G0463"),
    "modifiers": (re.compile(r"[0-9A-Z]{2}"), "two characters, as 25"),
    "place": (re.compile(r"[0-9]{2}"), "two digits, as 11"),
    "revenue_code": (re.compile(r"[0-9]{4}"), "four digits, as 0450"),
    "diagnoses": (re.compile(r"[A-Z][0-9][0-9A-Z](\.?[0-9A-Z]{1,4})?"), "ICD-10-CM, as E11.9"),
}

Known = Callable[[str, str, dt.date], bool]
"""Whether a list holds a code on a day: system, code, day. One that is not held at all says yes."""


def every_code_known(_system: str, _code: str, _on: dt.date) -> bool:
    """Where no list is at hand, a code is judged by its shape alone."""
    return True


def charge_faults(charge: Charge, *, today: dt.date, known: Known = every_code_known) -> tuple[Fault, ...]:
    """Everything that is wrong with a charge. Each fault's place is the field."""
    return (
        *_missing(charge),
        *_misshapen(charge),
        *_unknown(charge, known),
        *_amounts(charge),
        *_days(charge, today),
        *_too_many(charge),
    )


def _missing(charge: Charge) -> Iterator[Fault]:
    asked: dict[str, object] = {"account": charge.account, "billing": charge.billing}
    if charge.form == PROFESSIONAL:
        asked |= {"code": charge.code, "place": charge.place, "diagnoses": charge.diagnoses}
    elif charge.form == INSTITUTIONAL:
        asked |= {"revenue_code": charge.revenue_code}
        # A modifier modifies a procedure: without one it cannot be sent (SV202).
        asked |= {"code": charge.code} if charge.modifiers else {}
    else:
        yield _fault("form", "form", charge.form, "P or I", "Say who bills it: a person or the institution.")
    for place, value in asked.items():
        if not value:
            yield _fault("missing", place, "", "something", "Enter it.")


def _misshapen(charge: Charge) -> Iterator[Fault]:
    for place, (shape, expected) in SHAPES.items():
        held = getattr(charge, place)
        for value in held if isinstance(held, tuple) else (held,):
            if value and not shape.fullmatch(value):
                yield _fault("shape", place, value, expected, "Correct it.")


def _unknown(charge: Charge, known: Known) -> Iterator[Fault]:
    remedy = "Choose one that was valid on that day."
    if charge.code and SHAPES["code"][0].fullmatch(charge.code) and not known("HCPCS", charge.code, charge.on):
        yield _fault("unknown", "code", charge.code, f"a procedure of {charge.on}", remedy)
    for one in charge.diagnoses:
        if SHAPES["diagnoses"][0].fullmatch(one) and not known("ICD10CM", one, charge.on):
            yield _fault("unknown", "diagnoses", one, f"a billable diagnosis of {charge.on}", remedy)


def diagnosis_fault(code: str, day: dt.date) -> Fault:
    """Of a diagnosis that no claim of that day may carry."""
    remedy = "Choose one that was valid on that day."
    return _fault("diagnosis", "diagnoses", code, f"a billable diagnosis of {day}", remedy)


def _amounts(charge: Charge) -> Iterator[Fault]:
    if charge.amount < 0 or charge.amount != charge.amount.quantize(CENT):
        expected = "an amount in cents, not below nothing"
        yield _fault(
            "amount", "amount", str(charge.amount), expected, "Strike a wrong charge; do not enter its opposite."
        )
    if charge.units <= 0:
        yield _fault("units", "units", str(charge.units), "more than 0", "Enter how many there were.")


def _days(charge: Charge, today: dt.date) -> Iterator[Fault]:
    if charge.on > today:
        yield _fault("future", "on", charge.on.isoformat(), f"{today} or before", "Enter it once it was done.")
    if charge.last < charge.on:
        yield _fault("period", "until", charge.last.isoformat(), f"{charge.on} or after", "Correct the days.")


def _too_many(charge: Charge) -> Iterator[Fault]:
    if len(charge.modifiers) > MOST_MODIFIERS:
        value = " ".join(charge.modifiers)
        yield _fault("too_many", "modifiers", value, f"{MOST_MODIFIERS} at most", "Leave out what decides no payment.")
    if charge.form == PROFESSIONAL and len(charge.diagnoses) > MOST_POINTERS:
        value = " ".join(charge.diagnoses)
        yield _fault("too_many", "diagnoses", value, f"{MOST_POINTERS} at most for one service", "Keep the main ones.")
    for place in ("modifiers", "diagnoses"):
        held = getattr(charge, place)
        if len(set(held)) != len(held):
            yield _fault("twice", place, " ".join(held), "each once", "Take the second one out.")


def _fault(code: str, place: str, value: str, expected: str, remedy: str) -> Fault:
    said = f"{value} is not {expected}." if value else f"The charge has no {place.replace('_', ' ')}."
    return Fault(f"revenue.charge.{code}", said, place, value, expected, remedy)
