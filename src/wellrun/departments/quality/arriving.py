"""What files tell quality apart from facts: words of comments, which the warehouse does not take, and who has left."""

from __future__ import annotations

from pathlib import Path

from django.utils import timezone

from wellrun.departments.quality.actions.comments import take_comments
from wellrun.departments.quality.actions.followups import follow_registry
from wellrun.departments.quality.rules.experience.comment_files import comment_rows, is_comment_file
from wellrun.foundations.audit.actions import Actor
from wellrun.foundations.organisation.models import Facility


def comments_from(file: Path, *, facility: Facility, by: Actor) -> int:
    """Takes in a file of comments; how many it brought or changed. Other files tell nothing."""
    if not is_comment_file(file):
        return 0
    return take_comments(rows=comment_rows(file), file=file.name, facility=facility, by=by)


def registry_followed(by: Actor) -> None:
    """After a load, follow-ups take over who has left, who is back and whose time is over."""
    follow_registry(by=by, now=timezone.now())
