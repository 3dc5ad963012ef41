"""Beds, flow and the emergency department."""

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
        from wellrun.departments.operations.queries.published import forecast_rows
        from wellrun.departments.operations.signals import boarding_signals, stay_signals
        from wellrun.departments.operations.tasks.what_if import keep_models_fresh
        from wellrun.departments.operations.telling import take_file, take_message
        from wellrun.foundations.access.rules import Permission
        from wellrun.foundations.catalogue.registry import register_measures, register_published
        from wellrun.foundations.feeds.registry import (
            MessageStep,
            register_after_load,
            register_csv_feeds,
            register_file_step,
            register_message_step,
            register_reader,
        )
        from wellrun.foundations.pages.navigation import Section, Tab, register_section, register_tab
        from wellrun.foundations.today.registry import register_panel, register_source

        register_tab(
            Tab("operations", _("Operations"), "catalogue:department", Permission.READ_FIGURES, 10, ("operations",))
        )
        register_section(Section("operations", "beds", _("Beds"), "operations:beds", Permission.SEE_BEDS, 20))
        merging = Permission.MERGE_PATIENTS
        register_section(Section("patients", "records", _("Duplicates"), "operations:records", merging, 50))
        for order, (key, title, route, arguments) in enumerate(
            (
                ("what-if", _("What if"), "operations:scenarios", ()),
                ("forecasts", _("Forecasts"), "forecasts:page", ()),
                ("measures", _("Measures"), "catalogue:department", ("operations",)),
            )
        ):
            register_section(
                Section("operations", key, title, route, Permission.READ_FIGURES, 70 + 10 * order, arguments)
            )
        register_measures(MEASURES)
        register_published({"forecasts": forecast_rows})
        register_csv_feeds(CSV_FEEDS)
        register_reader(ADT)
        register_after_load(keep_models_fresh)
        register_file_step(take_file)
        # What the warehouse keeps nothing of is no less an event of the house.
        register_message_step(MessageStep("ADT", take_message, KNOWN, facts=True))
        register_message_step(MessageStep("ADT", take_message, HOUSE_ONLY))
        register_panel(10, beds_panel)
        register_panel(20, emergency_panel)
        register_source(boarding_signals)
        register_source(stay_signals)
