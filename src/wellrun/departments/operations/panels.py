"""Right now: who is in the beds, and who is in the emergency department."""

from __future__ import annotations

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.operations.queries.now import EmergencyNow, WardNow, beds_now, emergency_now
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.today.registry import Glance, Part

FULL = 0.92
"""From this occupancy of staffed beds on, waits for a bed rise steeply (queue formulas; quality-flow research)."""


def beds_panel(place: Place, tree: Tree, day: dt.date) -> tuple[Glance, ...]:
    """Occupied of staffed beds, and the wards that are full."""
    wards = beds_now(place, tree=tree, day=day)
    staffed, occupied = sum(ward.staffed for ward in wards), sum(ward.occupied for ward in wards)
    if not staffed:
        return ()
    return (
        Glance(
            title=_("Beds"),
            figure=_("%(occupied)s of %(staffed)s staffed") % {"occupied": occupied, "staffed": staffed},
            why=_full_words(wards),
            as_of=_as_of(max(ward.as_of for ward in wards)),
            parts=(
                Part("run", min(occupied, staffed)),
                Part("free", max(0, staffed - occupied)),
                Part("warn", max(0, occupied - staffed)),
            ),
        ),
    )


def _full_words(wards: list[WardNow]) -> str:
    full = [ward for ward in wards if ward.occupied >= FULL * ward.staffed]
    free = sum(max(0, ward.staffed - ward.occupied) for ward in wards)
    said = ngettext("%(n)s staffed bed free.", "%(n)s staffed beds free.", free) % {"n": free}
    if full:
        said += " " + _("Full or nearly: %(wards)s.") % {
            "wards": ", ".join(f"{w.name} {w.occupied}/{w.staffed}" for w in full)
        }
    return said


def emergency_panel(place: Place, tree: Tree, day: dt.date) -> tuple[Glance, ...]:
    """Patients in the department, of whom boarding and not yet seen."""
    now = emergency_now(place, tree=tree, day=day)
    if now is None:
        return ()
    return (
        Glance(
            title=_("Emergency department"),
            figure=ngettext("%(n)s patient", "%(n)s patients", now.present) % {"n": now.present},
            why=_emergency_words(now),
            as_of=_as_of(now.as_of),
            parts=(Part("run", now.present - now.boarding), Part("now" if now.boarding_long else "warn", now.boarding)),
        ),
    )


def _emergency_words(now: EmergencyNow) -> str:
    said = _("%(boarding)s boarding; %(unseen)s not yet seen.") % {"boarding": now.boarding, "unseen": now.unseen}
    if now.longest_boarding_hours is not None:
        said += " " + _("Longest wait for a bed %(hours)s h.") % {
            "hours": hours_and_minutes(now.longest_boarding_hours)
        }
    return said


def hours_and_minutes(hours: float) -> str:
    """Hours and minutes: 13:20."""
    return f"{int(hours)}:{round(hours % 1 * 60) % 60:02}"


def _as_of(moment: dt.datetime) -> str:
    return _("as of %(time)s") % {"time": date_format(moment, "j M H:i")}
