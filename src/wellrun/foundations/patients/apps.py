"""Adds the tabs of patients, and the banner that stands on every page while glass is broken."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PatientsConfig(AppConfig):
    name = "wellrun.foundations.patients"
    label = "patients"
    verbose_name = _("Patients")

    def ready(self) -> None:
        from wellrun.foundations.access.matrix import register_matrix
        from wellrun.foundations.access.problems import register_writer
        from wellrun.foundations.access.rules import Permission
        from wellrun.foundations.pages.navigation import Section, Tab, register_banner, register_section, register_tab
        from wellrun.foundations.patients.banner import broken_glass
        from wellrun.foundations.patients.fhir_api import refuse
        from wellrun.foundations.patients.sights import of_sight

        register_matrix(of_sight)
        register_tab(Tab("patients", _("Patients"), "patients:list", Permission.FIND_PATIENTS, 80))
        register_section(Section("patients", "list", _("In house"), "patients:list", Permission.FIND_PATIENTS, 10))
        register_tab(Tab("own", _("My record"), "patients:own", Permission.READ_OWN_RECORD, 1))
        register_banner(broken_glass)
        register_writer("/fhir/", refuse)
