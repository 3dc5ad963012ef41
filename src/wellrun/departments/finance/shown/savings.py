"""Savings of a place as a page shows them: a sentence, sums that count nothing twice, and rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.finance.models import SAVING_STATES
from wellrun.departments.finance.queries.savings import Shown
from wellrun.departments.finance.rules.savings import SavingState
from wellrun.departments.finance.words.outlook import amount
from wellrun.departments.finance.words.savings import MARKS, VERDICTS, proof_words


@dataclass(frozen=True)
class SavingRow:
    """A saving as it is said."""

    shown: Shown
    promised: str
    words: str
    verdict: str
    mark: str


def saving_row(one: Shown, currency: str) -> SavingRow:
    """A saving with its words."""
    words = proof_words(one.proof, promised=one.due, booked=one.booked, periods=one.periods, currency=currency)
    return SavingRow(one, amount(one.saving.promised, currency), words, str(VERDICTS[one.verdict]), MARKS[one.verdict])


def statement(rows: Sequence[Shown], currency: str) -> str:
    """4 savings promise 310,000; 120,000 of them should show by now, and the ledger shows 74,000."""
    live = [one for one in rows if one.live]
    if not live:
        return _("Nothing is being saved here yet.")
    counted = sum(one.counts for one in live)
    said = {"n": len(live), "amount": amount(counted, currency)}
    head = ngettext("%(n)s saving promises %(amount)s", "%(n)s savings promise %(amount)s", len(live)) % said
    due, shown = _shows(live)
    if not due:
        return _("%(head)s; none should show in the books yet.") % {"head": head}
    said_too = {"head": head, "due": amount(due, currency), "shown": amount(max(0, shown), currency)}
    return _("%(head)s; %(due)s should show in the books by now, and the ledger shows %(shown)s.") % said_too


def _shows(rows: Sequence[Shown]) -> tuple[int, int]:
    """What should show by now and what does: of those that share line and periods, the one that counts the most."""
    due = shown = 0
    seen: set[int] = set()
    for one in sorted(rows, key=lambda each: (-each.counts, each.saving.pk)):
        if one.saving.pk in seen:
            continue
        seen |= {one.saving.pk, *(other.pk for other in one.doubles)}
        due += one.due
        shown += one.proof.cents if one.proof else 0
    return due, shown


def by_state(rows: Sequence[Shown], currency: str) -> list[tuple[str, int, str]]:
    """Of each state its name, how many, and what they count for."""
    found = []
    for state in SavingState:
        own = [one for one in rows if one.saving.state == state.value]
        counts = sum(one.counts for one in own)
        found.append((str(SAVING_STATES[state]), len(own), amount(counts, currency) if counts else "–"))
    return found
