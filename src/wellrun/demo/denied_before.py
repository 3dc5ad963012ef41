"""What Harbour View was denied in the months before, and what it did about it at the source.

Coastal Mutual refused four emergency visits a week for a missing authorisation, until its number was entered at the
front desk; Harborline Health refuses two a week for missing information, and sending invoices has changed nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from wellrun.demo.billing import (
    ANSWERED,
    LEAD,
    NUMBERS,
    as_paid,
    as_priced,
    as_refused,
    contracts_since,
)
from wellrun.demo.chance import Chance
from wellrun.demo.contracts import wording
from wellrun.demo.remittance_text import PaidClaim, Payment, remittance_text
from wellrun.demo.story import DAY, Story
from wellrun.departments.revenue.actions import claims, remittances
from wellrun.departments.revenue.actions import denial_moves as moves
from wellrun.departments.revenue.actions.at_source import promise_mending
from wellrun.departments.revenue.actions.claims import Billed, BilledLine
from wellrun.departments.revenue.models import DenialCase
from wellrun.departments.revenue.rules.denials import Category
from wellrun.engines.reimbursement.formats.yaml import read
from wellrun.engines.reimbursement.pricing import price
from wellrun.foundations.followup import actions as followup
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account

WEEK = 7 * DAY
WEEKS = 21
"""Weeks ago in which the first of these claims was decided."""

A_WEEK = 16
"""Visits that each of the two payers decides in a week."""

SWING = (0, 1, -1)
"""By how much a week differs from the usual, in turn: a story in which nothing changed must not look like a change."""

ANSWERS_AFTER = 4 * WEEK
VISIT, CHARGE = "G0382", Decimal(1700)


class Source(NamedTuple):
    """A source of denials: how many a week before it was mended and since, and what of them is won by appeal."""

    payer: str
    category: Category
    reason: str
    before: int
    since: int
    mended: int
    won: float
    title: str
    evidence: str


SOURCES = (
    Source(
        "COASTAL",
        Category.AUTHORISATION,
        "197",
        before=4,
        since=0,
        mended=12,
        won=0.7,
        title="The front desk enters the authorisation number before the visit is billed",
        evidence="On the entry form since that day; ten claims looked at, all with a number.",
    ),
    Source(
        "HARBORLINE",
        Category.INFORMATION,
        "16",
        before=2,
        since=2,
        mended=11,
        won=0.4,
        title="Invoices go with every claim to Harborline",
        evidence="The clearing house attaches them.",
    ),
)


class Visit(NamedTuple):
    """A claim, the Friday on which it was decided, and whether it was refused."""

    billed: Billed
    decided: dt.date
    refused: bool


def deny_and_mend(
    facilities: Mapping[str, Facility], accounts: Mapping[str, Account], story: Story, *, tree: Tree
) -> int:
    """Bills the visits, posts what their payers decided, appeals, and keeps two promises. Returns what was denied."""
    hospital, lead = facilities["HV"], accounts[LEAD]
    who: dict[str, Any] = {"by": lead, "tree": tree}
    denied = 0
    for number, source in enumerate(SOURCES, start=1):
        visits = list(_visits(source, hospital.code, story.today))
        claims.bill(facility=hospital, claims=[one.billed for one in visits], by=lead)
        _post(hospital, source, [*_decided(source, visits, hospital.code, story.today)], 700 + number, who)
        answers = _appeal(hospital, source, story.today, who)
        _post(hospital, source, [*_answered(source, visits, answers, hospital.code, story.today)], 800 + number, who)
        _mend(source, lead, story.today, tree, tree[hospital.code])
        denied += sum(one.refused for one in visits)
    return denied


def _visits(source: Source, facility: str, today: dt.date) -> Iterator[Visit]:
    """Week by week, until the last Friday."""
    chance = Chance(f"denied before by {source.payer}")
    friday = today - WEEKS * WEEK
    friday += (4 - friday.weekday()) % 7 * DAY
    while friday < today:
        usual = source.before if friday < today - source.mended * WEEK else source.since
        refused = max(0, usual + SWING[(today - friday).days // 7 % len(SWING)])
        for at in range(A_WEEK):
            day = friday - ANSWERED - chance.whole(0, 4) * DAY
            number = f"EV-{source.payer[:1]}{friday:%y%m%d}-{at:02}"
            line = BilledLine("1", VISIT, CHARGE, on=day)
            billed = Billed(number, (line,), day, day, day + DAY, (source.payer,), place=f"{facility}/ED")
            yield Visit(billed, friday, at < refused)
        friday += WEEK


def _decided(source: Source, visits: Sequence[Visit], facility: str, today: dt.date) -> Iterator[Payment]:
    """A payment for each Friday: as agreed, or refused."""
    weeks: dict[dt.date, list[PaidClaim]] = defaultdict(list)
    for one in visits:
        control = one.billed.number.replace("-", "")
        if one.refused:
            weeks[one.decided].append(as_refused(one.billed, control, source.reason))
        else:
            weeks[one.decided].append(_as_agreed(one, control, facility, today))
    for friday, said in weeks.items():
        yield _payment(source, "V", friday, said)


def _as_agreed(one: Visit, control: str, facility: str, today: dt.date) -> PaidClaim:
    contract, *_faults = read(wording(one.billed.payers[0], contracts_since(today)))
    assert contract is not None, "the wordings of the story can be read"
    lines = price(as_priced(one.billed, facility), contract).lines
    return as_paid(one.billed, control, lines, share=False)


def _payment(source: Source, sort: str, friday: dt.date, said: Sequence[PaidClaim]) -> Payment:
    return Payment(*NUMBERS[source.payer], f"{source.payer[:3]}{sort}{friday:%y%m%d}", friday, tuple(said))


def _post(
    facility: Facility, source: Source, payments: Sequence[Payment], control: int, who: Mapping[str, Any]
) -> None:
    content = remittance_text(payments, control=control).encode()
    name = f"{source.payer.lower()}-{control}.835"
    file = remittances.take_file(facility=facility, name=name, content=content, **who)
    remittances.carry_out(file=file.pk, by=who["by"])


def _appeal(facility: Facility, source: Source, today: dt.date, who: Mapping[str, Any]) -> dict[str, dt.date]:
    """Three of four are appealed after a week; the claims that are won, with the Friday of their payment. The rest is
    given up."""
    chance, won = Chance(f"appeals to {source.payer}"), dict[str, dt.date]()
    cases = DenialCase.objects.filter(
        facility=facility, payer=source.payer, category=source.category, claim__number__startswith="EV-"
    )
    for case in cases.filter(denied_on__lt=today - WEEK).select_related("claim", "entry").order_by("pk"):
        answered = case.denied_on + ANSWERS_AFTER
        if not chance.happens(0.75):
            moves.give_up(case=case, why="too little for an appeal", version=case.version, **who)
            continue
        sent = moves.sent(case=case, on=case.denied_on + 6 * DAY, words="By letter", version=case.version, **who)
        if answered >= today:
            continue
        if chance.happens(source.won):
            won[case.claim.number] = answered
            continue
        lost = moves.ended(case=sent, won=False, words="Upheld", version=sent.version, **who)
        moves.give_up(case=lost, why="lost on appeal", version=lost.version, **who)
    return won


def _answered(
    source: Source, visits: Sequence[Visit], won: Mapping[str, dt.date], facility: str, today: dt.date
) -> Iterator[Payment]:
    """What was won is paid as agreed, four weeks after it was refused."""
    weeks: dict[dt.date, list[PaidClaim]] = defaultdict(list)
    for one in visits:
        if one.billed.number in won:
            control = one.billed.number.replace("-", "")
            weeks[won[one.billed.number]].append(_as_agreed(one, control, facility, today))
    for friday, said in sorted(weeks.items()):
        yield _payment(source, "A", friday, said)


def _mend(source: Source, lead: Account, today: dt.date, tree: Tree, place: Place) -> None:
    """Promised two weeks before it was done."""
    done = today - source.mended * WEEK
    action = promise_mending(
        category=source.category.value,
        payer=source.payer,
        title=source.title,
        owner=lead.person,
        due_on=done + WEEK,
        place=place,
        by=lead,
        tree=tree,
        today=done - 2 * WEEK,
    )
    followup.change(action=action, wanted="done", by=lead, tree=tree, today=done, evidence=source.evidence)
