"""Beds, flow, theatres and the emergency department."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    name = "wellrun.departments.operations"
    label = "operations"
    verbose_name = _("Operations")

    def ready(self) -> None:
        from wellrun.departments.operations.feeds import ADT, CSV_FEEDS, HOUSE_ONLY, KNOWN
        from wellrun.departments.operations.measures import MEASURES
        from wellrun.departments.operations.panels import beds_panel, emergency_panel
        from wellrun.departments.operations.queries.answered import request_rows
        from wellrun.departments.operations.queries.published import forecast_rows
        from wellrun.departments.operations.queries.theatre import block_rows, outcome_rows
        from wellrun.departments.operations.signals.boarding import boarding_signals
        from wellrun.departments.operations.signals.requests import request_signals
        from wellrun.departments.operations.signals.stays import stay_signals
        from wellrun.departments.operations.signals.stores import store_signals
        from wellrun.departments.operations.signals.theatre import theatre_signals
        from wellrun.departments.operations.tasks.what_if import keep_models_fresh
        from wellrun.departments.operations.telling import take_cases, take_file, take_message
        from wellrun.foundations.catalogue.registry import register_measures, register_published
        from wellrun.foundations.feeds.registry import (
            MessageStep,
            register_after_load,
            register_csv_feeds,
            register_file_step,
            register_message_step,
            register_reader,
        )
        from wellrun.foundations.today.registry import register_panel, register_source

        _put_into_navigation()
        register_measures(MEASURES)
        register_published({"forecasts": forecast_rows, "service_requests": request_rows})
        register_published({"theatre_outcomes": outcome_rows, "theatre_block_days": block_rows})
        register_csv_feeds(CSV_FEEDS)
        register_reader(ADT)
        register_after_load(keep_models_fresh)
        register_file_step(take_file)
        register_file_step(take_cases)
        # What the warehouse keeps nothing of is no less an event of the house.
        register_message_step(MessageStep("ADT", take_message, KNOWN, facts=True))
        register_message_step(MessageStep("ADT", take_message, HOUSE_ONLY))
        register_panel(10, beds_panel)
        register_panel(20, emergency_panel)
        for signals in (boarding_signals, stay_signals, request_signals, theatre_signals, store_signals):
            register_source(signals)


def _put_into_navigation() -> None:
    from wellrun.foundations.access.rules import Permission
    from wellrun.foundations.pages.navigation import Section, Tab, register_section, register_tab

    register_tab(
        Tab("operations", _("Operations"), "catalogue:department", Permission.READ_FIGURES, 10, ("operations",))
    )
    for order, (key, title, permission) in enumerate(
        (
            ("beds", _("Beds"), Permission.SEE_BEDS),
            ("leaving", _("Leaving"), Permission.SEE_BEDS),
            ("emergency", _("Emergency"), Permission.SEE_BEDS),
            ("requests", _("Requests"), Permission.SERVICE_REQUESTS),
            ("transfers", _("Transfers"), Permission.SEE_BEDS),
            ("theatres", _("Theatres"), Permission.SEE_BEDS),
            ("stores", _("Stores"), Permission.SERVICE_REQUESTS),
        )
    ):
        register_section(Section("operations", key, title, f"operations:{key}", permission, 20 + 5 * order))
    register_section(
        Section("patients", "records", _("Duplicates"), "operations:records", Permission.MERGE_PATIENTS, 50)
    )
    for order, (key, title, route, arguments) in enumerate(
        (
            ("what-if", _("What if"), "operations:scenarios", ()),
            ("forecasts", _("Forecasts"), "forecasts:page", ()),
            ("measures", _("Measures"), "catalogue:department", ("operations",)),
        )
    ):
        register_section(Section("operations", key, title, route, Permission.READ_FIGURES, 70 + 10 * order, arguments))
