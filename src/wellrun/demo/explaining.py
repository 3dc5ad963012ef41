"""What heads of Harbour View say of last month's variances. Ward 5's manager has not come to it yet."""

from __future__ import annotations

from collections.abc import Mapping

from wellrun.demo.story import Story
from wellrun.departments.finance.actions.commenting import explain
from wellrun.departments.finance.queries.comments import owed_in
from wellrun.departments.finance.queries.variance import Scope, Span, months_of
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

SILENT = "W05"
HEADS = {"W01": "hannah.weiss", "W02": "hannah.weiss", "W04": "joao.silva"}
OTHERWISE = "tom.achterberg"
SAID = {
    "W01": "Outliers of medicine since the outbreak: more patient days, and dearer gowns. It ends with the outbreak.",
    "W04": "More patients than planned, and the agency for sick leave of two nurses. Both are back since last week.",
    "ICU": "Agency nurses by the night, for sickness and for two patients who needed a nurse each. It will not last.",
}
USUAL = "The outbreak: more patients than planned, and agency staff for sick leave. It falls as the outbreak falls."


def explain_variances(story: Story, accounts: Mapping[str, Account], *, tree: Tree) -> int:
    """Every head but one explains the newest month; returns how many did."""
    facility = tree["HV"]
    months = months_of(facility, tree)
    said = 0
    for month in months[:1]:
        for one in owed_in(Scope(facility, tree, Span(month, month)), month):
            if one.centre == SILENT:
                continue
            who = accounts[HEADS.get(one.centre, OTHERWISE)]
            cause = SAID.get(one.centre, USUAL)
            explain(line=one.line, centre=one.centre, month=month, cause=cause, by=who, tree=tree, today=story.today)
            said += 1
    return said
