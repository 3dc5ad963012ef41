"""The names of figures in rules, as people say them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from wellrun.departments.workforce.rules.book import LabourRule

FIGURES: Mapping[str, Any] = {
    "hours": _("hours"),
    "days": _("days"),
    "weeks": _("weeks"),
    "at_most": _("at most"),
    "under": _("hours under, at most"),
    "over": _("hours over, at most"),
    "rate": _("times the pay"),
    "day_hours": _("hours in a day"),
    "after_hours": _("after hours"),
    "minutes": _("minutes"),
    "patients": _("patients for each"),
    "people": _("people"),
    "share": _("share"),
    "counts": _("counted share"),
    "total": _("hours in all"),
    "registered_nurse": _("of them registered nurses"),
    "nursing_assistant": _("of them nursing assistants"),
}
"""What else stands among the figures (units, groups) says what a rule is about, and is no figure."""


def told(name: str) -> str:
    """The name of a figure in words."""
    return str(FIGURES.get(name, name))


def figures_told(rule: LabourRule) -> list[tuple[str, str]]:
    """The figures of a rule with their names."""
    named = [(name, value) for name, value in rule.figures.items() if name in FIGURES]
    return [(told(name), f"{value:g}" if isinstance(value, int | float) else str(value)) for name, value in named]
