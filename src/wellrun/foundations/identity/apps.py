"""Listens to signing in and out, and to factors that come and go."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdentityConfig(AppConfig):
    name = "wellrun.foundations.identity"
    label = "identity"
    verbose_name = _("Identity")

    def ready(self) -> None:
        from wellrun.foundations.access.actions import end_tokens
        from wellrun.foundations.access.rules import Permission
        from wellrun.foundations.access.tokens import register_second_factor
        from wellrun.foundations.identity import listening
        from wellrun.foundations.identity.leaving import register_ending
        from wellrun.foundations.identity.sessions import has_factor
        from wellrun.foundations.pages.navigation import Tab, register_tab

        register_tab(Tab("accounts", _("Accounts"), "identity:accounts", Permission.GIVE_ROLES, 92))
        listening.connect()
        register_second_factor(has_factor)
        register_ending(lambda account, by, why: end_tokens(account=account, by=by, why=why))
