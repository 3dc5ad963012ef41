"""The words senders use for the class of an encounter, where a patient came from and where they went.

Sources: HL7 v3 ActEncounterCode; HL7 v2 tables 0004 (patient class), 0023 (admit source) and 0112 (discharge
disposition); NUBC patient discharge status (UB-04 FL 17); FHIR R4 value sets encounter-admit-source and
encounter-discharge-disposition; the words of Synthea's CSV export and of MIMIC-IV on FHIR. All are compared in
upper case.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import ibis
import ibis.expr.types as ir

NOT_COUNTED = (
    "planned",
    "proposed",
    "scheduled",
    "pending",
    "cancelled",
    "discontinued",
    "rejected",
    "noshow",
    "entered-in-error",
)
"""Encounter statuses of something that has not happened or was not meant."""

OVER = ("finished", "completed", "discharged")
"""Encounter statuses of something that has ended, whether or not its end was sent."""

FAMILIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "inpatient": ("IMP", "ACUTE", "NONAC", "I", "INPATIENT"),
        "observation": ("OBSENC", "OBSERVATION"),
        # v3 SS: "admitted to a health care facility for a predetermined length of time, usually less than 24 hours".
        "short_stay": ("SS", "B"),
        "emergency": ("EMER", "E", "EMERGENCY"),
        # Care outside the facility never fills a bed, however long it lasts.
        "away": ("HH", "VR", "FLD", "HOME", "VIRTUAL", "FIELD"),
        "planned": ("PRENC", "P"),
        "outpatient": ("AMB", "O", "R", "AMBULATORY", "OUTPATIENT", "WELLNESS", "URGENTCARE"),
    }
)
"""Class codes by what they promise. Urgent care is a clinic, not an emergency department."""

SAYS_LITTLE = "outpatient"
"""The family of a code not listed: counted as outpatient unless there is evidence of a bed."""

FROM_EMERGENCY = ("EMD", "EMERGENCY ROOM", "7", "EMERGENCY DEPARTMENT")
"""Admit sources that say the patient came through an emergency department."""

OUTCOMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "died": ("20", "40", "41", "42", "EXP", "EXPIRED", "DIED", "DEAD", "DECEASED"),
        "hospice": ("50", "51", "HOSP", "HOSPICE", "HOSPICE-HOME", "HOSPICE-FACILITY"),
        "against_advice": (*("7", "07", "AADVICE", "AMA", "AGAINST ADVICE", "LEFT AGAINST MEDICAL ADVICE", "ELOPED"),),
        "left_unseen": ("LWBS", "LEFT WITHOUT BEING SEEN"),
        "transfer": ("2", "02", "5", "05", "43", "66", "82", "85", "94", "ACUTE HOSPITAL", "TRANSFER"),
        "facility": (
            *(
                "3",
                "03",
                "4",
                "04",
                "61",
                "62",
                "63",
                "64",
                "65",
                "SNF",
                "LONG",
                "REHAB",
                "PSY",
                "83",
                "90",
                "91",
                "92",
            ),
            *("OTHER-HCF", "SKILLED NURSING FACILITY", "CHRONIC/LONG TERM ACUTE CARE", "PSYCH FACILITY", "93"),
        ),
        "admitted": ("9", "09", "ADMITTED"),
        "home": ("1", "01", "6", "06", "HOME", "ALT-HOME", "HOME HEALTH CARE", "81", "86"),
    }
)
"""How an encounter ended, by the sender's words."""


def named(value: ir.StringValue, words: Mapping[str, tuple[str, ...]], *, otherwise: str | None) -> ir.StringValue:
    """The name whose list holds the value, compared in upper case; ``otherwise`` where none does or it is missing."""
    other = ibis.null("string") if otherwise is None else otherwise
    upper = value.upper()
    return ibis.cases(*((upper.isin(codes), name) for name, codes in words.items()), else_=other)


def said(value: ir.StringValue, *families: str) -> ir.BooleanValue:
    """Whether the class is one of the families; a missing or unknown class belongs to ``SAYS_LITTLE``."""
    listed = [code for family in families for code in FAMILIES[family]]
    belongs = value.upper().isin(listed)
    if SAYS_LITTLE not in families:
        return belongs.fill_null(ibis.literal(False))
    decided = [code for family, codes in FAMILIES.items() if family not in families for code in codes]
    return (~value.upper().isin(decided)).fill_null(ibis.literal(True))
