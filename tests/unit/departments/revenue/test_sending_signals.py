"""What sending tells the morning: silence, what came back, clocks."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from tests.unit.departments.revenue.sent import NOW, Sending

from wellrun.demo.clearing_house import ClearingHouse
from wellrun.departments.revenue.models import Batch, Claim, FilingTerms
from wellrun.departments.revenue.signals.sending import SILENT, sending_signals
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.today.draft import Draft

pytestmark = pytest.mark.django_db


def told(sending: Sending, day: dt.date | None = None) -> dict[str, Draft]:
    found = sending_signals(day or timezone.localdate(), sending.office.tree)
    return {one.key.split(":")[1]: one for one in found if one.place == "H1"}


def test_a_batch_that_nobody_acknowledged_for_two_days_is_told(sending: Sending) -> None:
    batch = sending.batch(*sending.bill("C1", "C2"))
    sending.exchange()
    assert "silent" not in told(sending)
    Batch.objects.filter(pk=batch.pk).update(sent_at=timezone.now() - SILENT)
    one = told(sending)["silent"]
    assert one.sentence.startswith("1 batch was sent more than two days ago")
    assert (one.figure, one.audience) == ("$320.00", Permission.SEE_CLAIMS)
    sending.answered()
    assert "silent" not in told(sending)


def test_claims_that_came_back_are_told_until_they_go_again(sending: Sending) -> None:
    claims = sending.bill("C1", "C2")
    sending.batch(*claims)
    sending.answered(ClearingHouse(NOW, verdict=lambda _claim: ("A3", "21", "")))
    one = told(sending)["back"]
    assert one.sentence == "2 claims were rejected and are not mended yet."
    assert one.figure == "$320.00" and "C1" not in str(one)
    sending.batch(*claims)
    assert "back" not in told(sending)


def test_a_clock_is_told_two_weeks_before_it_runs_out_and_not_when_it_is_proven(sending: Sending) -> None:
    (claim,) = sending.bill("C1")
    ends = timezone.localdate() - dt.timedelta(days=90 - 14)
    Claim.objects.filter(pk=claim.pk).update(ends=ends)
    one = told(sending)["filing"]
    assert one.sentence.startswith("The time to file 1 claim runs out within two weeks")
    assert one.facts == "The first in 14 days."
    FilingTerms.objects.create(payer=sending.office.facility.payers.get(code="ALPHA"), kind="medicare")
    assert "filing" not in told(sending)
    FilingTerms.objects.all().delete()
    sending.batch(claim)
    sending.answered()
    assert "filing" not in told(sending)


def test_only_this_morning_is_told(sending: Sending) -> None:
    sending.bill("C1")
    assert told(sending, timezone.localdate() - dt.timedelta(days=1)) == {}
