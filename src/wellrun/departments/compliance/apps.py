"""The privacy officer's tab and signals."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplianceConfig(AppConfig):
    name = "wellrun.departments.compliance"
    label = "compliance"
    verbose_name = _("Compliance")

    def ready(self) -> None:
        from wellrun.departments.compliance.signals import privacy_signals
        from wellrun.foundations.access.rules import Permission
        from wellrun.foundations.pages.navigation import Tab, register_tab
        from wellrun.foundations.today.registry import register_source

        register_tab(Tab("privacy", _("Privacy"), "compliance:privacy", Permission.REVIEW_ACCESS, 82))
        register_tab(Tab("release", _("Release"), "compliance:release", Permission.RELEASE_DATA, 83))
        register_source(privacy_signals)
