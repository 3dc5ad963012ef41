"""What care costs."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FinanceConfig(AppConfig):
    name = "wellrun.departments.finance"
    label = "finance"
    verbose_name = _("Finance")

    def ready(self) -> None:
        from wellrun.departments.finance.feeds import CSV_FEEDS
        from wellrun.departments.finance.measures import MEASURES
        from wellrun.foundations.access.rules import Permission
        from wellrun.foundations.catalogue.registry import register_measures
        from wellrun.foundations.feeds.registry import register_csv_feeds
        from wellrun.foundations.pages.navigation import Tab, register_tab

        register_tab(Tab("finance", _("Finance"), "catalogue:department", Permission.READ_FIGURES, 30, ("finance",)))
        register_measures(MEASURES)
        register_csv_feeds(CSV_FEEDS)
