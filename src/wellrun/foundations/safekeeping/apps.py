"""Adds the page Safekeeping, and says which keys the backups need."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SafekeepingConfig(AppConfig):
    name = "wellrun.foundations.safekeeping"
    label = "safekeeping"
    verbose_name = _("Safekeeping")

    def ready(self) -> None:
        from wellrun.foundations.access.rules import Permission
        from wellrun.foundations.audit.queries import register_points
        from wellrun.foundations.feeds.registry import register_after_load
        from wellrun.foundations.keys.registry import register_key_use
        from wellrun.foundations.pages.navigation import Tab, register_tab
        from wellrun.foundations.safekeeping import checkpoints

        register_tab(Tab("safekeeping", _("Safekeeping"), "safekeeping:page", Permission.KEEP_SAFE, 97))
        register_key_use(_backups_under)
        register_points(checkpoints.kept)
        register_after_load(checkpoints.after_load)


def _backups_under(key_id: str) -> Iterable[str]:
    from wellrun.foundations.safekeeping.due import backups_under

    return [str(_("the backup %(name)s") % {"name": name}) for name in backups_under(key_id)]
