"""Adds the page of feeds."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedsConfig(AppConfig):
    name = "wellrun.foundations.feeds"
    label = "feeds"
    verbose_name = _("Feeds")

    def ready(self) -> None:
        from wellrun.foundations.access.rules import Permission
        from wellrun.foundations.pages.navigation import Tab, register_tab

        register_tab(Tab("feeds", _("Feeds"), "feeds:list", Permission.READ_FIGURES, 90))
