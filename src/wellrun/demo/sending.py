"""How Harbour View's claims go to its clearing house and what comes back; who is covered; what care will cost."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings

from wellrun.demo.billing import LEAD, NUMBERS
from wellrun.demo.clearing_house import ACCEPTED, Benefit, ClearingHouse, Codes, Member
from wellrun.demo.names import invented
from wellrun.demo.story import DAY, Story, at
from wellrun.departments.revenue.actions.batches import make_batches
from wellrun.departments.revenue.actions.estimates import give_estimate, make_estimate
from wellrun.departments.revenue.actions.exchange import exchange
from wellrun.departments.revenue.actions.inquiries import ask_eligibility, ask_status
from wellrun.departments.revenue.actions.sending_terms import set_filing, set_partner
from wellrun.departments.revenue.keeping.findings import scrub
from wellrun.departments.revenue.models import Claim, ClaimContent, Payer, ScrubRun
from wellrun.departments.revenue.queries.ready import Ready, ready_claims
from wellrun.departments.revenue.rules.asking import Asked
from wellrun.departments.revenue.rules.content import to_plain
from wellrun.departments.revenue.rules.estimates import Cause, Estimate, Item, Provider
from wellrun.departments.revenue.rules.expected import is_revenue_code
from wellrun.engines.x12 import BilledClaim, BilledLine, Insured, Party, Place
from wellrun.foundations.audit.actions import System
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

PARTNER: dict[str, Any] = {
    "name": "Bay Clearing",
    "receiver_qualifier": "ZZ",
    "receiver": "BAYCLEAR",
    "sender_qualifier": "ZZ",
    "sender": "TIDEHV",
    "npi": "1234567893",
    "tin": "123456789",
    "contact": "Billing office",
    "phone": "2125550100",
    "usage": "P",
}
HERE = Place(("1 Harbour Road",), "Tidewater", "NY", "10001", "")
KNOWN, KEPT_BACK = 34, 9
"""Latest claims whose content is made where none has it, and how many of them wait to be sent."""

LABORATORY, BLOOD_COUNT = "0300", "G0306"

REJECTIONS: Sequence[Codes] = (("A7", "164", "IL"), ("A6", "21", ""), ("A3", "116", ""))
STRAY = (
    "ISA*00*          *00*          *ZZ*BAYCLEAR       *ZZ*TIDEHV         *260101*1200*^*00501*000000777*0*P*:~"
    "GS*FA*BAYCLEAR*TIDEHV*20260101*1200*777*X*005010X231A1~ST*999*0001*005010X231A1~AK1*HC*4711*005010X223A2~"
    "AK9*A*1*1*1~SE*4*0001~GE*1*777~IEA*1*000000777~"
)
"""An acknowledgement for a batch of the system that was used before."""


def send_and_hear(
    facilities: Mapping[str, Facility], accounts: Mapping[str, Account], story: Story, *, tree: Tree
) -> int:
    """Sends, hears back, asks and estimates; how many claims came back."""
    facility, lead = facilities["HV"], accounts[LEAD]
    who: dict[str, Any] = {"by": lead, "tree": tree}
    set_partner(facility=facility, version=0, **who, **PARTNER)
    _terms(facility, who)
    _make_known(facility)
    found = ready_claims(facility)
    ready = [one for one in found if not one.held]
    house = _house(story, ready)
    sent = [one.claim for one in ready[: max(len(ready) - KEPT_BACK, 1)]]
    make_batches(facility=facility, claims=sent, **who)
    _round(facility, house)
    ask_status(facility=facility, claims=sent[-3:], **who)
    ask_eligibility(facility=facility, asked=_appointments(story), **who)
    _round(facility, house)
    (settings.EXCHANGE / facility.code / "in" / "BAY_20260101.999").write_bytes(STRAY.encode())
    exchange(facility=facility, by=System("exchange"))
    _estimates(facility, story, who)
    return sum(house.verdict(one.content) != ACCEPTED for one in ready if one.content and one.claim in sent)


def _terms(facility: Facility, who: dict[str, Any]) -> None:
    for code, kind, days, why in (
        ("MEDICARE", "medicare", None, ""),
        ("MEDICAID", "medicaid", None, ""),
        ("HARBORLINE", "other", 120, "Agreement with Harborline Health, 6.2"),
    ):
        payer = Payer.objects.filter(facility=facility, code=code).first()
        if payer is not None:
            set_filing(payer=payer, kind=kind, days=days, why=why, version=0, **who)


def _make_known(facility: Facility) -> None:
    """What the latest claims say: two lack something, as claims do."""
    claims = Claim.objects.filter(facility=facility, content=None).prefetch_related("lines")
    known: list[Claim] = []
    for number, claim in enumerate(claims.order_by("-billed_on", "number")[:KNOWN]):
        said = _content(claim)
        if number == 4:
            said = said._replace(diagnoses=())
        if number == 7 and said.subscriber is not None:
            nobody = said.subscriber._replace(number="")
            said = said._replace(subscriber=nobody, patient=nobody)
        ClaimContent.objects.create(claim=claim, content=json.dumps(to_plain(said)), form="I")
        known.append(claim)
    scrub(known, facility=facility, door=ScrubRun.Door.MADE)


def _content(claim: Claim) -> BilledClaim:
    who = invented(claim.patient, sex="female")
    street = Place((who.street.replace("’", "'"),), "Tidewater", "NY", "10001", "")
    member = Party(
        "IL", who.family, who.given, "MI", f"M{claim.patient[-6:]}", kind="1", place=street, birth=dt.date(1957, 5, 4)
    )._replace(sex="F")
    us = Party("85", "Harbour View", "", "XX", PARTNER["npi"], kind="2", place=HERE, references={"EI": PARTNER["tin"]})
    name, number = NUMBERS.get(claim.payers[0], (claim.payers[0], "0"))
    stay = (claim.begins, claim.ends)
    return BilledClaim(
        number=claim.number,
        charge=claim.charge,
        place="11" if claim.drg else "13",
        place_qualifier="A",
        frequency="1",
        consents=("", "A", "Y", "Y"),
        causes=(),
        billing=us,
        subscriber=member,
        patient=member,
        payer=Party("PR", name, "", "PI", number, kind="2"),
        insured=Insured("P", "18", "", "", "MB" if claim.payers[0] == "MEDICARE" else "CI"),
        admission=("1", "1", "01"),
        diagnoses=(("ABK", "J189"),),
        present={},
        codes=(),
        parties={},
        references={},
        dates={"434": stay},
        moments={"435": at(claim.begins, 9)} if claim.drg else {},
        amounts={},
        notes=(),
        others=(),
        lines=tuple(_line(one, claim) for one in claim.lines.all()),
        at=0,
    )


def _line(one: Any, claim: Claim) -> BilledLine:
    room = is_revenue_code(one.code)
    # An outpatient's laboratory is billed by what was examined, a stay's by its revenue code alone.
    procedure = BLOOD_COUNT if one.code == LABORATORY and not claim.drg else "" if room else one.code
    return BilledLine(
        number=one.number,
        qualifier="HC" if procedure else "",
        procedure=procedure,
        modifiers=tuple(one.modifiers),
        charge=one.charge,
        unit="DA" if room and one.units > 1 else "UN",
        units=one.units,
        revenue_code=one.code if room else "0450",
        place="",
        pointers=(),
        begins=one.on or claim.begins,
        ends=one.on or claim.begins,
        control="",
        references={},
        notes=(),
        adjudicated={},
        decided={},
        adjustments=(),
        at=0,
    )


def _house(story: Story, ready: Sequence[Ready]) -> ClearingHouse:
    """It rejects three of the claims and knows some of the people."""
    rejected = {one.claim.number: codes for one, codes in zip(ready[1::2], REJECTIONS, strict=False)}
    return ClearingHouse(
        at(story.today, 8),
        verdict=lambda claim: rejected.get(claim.number, ACCEPTED),
        standing=lambda _claim: ("P1", "20", ""),
        members=_members(story),
    )


def _round(facility: Facility, house: ClearingHouse) -> None:
    """Everything goes, is answered, and the answers are heard."""
    by = System("exchange")
    exchange(facility=facility, by=by)
    house.serve(settings.EXCHANGE / facility.code)
    exchange(facility=facility, by=by)


def _copay(service: str, amount: int, network: str = "Y") -> Benefit:
    return ("B", "IND", service, "", "", "27", Decimal(amount), None, "", None, "", network)


def _sum(code: str, level: str, period: str, amount: int) -> Benefit:
    return (code, level, "30", "", "", period, Decimal(amount), None, "", None, "", "Y")


def _members(story: Story) -> dict[str, Member]:
    january = dt.date(story.today.year, 1, 1)
    coinsurance: Benefit = ("A", "IND", "30", "", "", "", None, Decimal("0.2"), "", None, "", "Y")
    sums = (_sum("C", "IND", "23", 1500), _sum("C", "IND", "29", 420), _sum("C", "FAM", "23", 3000))
    limits = (_sum("C", "FAM", "29", 1180), _sum("G", "IND", "23", 5000), _sum("G", "IND", "29", 2860))
    gold = (_copay("98", 25), _copay("98", 60, "N"), _copay("UC", 75), coinsurance, *sums, *limits)
    plan = Party("PR", "Bay Health Plan", "", "PI", "880000077", kind="2")
    return {
        "H4410021": Member("Harborline Gold", january, None, gold),
        "C7720114": Member("Coastal Basic", dt.date(story.today.year - 1, 1, 1), story.today - 20 * DAY, ()),
        "MD330871": Member("Medicaid managed care", january, None, (_copay("98", 0),), plan),
        "M1EG4TE5": Member("Part B", january, None, (_sum("C", "IND", "29", 0), coinsurance)),
    }


def _appointments(story: Story) -> list[Asked]:
    tomorrow = story.today + DAY
    people = (
        ("HARBORLINE", "H4410021", "Ibarra", "Petra", dt.date(1984, 3, 9), "F", "98"),
        ("COASTAL", "C7720114", "Farrow", "Karim", dt.date(1979, 11, 2), "M", "98"),
        ("MEDICAID", "MD330871", "Winslow", "Thea", dt.date(2003, 6, 21), "F", "98"),
        ("MEDICARE", "M1EG4TE5", "Osborne", "Walter", dt.date(1948, 1, 30), "M", "50"),
        ("HARBORLINE", "H4410099", "Crane", "Uma", dt.date(1990, 8, 14), "F", "98"),
    )
    return [
        Asked(payer, member, family, given, birth, sex, tomorrow, service)
        for payer, member, family, given, birth, sex, service in people
    ]


def _estimates(facility: Facility, story: Story, who: dict[str, Any]) -> None:
    """One is due today, one was given, one is for care that is three weeks away."""
    us = Provider("Harbour View", PARTNER["npi"], PARTNER["tin"], "1 Harbour Road, Tidewater", convening=True)
    sleep = Provider("Tidewater Anaesthesia", "1987654328", "987654321", "3 Quay Street, Tidewater")
    knee = (
        Item(us.name, "Arthroscopy of the knee, theatre and nursing", "0360", Decimal(1), Decimal("4200.00")),
        Item(us.name, "Drugs and supplies", "0250", Decimal(1), Decimal("380.00")),
        Item(sleep.name, "Anaesthesia, for each quarter of an hour", "", Decimal(4), Decimal("155.00")),
        Item(us.name, "Physiotherapy afterwards", "0420", Decimal(6), Decimal(0), separately=True),
    )
    scan = (Item(us.name, "Ultrasound of the abdomen", "0402", Decimal(1), Decimal("290.00")),)
    born = dt.date(1991, 4, 17)
    ahead = story.today + 21 * DAY
    plans = (
        ("Olive Maddox", "Arthroscopy of the left knee", Cause.SCHEDULED, 5, ahead, (us, sleep), knee),
        ("Jonas Yarrow", "Ultrasound of the abdomen", Cause.REQUESTED, 5, None, (us,), scan),
        ("Hana Quigley", "Ultrasound of the abdomen", Cause.REQUESTED, 0, None, (us,), scan),
    )
    made = [
        make_estimate(
            facility=facility,
            cause=cause,
            on=story.today - days * DAY,
            estimate=Estimate(patient, born, care, service_on, (), providers, items),
            **who,
        )
        for patient, care, cause, days, service_on, providers, items in plans
    ]
    give_estimate(record_of=made[1], on=story.today - 3 * DAY, version=1, **who)
