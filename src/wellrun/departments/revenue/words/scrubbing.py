"""Rules of the scrubber in words: each condition as a sentence, each fact and change by its name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellrun.departments.revenue.rules.scrubbing.conditions import (
    All,
    Check,
    Condition,
    Count,
    Either,
    EveryLine,
    Not,
    Op,
    Other,
    SomeLine,
    Value,
)
from wellrun.departments.revenue.rules.scrubbing.findings import Action, Change, ChangeKind
from wellrun.departments.revenue.rules.scrubbing.rule import Rule

Words = Mapping[str, Promise | str]

FACTS_SAID: Words = MappingProxyType(
    {
        "form": gettext_lazy("the form"),
        "payer": gettext_lazy("the payer"),
        "payer.number": gettext_lazy("the payer’s number"),
        "payer.kind": gettext_lazy("the kind of payer"),
        "unit": gettext_lazy("the unit"),
        "today": gettext_lazy("today"),
        "billed": gettext_lazy("the day of the bill"),
        "file_until": gettext_lazy("the last day to file"),
        "charge": gettext_lazy("the charge"),
        "lines_charge": gettext_lazy("the sum of the lines"),
        "lines": gettext_lazy("the number of lines"),
        "frequency": gettext_lazy("the frequency"),
        "bill": gettext_lazy("the kind of bill"),
        "place": gettext_lazy("the claim’s place of service"),
        "begins": gettext_lazy("the first day of service"),
        "ends": gettext_lazy("the last day of service"),
        "statement.from": gettext_lazy("the first day of the statement"),
        "statement.through": gettext_lazy("the last day of the statement"),
        "statement.days": gettext_lazy("the days of the statement"),
        "admitted": gettext_lazy("the day of admission"),
        "admission.type": gettext_lazy("the type of admission"),
        "admission.source": gettext_lazy("the point of origin"),
        "discharge.status": gettext_lazy("the status on leaving"),
        "diagnoses": gettext_lazy("the diagnoses"),
        "principal": gettext_lazy("the principal diagnosis"),
        "authorisation": gettext_lazy("the prior authorisation"),
        "referral": gettext_lazy("the referral number"),
        "payer_control": gettext_lazy("the payer’s number of the first claim"),
        "member": gettext_lazy("the member number"),
        "relation": gettext_lazy("the relation to the member"),
        "patient.name": gettext_lazy("the patient’s name"),
        "patient.birth": gettext_lazy("the date of birth"),
        "patient.sex": gettext_lazy("the patient’s sex"),
        "patient.city": gettext_lazy("the patient’s city"),
        "patient.age": gettext_lazy("the patient’s age"),
        "billing.npi": gettext_lazy("the billing provider’s number"),
        "billing.city": gettext_lazy("the billing provider’s city"),
        "billing.tax": gettext_lazy("the billing provider’s tax number"),
        "rendering.npi": gettext_lazy("the number of who did it"),
        "referring.npi": gettext_lazy("the number of who referred"),
        "attending.npi": gettext_lazy("the number of who attended"),
        "line.code": gettext_lazy("the service"),
        "line.known": gettext_lazy("the service was valid on the day"),
        "line.modifiers": gettext_lazy("the modifiers"),
        "line.revenue_code": gettext_lazy("the revenue code"),
        "line.charge": gettext_lazy("the line’s charge"),
        "line.units": gettext_lazy("the units"),
        "line.whole": gettext_lazy("the units are whole"),
        "line.unit": gettext_lazy("the sort of unit"),
        "line.place": gettext_lazy("the place of service"),
        "line.begins": gettext_lazy("the day of service"),
        "line.ends": gettext_lazy("the line’s last day"),
        "line.pointers": gettext_lazy("the number of diagnoses that the line points to"),
        "line.pointers_beyond": gettext_lazy("the number of pointers to nothing"),
        "line.diagnoses": gettext_lazy("the line’s diagnoses"),
        "line.repeated": gettext_lazy("the service stands on the claim twice"),
        "line.billed_before": gettext_lazy("the service was billed before"),
        "diagnosis.code": gettext_lazy("the diagnosis"),
        "diagnosis.at": gettext_lazy("the diagnosis’ place"),
        "diagnosis.present": gettext_lazy("whether it was present on admission"),
        "diagnosis.repeated": gettext_lazy("the diagnosis is named twice"),
        "diagnosis.known": gettext_lazy("the diagnosis was valid on the day"),
    }
)
OPS_SAID: Words = MappingProxyType(
    {
        Op.IS: gettext_lazy("%(fact)s is %(value)s"),
        Op.IS_NOT: gettext_lazy("%(fact)s is not %(value)s"),
        Op.IN: gettext_lazy("%(fact)s is one of %(value)s"),
        Op.NOT_IN: gettext_lazy("%(fact)s is none of %(value)s"),
        Op.LIKE: gettext_lazy("%(fact)s is among %(value)s"),
        Op.UNLIKE: gettext_lazy("%(fact)s is not among %(value)s"),
        Op.UNSOUND: gettext_lazy("%(fact)s is given and no sound %(value)s"),
        Op.ABOVE: gettext_lazy("%(fact)s is above %(value)s"),
        Op.BELOW: gettext_lazy("%(fact)s is below %(value)s"),
        Op.AT_LEAST: gettext_lazy("%(fact)s is at least %(value)s"),
        Op.AT_MOST: gettext_lazy("%(fact)s is at most %(value)s"),
        Op.AFTER: gettext_lazy("%(fact)s is after %(value)s"),
        Op.BEFORE: gettext_lazy("%(fact)s is before %(value)s"),
    }
)
ACTIONS_SAID: Words = MappingProxyType(
    {
        Action.STOP: gettext_lazy("stops the claim"),
        Action.WARN: gettext_lazy("asks for a reason"),
        Action.FIX: gettext_lazy("offers a change"),
    }
)
CHANGES_SAID: Words = MappingProxyType(
    {
        ChangeKind.SET_PLACE: gettext_lazy("the place of service becomes %(value)s"),
        ChangeKind.ADD_MODIFIER: gettext_lazy("modifier %(value)s is added"),
        ChangeKind.REMOVE_MODIFIER: gettext_lazy("modifier %(value)s is taken away"),
        ChangeKind.MOVE_DIAGNOSIS: gettext_lazy("diagnosis %(value)s moves to place %(to)s"),
        ChangeKind.SET_FREQUENCY: gettext_lazy("the frequency becomes %(value)s"),
    }
)
FORMS_SAID: Words = MappingProxyType({"P": gettext_lazy("professional"), "I": gettext_lazy("institutional")})


def change_words(one: Change) -> str:
    """What a change does."""
    return str(CHANGES_SAID[one.kind]) % {"value": one.value, "to": one.to}


def sentence(condition: Condition) -> str:
    """A condition as one reads it aloud."""
    return SENTENCES[type(condition)](condition)


def scope_words(rule: Rule) -> str:
    """Where a rule holds."""
    scope = rule.scope
    parts = [
        ", ".join(scope.payers),
        ", ".join(scope.places),
        ", ".join(str(FORMS_SAID.get(one, one)) for one in scope.forms),
    ]
    return "; ".join(part for part in parts if part) or _("everywhere")


def _test(test: Check) -> str:
    fact = str(FACTS_SAID[test.fact])
    if test.op is Op.GIVEN:
        return _("%(fact)s is given") % {"fact": fact} if test.value else _("%(fact)s is missing") % {"fact": fact}
    if isinstance(test.value, bool):
        return fact if test.value else _("it is not so that %(fact)s") % {"fact": fact}
    return str(OPS_SAID[test.op]) % {"fact": fact, "value": _value(test.value)}


def _value(value: Value) -> str:
    if isinstance(value, Other):
        named = str(FACTS_SAID[value.fact])
        if not value.days:
            return named
        word = _("%(days)s days after %(fact)s") if value.days > 0 else _("%(days)s days before %(fact)s")
        return word % {"days": abs(value.days), "fact": named}
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, dt.date):
        return formats.date_format(value, "j M Y")
    return str(value)


def _joined(parts: tuple[Condition, ...], word: str) -> str:
    return f" {word} ".join(f"({sentence(one)})" if isinstance(one, All | Either) else sentence(one) for one in parts)


SENTENCES: Mapping[type, Callable[[Any], str]] = {
    Check: _test,
    All: lambda one: _joined(one.of, _("and")),
    Either: lambda one: _joined(one.of, _("or")),
    Not: lambda one: _("it is not so that %(inner)s") % {"inner": sentence(one.of)},
    SomeLine: lambda one: _("of some line, %(inner)s") % {"inner": sentence(one.of)},
    EveryLine: lambda one: _("of every line, %(inner)s") % {"inner": sentence(one.of)},
    Count: lambda one: (
        str(OPS_SAID[one.op])
        % {"fact": _("the number of lines of which %(inner)s") % {"inner": sentence(one.of)}, "value": one.value}
    ),
}
