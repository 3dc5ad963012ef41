"""The demonstration's claims go out and come back: the whole way is there to be seen, and nothing is left over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.conftest import account
from tests.unit.demo.test_billing import CYCLE, TODAY, encounters

from wellrun.demo.billing import LEAD, play
from wellrun.demo.sending import send_and_hear
from wellrun.demo.story import Story
from wellrun.departments.revenue.models import Answer, EligibilityCheck, EstimateRecord, StatusInquiry, Submission
from wellrun.departments.revenue.queries.ready import ready_claims
from wellrun.foundations.access.rules import Role
from wellrun.foundations.organisation.models import Facility

pytestmark = pytest.mark.django_db


def test_the_whole_way_is_there_to_be_seen(world: Any, settings: Any, tmp_path: Path) -> None:
    settings.EXCHANGE = tmp_path / "exchange"
    facility, lead = Facility.objects.get(code="H1"), account("billing.lead", Role.REVENUE, "H1")
    payers = {f"P{number}": CYCLE[number % 5 % 4] for number in range(80)}
    play(encounters(), payers, facility=facility, lead=lead, today=TODAY, tree=world.tree)
    back = send_and_hear({"HV": facility}, {LEAD: lead}, Story(TODAY), tree=world.tree)
    states = [one.state for one in Submission.objects.all()]
    assert back == states.count("rejected") == 3
    assert states.count("pending") >= 1 and states.count("accepted") > 10
    found = ready_claims(facility)
    assert sum(bool(one.held) for one in found) == 2
    assert sum(bool(one.came_back) for one in found) == 3
    assert [one.unmatched for one in Answer.objects.filter(state="held")] == [[["group", "4711"]]]
    assert StatusInquiry.objects.filter(answered_at=None).count() == 0
    coverages = list(EligibilityCheck.objects.values_list("coverage", flat=True))
    assert sorted(coverages) == ["covered", "covered", "covered", "not that day", "refused"]
    assert EstimateRecord.objects.filter(sent_on=None).count() == 2
