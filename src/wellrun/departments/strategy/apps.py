"""Promises kept."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StrategyConfig(AppConfig):
    name = "wellrun.departments.strategy"
    label = "strategy"
    verbose_name = _("Strategy")

    def ready(self) -> None:
        from wellrun.departments.strategy.measures import MEASURES
        from wellrun.foundations.access.rules import Permission
        from wellrun.foundations.catalogue.registry import register_measures
        from wellrun.foundations.pages.navigation import Tab, register_tab

        register_tab(Tab("strategy", _("Strategy"), "catalogue:department", Permission.READ_FIGURES, 60, ("strategy",)))
        register_measures(MEASURES)
