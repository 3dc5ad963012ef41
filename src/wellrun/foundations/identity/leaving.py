"""What must end when somebody leaves. Each foundation that keeps something open adds how it is ended."""

from __future__ import annotations

from collections.abc import Callable

from wellrun.foundations.audit.actions import Actor
from wellrun.foundations.people.models import Account

Ending = Callable[[Account, Actor, str], int]
"""Takes the account, who ends it and why; ends what it knows of inside the open transaction; says how many it was."""

ENDINGS: list[Ending] = []


def register_ending(ending: Ending) -> None:
    """Adds something that ends with an account; called once from an app's ``ready``."""
    ENDINGS.append(ending)
