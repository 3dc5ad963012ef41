"""Questions on eligibility and what was answered, for their pages."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from wellrun.departments.revenue.models import Answer, EligibilityCheck, Payer
from wellrun.departments.revenue.queries.remittances import facilities_in
from wellrun.departments.revenue.rules.eligibility import Collect, Reading, reading_of, to_collect
from wellrun.engines.x12 import eligibility_of, read
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Place, Tree

MOST = 1000


@dataclass(frozen=True)
class Question:
    """Of whom was asked; ``subscriber``: through whom they are insured, where that is somebody else."""

    member: str
    family: str
    given: str
    birth: str
    sex: str
    subscriber: str = ""

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True)
class CheckShown:
    """A question, its answer as a front desk reads it, and what to collect; none of both until it is answered."""

    check: EligibilityCheck
    question: Question
    reading: Reading | None
    collect: Collect | None


def checks_in_place(place: Place, *, tree: Tree) -> QuerySet[EligibilityCheck]:
    """The questions asked in the facilities of a place, the latest first."""
    rows = EligibilityCheck.objects.filter(facility__in=facilities_in(place, tree=tree))
    return rows.select_related("payer", "facility")


def question_of(check: EligibilityCheck) -> Question:
    """Of whom was asked."""
    return Question(**json.loads(check.question))


def check_shown(check: EligibilityCheck, *, allowed: Decimal | None = None) -> CheckShown:
    """One question with its answer. ``allowed``: what is expected to be allowed for the service, if that is known."""
    reading = _reading(check)
    services = [check.service]
    collect = to_collect(reading, services=services, allowed=allowed) if reading is not None else None
    return CheckShown(check, question_of(check), reading, collect)


def listed(check: EligibilityCheck) -> CheckShown:
    """A question as a list shows it: who and what state, without reading the answer again."""
    return CheckShown(check, question_of(check), None, None)


def _reading(check: EligibilityCheck) -> Reading | None:
    answer: Answer | None = check.answer
    if answer is None:
        return None
    pieces = list(read(io.BytesIO(answer.content.encode("latin-1"))))
    if check.piece >= len(pieces) or pieces[check.piece].set_id != "271":
        return None
    found = reading_of(eligibility_of(pieces[check.piece]), service_on=check.service_on, services=[check.service])
    return list(found)[check.member]


def payers_by_word(facility: Facility) -> dict[str, str]:
    """Our codes of the payers of a facility by code and name, in lower case."""
    rows = Payer.objects.filter(facility=facility).values_list("code", "name")
    return {word.lower(): code for code, name in rows for word in (name, code)}
