"""Risks that nobody accepts or acts on, reviews that are overdue, acceptances that end. Told to those who decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.quality.queries.risks import RiskLine, register
from wellrun.departments.quality.rules.appetite import HIGHEST
from wellrun.departments.quality.rules.risks import Band
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.places import Level, Place, Tree
from wellrun.foundations.today.draft import Draft, Rank


def risk_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """What the register of each facility asks for this morning."""
    if day != timezone.localdate():
        return
    for place in tree.places.values():
        if place.level is Level.FACILITY:
            seen = register(place, tree=tree, day=day)
            yield from (_above(line, tree) for line in seen.above if line.unattended)
            yield from (_ending(line, tree) for line in seen.ending)
            yield from _overdue([line for line in seen.due if line.overdue], place, day)


def _above(line: RiskLine, tree: Tree) -> Draft:
    risk, now = line.risk, line.now
    return Draft(
        key=f"risk:above:{risk.pk}",
        place=risk.place if tree.get(risk.place) else risk.facility.code,
        rank=Rank.SAFETY,
        kind=_("Risk"),
        mark="concern-up" if now.band is Band.EXTREME else "risk",
        sentence=_("Above appetite, and nobody has accepted it or acts on it: %(event)s.") % {"event": risk.event},
        figure=_("%(score)s of 25; up to %(appetite)s is borne") % {"score": now.score, "appetite": line.appetite},
        facts=f"{risk.name}. {risk.owner.name}.",
        since=timezone.localtime(risk.raised_at).date(),
        weight=now.score / HIGHEST,
        address=reverse("quality:risk", args=[risk.pk]),
        audience=Permission.TRIAGE_INCIDENTS,
    )


def _ending(line: RiskLine, tree: Tree) -> Draft:
    risk = line.risk
    assert risk.accepted_until is not None, "an acceptance that ends has an end"
    words = (
        _("The acceptance of a risk has ended: %(event)s.")
        if line.ended
        else _("The acceptance of a risk ends: %(event)s.")
    )
    return Draft(
        key=f"risk:ending:{risk.pk}",
        place=risk.place if tree.get(risk.place) else risk.facility.code,
        rank=Rank.DRIFT,
        kind=_("Risk"),
        mark="clock",
        sentence=words % {"event": risk.event},
        figure=date_format(risk.accepted_until, "j M Y"),
        facts=f"{risk.name}. {risk.owner.name}.",
        weight=line.now.score / HIGHEST,
        address=reverse("quality:risk", args=[risk.pk]),
        audience=Permission.TRIAGE_INCIDENTS,
    )


def _overdue(late: Sequence[RiskLine], place: Place, day: dt.date) -> Iterator[Draft]:
    """One signal for a facility; its weight is the longest wait."""
    if not late:
        return
    since = late[0].risk.review_on
    days, worst = (day - since).days, max(line.now.score for line in late)
    yield Draft(
        key=f"risk:overdue:{place.code}",
        place=place.code,
        rank=Rank.DRIFT,
        kind=_("Risk"),
        mark="clock",
        sentence=ngettext("The review of %(n)s risk is overdue.", "The review of %(n)s risks is overdue.", len(late))
        % {"n": len(late)},
        figure=ngettext("oldest %(n)s day", "oldest %(n)s days", days) % {"n": days},
        facts=_("The gravest of them has %(score)s of 25.") % {"score": worst},
        since=since,
        weight=float(days),
        address=f"{reverse('quality:risks')}?{urlencode({'at': place.code, 'day': day.isoformat()})}",
        audience=Permission.TRIAGE_INCIDENTS,
    )
