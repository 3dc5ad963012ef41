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
        from wellrun.foundations.pages.navigation import Section, Tab, register_section, register_tab

        register_tab(Tab("feeds", _("Feeds"), "feeds:list", Permission.READ_FIGURES, 90))
        register_section(Section("feeds", "files", _("Files"), "feeds:list", Permission.READ_FIGURES, 0))
        register_section(Section("feeds", "interfaces", _("Interfaces"), "feeds:interfaces", Permission.LOAD_FEEDS, 10))
