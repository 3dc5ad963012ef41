"""What came back or is held is mended: whom a claim is about and what for. Its lines and charges are charges, not here.

A claim that was rejected was never decided on, so it goes again as what it was, and no other replaces it.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from wellrun.engines.x12 import BilledClaim

PRINCIPAL, OTHER = "ABK", "ABF"
"""Qualifiers of diagnoses in ICD-10 (HI)."""


class Mended(NamedTuple):
    """What is corrected; the patient where they are not the member, is left as they are."""

    member: str
    family: str
    given: str
    birth: dt.date | None
    sex: str
    payer_number: str
    diagnoses: tuple[str, ...]


def as_said(content: BilledClaim) -> Mended | None:
    """What a claim says of it now; none where it names no member, and so nothing can be corrected."""
    held = content.subscriber
    if held is None:
        return None
    return Mended(
        held.number,
        held.name,
        held.first,
        held.birth,
        held.sex,
        content.payer.number if content.payer else "",
        tuple(code for _qualifier, code in content.diagnoses),
    )


def mended(content: BilledClaim, changed: Mended) -> BilledClaim:
    """The claim as it should have been. The patient stays who they are where the member is somebody else.

    What HI tells of whether something was there on admission stands by place, and stays with the diagnoses' places.
    """
    assert content.subscriber is not None, "a claim without a member is not mended"
    holder = content.subscriber._replace(
        number=changed.member, name=changed.family, first=changed.given, birth=changed.birth, sex=changed.sex
    )
    own = content.patient == content.subscriber
    payer = content.payer._replace(number=changed.payer_number) if content.payer is not None else None
    same = changed.diagnoses == tuple(code for _qualifier, code in content.diagnoses)
    return content._replace(
        subscriber=holder,
        patient=holder if own else content.patient,
        payer=payer,
        diagnoses=content.diagnoses if same else _in_order(changed.diagnoses),
        present={place: told for place, told in content.present.items() if place <= len(changed.diagnoses)},
    )


def _in_order(codes: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Diagnoses entered anew: the first is the principal one."""
    return tuple((OTHER if place else PRINCIPAL, code) for place, code in enumerate(codes))
