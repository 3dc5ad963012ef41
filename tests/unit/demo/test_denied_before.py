"""The demonstration's earlier denials are judged, and its bank account has exactly two oddities."""

from __future__ import annotations

from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import account
from tests.unit.demo.test_billing import CYCLE, TODAY, encounters

from wellrun.demo import denied_before
from wellrun.demo.billing import LEAD, play
from wellrun.demo.denied_before import deny_and_mend
from wellrun.demo.depositing import RENT, UNANNOUNCED, deposit
from wellrun.demo.story import Story
from wellrun.departments.revenue.models import BankLine, DenialCase
from wellrun.departments.revenue.queries.appeal_outcomes import appeals_in
from wellrun.departments.revenue.queries.at_source import mendings_in
from wellrun.departments.revenue.queries.denial_weeks import denial_history
from wellrun.departments.revenue.queries.deposits import deposits_of
from wellrun.departments.revenue.shown.denial_charts import mendings_shown
from wellrun.foundations.access.rules import Role
from wellrun.foundations.organisation.models import Facility

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital(world: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Facility, Any]:
    """Bills of the story, and before them six visits a week of each payer: what is paid is not looked at here."""
    settings.ARRIVALS = tmp_path / "arrivals"
    monkeypatch.setattr(denied_before, "A_WEEK", 5)
    facility, lead = Facility.objects.get(code="H1"), account("billing.lead", Role.REVENUE, "H1")
    payers = {f"P{number}": CYCLE[number % 5 % 4] for number in range(80)}
    play(encounters()[::3], payers, facility=facility, lead=lead, today=TODAY, tree=world.tree)
    deny_and_mend({"HV": facility}, {LEAD: lead}, Story(TODAY), tree=world.tree)
    return facility, lead


def test_one_mending_worked_one_had_no_effect_and_the_bank_shows_two_oddities(
    world: Any, hospital: tuple[Facility, Any]
) -> None:
    facility, lead = hospital
    places = [world.tree["H1"]]
    history = denial_history(places, tree=world.tree, day=TODAY)
    shown = mendings_shown(mendings_in(places, tree=world.tree, day=TODAY), history, {}, "")
    assert {one.mending.source.payer: one.judgement and one.judgement.verdict for one in shown} == {
        "COASTAL": "worked",
        "HARBORLINE": "none",
    }
    appeals = appeals_in(places, tree=world.tree).whole
    assert appeals.won > 5 and appeals.lost > 5
    assert appeals.recovered_cents > 0
    settled = DenialCase.objects.filter(claim__number__startswith="EV-").exclude(state="open")
    assert settled.exists()
    lost = deposit({"HV": facility}, {LEAD: lead}, Story(TODAY), tree=world.tree)
    found = deposits_of(facility, TODAY)
    assert [one.payment.trace for one in found.missing] == [lost]
    assert [(one.line.amount, one.payer) for one in found.unexplained] == [(UNANNOUNCED[1], "Coastal Mutual")]
    assert (found.proposed, found.differing) == ((), ())
    assert BankLine.objects.get(cents=int(RENT[1] * D(100))).other == "Rent of the kiosk"
