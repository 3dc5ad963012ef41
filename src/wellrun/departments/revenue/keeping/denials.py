"""How cases of denials are written: made of entries, and brought to what the ledger says. Actions call it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from wellrun.departments.revenue.models import Claim, DenialCase, DenialStep, LedgerEntry, Payer
from wellrun.departments.revenue.models.claims import as_cents
from wellrun.departments.revenue.queries.appeals import AppealRules, appeal_rules
from wellrun.departments.revenue.queries.ledger import cause_of, ledger_of
from wellrun.departments.revenue.rules.booking import LEVELS
from wellrun.departments.revenue.rules.denial_work import Move, Standing, State, settled, standing
from wellrun.departments.revenue.rules.entries import Kind, Responsible
from wellrun.departments.revenue.rules.ledger import Ledger
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.people.models import Account

AT_ONCE = 400
READ = ("left_cents", "recovered_cents", "state", "settled_on", "version")


def read_ledger(*, claims: Iterable[str], facility: Facility, by: Actor) -> int:
    """Brings the cases of these claims to what the ledger says; returns how many ended or opened again.

    Whoever calls is in a transaction and records what it does.
    """
    numbers = sorted(set(claims))
    changed = 0
    for at in range(0, len(numbers), AT_ONCE):
        some = numbers[at : at + AT_ONCE]
        cases = DenialCase.objects.filter(facility=facility, claim__number__in=some)
        changed += _reread(list(cases.select_related("claim", "entry").order_by("pk")), facility, by)
    return changed


def write_cases(denials: Sequence[LedgerEntry], facility: Facility, by: Actor) -> list[DenialCase]:
    """A case for each of these denials. Whoever calls is in a transaction and records what it does."""
    numbers = sorted({one.about for one in denials})
    claims: dict[str, Claim] = {}
    for at in range(0, len(numbers), AT_ONCE):
        some = Claim.objects.filter(facility=facility, number__in=numbers[at : at + AT_ONCE]).prefetch_related("lines")
        claims |= {claim.number: claim for claim in some}
    rules = appeal_rules(facility)
    made = [_case(one, claims[one.about], rules) for one in denials]
    DenialCase.objects.bulk_create(made, batch_size=500)
    _told(made, Move.OPENED, by)
    return made


def _case(entry: LedgerEntry, claim: Claim, rules: AppealRules) -> DenialCase:
    denied = entry.denied or {}
    level, line = denied["of"]["by"], denied["of"]["line"]
    payer = payer_at(claim, level)
    return DenialCase(
        facility_id=entry.facility_id,
        claim=claim,
        entry=entry,
        line=line,
        code=next((one.code for one in claim.lines.all() if one.number == line), ""),
        payer=payer,
        level=level,
        category=denied["category"],
        group=denied["group"],
        reason=denied["reason"],
        cents=denied["cents"],
        left_cents=denied["cents"],
        denied_on=entry.on,
        appeal_until=rules.of(payer, entry.on).until,
    )


def payer_at(claim: Claim, level: str) -> str:
    """Our code of whoever is the payer of a claim at a level; empty where the claim names none."""
    at = LEVELS.index(Responsible(level)) if level in LEVELS else len(claim.payers)
    return str(claim.payers[at]) if at < len(claim.payers) else ""


def renew_last_days(payer: Payer) -> int:
    """The last day of what nobody has appealed yet of a payer, by the rules as they are now; returns how many moved.

    Whoever calls is in a transaction and records what it does.
    """
    rules = appeal_rules(payer.facility)
    moved = []
    for case in DenialCase.objects.filter(facility=payer.facility, payer=payer.code, state=State.OPEN):
        until = rules.of(case.payer, case.denied_on).until
        if until != case.appeal_until:
            case.appeal_until, case.version = until, case.version + 1
            moved.append(case)
    DenialCase.objects.bulk_update(moved, ["appeal_until", "version"], batch_size=200)
    return len(moved)


def _reread(cases: list[DenialCase], facility: Facility, by: Actor) -> int:
    ledger = ledger_of(facility, claims={case.claim.number for case in cases})
    last = LedgerEntry.objects.filter(facility=facility).aggregate(last=Max("pk"))["last"] or 0
    worked_on: dict[str, list[DenialCase]] = {}
    for case in cases:
        if case.state != State.GIVEN_UP:
            worked_on.setdefault(case.claim.number, []).append(case)
    moved: dict[Move, list[DenialCase]] = {Move.SETTLED: [], Move.REOPENED: []}
    changed = []
    for case in cases:
        was = [getattr(case, name) for name in READ]
        move = _brought(case, _standing(case, ledger, worked_on.get(case.claim.number, [])))
        if move is not None:
            moved[move].append(case)
        if was != [getattr(case, name) for name in READ]:
            changed.append(case)
    # Most cases stay as they are: rewriting them all is what makes a large posting slow.
    DenialCase.objects.bulk_update(changed, READ, batch_size=200)
    DenialCase.objects.filter(pk__in=[case.pk for case in cases]).update(seen=last)
    for move, some in moved.items():
        _told(some, move, by)
    return sum(len(some) for some in moved.values())


def _standing(case: DenialCase, ledger: Ledger, worked_on: Sequence[DenialCase]) -> Standing:
    denial = ledger.find(cause_of(case.entry))
    assert denial is not None, "a case is about an entry of the ledger"
    return standing(ledger, denial, number=case.pk, others=[cause_of(one.entry) for one in worked_on])


def _brought(case: DenialCase, found: Standing) -> Move | None:
    """Sets what the ledger says; returns what that was, if the case ended or opened again."""
    was = case.settled_on is not None
    state = settled(State(case.state), found, appealed=case.appealed_on is not None, was_settled=was)
    case.left_cents, case.recovered_cents = as_cents(found.left), as_cents(found.recovered)
    if case.state == state and was is not found.open:
        return None
    case.state, case.version = state, case.version + 1
    case.settled_on = None if found.open else case.settled_on or timezone.localdate()
    return Move.REOPENED if found.open else Move.SETTLED


def _told(cases: Iterable[DenialCase], move: Move, by: Actor) -> None:
    now, who = timezone.now(), by if isinstance(by, Account) else None
    steps: list[Any] = [DenialStep(case=case, at=now, by=who, move=move) for case in cases]
    DenialStep.objects.bulk_create(steps, batch_size=500)


@transaction.atomic
def open_cases(*, facility: Facility, by: Actor) -> int:
    """A case for every denial that has none, and what the ledger says since of the others; returns how many are new.

    To be called whenever something was posted. Called again it changes nothing: of the claims with cases only those
    are read that have entries later than their cases have seen.
    """
    held = Facility.objects.select_for_update().get(pk=facility.pk)
    posted = LedgerEntry.objects.filter(facility=held)
    denials = list(posted.filter(kind=Kind.DENIAL.value, case=None))
    later = posted.filter(about=OuterRef("claim__number"), pk__gt=OuterRef("seen"))
    known = DenialCase.objects.filter(Exists(later), facility=held).values_list("claim__number", flat=True)
    numbers = {one.about for one in denials} | set(known)
    if not numbers:
        return 0
    made = write_cases(denials, held, by)
    changed = read_ledger(claims=numbers, facility=held, by=by)
    record("revenue.denials.gathered", by=by, about=held, after={"opened": len(made), "changed": changed})
    return len(made)
