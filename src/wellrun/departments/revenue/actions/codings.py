"""Stays are coded: kept on the way, and called final once everything is told."""

from __future__ import annotations

from django.db import transaction

from wellrun.departments.revenue.actions.charges import check_enters, held_at, unknown_diagnoses
from wellrun.departments.revenue.local_days import today_at
from wellrun.departments.revenue.models import ChargeAccount, CodingRecord
from wellrun.departments.revenue.models.claims import as_cents
from wellrun.departments.revenue.queries.coding import known_code
from wellrun.departments.revenue.queries.codings import expected_for, judged_of
from wellrun.departments.revenue.rules.coding import Coding
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def code(*, account: ChargeAccount, version: int, coding: Coding, final: bool, by: Account, tree: Tree) -> CodingRecord:
    """Keeps a coding, which then stands on the account and its next claims.

    Raises ``Refused`` with every code that was not valid on the last day; to be final, with all that is missing.
    """
    check_enters(by, account, tree)
    held = held_at(account, version)
    day = held.ends or today_at(held.facility)
    found = judged_of(held, coding)
    faults = unknown_diagnoses([one.code for one in coding.diagnoses], day)
    faults += [_unknown(one) for one, _on in coding.procedures if not known_code("ICD10PCS", one, day)]
    if final:
        faults += found.faults
        faults += [] if held.ends else [_still_here()]
    if faults:
        raise Refused(dict.fromkeys(faults))
    drg = found.drg_of(coding)
    expected = expected_for(held, drg)
    held.diagnoses = [list(one) for one in coding.diagnoses]
    held.procedures = [[one, on.isoformat()] for one, on in coding.procedures]
    held.admission = list(coding.admission)
    before, held.drg = held.drg, drg
    held.version += 1
    held.save()
    made = CodingRecord.objects.create(
        account=held,
        number=held.codings.count() + 1,
        diagnoses=held.diagnoses,
        procedures=held.procedures,
        admission=held.admission,
        drg=drg,
        proposed=found.proposed,
        severity=found.grouped.severity if found.grouped else "",
        grouper=found.grouped.version if found.grouped else "",
        why=coding.why[:200],
        expected_cents=None if expected.unpriced else as_cents(expected.allowed),
        final=final,
        coded_by=str(by)[:200],
    )
    after = {"drg": drg, "proposed": made.proposed, "final": final}
    record("revenue.stay.coded", by=by, about=held, before={"drg": before}, after=after, patients=[held.patient_id])
    return made


def _unknown(one: str) -> Fault:
    said, remedy = f"{one} is no procedure of that day.", "Choose one that was valid on that day."
    return Fault("revenue.coding.procedure", said, "procedures", one, "ICD-10-PCS", remedy)


def _still_here() -> Fault:
    said = "The patient has not left."
    return Fault("revenue.coding.still_here", said, "final", remedy="Keep it, and call it final after the discharge.")
