"""Adds the page of the audit."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    name = "wellrun.foundations.access"
    label = "access"
    verbose_name = _("Access")

    def ready(self) -> None:
        from wellrun.foundations.access.rules import Permission
        from wellrun.foundations.pages.navigation import Tab, register_tab

        register_tab(Tab("set-up", _("Set up"), "access:set-up", Permission.SET_UP, 96))
        register_tab(Tab("audit", _("Audit"), "access:audit", Permission.READ_AUDIT, 95))
