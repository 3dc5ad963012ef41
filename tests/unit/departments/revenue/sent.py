"""A billing office that sends: a clearing house, claims whose content is known, and answers that come back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import account
from tests.unit.departments.revenue.conftest import BY, DAY, Office

from wellrun.demo.clearing_house import ClearingHouse
from wellrun.departments.revenue.actions.batches import make_batches
from wellrun.departments.revenue.actions.exchange import exchange
from wellrun.departments.revenue.actions.sending_terms import set_partner
from wellrun.departments.revenue.models import Batch, Claim, ClaimContent, ScrubOverride, Submission, TradingPartner
from wellrun.departments.revenue.rules.content import to_plain
from wellrun.engines.x12 import BilledClaim, BilledLine, Insured, Party, Place
from wellrun.foundations.access.rules import Role
from wellrun.foundations.people.models import Account

PARTNER = {
    "name": "Bay Clearing",
    "receiver_qualifier": "ZZ",
    "receiver": "BAYCLEAR",
    "sender_qualifier": "ZZ",
    "sender": "HOSPITAL1",
    "npi": "1234567893",
    "tin": "123456789",
    "contact": "Billing office",
    "phone": "5550100",
    "usage": "P",
}
NOW = dt.datetime(2026, 1, 10, 9, 30, tzinfo=dt.UTC)


def content(number: str, *, member: str = "M1001", **changed: Any) -> BilledClaim:
    """A professional claim of two lines, as ``conftest.billed`` bills it."""
    here = Place(("1 Quay St",), "Tidewater", "ME", "04000", "")
    ada = Party("IL", "STONE", "ADA", "MI", member, kind="1", place=here, birth=dt.date(1980, 2, 3), sex="F")
    us = Party("85", "HOSPITAL ONE", "", "XX", "1234567893", kind="2", place=here, references={"EI": "123456789"})
    lines = tuple(
        BilledLine(str(at), "HC", code, (), charge, "UN", D(1), "", "", (1,), DAY, DAY, "", {}, (), {}, {}, (), 0)
        for at, (code, charge) in enumerate((("99213", D(100)), ("80053", D(60))), start=1)
    )
    whole = BilledClaim(
        number=number,
        charge=D(160),
        place="11",
        place_qualifier="B",
        frequency="1",
        consents=("Y", "A", "Y", "Y"),
        causes=(),
        billing=us,
        subscriber=ada,
        patient=ada,
        payer=Party("PR", "ALPHA HEALTH", "", "PI", "54321", kind="2"),
        insured=Insured("P", "18", "", "", "CI"),
        admission=(),
        diagnoses=(("ABK", "J069"),),
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
    return whole._replace(**changed)


def may_go_late(claims: Iterable[Claim]) -> None:
    """The days of these claims are fixed, so the time to file runs out some day; they go with a reason."""
    late = {"rule": "filed-too-late", "number": 0, "place": "//file until", "reason": "proof of filing", "at": NOW}
    ScrubOverride.objects.bulk_create(ScrubOverride(claim=claim, by="test", **late) for claim in claims)


@dataclass
class Sending:
    """The office and the other side of the drop folder."""

    office: Office
    sender: Account
    root: Path

    @property
    def folder(self) -> Path:
        return self.root / "H1"

    def bill(self, *numbers: str, payers: tuple[str, ...] = ("ALPHA",), **changed: Any) -> list[Claim]:
        claims = self.office.bill(*numbers, payers=payers)
        for claim in claims:
            said = json.dumps(to_plain(content(claim.number, **changed)))
            ClaimContent.objects.create(claim=claim, content=said, form="P")
        may_go_late(claims)
        return claims

    def batch(self, *claims: Claim) -> Batch:
        (made,) = make_batches(facility=self.office.facility, claims=claims, by=self.sender, tree=self.office.tree)
        return made

    def exchange(self) -> tuple[int, int]:
        return exchange(facility=self.office.facility, by=BY)

    def comes(self, name: str, text: str) -> None:
        self.exchange()
        (self.folder / "in" / name).write_bytes(text.encode("latin-1"))
        self.exchange()

    def answered(self, house: ClearingHouse | None = None) -> None:
        """Everything goes, is answered, and the answers are heard."""
        self.exchange()
        (house or ClearingHouse(NOW)).serve(self.folder)
        self.exchange()

    def last(self, number: str) -> Submission:
        return Submission.objects.filter(claim__number=number).select_related("batch", "claim").latest("pk")


@pytest.fixture
def sending(office: Office, settings: Any, tmp_path: Path) -> Sending:
    settings.EXCHANGE = tmp_path / "exchange"
    sender = account("sender", Role.REVENUE, "H1")
    set_partner(facility=office.facility, version=0, by=sender, tree=office.tree, **PARTNER)
    assert TradingPartner.objects.get().version == 1
    return Sending(office, sender, settings.EXCHANGE)
