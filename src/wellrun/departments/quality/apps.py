"""Harm, infections, readmissions, experience."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QualityConfig(AppConfig):
    name = "wellrun.departments.quality"
    label = "quality"
    verbose_name = _("Quality")

    def ready(self) -> None:
        from wellrun.departments.quality.arriving import comments_from, registry_followed
        from wellrun.departments.quality.feeds import CSV_FEEDS
        from wellrun.departments.quality.measures import MEASURES
        from wellrun.departments.quality.queries.outcome_models import outcome_weight_rows
        from wellrun.departments.quality.queries.published import complaint_rows, follow_up_rows, incident_report_rows
        from wellrun.departments.quality.signals.complaint import complaint_signals
        from wellrun.departments.quality.signals.followup import followup_signals
        from wellrun.departments.quality.signals.incident import incident_signals
        from wellrun.departments.quality.signals.outcome import outcome_signals
        from wellrun.departments.quality.signals.risk import risk_signals
        from wellrun.foundations.catalogue.registry import (
            register_judged_elsewhere,
            register_measures,
            register_published,
        )
        from wellrun.foundations.feeds.registry import register_after_load, register_csv_feeds, register_file_step
        from wellrun.foundations.today.registry import register_source

        _put_into_navigation()
        register_measures(MEASURES)
        register_published(
            {
                "incident_reports": incident_report_rows,
                "complaints": complaint_rows,
                "outcome_weights": outcome_weight_rows,
                "follow_ups": follow_up_rows,
            }
        )
        register_csv_feeds(CSV_FEEDS)
        register_file_step(comments_from)
        register_source(incident_signals)
        register_source(risk_signals)
        register_source(complaint_signals)
        register_source(outcome_signals)
        register_source(followup_signals)
        register_after_load(registry_followed)
        register_judged_elsewhere(("in_hospital_deaths", "mortality_ratio", "readmission_ratio"))


def _put_into_navigation() -> None:
    from wellrun.foundations.access.rules import Permission
    from wellrun.foundations.pages.navigation import Section, Tab, register_section, register_tab

    register_tab(Tab("quality", _("Quality"), "catalogue:department", Permission.READ_FIGURES, 40, ("quality",)))
    register_tab(Tab("report", _("Report"), "quality:report", Permission.REPORT_INCIDENTS, 85))
    for order, (key, title, permission) in enumerate(
        (
            ("report", _("Report"), Permission.REPORT_INCIDENTS),
            ("take-complaint", _("Take a complaint"), Permission.TAKE_COMPLAINTS),
            ("my-reports", _("What came of it"), Permission.REPORT_INCIDENTS),
        )
    ):
        register_section(Section("report", key, title, f"quality:{key}", permission, 10 * order))
    for order, (key, title, route, permission, arguments) in enumerate(
        (
            ("incidents", _("Incidents"), "quality:incidents", Permission.SEE_INCIDENTS, ()),
            ("outcomes", _("Outcomes"), "quality:outcomes", Permission.READ_FIGURES, ()),
            ("going-home", _("Going home"), "quality:going-home", Permission.FOLLOW_PATIENTS, ()),
            ("proof", _("Returns"), "quality:proof", Permission.READ_FIGURES, ()),
            ("projects", _("Projects"), "quality:projects", Permission.READ_FIGURES, ()),
            ("learning", _("Learning"), "quality:learning", Permission.READ_FIGURES, ()),
            ("risks", _("Risks"), "quality:risks", Permission.SEE_INCIDENTS, ()),
            ("experience", _("Experience"), "quality:experience", Permission.READ_FIGURES, ()),
            ("complaints", _("Complaints"), "quality:complaints", Permission.HANDLE_COMPLAINTS, ()),
            ("measures", _("Measures"), "catalogue:department", Permission.READ_FIGURES, ("quality",)),
        )
    ):
        register_section(Section("quality", key, title, route, permission, 10 * order, arguments))
