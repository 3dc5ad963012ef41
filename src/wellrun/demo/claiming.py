"""Charges of patients who are at Harbour View now: some missing, some to be claimed, a corrected and a secondary claim.

The lists are samples of a dozen codes each. HCPCS Level II and ICD-10-CM are works of the US Government.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from wellrun.demo.billing import LEAD, NUMBERS
from wellrun.demo.remittance_text import PaidClaim, PaidLine, Payment, Reason, remittance_text
from wellrun.demo.story import DAY, Story
from wellrun.departments.revenue.actions import charges, claim_making, lists, providers, remittances
from wellrun.departments.revenue.actions.charges import Entered
from wellrun.departments.revenue.local_days import today_at
from wellrun.departments.revenue.models import ChargeAccount, Claim, ClaimLine, Provider
from wellrun.departments.revenue.queries.charges import stays_without_charges
from wellrun.departments.revenue.queries.contents import content_of
from wellrun.departments.revenue.queries.contracts import expected_of, for_engine, in_use
from wellrun.departments.revenue.rules.code_lists import Code
from wellrun.departments.revenue.rules.correcting import LineChange
from wellrun.departments.revenue.rules.fee_lists import FeeRow
from wellrun.departments.revenue.rules.insurances import Cover
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

HOSPITAL, PRACTICE, DOCTOR, OTHER_DOCTOR = "1234567893", "1245319599", "1993999998", "1003000126"
WHERE = {"street": "1 Quay Street", "city": "Tidewater", "state": "ME", "postcode": "041010001", "tax_id": "990000001"}
PEOPLE: Mapping[str, dict[str, Any]] = {
    HOSPITAL: {"name": "Harbour View Hospital", "taxonomy": "282N00000X", "bills": True, **WHERE},
    PRACTICE: {"name": "Harbour View Physicians", "taxonomy": "193200000X", "bills": True, **WHERE},
    DOCTOR: {"name": "Adeyemi", "first": "Tunde", "taxonomy": "208M00000X"},
    OTHER_DOCTOR: {"name": "Lindqvist", "first": "Karin", "taxonomy": "207R00000X"},
}
SERVICES: Mapping[str, tuple[str, int]] = {
    "G0316": ("Prolong inpt eval add15 m", 74),
    "G0406": ("Inpt/tele follow up 15", 118),
    "G0407": ("Inpt/tele follow up 25", 189),
    "G0425": ("Inpt/ed teleconsult30", 265),
    "G0426": ("Inpt/ed teleconsult50", 358),
    "G0463": ("Hospital outpt clinic visit", 320),
    "J1885": ("Ketorolac tromethamine inj", 18),
    "J2405": ("Ondansetron hcl injection", 9),
    "J7030": ("Normal saline solution infus", 41),
}
VISITS: Mapping[str, str] = {
    "G0306": "CBC/diffwbc w/o platelet",
    "G0381": "Lev 2 hosp type b ed visit",
    "G0382": "Lev 3 hosp type b ed visit",
    "G0383": "Lev 4 hosp type b ed visit",
    "G0384": "Lev 5 hosp type b ed visit",
    "G0168": "Wound closure by adhesive",
    "Q4005": "Cast sup long arm adult plst",
}
"""What emergency visits are billed by, beside what is charged here."""

DIAGNOSES: Mapping[str, str] = {
    "A419": "Sepsis, unspecified organism",
    "E11": "Type 2 diabetes mellitus",
    "E119": "Type 2 diabetes mellitus without complications",
    "E785": "Hyperlipidemia, unspecified",
    "I10": "Essential (primary) hypertension",
    "I50": "Heart failure",
    "I509": "Heart failure, unspecified",
    "J189": "Pneumonia, unspecified organism",
    "J449": "Chronic obstructive pulmonary disease, unspecified",
    "N179": "Acute kidney failure, unspecified",
    "N390": "Urinary tract infection, site not specified",
}
HEADINGS = frozenset({"E11", "I50"})
ROOM = Decimal(4100)
CHARGED, CLAIMED = 7, 3
"""Of the stays that wait: so many are charged for, and of these the first are claimed."""


def claim(facilities: Mapping[str, Facility], accounts: Mapping[str, Account], story: Story, *, tree: Tree) -> None:
    """Takes in the lists, charges for some stays, and makes a corrected and a secondary claim."""
    hospital, lead = facilities["HV"], accounts[LEAD]
    who: dict[str, Any] = {"by": lead, "tree": tree}
    named = {npi: providers.name_provider(facility=hospital, npi=npi, **told, **who) for npi, told in PEOPLE.items()}
    _lists(hospital, story, who)
    # What has not been done by the clock of the facility cannot be charged.
    stays = [one for one in stays_without_charges(tree["HV"], tree=tree) if one.started_at <= timezone.now()]
    held = [_charged(charges.open_account(stay=one, **who), named, at, who) for at, one in enumerate(stays[:CHARGED])]
    made = [one for account in held[:CLAIMED] for one in claim_making.make_claims(account=account, **who)]
    persons = [one for one in made if one.lines.first().code in SERVICES]  # type: ignore[union-attr]
    if len(persons) > 1:
        _corrected(persons[0], who)
        _passed_on(persons[1], who)


def _lists(hospital: Facility, story: Story, who: Mapping[str, Any]) -> None:
    since = dt.date(story.today.year - 1, 10, 1)
    place = who["tree"]["HV"]
    known = {
        "HCPCS": [
            *(Code(code, words) for code, (words, _fee) in SERVICES.items()),
            *(Code(code, words) for code, words in VISITS.items()),
        ],
        "ICD10CM": [Code(code, words, code not in HEADINGS) for code, words in DIAGNOSES.items()],
    }
    for system, codes in known.items():
        lists.take_codes(system=system, since=since, source="a sample", codes=codes, place=place, **who)
    rows = [FeeRow(code, "", Decimal(fee)) for code, (_words, fee) in SERVICES.items()]
    name = f"Our charges {since.year + 1}"
    lists.take_fees(facility=hospital, kind="own", name=name, since=since, source="ours.csv", rows=rows, **who)


def _charged(account: ChargeAccount, named: Mapping[str, Provider], at: int, who: Mapping[str, Any]) -> ChargeAccount:
    """A stay with its rooms, two visits of a doctor, and what claims have to say."""
    diagnoses = [code for code in DIAGNOSES if code not in HEADINGS]
    main, other = diagnoses[at % len(diagnoses)], diagnoses[(at + 3) % len(diagnoses)]
    today = today_at(account.facility)
    days = max(((account.ends or today) - account.begins).days, 1)
    last = min(account.begins + (days - 1) * DAY, today)
    room = Entered(
        on=account.begins,
        until=last,
        form="I",
        amount=ROOM * days,
        units=Decimal(days),
        revenue_code="0120",
        billing=named[HOSPITAL],
    )
    charges.enter(account=account, entered=room, **who)
    doctor = named[DOCTOR if at % 2 else OTHER_DOCTOR]
    for on, code in ((account.begins, "G0425"), (last, "G0406")):
        visit = Entered(
            on=on,
            form="P",
            amount=Decimal(SERVICES[code][1]),
            code=code,
            place="21",
            diagnoses=(main, other),
            billing=named[PRACTICE],
            rendering=doctor,
        )
        charges.enter(account=account, entered=visit, **who)
    told: dict[str, Any] = {"bill": "11", "drg": "", "authorisation": "", "series": False, "attending": doctor}
    said = [(main, "Y"), (other, "Y")]
    kept = charges.tell(account=account, version=account.version, diagnoses=said, **told, **who)
    return charges.insure(account=kept, version=kept.version, covers=_covers(at), **who)


def _covers(at: int) -> list[Cover]:
    """Medicare, and behind it a commercial plan."""
    found = []
    for payer in ("MEDICARE", "COASTAL"):
        name, number = NUMBERS[payer]
        found.append(Cover(payer, name.upper(), number, f"{payer[:2]}{7000000 + 137 * at}"))
    return found


def _corrected(claim: Claim, who: Mapping[str, Any]) -> None:
    """The payer has refused a claim for its units, and has told its number."""
    content = content_of(claim)
    assert content is not None, "it was made here"
    lines = [_line(line, Decimal(0), ("CO", "16", line.charge)) for line in claim.lines.all()]
    _answer(claim, PaidClaim(claim.number, tuple(lines), status="4", control="ME0000901", begins=claim.begins), who)
    held = [
        LineChange(one.number, one.procedure, one.modifiers, one.units or Decimal(1), one.charge)
        for one in content.lines
    ]
    changes = [held[0]._replace(units=Decimal(2), charge=2 * held[0].charge), *held[1:]]
    claim_making.correct(claim=claim, changes=changes, why="two consultations were given", **who)


def _passed_on(claim: Claim, who: Mapping[str, Any]) -> None:
    """The first payer has paid as agreed, and left a fifth to the second."""
    agreed, _contract = expected_of(for_engine(claim, claim.facility), in_use(claim.facility))
    lines = []
    for line, priced in zip(claim.lines.all(), agreed.lines, strict=True):
        left = (priced.due / 5).quantize(Decimal("0.01"))
        told = (("CO", "45", line.charge - priced.allowed), ("CO", "253", priced.withheld), ("PR", "2", left))
        lines.append(_line(line, priced.due - left, *(one for one in told if one[2])))
    _answer(claim, PaidClaim(claim.number, tuple(lines), control="ME0000902", begins=claim.begins), who)
    claim_making.bill_next(claim=claim, **who)


def _line(line: ClaimLine, paid: Decimal, *reasons: Reason) -> PaidLine:
    return PaidLine(line.code, line.charge, paid, reasons, control=line.number, on=line.on)


def _answer(claim: Claim, said: PaidClaim, who: Mapping[str, Any]) -> None:
    """The payer's remittance of today."""
    name, number = NUMBERS[claim.payers[0]]
    payment = Payment(name, number, f"CHG{said.control[-3:]}", today_at(claim.facility), (said,))
    content = remittance_text([payment], control=int(said.control[-3:])).encode()
    file = remittances.take_file(facility=claim.facility, name=f"{said.control}.835", content=content, **who)
    remittances.carry_out(file=file.pk, by=who["by"])
