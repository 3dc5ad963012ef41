"""What keeps a risk down: naming a control, testing it, taking it back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.quality.actions.risks import locked, reason_of, refuse
from wellrun.departments.quality.models import Control, Risk
from wellrun.departments.quality.rules.risks import ControlKind, Move, Works, faults_of_test
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def add_control(*, risk: Risk, words: str, kind: ControlKind, by: Account, tree: Tree, now: dt.datetime) -> Control:
    """Names something that keeps the risk down; nobody has tested it yet."""
    held = locked(risk, Move.CONTROL, by, tree)
    made = Control.objects.create(risk=held, words=words.strip(), kind=kind)
    held.note(Move.CONTROL, by=by, now=now, words=made.words)
    record("quality.control.added", by=by, about=held, after={"control": made.pk, "kind": kind.value})
    return made


@transaction.atomic
def test_control(
    *, risk: Risk, control: Control, works: Works, tested_on: dt.date, by: Account, tree: Tree, now: dt.datetime
) -> Control:
    """Says how well a control was found to work."""
    held = locked(risk, Move.TEST, by, tree)
    control = _standing(held, control)
    refuse(faults_of_test(works=works, on=tested_on, today=timezone.localdate(now)))
    before = {"works": control.works, "tested_on": control.tested_on}
    control.works, control.tested_on = works, tested_on
    control.save(update_fields=["works", "tested_on"])
    held.note(Move.TEST, by=by, now=now, words=f"{control.words}: {control.get_works_display()}")
    record(
        "quality.control.tested",
        by=by,
        about=held,
        before=before,
        after={"control": control.pk, "works": works.value, "tested_on": tested_on},
    )
    return control


@transaction.atomic
def withdraw_control(*, risk: Risk, control: Control, why: str, by: Account, tree: Tree, now: dt.datetime) -> Control:
    """Takes a control back that was named by mistake or is no longer there. It stays to be read, with the reason."""
    held = locked(risk, Move.WITHDRAW, by, tree)
    control, reason = _standing(held, control), reason_of(why)
    control.withdrawn_at = now
    control.save(update_fields=["withdrawn_at"])
    held.note(Move.WITHDRAW, by=by, now=now, words=f"{control.words}: {reason}")
    record("quality.control.withdrawn", by=by, about=held, after={"control": control.pk}, why=reason)
    return control


def _standing(held: Risk, control: Control) -> Control:
    """The control as it is now, if it is one of this risk and still there; the risk's row is held."""
    found = Control.objects.filter(pk=control.pk, risk=held).first()
    if found is None:
        raise Refused(Fault("quality.not_of_it", _("That belongs to another risk.")))
    if found.withdrawn_at is not None:
        raise Refused(
            Fault(
                "quality.control_withdrawn",
                _("This control has been taken back meanwhile."),
                place="control",
                value=found.words,
                remedy=_("Name it anew if it is there again."),
            )
        )
    return found
