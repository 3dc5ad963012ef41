"""What is decided about a risk: raising, wording, rating, reviews, accepting and closing.

Every decision names the ``version`` that was read. Where somebody has decided meanwhile, it is refused and says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from uuid import UUID, uuid4

from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wellrun.departments.quality.models import Rating, Risk
from wellrun.departments.quality.queries.appetite import highest_for, table_in_force
from wellrun.departments.quality.rules.risks import (
    Move,
    Rated,
    Stage,
    Status,
    fault_of_move,
    fault_of_reason,
    faults_of_acceptance,
    faults_of_ratings,
    faults_of_review,
    faults_of_words,
    moved,
    next_review,
    outgrown,
)
from wellrun.foundations.access.permissions import check_may, may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account, Person
from wellrun.values.faults import Fault, Refused

DECISIONS = frozenset({Move.AMEND, Move.RATE, Move.REVIEW, Move.ACCEPT, Move.CLOSE, Move.REOPEN})
"""Moves that ask for the version that was read; the others only add."""


@dataclass(frozen=True)
class Wording:
    """A risk in words: what it touches, because of what, what may happen, what that would lead to, and whose it is."""

    kind: str
    cause: str
    event: str
    effect: str
    owner: Person


@transaction.atomic
def raise_risk(
    *,
    place: Place,
    wording: Wording,
    ratings: Mapping[Stage, Rated],
    by: Account,
    tree: Tree,
    now: dt.datetime,
    key: UUID | None = None,
) -> Risk:
    """Enters a risk, rated in all stages. The same ``key`` twice is one risk: a form sent again changes nothing."""
    check_may(by, Permission.TRIAGE_INCIDENTS, place, tree=tree)
    refuse([*_faults_of(wording), *faults_of_ratings(ratings)])
    # Numbers run by facility; whoever holds its row gives the next.
    facility = Facility.objects.select_for_update().get(code=place.facility)
    key = key or uuid4()
    held = Risk.objects.filter(pk=key).first()
    if held is not None:
        return held
    last = Risk.objects.filter(facility=facility).aggregate(last=models.Max("number"))["last"]
    today = timezone.localdate(now)
    risk = Risk(
        id=key,
        facility=facility,
        number=int(last or 0) + 1,
        place=place.code,
        raised_at=now,
        reviewed_on=today,
        review_on=next_review(today, ratings[Stage.RESIDUAL].band),
        **_worded(wording),
    )
    for stage, rated in ratings.items():
        risk.rate(stage, rated)
    risk.save()
    Rating.objects.bulk_create(
        Rating(risk=risk, stage=stage, at=now, by=by, **asdict(rated)) for stage, rated in ratings.items()
    )
    risk.note(Move.RAISE, by=by, now=now)
    after = {"place": place.code, "kind": wording.kind, "score": ratings[Stage.RESIDUAL].score}
    record("quality.risk.raised", by=by, about=risk, after=after)
    return risk


@transaction.atomic
def amend(*, risk: Risk, version: int, wording: Wording, by: Account, tree: Tree, now: dt.datetime) -> Risk:
    """Says it better, or gives it to somebody else."""
    held = locked(risk, Move.AMEND, by, tree, version)
    refuse(_faults_of(wording))
    before = {name: str(getattr(held, name)) for name in _worded(wording)}
    for name, value in _worded(wording).items():
        setattr(held, name, value)
    after = {name: str(value) for name, value in _worded(wording).items()}
    _keep(held, Move.AMEND, by=by, now=now, words=_("owner: %(who)s") % {"who": wording.owner.name})
    record("quality.risk.amended", by=by, about=held, before=before, after=after)
    return held


@transaction.atomic
def rate(
    *, risk: Risk, version: int, stage: Stage, rated: Rated, why: str, by: Account, tree: Tree, now: dt.datetime
) -> Risk:
    """Rates a risk anew. One graver than was accepted is open again, and one in a graver band is reviewed sooner."""
    held = locked(risk, Move.RATE, by, tree, version)
    before = held.rated(stage)
    ratings = {one: held.rated(one) for one in Stage} | {stage: rated}
    faults = faults_of_ratings(ratings)
    # The form has one rating: whatever stage a fault is found in stands beside it.
    refuse([Fault(**{**asdict(fault), "place": "consequence"}) for fault in faults])
    held.rate(stage, rated)
    if stage is Stage.RESIDUAL:
        held.review_on = min(held.review_on, next_review(timezone.localdate(now), rated.band))
        if outgrown(held.accepted_score, rated):
            held.status = Status.OPEN
            _forget_acceptance(held)
    Rating.objects.create(risk=held, stage=stage, at=now, by=by, words=why.strip(), **asdict(rated))
    words = f"{Rating(stage=stage).get_stage_display()}: {before.score} → {rated.score}. {why.strip()}".strip()
    _keep(held, Move.RATE, by=by, now=now, words=words)
    record(
        "quality.risk.rated",
        by=by,
        about=held,
        before={"stage": stage.value, **asdict(before)},
        after={"stage": stage.value, **asdict(rated), "status": held.status},
    )
    return held


@transaction.atomic
def review(
    *,
    risk: Risk,
    version: int,
    words: str,
    by: Account,
    tree: Tree,
    now: dt.datetime,
    review_on: dt.date | None = None,
) -> Risk:
    """Says that the risk was looked at, what was seen, and when it is looked at next."""
    held = locked(risk, Move.REVIEW, by, tree, version)
    today, band = timezone.localdate(now), held.rated(Stage.RESIDUAL).band
    refuse(faults_of_review(on=review_on, today=today, band=band))
    held.reviewed_on, held.review_on = today, review_on or next_review(today, band)
    _keep(held, Move.REVIEW, by=by, now=now, words=words.strip())
    record("quality.risk.reviewed", by=by, about=held, after={"review_on": held.review_on})
    return held


@transaction.atomic
def accept(
    *,
    risk: Risk,
    version: int,
    by: Account,
    tree: Tree,
    now: dt.datetime,
    why: str = "",
    until: dt.date | None = None,
) -> Risk:
    """Bears the risk as it is. Above appetite it takes a reason, an end, and whoever decides for the facility."""
    held = locked(risk, Move.ACCEPT, by, tree, version)
    today, score = timezone.localdate(now), held.rated(Stage.RESIDUAL).score
    above = score > highest_for(held, table_in_force(), tree=tree, day=today)
    senior = may(by, Permission.TRIAGE_INCIDENTS, tree[held.facility.code], tree=tree)
    refuse(faults_of_acceptance(above=above, why=why, until=until, today=today, senior=senior))
    held.accepted_by, held.accepted_until, held.accepted_score = by, until, score
    end = _("until %(day)s") % {"day": date_format(until, "j M Y")} if until else ""
    _keep(held, Move.ACCEPT, by=by, now=now, words=" · ".join(part for part in (why.strip(), end) if part))
    after = {"score": score, "until": until, "above": above}
    record("quality.risk.accepted", by=by, about=held, after=after, why=why.strip())
    return held


@transaction.atomic
def close(*, risk: Risk, version: int, why: str, by: Account, tree: Tree, now: dt.datetime) -> Risk:
    """Ends a risk that is no more."""
    held = locked(risk, Move.CLOSE, by, tree, version)
    reason = reason_of(why)
    held.closed_at = now
    _forget_acceptance(held)
    _keep(held, Move.CLOSE, by=by, now=now, words=reason)
    record("quality.risk.closed", by=by, about=held, why=reason)
    return held


@transaction.atomic
def reopen(*, risk: Risk, version: int, why: str, by: Account, tree: Tree, now: dt.datetime) -> Risk:
    """Opens a closed risk again, or takes an acceptance back; it is looked at anew from today."""
    held = locked(risk, Move.REOPEN, by, tree, version)
    reason, today = reason_of(why), timezone.localdate(now)
    before = Status.CLOSED if held.closed_at else Status.ACCEPTED
    held.closed_at = None
    held.reviewed_on, held.review_on = today, next_review(today, held.rated(Stage.RESIDUAL).band)
    _forget_acceptance(held)
    _keep(held, Move.REOPEN, by=by, now=now, words=reason)
    record("quality.risk.reopened", by=by, about=held, before={"status": before.value}, why=reason)
    return held


def _quicker(held: Risk) -> str:
    """Who has changed it last, how and when."""
    last = held.steps.filter(move__in=DECISIONS).last()
    return str(
        _("%(who)s was quicker: the risk was %(did)s at %(at)s.")
        % {
            "who": last.by.person.name if last else _("Somebody"),
            "did": last.get_move_display() if last else _("changed"),
            "at": date_format(timezone.localtime(last.at), "H:i") if last else "",
        }
    )


def locked(risk: Risk, move: Move, by: Account, tree: Tree, version: int | None = None) -> Risk:
    """The row as the move leaves it, held until the transaction ends; refused where somebody was quicker."""
    held = Risk.objects.select_for_update(of=("self",)).select_related("facility").get(pk=risk.pk)
    check_may(by, Permission.TRIAGE_INCIDENTS, tree[held.place], tree=tree)
    check_unchanged(
        held.version if version is None else version,
        held.version,
        code="quality",
        words=lambda: _quicker(held),
        remedy=_("Read what was decided. What you have written is still here."),
    )
    to = moved(Status(held.status), move)
    if to is None:
        raise Refused(fault_of_move(Status(held.status), move))
    held.status = to
    return held


def _worded(wording: Wording) -> dict[str, object]:
    words = {name: getattr(wording, name).strip() for name in ("cause", "event", "effect")}
    return {"kind": wording.kind, "owner": wording.owner, **words}


def _faults_of(wording: Wording) -> list[Fault]:
    return faults_of_words({name: getattr(wording, name) for name in ("cause", "event", "effect")})


def refuse(faults: Iterable[Fault]) -> None:
    """Refuses where there is a fault."""
    if found := list(faults):
        raise Refused(found)


def _forget_acceptance(held: Risk) -> None:
    held.accepted_by = held.accepted_until = held.accepted_score = None


def _keep(held: Risk, move: Move, *, by: Account, now: dt.datetime, words: str = "") -> None:
    held.version += 1
    held.save()
    held.note(move, by=by, now=now, words=words)


def reason_of(why: str) -> str:
    """The reason as it is kept; refused where none is given."""
    if not why.strip():
        raise Refused(fault_of_reason(_("Say why in a few words.")))
    return why.strip()
