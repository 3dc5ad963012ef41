"""What Harbour View means to save: one that shows, one that does not, and two on the same line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wellrun.demo.ledger import AGENCIES, DRESSINGS, EXTRA, SAVING_MONTHS, SUPPLIES, dressings_since
from wellrun.demo.story import Story, next_month
from wellrun.departments.finance.actions.outlook import tell_commitment
from wellrun.departments.finance.actions.savings import move_saving, propose_saving
from wellrun.departments.finance.models import Saving
from wellrun.departments.finance.queries.outlook import Line, read
from wellrun.departments.finance.queries.savings import proof_of
from wellrun.departments.finance.rules.savings import Move
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

FACILITY, KEEPER = "HV", "tom.achterberg"
LASTS = 8
"""Months that each is promised for."""


@dataclass(frozen=True)
class Told:
    """A saving as it was proposed: its line, who sees to it, dollars a month, months before or after the first, and how
    far it has come."""

    title: str
    how: str
    centre: str
    account: str
    owner: str
    dollars: int
    later: int
    moves: tuple[Move, ...]


TOLD: Sequence[Told] = (
    Told(
        "New dressings on Ward 3",
        "One kind of dressing instead of four, changed when the wound asks for it and not by the day.",
        DRESSINGS,
        SUPPLIES,
        "hannah.weiss",
        5_500,
        0,
        (Move.VALIDATE, Move.BUDGET, Move.BOOK),
    ),
    Told(
        "Fewer agency nights on Ward 5",
        "The float pool takes the first open night of each week.",
        "W05",
        AGENCIES,
        "priya.nair",
        6_000,
        0,
        (Move.VALIDATE, Move.BUDGET),
    ),
    Told(
        "Less overtime on Ward 4",
        "The late round begins an hour earlier, so that handover ends on time.",
        "W04",
        EXTRA,
        "joao.silva",
        2_400,
        SAVING_MONTHS - 1,
        (Move.VALIDATE,),
    ),
    Told(
        "Agency nights of Ward 5 from the bank",
        "Staff of the bank are asked before the agency is.",
        "W05",
        AGENCIES,
        "priya.nair",
        3_000,
        2,
        (),
    ),
)


def save_money(story: Story, accounts: Mapping[str, Account], *, tree: Tree) -> list[Saving]:
    """Proposes four savings, and moves them as far as they have come; one purchase is known to come."""
    found = read(tree[FACILITY], tree)
    lines = {(one.centre, one.account): one for one in found.lines}
    facility, keeper = Facility.objects.get(code=FACILITY), accounts[KEEPER]
    made = [_saving(one, lines, facility, story, accounts, tree) for one in TOLD]
    ahead = found.periods[found.panel.booked].start
    tell_commitment(
        facility=facility,
        line=lines[DRESSINGS, SUPPLIES],
        month=ahead,
        cents=9_800_00,
        extra=True,
        title="First stock of the new lifting slings",
        by=keeper,
        tree=tree,
    )
    return made


def _saving(
    told: Told,
    lines: Mapping[tuple[str, str], Line],
    facility: Facility,
    story: Story,
    accounts: Mapping[str, Account],
    tree: Tree,
) -> Saving:
    by = accounts[KEEPER]
    saving = propose_saving(
        facility=facility,
        line=lines[told.centre, told.account],
        title=told.title,
        how=told.how,
        owner=accounts[told.owner].person,
        months=dict.fromkeys(_months(dressings_since(story), told.later), told.dollars * 100),
        by=by,
        tree=tree,
    )
    for move in told.moves:
        shown = proof_of(saving)
        if move is Move.BOOK and (shown is None or shown.lower <= 0):
            break
        saving = move_saving(saving=saving, move=move, version=saving.version, why="", by=by, tree=tree)
    return saving


def _months(first: dt.date, later: int) -> list[dt.date]:
    found = [first]
    while len(found) < later + LASTS:
        found.append(next_month(found[-1]))
    return found[later:]
