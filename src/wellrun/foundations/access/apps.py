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
        from wellrun.foundations.access.see_as import preview
        from wellrun.foundations.pages.navigation import Tab, register_banner, register_tab

        register_tab(Tab("set-up", _("Set up"), "access:set-up", Permission.SET_UP, 96))
        register_tab(Tab("roles", _("Roles"), "access:roles", Permission.GIVE_ROLES, 93))
        register_tab(Tab("reviews", _("Role review"), "access:reviews", Permission.REVIEW_ROLES, 94))
        register_banner(preview)
        register_tab(Tab("audit", _("Audit"), "access:audit", Permission.READ_AUDIT, 95))
