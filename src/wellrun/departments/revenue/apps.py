"""The revenue tab and its pages."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RevenueConfig(AppConfig):
    name = "wellrun.departments.revenue"
    label = "revenue"
    verbose_name = _("Revenue")

    def ready(self) -> None:
        from wellrun.departments.revenue.denial_signals import denial_signals
        from wellrun.departments.revenue.remittance_signals import remittance_signals
        from wellrun.foundations.access.rules import Permission
        from wellrun.foundations.pages.navigation import Section, Tab, register_section, register_tab
        from wellrun.foundations.today.registry import register_source

        register_tab(Tab("revenue", _("Revenue"), "revenue:remittances", Permission.SEE_CLAIMS, 32))
        pages = (
            ("remittances", _("Remittances")),
            ("claims", _("Claims")),
            ("denials", _("Denials")),
            ("denial-causes", _("Why denied")),
            ("appeal-days", _("Days to appeal")),
            ("underpaid", _("Underpaid")),
            ("contracts", _("Contracts")),
        )
        for order, (key, title) in enumerate(pages):
            register_section(Section("revenue", key, title, f"revenue:{key}", Permission.SEE_CLAIMS, 10 * order))
        _patients_side()
        register_source(denial_signals)
        register_source(remittance_signals)


def _patients_side() -> None:
    from wellrun.foundations.access.rules import Permission
    from wellrun.foundations.pages.navigation import Section, Tab, register_section, register_tab

    tab = "patient-accounts"
    register_tab(Tab(tab, _("Patient accounts"), "revenue:accounts", Permission.SEE_ACCOUNTS, 34))
    pages = (
        ("accounts", _("Accounts")),
        ("statements", _("Statements")),
        ("plans", _("Plans")),
        ("assistance", _("Help with bills")),
        ("refunds", _("Refunds")),
        ("cashier", _("Cashier")),
    )
    for order, (key, title) in enumerate(pages):
        register_section(Section(tab, key, title, f"revenue:{key}", Permission.SEE_ACCOUNTS, 10 * order))
