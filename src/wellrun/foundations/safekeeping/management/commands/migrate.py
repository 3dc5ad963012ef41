"""Django's ``migrate``, which first makes the tables of an empty database at once."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from wellrun.foundations.safekeeping.creating import create_at_once

PARTIAL = ("app_label", "migration_name", "fake", "plan", "check_unapplied")
"""What asks for something else than every migration."""


class Command(migrate.Command):
    """Every migration; the rest of an empty database's, such as content types and permissions, is Django's as ever."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrates, beginning with ``create_at_once`` where every migration is asked for."""
        if not any(options[option] for option in PARTIAL):
            create_at_once(connections[options["database"]])
        super().handle(*args, **options)
