"""What is done to a risk: raising, rating, controls, links, actions, reviews, accepting and closing.

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

from wellrun.departments.quality.models import Control, Incident, Link, Rating, Risk, RiskStep
from wellrun.departments.quality.queries.risks import appetite_of
from wellrun.departments.quality.queries.scope import may_read
from wellrun.departments.quality.rules.risks import (
    ControlKind,
    Move,
    Rated,
    Stage,
    Status,
    Works,
    fault_of_move,
    fault_of_reason,
    faults_of_acceptance,
    faults_of_ratings,
    faults_of_review,
    faults_of_test,
    faults_of_words,
    moved,
    next_review,
    outgrown,
)
from wellrun.foundations.access.permissions import check_may, may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.followup import actions as followup
from wellrun.foundations.followup.models import Action
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
    _refuse([*_faults_of(wording), *faults_of_ratings(ratings)])
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
    _tell(risk, Move.RAISE, by=by, now=now)
    after = {"place": place.code, "kind": wording.kind, "score": ratings[Stage.RESIDUAL].score}
    record("quality.risk.raised", by=by, about=risk, after=after)
    return risk


@transaction.atomic
def amend(*, risk: Risk, version: int, wording: Wording, by: Account, tree: Tree, now: dt.datetime) -> Risk:
    """Says it better, or gives it to somebody else."""
    held = locked(risk, Move.AMEND, by, tree, version)
    _refuse(_faults_of(wording))
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
    _refuse([Fault(**{**asdict(fault), "place": "consequence"}) for fault in faults])
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
def add_control(*, risk: Risk, words: str, kind: ControlKind, by: Account, tree: Tree, now: dt.datetime) -> Control:
    """Names something that keeps the risk down; nobody has tested it yet."""
    held = locked(risk, Move.CONTROL, by, tree)
    made = Control.objects.create(risk=held, words=words.strip(), kind=kind)
    _tell(held, Move.CONTROL, by=by, now=now, words=made.words)
    record("quality.control.added", by=by, about=held, after={"control": made.pk, "kind": kind.value})
    return made


@transaction.atomic
def test_control(
    *, risk: Risk, control: Control, works: Works, tested_on: dt.date, by: Account, tree: Tree, now: dt.datetime
) -> Control:
    """Says how well a control was found to work."""
    held = locked(risk, Move.TEST, by, tree)
    if control.risk_id != held.pk:
        raise Refused(Fault("quality.not_of_it", _("That belongs to another risk.")))
    _refuse(faults_of_test(works=works, on=tested_on, today=timezone.localdate(now)))
    before = {"works": control.works, "tested_on": control.tested_on}
    control.works, control.tested_on = works, tested_on
    control.save(update_fields=["works", "tested_on"])
    _tell(held, Move.TEST, by=by, now=now, words=f"{control.words}: {control.get_works_display()}")
    record(
        "quality.control.tested",
        by=by,
        about=held,
        before=before,
        after={"control": control.pk, "works": works.value, "tested_on": tested_on},
    )
    return control


@transaction.atomic
def link(
    *,
    risk: Risk,
    by: Account,
    tree: Tree,
    now: dt.datetime,
    incident: Incident | None = None,
    measure: str = "",
    action: Action | None = None,
) -> Link:
    """Ties a risk to one report, measure or action. Tied twice, it is tied once."""
    held = locked(risk, Move.LINK, by, tree)
    if (incident is not None) + bool(measure) + (action is not None) != 1:
        raise Refused(Fault("quality.link_of_one", _("Choose one thing to link."), place="link"))
    if incident is not None and not may_read(by, incident, tree=tree):
        raise Refused(Fault("access.refused", _("Only named people may read this report.")))
    if action is not None:
        check_may(by, Permission.READ_FIGURES, tree[action.place], tree=tree)
    if measure and measure not in MEASURES:
        raise Refused(Fault("quality.no_measure", _("There is no such measure."), place="measure", value=measure))
    made, new = Link.objects.get_or_create(risk=held, incident=incident, measure=measure, action=action)
    if new:
        # A report may be for named readers only: the life of the risk has its number, not what it is about.
        told = incident.name if incident else MEASURES[measure].title if measure else str(action)
        _tell(held, Move.LINK, by=by, now=now, words=told)
    record("quality.risk.linked", by=by, about=held, after={"link": made.pk, "new": new})
    return made


@transaction.atomic
def act(*, risk: Risk, title: str, owner: Person, due_on: dt.date, by: Account, tree: Tree, now: dt.datetime) -> Action:
    """Promises something that will bring the risk down."""
    held = locked(risk, Move.ACT, by, tree)
    promised = followup.promise(
        title=title,
        owner=owner,
        place=tree[held.place],
        due_on=due_on,
        by=by,
        tree=tree,
        today=timezone.localdate(now),
        origin=f"quality:risk:{held.pk}",
    )
    Link.objects.create(risk=held, action=promised)
    _tell(held, Move.ACT, by=by, now=now, words=promised.title)
    record("quality.risk.action", by=by, about=held, after={"action": promised.pk})
    return promised


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
    _refuse(faults_of_review(on=review_on, today=today, band=band))
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
    above = score > appetite_of(held, tree=tree, day=today)
    senior = may(by, Permission.TRIAGE_INCIDENTS, tree[held.facility.code], tree=tree)
    _refuse(faults_of_acceptance(above=above, why=why, until=until, today=today, senior=senior))
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
    reason = _reason(why)
    held.closed_at = now
    _forget_acceptance(held)
    _keep(held, Move.CLOSE, by=by, now=now, words=reason)
    record("quality.risk.closed", by=by, about=held, why=reason)
    return held


@transaction.atomic
def reopen(*, risk: Risk, version: int, why: str, by: Account, tree: Tree, now: dt.datetime) -> Risk:
    """Opens a closed risk again, or takes an acceptance back; it is looked at anew from today."""
    held = locked(risk, Move.REOPEN, by, tree, version)
    reason, today = _reason(why), timezone.localdate(now)
    before = Status.CLOSED if held.closed_at else Status.ACCEPTED
    held.closed_at = None
    held.reviewed_on, held.review_on = today, next_review(today, held.rated(Stage.RESIDUAL).band)
    _forget_acceptance(held)
    _keep(held, Move.REOPEN, by=by, now=now, words=reason)
    record("quality.risk.reopened", by=by, about=held, before={"status": before.value}, why=reason)
    return held


def locked(risk: Risk, move: Move, by: Account, tree: Tree, version: int | None = None) -> Risk:
    """The row as the move leaves it, held until the transaction ends; refused where somebody was quicker."""
    held = Risk.objects.select_for_update(of=("self",)).select_related("facility").get(pk=risk.pk)
    check_may(by, Permission.TRIAGE_INCIDENTS, tree[held.place], tree=tree)
    if version is not None and held.version != version:
        last = held.steps.filter(move__in=DECISIONS).last()
        raise Refused(
            Fault(
                "quality.changed_meanwhile",
                _("%(who)s was quicker: the risk was %(did)s at %(at)s.")
                % {
                    "who": last.by.person.name if last else _("Somebody"),
                    "did": last.get_move_display() if last else _("changed"),
                    "at": date_format(timezone.localtime(last.at), "H:i") if last else "",
                },
                place="version",
                value=str(version),
                expected=str(held.version),
                remedy=_("Read what was decided. What you have written is still here."),
            )
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


def _refuse(faults: Iterable[Fault]) -> None:
    if found := list(faults):
        raise Refused(found)


def _forget_acceptance(held: Risk) -> None:
    held.accepted_by = held.accepted_until = held.accepted_score = None


def _keep(held: Risk, move: Move, *, by: Account, now: dt.datetime, words: str = "") -> None:
    held.version += 1
    held.save()
    _tell(held, move, by=by, now=now, words=words)


def _tell(held: Risk, move: Move, *, by: Account, now: dt.datetime, words: str = "") -> None:
    RiskStep.objects.create(risk=held, at=now, by=by, move=move, words=words[:500])


def _reason(why: str) -> str:
    if not why.strip():
        raise Refused(fault_of_reason(_("Say why in a few words.")))
    return why.strip()
