"""Who may be asked: eligibility for the HCAHPS survey, and what takes a patient out.

Source: HCAHPS Quality Assurance Guidelines, Sampling Protocol; ages, nights and codes are dated in the content file.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from wellrun.departments.quality.rules.experience.surveys import content, holding_on


class NotAsked(StrEnum):
    """Why a discharged patient is not asked. The first four make ineligible, the others exclude who is eligible."""

    UNDER_AGE = "under age"
    NO_NIGHT = "no night as an inpatient"
    PSYCHIATRIC = "psychiatric principal diagnosis"
    DIED = "died"

    HOSPICE = "discharged to hospice"
    NURSING_HOME = "discharged to a nursing home"
    NO_PUBLICITY = "asked not to be contacted"
    PRISONER = "prisoner"
    ABROAD = "home address abroad"
    STATE_LAW = "excluded by State law"


@dataclass(frozen=True)
class Discharge:
    """What decides about one inpatient stay. ``left_as`` is the discharge status, UB-04 or HL7 FHIR.

    ``age`` is in whole years on admission; None, where it is not known, excludes nobody.
    """

    admitted_on: dt.date
    discharged_on: dt.date
    age: int | None
    left_as: str = ""
    psychiatric: bool = False
    no_publicity: bool = False
    prisoner: bool = False
    abroad: bool = False
    state_law: bool = False


def reasons_not_asked(stay: Discharge) -> tuple[NotAsked, ...]:
    """Every reason for which the patient of a stay is not asked, in the order of ``NotAsked``; none is eligible.

    Raises ``ValueError`` where the discharge lies before the admission.
    """
    nights = (stay.discharged_on - stay.admitted_on).days
    if nights < 0:
        raise ValueError("The discharge lies before the admission; one of the two dates is wrong.")
    rules = holding_on(content()["eligibility"], stay.discharged_on)
    left = {how for how, codes in rules["left_as"].items() if stay.left_as in codes}
    found = {
        NotAsked.UNDER_AGE: stay.age is not None and stay.age < rules["adult_from"],
        NotAsked.NO_NIGHT: nights < rules["nights"],
        NotAsked.PSYCHIATRIC: stay.psychiatric,
        NotAsked.DIED: "died" in left,
        NotAsked.HOSPICE: "hospice" in left,
        NotAsked.NURSING_HOME: "nursing_home" in left,
        NotAsked.NO_PUBLICITY: stay.no_publicity,
        NotAsked.PRISONER: stay.prisoner,
        NotAsked.ABROAD: stay.abroad,
        NotAsked.STATE_LAW: stay.state_law,
    }
    return tuple(reason for reason, holds in found.items() if holds)
