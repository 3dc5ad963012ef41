"""Who pays first for a patient on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.facts import Facts

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "1": "Medicare",
        "2": "Medicaid",
        "3": "other government",
        "4": "corrections",
        "5": "private insurance",
        "6": "Blue Cross",
        "7": "managed care",
        "8": "no insurance",
        "9": "other",
    }
)
"""Kinds of payer by the first digit of their code in the Source of Payment Typology (NAHDO, version 9)."""

PAYS_NOTHING = ("cancelled", "draft", "entered-in-error")
"""Statuses of a coverage that does not hold (FHIR R4, fm-status)."""

ALWAYS, OPEN = dt.date(1, 1, 1), dt.date(9999, 12, 31)


def covered(facts: Facts) -> ir.Table:
    """Stretches of days with who pays first: ``facility``, ``patient``, ``payer``, ``begins``, ``ends`` and ``next``.

    A stretch holds from ``begins`` to ``ends``, both included, and ends before ``next``, where the patient's next one
    begins: so no day has two of them, and rows joined to them are not multiplied. Of two that begin on one day the
    later identifier is taken. Coverages that pay second or later are left out.
    """
    held = facts.table("coverages")
    held = held.filter(held.patient.notnull(), held.rank.fill_null(1) <= 1)
    held = held.filter(~held.status.fill_null("active").isin(PAYS_NOTHING))
    begins, ends = held.began_on.fill_null(ibis.literal(ALWAYS)), held.ended_on.fill_null(ibis.literal(OPEN))
    held = held.select("facility", "patient", "coverage", payer=payer(held), begins=begins, ends=ends)
    in_order = ibis.window(group_by=("facility", "patient"), order_by=("begins", "coverage"))
    held = held.mutate(next=held.begins.lead().over(in_order).fill_null(ibis.literal(OPEN)))
    return held.filter(held.begins < held.next).drop("coverage")


def payer(held: ir.Table) -> ir.StringValue:
    """The kind of payer where its code is known, else its name; null where neither was sent."""
    kind = held.payer_kind.fill_null("").substr(0, 1)
    return ibis.cases(*((kind == digit, words) for digit, words in KINDS.items()), else_=held.payer.strip().nullif(""))
