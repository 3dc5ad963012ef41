"""Offers are taken in and weighed: last year's claims by the contracts in use and by what is offered."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.revenue.actions.contracts import checked
from wellrun.departments.revenue.models import Claim, Offer, Payer
from wellrun.departments.revenue.models.claims import as_cents
from wellrun.departments.revenue.queries.contracts import contract_in, expected_of, for_engine, in_use, with_lines
from wellrun.departments.revenue.rules.offers import LineTotals, as_if_before, by_service_line, totals
from wellrun.engines.reimbursement.pricing import price
from wellrun.engines.reimbursement.what_if import ClaimDifference
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

YEAR = dt.timedelta(days=365)
AT_ONCE = 400
SHOWN = 10
"""Claims that lose and gain most, of each so many."""


@transaction.atomic
def take_offer(*, payer: Payer, text: str, by: Account, tree: Tree, today: dt.date) -> Offer:
    """Keeps an offer, to be weighed on the claims of the year before today. Refused with every fault of its wording."""
    check_may(by, Permission.POST_PAYMENTS, tree[payer.facility.code], tree=tree)
    checked(text, payer=payer)
    made = Offer.objects.create(
        payer=payer, text=text, since=today - YEAR, until=today, made_at=timezone.now(), made_by=str(by)[:200]
    )
    record("revenue.offer.taken", by=by, about=made, after={"payer": payer.code})
    return made


@transaction.atomic
def weigh_again(*, offer: Offer, by: Account, tree: Tree) -> Offer:
    """Lets an offer be weighed whose weighing broke off. Refused while it goes on, and once it is weighed."""
    check_may(by, Permission.POST_PAYMENTS, tree[offer.payer.facility.code], tree=tree)
    held = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    now = timezone.now()
    if not held.broken_off(now):
        words = _("The offer is weighed.") if held.finished else _("The offer is being weighed.")
        raise Refused(Fault("revenue.offer.goes_on", words, remedy=_("Open it again.")))
    held.failed, held.moved_at, held.done = False, now, 0
    held.save(update_fields=["failed", "moved_at", "done"])
    record("revenue.offer.again", by=by, about=held)
    return held


def weigh(*, offer: int, by: Actor) -> None:
    """Prices every claim of which the payer is the first by both. Broken off and done again, it comes to the same."""
    held = Offer.objects.select_related("payer__facility").get(pk=offer)
    try:
        _weigh(held, by)
    except Exception:
        Offer.objects.filter(pk=held.pk).update(failed=True)
        record("revenue.offer.broke_off", by=by, about=held)
        raise


def _weigh(held: Offer, by: Actor) -> None:
    began, facility = time.monotonic(), held.payer.facility
    claims = Claim.objects.filter(facility=facility, primary_payer=held.payer.code)
    claims = claims.filter(begins__range=(held.since, held.until))
    keys = list(claims.order_by("pk").values_list("pk", flat=True))
    Offer.objects.filter(pk=held.pk).update(claims=len(keys), done=0, failed=False, moved_at=timezone.now())
    contracts, offered = in_use(facility), as_if_before(contract_in(held.text))
    compared: list[tuple[int, ClaimDifference]] = []
    reasons: Counter[tuple[bool, str]] = Counter()
    for at in range(0, len(keys), AT_ONCE):
        for claim in Claim.objects.filter(pk__in=keys[at : at + AT_ONCE]).prefetch_related(with_lines()):
            priced = for_engine(claim, facility)
            now, then = expected_of(priced, contracts)[0], price(priced, offered)
            if now.complete and then.complete:
                difference = ClaimDifference(claim.number, claim.place, claim.charge, now.allowed, then.allowed)
                compared.append((claim.pk, difference))
            else:
                failing, of_offer = (now, False) if not now.complete else (then, True)
                reasons[of_offer, failing.unpriced[0].why.value] += 1
        Offer.objects.filter(pk=held.pk).update(done=min(at + AT_ONCE, len(keys)), moved_at=timezone.now())
    with transaction.atomic():
        seconds = round(time.monotonic() - began, 2)
        Offer.objects.filter(pk=held.pk).update(
            answer=_answer(compared, reasons), done=len(keys), claims=len(keys), seconds=seconds
        )
        record("revenue.offer.weighed", by=by, about=held, after={"claims": len(keys), "compared": len(compared)})


def _answer(compared: list[tuple[int, ClaimDifference]], reasons: Counter[tuple[bool, str]]) -> dict[str, Any]:
    every = [one for _pk, one in compared]
    ranked = sorted(compared, key=lambda one: (one[1].difference, one[1].claim))
    return {
        "total": _cents(totals("", every)),
        "lines": [_cents(one) for one in by_service_line(every)],
        "lose": _claims(one for one in ranked[:SHOWN] if one[1].difference < 0),
        "gain": _claims(one for one in ranked[::-1][:SHOWN] if one[1].difference > 0),
        "not_priced": [[of_offer, why, count] for (of_offer, why), count in reasons.most_common()],
    }


def _cents(one: LineTotals) -> dict[str, Any]:
    return one._asdict() | {"now": as_cents(one.now), "offered": as_cents(one.offered)}


def _claims(ranked: Iterable[tuple[int, ClaimDifference]]) -> list[list[Any]]:
    return [[pk, one.claim, one.service_line, as_cents(one.now), as_cents(one.offered)] for pk, one in ranked]
