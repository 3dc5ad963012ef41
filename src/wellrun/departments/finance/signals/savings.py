"""What savings tell the morning: late ones, those that the ledger does not show, and the same money twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from wellrun.departments.finance.models import Saving
from wellrun.departments.finance.queries.savings import Shown, shown
from wellrun.departments.finance.rules.savings import SavingState, Verdict
from wellrun.departments.finance.words.outlook import amount
from wellrun.departments.finance.words.savings import proof_words
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.today.draft import Draft, Rank

COUNTED_ON = (SavingState.BUDGETED.value, SavingState.BOOKED.value)
"""States in which somebody relies on a saving."""


def saving_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """Of each saving that is not abandoned what somebody must look at; a double is told of the later one."""
    rows = Saving.objects.exclude(state=SavingState.ABANDONED.value).select_related("facility", "owner")
    for one in shown([row for row in rows if row.place in tree.places], day):
        currency = tree[one.saving.facility.code].currency
        if one.late:
            words = _("“%(title)s” was to save from %(day)s on and is in no budget yet.")
            yield _draft(one, "late", words, day, currency, since=one.saving.starts)
        if one.saving.state in COUNTED_ON and one.verdict is Verdict.NOT_SHOWING:
            yield _draft(one, "not_showing", _("The ledger does not show “%(title)s”."), day, currency)
        if one.doubles and one.saving.pk > min(other.pk for other in one.doubles):
            words = _("“%(title)s” lies on the same line and periods as another saving.")
            yield _draft(one, "double", words, day, currency)


def _draft(one: Shown, what: str, words: str, day: dt.date, currency: str, *, since: dt.date | None = None) -> Draft:
    saving = one.saving
    said = {"title": saving.title, "day": formats.date_format(saving.starts, "j F Y")}
    proof = proof_words(one.proof, promised=one.due, booked=one.booked, periods=one.periods, currency=currency)
    twice = ", ".join(f"“{other.title}”" for other in one.doubles)
    facts = _("Beside it: %(twice)s. The larger of both counts.") % {"twice": twice} if what == "double" else proof
    address = {"at": saving.place, "day": day.isoformat()}
    return Draft(
        key=f"finance:saving:{saving.pk}:{what}",
        place=saving.place,
        rank=Rank.MONEY,
        kind=_("Saving"),
        mark="clock" if what == "late" else "risk",
        sentence=words % said,
        figure=amount(saving.promised, currency),
        facts=f"{facts} {_('Seen to by %(name)s.') % {'name': saving.owner.name}}",
        since=since or saving.made_at.date(),
        weight=saving.promised / 100,
        address=f"{reverse('finance:saving', args=(saving.pk,))}?{urlencode(address)}",
        audience=Permission.PLAN_BUDGETS,
    )
