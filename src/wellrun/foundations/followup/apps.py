"""Adds the page of actions."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowupConfig(AppConfig):
    name = "wellrun.foundations.followup"
    label = "followup"
    verbose_name = _("Actions")

    def ready(self) -> None:
        from wellrun.foundations.access.rules import Permission
        from wellrun.foundations.pages.navigation import Tab, register_tab

        register_tab(Tab("actions", _("Actions"), "followup:list", Permission.READ_FIGURES, 85))
