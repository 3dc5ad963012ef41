"""How much of each identifier a role sees, as a table of the page "who can do what"."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wellrun.foundations.access.matrix import Line, Matrix
from wellrun.foundations.access.rules import Role
from wellrun.foundations.patients.rules import SIGHT, Identifier, Sight

TITLES = {
    Identifier.NAME: _("Name"),
    Identifier.BIRTH_DATE: _("Date of birth"),
    Identifier.MRN: _("Record number"),
    Identifier.PHONE: _("Telephone"),
    Identifier.ADDRESS: _("Address"),
    Identifier.EMAIL: _("E-mail"),
    Identifier.VISIT: _("Visit number"),
}
MARKS = {Sight.FULL: "●", Sight.PART: "◐", Sight.NONE: ""}


def of_sight() -> Matrix:
    """Every identifier of a patient against every role."""
    return Matrix(
        _("What each role sees of a patient"),
        _("● whole · ◐ in part: initials, year, last figures · nothing: not shown, not exported, not found by it"),
        tuple(
            Line(str(TITLES[one]), tuple(MARKS[SIGHT.get(role, {}).get(one, Sight.NONE)] for role in Role))
            for one in Identifier
        ),
    )
