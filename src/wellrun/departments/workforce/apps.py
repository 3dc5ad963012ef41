"""Hours worked, sickness, agency, and gaps on the next shifts."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkforceConfig(AppConfig):
    name = "wellrun.departments.workforce"
    label = "workforce"
    verbose_name = _("Workforce")

    def ready(self) -> None:
        from wellrun.departments.workforce.arriving import engage_from, hours_from
        from wellrun.departments.workforce.feeds import CSV_FEEDS
        from wellrun.departments.workforce.measures import MEASURES
        from wellrun.departments.workforce.panels import cover_panel
        from wellrun.departments.workforce.queries.roster_facts import burden_rows, roster_day_rows
        from wellrun.departments.workforce.signals import (
            credential_signals,
            gap_signals,
            month_end_signals,
            return_signals,
        )
        from wellrun.foundations.access.rules import Permission
        from wellrun.foundations.catalogue.registry import register_measures, register_published
        from wellrun.foundations.feeds.registry import register_csv_feeds, register_file_step
        from wellrun.foundations.pages.navigation import Section, Tab, register_section, register_tab
        from wellrun.foundations.today.registry import register_panel, register_source

        register_tab(
            Tab("workforce", _("Workforce"), "catalogue:department", Permission.READ_FIGURES, 20, ("workforce",))
        )
        register_tab(Tab("my-work", _("My work"), "workforce:my-shifts", Permission.OWN_SCHEDULE, 84))
        for order, (key, title) in enumerate((("my-shifts", _("My shifts")), ("own", _("Leave and requests")))):
            register_section(Section("my-work", key, title, f"workforce:{key}", Permission.OWN_SCHEDULE, 10 * order))
        for order, (key, title, route, permission, arguments) in enumerate(
            (
                ("gaps", _("Gaps"), "workforce:gaps", Permission.SEE_ROSTERS, ()),
                ("rosters", _("Rosters"), "workforce:rosters", Permission.SEE_ROSTERS, ()),
                ("staff", _("Staff"), "workforce:staff", Permission.SEE_STAFF, ()),
                ("leave", _("Leave"), "workforce:leave", Permission.SEE_STAFF, ()),
                ("hours", _("Hours"), "workforce:hours", Permission.SEE_STAFF, ()),
                ("month-end", _("Month end"), "workforce:month-end", Permission.READ_FIGURES, ()),
                ("need", _("Need"), "workforce:need", Permission.SEE_STAFF, ()),
                ("establishment", _("Establishment"), "workforce:establishment", Permission.SEE_STAFF, ()),
                ("rules", _("Rules of work"), "workforce:labour-rules", Permission.SEE_STAFF, ()),
                ("measures", _("Measures"), "catalogue:department", Permission.READ_FIGURES, ("workforce",)),
            )
        ):
            register_section(Section("workforce", key, title, route, permission, 10 * order, arguments))
        register_measures(MEASURES)
        register_published({"roster_days": roster_day_rows, "shared_burdens": burden_rows})
        register_csv_feeds(CSV_FEEDS)
        register_file_step(engage_from)
        register_file_step(hours_from)
        register_panel(30, cover_panel)
        register_source(gap_signals)
        register_source(credential_signals)
        register_source(return_signals)
        register_source(month_end_signals)
