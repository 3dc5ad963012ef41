"""What people do about a denial: take it, appeal, say how it ended, give it up, take the last step back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.revenue.keeping.denials import read_ledger, renew_last_days
from wellrun.departments.revenue.keeping.ledger import write_entries
from wellrun.departments.revenue.models import DenialCase, DenialStep, LedgerEntry, Payer, PayerTerms
from wellrun.departments.revenue.queries.denials import place_of
from wellrun.departments.revenue.queries.ledger import entry_of, ledger_of
from wellrun.departments.revenue.rules.by_hand import Waiver, write_off
from wellrun.departments.revenue.rules.denial_work import NEXT, PERSON, Move, State, transaction_of_case
from wellrun.departments.revenue.rules.entries import Approval, Cause, Kind, undoing
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account, Person
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def open_one(*, case: DenialCase, by: Account, tree: Tree) -> DenialCase:
    """Somebody opens a denial: its claim tells what was done for a patient, so that it was read is kept."""
    check_may(by, Permission.SEE_CLAIMS, place_of(case, tree), tree=tree)
    record("revenue.claim.read", by=by, about=case.claim)
    return case


@transaction.atomic
def take(*, case: DenialCase, owner: Person, version: int, by: Account, tree: Tree) -> DenialCase:
    """Somebody works on it from now on."""
    held = _held(case, version, by, tree)
    before = {"owner": held.owner_id}
    held.owner = owner
    _kept(held, Move.TAKEN, by, str(owner))
    record("revenue.denial.taken", by=by, about=held, before=before, after={"owner": owner.pk})
    return held


@transaction.atomic
def sort(*, case: DenialCase, category: str, version: int, by: Account, tree: Tree) -> DenialCase:
    """A person says what it was denied for, where the payer's number does not or says it badly."""
    held = _held(case, version, by, tree)
    before = held.category
    held.category = category
    _kept(held, Move.SORTED, by, held.category_words)
    record("revenue.denial.sorted", by=by, about=held, before={"category": before}, after={"category": category})
    return held


@transaction.atomic
def note(*, case: DenialCase, words: str, by: Account, tree: Tree) -> DenialCase:
    """What somebody found out; nothing else changes."""
    check_may(by, Permission.POST_PAYMENTS, place_of(case, tree), tree=tree)
    _step(case, Move.NOTED, by, words)
    record("revenue.denial.noted", by=by, about=case)
    return case


@transaction.atomic
def wrote(*, case: DenialCase, words: str, by: Account, tree: Tree) -> DenialCase:
    """An appeal was written, with these grounds."""
    check_may(by, Permission.POST_PAYMENTS, place_of(case, tree), tree=tree)
    _step(case, Move.WROTE, by, words)
    record("revenue.denial.wrote", by=by, about=case)
    return case


@transaction.atomic
def sent(*, case: DenialCase, on: dt.date, words: str, version: int, by: Account, tree: Tree) -> DenialCase:
    """The appeal is on its way to the payer since a day."""
    held = _held(case, version, by, tree)
    if not held.denied_on <= on <= timezone.localdate():
        raise Refused(
            Fault(
                "revenue.denial.sent_when",
                _("An appeal is sent after the denial and not in the future."),
                place="on",
                value=on.isoformat(),
                remedy=_("Enter the day it was sent."),
            )
        )
    held.state, held.appealed_on = _next(held, Move.APPEALED), on
    held.owner = held.owner or by.person
    _kept(held, Move.APPEALED, by, words)
    record("revenue.denial.appealed", by=by, about=held, after={"on": on.isoformat()})
    return held


@transaction.atomic
def ended(*, case: DenialCase, won: bool, words: str, version: int, by: Account, tree: Tree) -> DenialCase:
    """What the payer answered: it pays, and the payment is waited for, or it does not, and the amount is owed on."""
    held = _held(case, version, by, tree)
    move = Move.WON if won else Move.LOST
    held.state = _next(held, move)
    _kept(held, move, by, words)
    record("revenue.denial.ended", by=by, about=held, after={"state": held.state})
    return held


@transaction.atomic
def give_up(*, case: DenialCase, why: str, version: int, by: Account, tree: Tree) -> DenialCase:
    """What is still owed of it is written off, approved by whoever gives it up."""
    held = _held(case, version, by, tree)
    state = _next(held, Move.GAVE_UP)
    facility = Facility.objects.select_for_update().get(pk=held.facility_id)
    read_ledger(claims=[held.claim.number], facility=facility, by=by)
    held.refresh_from_db()
    if not held.left_cents or held.settled_on:
        raise Refused(_nothing_left())
    ledger = ledger_of(facility, claims=[held.claim.number])
    denied = entry_of(held.entry).denied
    assert denied is not None, "a case is about a denial"
    entry = write_off(
        _cause(held),
        denied.of,
        held.left,
        Waiver.DENIAL,
        Approval(str(by)[:200], why),
        timezone.localdate(),
        held.entry.currency,
    )
    write_entries(ledger.post([entry]), facility=facility, by=by)
    held.state, held.settled_on = state, timezone.localdate()
    given = held.left_cents
    held.left_cents = 0
    _kept(held, Move.GAVE_UP, by, why)
    record("revenue.denial.given_up", by=by, about=held, after={"cents": given}, why=why)
    read_ledger(claims=[held.claim.number], facility=facility, by=by)
    return held


