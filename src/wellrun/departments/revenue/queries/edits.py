"""Edits by imported tables, beside the rules of the scrubber: what judges claims of a facility by them."""

from __future__ import annotations

from wellrun.departments.revenue.rules.scrubbing.judge import Edits
from wellrun.foundations.organisation.models import Facility


def edits(_facility: Facility) -> tuple[Edits, ...]:
    """The edits that are loaded here; none where no table is."""
    return ()
