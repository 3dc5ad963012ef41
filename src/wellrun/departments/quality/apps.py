"""Harm, infections, readmissions, experience."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QualityConfig(AppConfig):
    name = "wellrun.departments.quality"
    label = "quality"
    verbose_name = _("Quality")

    def ready(self) -> None:
        from wellrun.departments.quality.feeds import CSV_FEEDS
        from wellrun.departments.quality.measures import MEASURES
        from wellrun.foundations.access.rules import Permission
        from wellrun.foundations.catalogue.registry import register_measures
        from wellrun.foundations.feeds.registry import register_csv_feeds
        from wellrun.foundations.pages.navigation import Tab, register_tab

        register_tab(Tab("quality", _("Quality"), "catalogue:department", Permission.READ_FIGURES, 40, ("quality",)))
        register_measures(MEASURES)
        register_csv_feeds(CSV_FEEDS)