@transaction.atomic
def take_back(*, case: DenialCase, why: str, version: int, by: Account, tree: Tree) -> DenialCase:
    """The last step is undone: an appeal that was not sent, an answer misread, a write-off that was too early."""
    held = _held(case, version, by, tree)
    before = State(held.state)
    held.state = _next(held, Move.TOOK_BACK)
    if before is State.WON and held.settled_on:
        raise Refused(_paid())
    if before is State.APPEALED:
        held.appealed_on = None
    if before is State.GIVEN_UP:
        held.state = State.APPEALED if held.appealed_on else State.OPEN
        held.settled_on = None
        _undo_write_off(held, why, by)
    _kept(held, Move.TOOK_BACK, by, why)
    record("revenue.denial.taken_back", by=by, about=held, before={"state": before.value}, why=why)
    read_ledger(claims=[held.claim.number], facility=held.facility, by=by)
    return held


@transaction.atomic
def set_terms(
    *, payer: Payer, kind: str, days: int | None, why: str, version: int, by: Account, tree: Tree
) -> PayerTerms:
    """How long a payer leaves for an appeal; denials of it that nobody has appealed yet get their last day anew."""
    check_may(by, Permission.POST_PAYMENTS, tree[payer.facility.code], tree=tree)
    held, _new = PayerTerms.objects.select_for_update().get_or_create(payer=payer)
    check_unchanged(version, held.version, code="revenue.denial")
    if days and not why.strip():
        raise Refused(
            Fault(
                "revenue.payer.days_by_what",
                _("Days of its own need a reason."),
                place="why",
                remedy=_("Say where they are agreed, as in: contract, section 9."),
            )
        )
    before = {"kind": held.kind, "days": held.days}
    held.kind, held.days, held.why, held.version = kind, days, why.strip(), held.version + 1
    held.save()
    after = {"kind": kind, "days": days, "cases": renew_last_days(payer)}
    record("revenue.payer.terms", by=by, about=payer, before=before, after=after, why=why)
    return held


def _held(case: DenialCase, version: int, by: Account, tree: Tree) -> DenialCase:
    """The case as it is now, held until the transaction ends; refused to who may not, or saw an older one."""
    check_may(by, Permission.POST_PAYMENTS, place_of(case, tree), tree=tree)
    rows = DenialCase.objects.select_for_update(of=("self",)).select_related("facility", "claim", "entry", "owner")
    held = rows.get(pk=case.pk)
    check_unchanged(version, held.version, code="revenue.denial")
    return held


def _next(held: DenialCase, move: Move) -> State:
    found = NEXT.get((State(held.state), move))
    if found is None:
        raise Refused(
            Fault(
                "revenue.denial.out_of_turn",
                _("The denial is %(state)s; this cannot be done with it now.") % {"state": held.get_state_display()},
                value=held.state,
                remedy=_("Take the last step back first, if it was wrong."),
            )
        )
    return found


def _kept(held: DenialCase, move: Move, by: Account, words: str) -> None:
    held.version += 1
    held.save()
    _step(held, move, by, words)


def _step(held: DenialCase, move: Move, by: Account, words: str) -> None:
    DenialStep.objects.create(case=held, at=timezone.now(), by=by, move=move, words=words.strip())


def _cause(held: DenialCase) -> Cause:
    """A case may be given up again after that was taken back: each time is a part of its own."""
    name = transaction_of_case(held.pk)
    rows = LedgerEntry.objects.filter(facility=held.facility_id, source=PERSON, transaction=name)
    return Cause(PERSON, name, held.claim.number, held.line, str(rows.count() + 1))


def _undo_write_off(held: DenialCase, why: str, by: Account) -> None:
    rows = LedgerEntry.objects.filter(
        facility=held.facility_id,
        source=PERSON,
        transaction=transaction_of_case(held.pk),
        kind=Kind.WRITE_OFF.value,
        reversed_by=None,
    )
    row = rows.last()
    if row is None:
        # The ledger closed it by a write-off that was not ours: whoever posted that undoes it.
        raise Refused(_nothing_left())
    facility = Facility.objects.select_for_update().get(pk=held.facility_id)
    ledger = ledger_of(facility, claims=[held.claim.number])
    entry = entry_of(row)
    write_entries(
        ledger.post([undoing(entry, _cause(held), timezone.localdate(), why[:200])]), facility=facility, by=by
    )


def _nothing_left() -> Fault:
    return Fault(
        "revenue.denial.nothing_left",
        _("Nothing of it is owed any more."),
        remedy=_("Look at the entries of the claim."),
    )


def _paid() -> Fault:
    return Fault(
        "revenue.denial.paid",
        _("The payment has been posted."),
        remedy=_("If it was wrong, the payment is taken back in the ledger, and the denial opens again by itself."),
    )
