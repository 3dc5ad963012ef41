"""What a claim says: the charges of a draft with who bills, who is billed and for whom, as an 837 is made of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from wellrun.departments.revenue.rules.charges import INSTITUTIONAL, Charge
from wellrun.departments.revenue.rules.claim_building import Draft
from wellrun.engines.x12 import BilledClaim, BilledLine, Insured, Party
from wellrun.values.faults import Fault, Refused

SEQUENCES = ("P", "S", "T")
"""Places of payers in their order (SBR01)."""

SELF = "18"
"""The patient is the subscriber (SBR02)."""

RENDERING, REFERRING, ATTENDING, LOCATION = "82", "DN", "71", "77"


class Insurance(NamedTuple):
    """What one payer insures a patient by, as the claim names it. ``insured.sequence`` is set by who is billed."""

    payer: Party
    subscriber: Party
    insured: Insured


class Facts(NamedTuple):
    """What an account knows that its charges do not. ``insurances`` by our code of the payer.

    ``bill``: kind of institution and care, the first two digits of the type of bill (11 inpatient, 13 outpatient).
    ``diagnoses`` with whether they were present on admission, the principal one first. ``admission``: type, source,
    status on leaving. ``admitted``, ``left``: local moments, of an inpatient. ``attending``, ``location``: keys of
    providers, the latter of where the service was given (loops 2310C of an 837P, 2310E of an 837I). ``procedures``:
    ICD-10-PCS of an inpatient with their days, the principal one first.
    """

    account: str
    patient: Party
    insurances: Mapping[str, Insurance]
    providers: Mapping[str, Party]
    diagnoses: tuple[tuple[str, str], ...] = ()
    bill: str = "13"
    admission: tuple[str, ...] = ()
    admitted: dt.datetime | None = None
    left: dt.datetime | None = None
    attending: str = ""
    drg: str = ""
    authorisation: str = ""
    location: str = ""
    procedures: tuple[tuple[str, dt.date], ...] = ()


def said(draft: Draft, facts: Facts, number: str) -> BilledClaim:
    """The content of a first claim to the primary payer. Raises ``Refused`` with all that is missing for it."""
    faults = [*_missing(draft, facts)]
    if faults:
        raise Refused(faults)
    insurance = facts.insurances[draft.payers[0]]
    own = insurance.insured.relation in ("", SELF)
    institutional = draft.form == INSTITUTIONAL
    diagnoses = facts.diagnoses if institutional else tuple((code, "") for code in draft.diagnoses)
    first = draft.charges[0]
    return BilledClaim(
        number=number,
        charge=draft.amount,
        place=facts.bill if institutional else first.place,
        place_qualifier="A" if institutional else "B",
        frequency="1",
        consents=("" if institutional else "Y", "A", "Y", "Y"),
        causes=(),
        billing=facts.providers[first.billing]._replace(entity="85"),
        subscriber=insurance.subscriber._replace(entity="IL"),
        patient=insurance.subscriber._replace(entity="IL") if own else facts.patient._replace(entity="QC"),
        payer=insurance.payer._replace(entity="PR"),
        insured=insurance.insured._replace(sequence=SEQUENCES[0], relation=insurance.insured.relation or SELF),
        admission=facts.admission if institutional else (),
        diagnoses=tuple(("ABF" if at else "ABK", plain(code)) for at, (code, _told) in enumerate(diagnoses)),
        present={at: told for at, (_code, told) in enumerate(diagnoses, start=1) if told},
        codes=_hospital_codes(facts) if institutional else (),
        parties=_parties(first, facts, institutional=institutional),
        references={"G1": facts.authorisation} if facts.authorisation else {},
        dates={"434": (draft.begins, draft.ends)} if institutional else {},
        moments=_moments(facts) if institutional else {},
        amounts={},
        notes=(),
        others=(),
        lines=tuple(_line(at, one, draft) for at, one in enumerate(draft.charges, start=1)),
        at=0,
    )


def plain(code: str) -> str:
    """A diagnosis as claims write it, without the point."""
    return code.replace(".", "")


def _hospital_codes(facts: Facts) -> tuple[tuple[str, ...], ...]:
    """The group of a stay, then its principal procedure and the others with their days (HI: DR, BBR, BBQ)."""
    procedures = [
        ("BBQ" if at else "BBR", code, "D8", f"{on:%Y%m%d}") for at, (code, on) in enumerate(facts.procedures)
    ]
    return ((("DR", facts.drg),) if facts.drg else ()) + tuple(procedures)


def _parties(first: Charge, facts: Facts, *, institutional: bool) -> dict[str, Party]:
    asked = {ATTENDING: facts.attending} if institutional else {REFERRING: first.ordering, RENDERING: first.rendering}
    asked |= {LOCATION: facts.location}
    # Who renders, and where, is told only where it is not who bills.
    return {
        entity: facts.providers[key]._replace(entity=entity)
        for entity, key in asked.items()
        if key and key != first.billing
    }


def _moments(facts: Facts) -> dict[str, dt.datetime | dt.time]:
    found: dict[str, dt.datetime | dt.time] = {}
    if facts.admitted is not None:
        found["435"] = facts.admitted.replace(tzinfo=None, second=0, microsecond=0)
    if facts.left is not None:
        found["096"] = facts.left.time().replace(second=0, microsecond=0)
    return found


def _line(at: int, one: Charge, draft: Draft) -> BilledLine:
    codes = draft.diagnoses
    institutional = draft.form == INSTITUTIONAL
    elsewhere = not institutional and one.place != draft.charges[0].place
    return BilledLine(
        number=str(at),
        qualifier="HC" if one.code else "",
        procedure=one.code,
        modifiers=one.modifiers,
        charge=one.amount,
        unit=one.unit,
        units=one.units,
        revenue_code=one.revenue_code,
        place=one.place if elsewhere else "",
        pointers=() if institutional else tuple(codes.index(code) + 1 for code in one.diagnoses),
        begins=one.on,
        ends=one.last,
        control=one.number,
        references={},
        notes=(),
        adjudicated={},
        decided={},
        adjustments=(),
        at=0,
    )


def _missing(draft: Draft, facts: Facts) -> list[Fault]:
    asked: list[tuple[str, object, str]] = [
        ("payers", draft.payers, "Enter who insures the patient on the day; what nobody insures is the patient's."),
        ("patient", facts.patient.name and facts.patient.birth, "Name and day of birth come from the registry."),
    ]
    asked += [("insurance", code in facts.insurances, f"Enter the member number with {code}.") for code in draft.payers]
    keys = {key for one in draft.charges for key in (one.billing, one.rendering, one.ordering) if key}
    keys |= {facts.attending, facts.location} - {""}
    asked += [("providers", key in facts.providers, f"Enter the provider {key}.") for key in sorted(keys)]
    if draft.form == INSTITUTIONAL:
        asked.append(("diagnoses", facts.diagnoses, "Enter the principal diagnosis of the account."))
        asked.append(("attending", facts.attending, "Enter who attended."))
    return [
        Fault("revenue.claim.missing", f"The claim of {draft.account} has no {place}.", place, "", "something", remedy)
        for place, held, remedy in asked
        if not held
    ]
