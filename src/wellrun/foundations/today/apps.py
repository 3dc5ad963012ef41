"""Adds the morning page, its own sources of signals, and the refresh that follows a load."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TodayConfig(AppConfig):
    name = "wellrun.foundations.today"
    label = "today"
    verbose_name = _("Today")

    def ready(self) -> None:
        from wellrun.foundations.access.rules import Permission
        from wellrun.foundations.feeds.registry import register_after_load
        from wellrun.foundations.pages.navigation import Tab, register_tab
        from wellrun.foundations.today.equity_gaps import gap_signals
        from wellrun.foundations.today.interfaces import interface_signals
        from wellrun.foundations.today.promises import feed_signals, overdue_signals
        from wellrun.foundations.today.rare_events import rare_signals
        from wellrun.foundations.today.refresh import refresh
        from wellrun.foundations.today.registry import register_source
        from wellrun.foundations.today.variation import variation_signals

        register_tab(Tab("today", _("Today"), "today:page", Permission.READ_FIGURES, 0))
        register_source(variation_signals)
        register_source(rare_signals)
        register_source(gap_signals)
        register_source(overdue_signals)
        register_source(feed_signals)
        register_source(interface_signals)
        register_after_load(refresh)
