"""Agreeing phases, targets and notes; keeping questions."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.engines import spc
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import record
from wellrun.foundations.catalogue.agreed import agreed_for, mark_of_agreed
from wellrun.foundations.catalogue.models import Note, Phase, Question, Setting
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused
from wellrun.warehouse.measures.measure import Measure


@transaction.atomic
def agree_phase(
    *, measure: Measure, place: Place, starts_on: dt.date, reason: str, by: Account, tree: Tree, today: dt.date
) -> Phase:
    """From a day on the chart counts anew, for a reason, agreed by someone; the old limits stay as they were."""
    check_may(by, Permission.GOVERN_MEASURES, place, tree=tree)
    if not reason.strip():
        raise Refused(
            Fault(
                "catalogue.phase_without_reason",
                _("A phase needs its reason."),
                place="reason",
                remedy=_("Say what changed in the work."),
            )
        )
    phase, new = Phase.objects.get_or_create(
        measure=measure.key,
        place=place.code,
        starts_on=starts_on,
        defaults={"reason": reason.strip(), "agreed_by": by, "agreed_on": today},
    )
    if not new:
        raise Refused(
            Fault(
                "catalogue.phase_exists",
                _("A phase already begins on that day."),
                place="starts_on",
                remedy=_("Choose another day."),
            )
        )
    record(
        "catalogue.phase.agreed",
        by=by,
        about=phase,
        after={"measure": measure.key, "place": place.code, "starts_on": starts_on},
        why=reason,
    )
    return phase


@transaction.atomic
def note(*, measure: Measure, place: Place, day: dt.date, words: str, by: Account, tree: Tree) -> Note:
    """Puts a word on a chart at a day."""
    check_may(by, Permission.ASSIGN_ACTIONS, place, tree=tree)
    written = Note.objects.create(measure=measure.key, place=place.code, day=day, words=words.strip(), author=by)
    record("catalogue.note.written", by=by, about=written, after={"measure": measure.key, "day": day, "words": words})
    return written


@transaction.atomic
def set_target(
    *, measure: Measure, place: Place, target: float | None, rules: str, by: Account, tree: Tree, seen: str = ""
) -> Setting:
    """Sets the target and the signal rules of a measure at a place.

    ``seen`` is what ``mark_of_agreed`` gave when the form was opened; another mark now means that somebody was quicker.
    """
    check_may(by, Permission.GOVERN_MEASURES, place, tree=tree)
    if rules not in spc.RULE_SETS:
        raise Refused(
            Fault(
                "catalogue.no_such_rules",
                _("There is no rule set of that name."),
                value=rules,
                expected=", ".join(spc.RULE_SETS),
            )
        )
    Setting.objects.get_or_create(measure=measure.key, place=place.code)
    setting = Setting.objects.select_for_update(of=("self",)).get(measure=measure.key, place=place.code)
    now = agreed_for(measure, place)
    check_unchanged(
        seen or mark_of_agreed(now),
        mark_of_agreed(now),
        code="catalogue",
        words=_("Somebody has changed the target or the rules while you had this form open."),
        remedy=_("Open the form again and look at what stands there now."),
    )
    before = {"target": setting.target, "rules": setting.rules}
    setting.target, setting.rules = target, rules
    setting.save()
    record("catalogue.target.set", by=by, about=setting, before=before, after={"target": target, "rules": rules})
    return setting


@transaction.atomic
def keep_question(*, question: Question, name: str, shared: bool, by: Account) -> Question:
    """Keeps a question under a name."""
    question.name, question.shared, question.author = name.strip(), shared, by
    question.save()
    record(
        "catalogue.question.kept",
        by=by,
        about=question,
        after={"name": name, "measure": question.measure, "shared": shared},
    )
    return question
