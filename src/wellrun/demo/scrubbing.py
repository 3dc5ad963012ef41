"""Rules that Harbour View wrote itself: one that stops, two that ask for a reason, a draft, and one that has ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wellrun.demo.billing import LEAD
from wellrun.demo.story import DAY, Story
from wellrun.departments.revenue.actions import scrub_rules as rules
from wellrun.departments.revenue.actions.scrubbing import override
from wellrun.departments.revenue.models import ScrubRule
from wellrun.departments.revenue.queries.ready import ready_claims
from wellrun.departments.revenue.rules.scrubbing.by_form import Common, common_rule
from wellrun.departments.revenue.rules.scrubbing.findings import Action
from wellrun.departments.revenue.rules.scrubbing.writing import write_rules
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

IMAGING = Common(
    id="coastal-imaging-authorisation",
    words="Coastal Mutual asks for a prior authorisation of imaging during a stay.",
    action=Action.STOP,
    remedy="Ask for it, and enter its number on the account.",
    document="Coastal Mutual, provider manual",
    page="14",
    url="https://coastal.example.invalid/manual",
    payers=("COASTAL",),
    forms=("I",),
    services=("0320-0359",),
    lacks="authorisation",
)
SUPPLIES = Common(
    id="harborline-supplies",
    words="Harborline Health often asks for the invoice of supplies.",
    action=Action.WARN,
    remedy="See that the invoice is at hand.",
    document="Harborline Health, letter to providers",
    page="2",
    payers=("HARBORLINE",),
    services=("0270-0279",),
)
OPERATIONS = Common(
    id="medicare-operation-notes",
    words="Medicare often asks for the notes of an operation.",
    action=Action.WARN,
    remedy="See that the notes are signed before it is sent.",
    document="Medicare contractor, review of operations",
    page="1",
    payers=("MEDICARE",),
    services=("0360",),
)
LEVELS = Common(
    id="medicaid-emergency-levels",
    words="Medicaid looks closely at high levels of emergency visits for a cold.",
    action=Action.WARN,
    remedy="Check the level against the record.",
    document="State Medicaid bulletin",
    payers=("MEDICAID",),
    services=("G0383", "G0384"),
    diagnoses=("J00-J06",),
)
DRUGS = Common(
    id="medicare-drugs-in-detail",
    words="Medicare asked for each drug of a stay on a line of its own.",
    action=Action.WARN,
    remedy="Bill each drug by itself.",
    document="Medicare contractor, notice",
    payers=("MEDICARE",),
    services=("0250",),
)


def scrub(facilities: Mapping[str, Facility], accounts: Mapping[str, Account], story: Story, *, tree: Tree) -> None:
    """Drafts the rules, tries them, puts three in force, ends one, and passes over a warning with a reason."""
    facility = facilities["HV"]
    who: dict[str, Any] = {"by": accounts[LEAD], "tree": tree}
    told = (IMAGING, SUPPLIES, OPERATIONS, LEVELS, DRUGS)
    stops, warns, asks, _draft, ended = (_tried(one, facility, who) for one in told)
    worded = write_rules([_rule(IMAGING._replace(page="14, edition of this year"))])
    rules.reword(rule=stops, text=worded, why="the new manual says the same", version=stops.version, **who)
    for held in (stops, warns, asks, ended):
        held.refresh_from_db()
        rules.put_in_force(rule=held, version=held.version, **who)
    ended.refresh_from_db()
    rules.end(rule=ended, on=story.today - 90 * DAY, why="the notice was taken back", version=ended.version, **who)
    _pass_over(facility, who)


def _tried(told: Common, facility: Facility, who: dict[str, Any]) -> ScrubRule:
    held = rules.draft(facility=facility, text=write_rules([_rule(told)]), why="as the payer wrote", **who)
    run = rules.ask_dry_run(rule=held, last=200, **who)
    rules.dry_run(run=run.pk, by=who["by"])
    return held


def _rule(told: Common) -> Any:
    rule = common_rule(told)
    assert rule is not None, "each of them says when it holds"
    return rule


def _pass_over(facility: Facility, who: dict[str, Any]) -> None:
    """The first claim that only a warning holds goes with a reason."""
    for one in ready_claims(facility):
        if one.open and all(found.action is Action.WARN for found in one.open):
            for found in one.open:
                reason = "the invoice is at hand, asked on the telephone"
                override(claim=one.claim, rule=found.rule, place=found.place, reason=reason, **who)
            return
