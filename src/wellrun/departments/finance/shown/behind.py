"""What stands behind a line: the work, the shifts and the journals, as pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellrun.departments.finance.queries.variance import SEEN, Behind, Line
from wellrun.departments.finance.rules.variance import Nature
from wellrun.departments.finance.words.variance import Work, part_name, signed, work_name
from wellrun.foundations.pages.templatetags.words import plain_number, to_the_cent

UNITS: Mapping[Nature, Promise] = {
    Nature.LABOUR: gettext_lazy("hours"),
    Nature.SUPPLIES: gettext_lazy("pieces"),
    Nature.REVENUE: gettext_lazy("cases"),
    Nature.OTHER: gettext_lazy("units"),
}


def work_rows(work: Sequence[Work], accounts: Sequence[Line]) -> list[dict[str, str]]:
    """The work of the place, and its hours, as planned and as done."""
    rows = [(work_name(one.statistic), one.done, one.planned, 0) for one in work]
    labour = [line for line in accounts if line.nature is Nature.LABOUR and line.quantity is not None]
    hours = sum(line.quantity or 0.0 for line in labour)
    planned = sum(line.quantity_planned or 0.0 for line in labour)
    if hours:
        rows.append((_("Hours worked"), hours, planned, 0))
        rows.append((_("Hours the work allowed"), sum(map(allowed, labour)), planned, 0))
    days = next((one for one in work if one.statistic == "patient_days" and one.done and one.planned), None)
    if hours and days:
        rows.append((_("Hours per patient day"), hours / days.done, planned / days.planned, 2))
    return [
        {"name": name, "done": plain_number(done, places), "planned": plain_number(plan, places)}
        for name, done, plan, places in rows
    ]


def allowed(line: Line) -> float:
    """Hours, pieces or cases that the plan allows for the work that was done."""
    if not line.parts.budget or line.quantity_planned is None:
        return line.quantity_planned or 0.0
    return line.quantity_planned * line.parts.flexed / line.parts.budget


def behind_words(line: Line, currency: str) -> str:
    """Agency, efficiency +$5,370: 69 hours more than the work done allowed."""
    if line.quantity is None or line.quantity_planned is None or not line.parts.budget:
        return _("%(name)s: %(over)s against budget") % {
            "name": line.name,
            "over": signed(line.parts.over, currency),
        }
    said = {
        "name": line.name,
        "part": part_name("efficiency", [line.nature]).lower(),
        "amount": signed(line.parts.efficiency, currency),
        "n": plain_number(abs(round(line.quantity - allowed(line)))),
        "what": UNITS[line.nature],
    }
    if line.quantity >= allowed(line):
        return _("%(name)s, %(part)s %(amount)s: %(n)s %(what)s more than the work done allowed") % said
    return _("%(name)s, %(part)s %(amount)s: %(n)s %(what)s fewer than the work done allowed") % said


def shift_rows(behind: Behind) -> list[dict[str, Any]]:
    """Shifts behind the account, as they are shown."""
    return [
        {
            "day": one.day,
            "group": one.staff_group.replace("_", " "),
            "hours": plain_number(one.hours, 1),
            "cost": "" if one.cost is None else signed(round(100 * one.cost)).lstrip("+"),
        }
        for one in behind.shifts[:SEEN]
    ]


def journal_rows(behind: Behind) -> list[dict[str, Any]]:
    """Journal lines of the account, as they are shown."""
    return [
        {
            "document": one.document,
            "posted_on": one.posted_on,
            "words": one.words,
            "quantity": plain_number(one.quantity, 1),
            "amount": to_the_cent(Decimal(one.cents) / 100),
        }
        for one in behind.journal[:SEEN]
    ]
