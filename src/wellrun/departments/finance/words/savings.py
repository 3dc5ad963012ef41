"""What the ledger says of a saving, in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellrun.departments.finance.rules.savings import FEWEST_JUDGED, Proof, Verdict
from wellrun.departments.finance.words.outlook import amount

VERDICTS: Mapping[Verdict, Promise] = {
    Verdict.EARLY: gettext_lazy("too early to say"),
    Verdict.SHOWS: gettext_lazy("shows"),
    Verdict.SHORT: gettext_lazy("falls short"),
    Verdict.NOT_SHOWING: gettext_lazy("not showing"),
}
MARKS: Mapping[Verdict, str] = {
    Verdict.EARLY: "open",
    Verdict.SHOWS: "improve",
    Verdict.SHORT: "risk",
    Verdict.NOT_SHOWING: "risk",
}


def proof_words(proof: Proof | None, *, promised: int, booked: int, periods: int, currency: str) -> str:
    """Promised 120,000; the ledger shows 74,000 (50,000 to 98,000), 3 periods of 6."""
    said = {
        "promised": amount(promised, currency),
        "booked": booked,
        "periods": periods,
        "fewest": FEWEST_JUDGED,
    }
    if proof is None:
        return _("Promised %(promised)s; the ledger cannot show it yet, %(booked)s periods of %(periods)s.") % said
    shown = {**said, "shown": amount(proof.cents, currency), "range": reach(proof, currency)}
    if proof.cents < 0:
        words = _(
            "Promised %(promised)s; the ledger shows %(shown)s more spent (%(range)s), "
            "%(booked)s periods of %(periods)s."
        )
        return words % shown
    return (
        _("Promised %(promised)s; the ledger shows %(shown)s (%(range)s), %(booked)s periods of %(periods)s.") % shown
    )


def reach(proof: Proof, currency: str) -> str:
    """The range of what was saved; what was spent beyond has a minus."""
    ends = [f"−{amount(end, currency)}" if end < 0 else amount(end, currency) for end in (proof.lower, proof.upper)]
    return _("%(low)s to %(high)s") % {"low": ends[0], "high": ends[1]}
