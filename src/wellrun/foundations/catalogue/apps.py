"""Adds the measures page and what the finder can find."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "wellrun.foundations.catalogue"
    label = "catalogue"
    verbose_name = _("Measures")

    def ready(self) -> None:
        from wellrun.foundations.access.rules import Permission
        from wellrun.foundations.catalogue.finder import find_everything
        from wellrun.foundations.pages.navigation import Tab, register_finder, register_tab

        register_tab(Tab("measures", _("Measures"), "catalogue:list", Permission.READ_FIGURES, 80))
        register_finder(find_everything)
