"""After facts have changed: publish what people did, work out figures, find the signals of this morning."""

from __future__ import annotations

from django.utils import timezone

from wellrun.foundations.audit.actions import Actor
from wellrun.foundations.catalogue.publishing import publish_and_evaluate
from wellrun.foundations.today.actions import find_signals
from wellrun.foundations.today.models import Look


def refresh(by: Actor) -> None:
    """Figures up to today, and today's signals in the place of those found before."""
    today = timezone.localdate()
    publish_and_evaluate(today=today)
    # Earlier mornings are worked out anew when someone looks at them, with what is known now.
    Look.objects.exclude(day=today).delete()
    find_signals(day=today, by=by)
