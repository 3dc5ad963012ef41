"""Clinics and their appointments."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticeConfig(AppConfig):
    name = "wellrun.departments.practice"
    label = "practice"
    verbose_name = _("Practice")

    def ready(self) -> None:
        from wellrun.departments.practice.measures import MEASURES
        from wellrun.foundations.access.rules import Permission
        from wellrun.foundations.catalogue.registry import register_measures
        from wellrun.foundations.pages.navigation import Tab, register_tab

        register_tab(Tab("practice", _("Practice"), "catalogue:department", Permission.READ_FIGURES, 50, ("practice",)))
        register_measures(MEASURES)
