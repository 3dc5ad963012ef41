"""The receivable at the end of months, the ledger's moves, and denials against the claims of the months before."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.facts import Facts, as_day, first_of_month, flag, placed

NOTHING = ibis.literal(0.0)
BEFORE = 3
"""Months whose average is the denominator of a month's initial denials (HFMA Claim Integrity Task Force)."""


def _amount(column: ir.Value) -> ir.Value:
    return column.cast("float64").fill_null(0.0)


def receivables(facts: Facts) -> ir.Table:
    """What is owed by facility and day, with the revenue of an average day before; what is not known adds nothing."""
    owed, revenue = facts.table("receivable_days"), facts.table("revenue_days")
    left = owed.select(
        "facility",
        unit=ibis.literal(""),
        day=owed.day,
        owed=_amount(owed.owed),
        over_90=_amount(owed.over_90),
        less_credits=_amount(owed.owed) - _amount(owed.credits),
        net=_amount(owed.owed) - _amount(owed.credits) - _amount(owed.allowance),
        unbilled=NOTHING,
        unsent=NOTHING,
        gross_per_day=NOTHING,
        net_per_day=NOTHING,
        unbilled_per_day=NOTHING,
        unsent_per_day=NOTHING,
    )
    gross = _amount(revenue.gross_per_day)
    right = revenue.select(
        "facility",
        unit=ibis.literal(""),
        day=revenue.day,
        owed=NOTHING,
        over_90=NOTHING,
        less_credits=NOTHING,
        net=NOTHING,
        unbilled=_amount(revenue.unbilled),
        unsent=_amount(revenue.unsent),
        gross_per_day=gross,
        net_per_day=_amount(revenue.net_per_day),
        unbilled_per_day=ibis.ifelse(revenue.unbilled.notnull(), gross, 0.0),
        unsent_per_day=ibis.ifelse(revenue.unsent.notnull(), gross, 0.0),
    )
    return left.union(right)


def ledger_moves(facts: Facts) -> ir.Table:
    """What was charged, collected and given away, by day."""
    moved = facts.table("ledger_moves")
    charges, contractual, charity = _amount(moved.charges), _amount(moved.contractual), _amount(moved.charity)
    cash = _amount(moved.cash)
    known = moved.cost.notnull()
    return moved.select(
        "facility",
        unit=ibis.literal(""),
        day=moved.day,
        charges=charges,
        collectible=charges - contractual,
        net_revenue=charges - contractual - charity,
        cash=cash,
        kept_cash=cash - _amount(moved.refunds),
        denial_write_offs=_amount(moved.denial_write_offs),
        bad_debt=_amount(moved.bad_debt),
        charity=charity,
        cost=_amount(moved.cost),
        cash_with_cost=ibis.ifelse(known, cash, 0.0),
    )


def clean_claims(facts: Facts) -> ir.Table:
    """Claims that were checked, on the day they were billed."""
    claims = facts.table("claims")
    return claims.select(
        "facility",
        unit=placed(claims.unit),
        day=claims.billed_on,
        checked=flag(claims.clean.notnull()),
        clean=flag(claims.clean),
    )


def initial_denials(facts: Facts) -> ir.Table:
    """First denials in their month, and a third of each claim in each of the three months after the one it was sent.

    So a month's sum of thirds is the average of the three months before. Months with fewer than three months of
    claims before them are left out.
    """
    claims = facts.table("claims")
    sent = claims.mutate(
        unit=placed(claims.unit),
        sent=first_of_month(claims.submitted_on.coalesce(claims.billed_on)),
        value=_amount(claims.charge),
    )
    denied = sent.filter(sent.denied_on.notnull())
    parts = [
        denied.select(
            "facility",
            "unit",
            day=first_of_month(denied.denied_on),
            denied=ibis.literal(1.0),
            denied_charges=denied.value,
            sent=NOTHING,
            sent_charges=NOTHING,
        )
    ]
    parts += [
        sent.select(
            "facility",
            "unit",
            day=as_day(sent.sent + ibis.interval(months=months)),
            denied=NOTHING,
            denied_charges=NOTHING,
            sent=flag(sent.claim.notnull()).cast("float64") / BEFORE,
            sent_charges=sent.value / BEFORE,
        )
        for months in range(1, BEFORE + 1)
    ]
    rows = ibis.union(*parts)
    begun = sent.group_by("facility").aggregate(first=sent.sent.min())
    begun = begun.select("facility", ready=as_day(begun.first + ibis.interval(months=BEFORE)))
    held = rows.inner_join(begun, "facility")
    held = held.filter(held.day >= held.ready, held.day < ibis.literal(facts.today))
    return held.select("facility", "unit", "day", "denied", "denied_charges", "sent", "sent_charges")


def primary_remits(facts: Facts) -> ir.Table:
    """Answers of primary payers on the day of the payment."""
    remits = facts.table("remits")
    return remits.select(
        "facility",
        unit=ibis.literal(""),
        day=remits.paid_on,
        remits=flag(remits.remit.notnull()),
        zero_paid=flag(remits.zero_paid),
    )
