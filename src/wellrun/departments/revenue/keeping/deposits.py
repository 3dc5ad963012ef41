"""How links between the bank's lines and the money they brought are written. Actions call it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db.models import Max, Sum
from django.utils import timezone

from wellrun.departments.revenue.models import BankLine, DepositLink, RemittancePayment
from wellrun.departments.revenue.models.claims import as_cents
from wellrun.departments.revenue.queries.deposits import live_links
from wellrun.departments.revenue.rules.depositing import Key, Kind, Tier
from wellrun.foundations.audit.actions import Actor

FIELDS: Mapping[Kind, str] = {
    Kind.REMITTANCE: "payment_id",
    Kind.DRAWER: "drawer_day_id",
    Kind.CARDS: "drawer_day_id",
    Kind.TRANSFER: "receipt_id",
}
"""Where a link keeps what it is about."""


def write_links(line: BankLine, brought: Mapping[Key, Decimal], tier: Tier, by: Actor) -> list[DepositLink]:
    """A link for each thing that a line brought. Whoever calls is in a transaction and records what it does."""
    now = timezone.now()
    made = [
        DepositLink(
            line=line,
            kind=kind.value,
            cents=as_cents(amount),
            tier=int(tier),
            made_at=now,
            made_by=str(by)[:200],
            **{FIELDS[kind]: number},
        )
        for (kind, number), amount in brought.items()
    ]
    DepositLink.objects.bulk_create(made)
    tell_payments(one.payment_id for one in made if one.payment_id)
    return made


def tell_payments(keys: Iterable[int]) -> None:
    """What the bank received for payments is the sum of their live links; without any, nothing is known of it."""
    for payment in RemittancePayment.objects.select_for_update().filter(pk__in=list(keys)):
        found = live_links().filter(payment=payment).aggregate(cents=Sum("cents"), on=Max("line__on"))
        payment.banked_cents, payment.banked_on = found["cents"], found["on"]
        payment.version += 1
        payment.save(update_fields=["banked_cents", "banked_on", "version"])


def key_of(link: DepositLink) -> Key:
    """What a link is about."""
    kind = Kind(link.kind)
    return kind, getattr(link, FIELDS[kind])
