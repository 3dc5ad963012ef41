"""What care costs."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FinanceConfig(AppConfig):
    name = "wellrun.departments.finance"
    label = "finance"
    verbose_name = _("Finance")

    def ready(self) -> None:
        from wellrun.departments.finance.feeds import CSV_FEEDS
        from wellrun.departments.finance.measures import MEASURES
        from wellrun.departments.finance.queries.purchase_facts import purchase_rows
        from wellrun.departments.finance.queries.terms import period_rows
        from wellrun.departments.finance.signals import balance_signals, variance_signals
        from wellrun.departments.finance.signals.budgets import budget_signals
        from wellrun.departments.finance.signals.contracts import contract_signals
        from wellrun.departments.finance.signals.purchases import purchase_signals
        from wellrun.departments.finance.signals.savings import saving_signals
        from wellrun.foundations.access.rules import Permission
        from wellrun.foundations.catalogue.registry import register_measures, register_published
        from wellrun.foundations.feeds.registry import register_csv_feeds
        from wellrun.foundations.pages.navigation import Section, Tab, register_section, register_tab
        from wellrun.foundations.today.registry import register_source

        register_tab(Tab("finance", _("Finance"), "finance:variance", Permission.READ_FIGURES, 30))
        pages = (
            ("variance", _("Variance"), "finance:variance", Permission.READ_FIGURES, ()),
            ("outlook", _("Outlook"), "finance:outlook", Permission.READ_FIGURES, ()),
            ("savings", _("Savings"), "finance:savings", Permission.READ_FIGURES, ()),
            ("cash", _("Cash"), "finance:cash", Permission.READ_FIGURES, ()),
            ("budget", _("Budget"), "finance:budgets", Permission.PLAN_BUDGETS, ()),
            ("cost", _("Cost of care"), "finance:cost", Permission.READ_FIGURES, ()),
            ("peers", _("Peers"), "finance:peers", Permission.READ_FIGURES, ()),
            ("purchases", _("Purchases"), "finance:purchases", Permission.ASK_PURCHASES, ()),
            ("contracts", _("Contracts"), "finance:contracts", Permission.ASK_PURCHASES, ()),
            ("vendors", _("Vendors"), "finance:vendors", Permission.ASK_PURCHASES, ()),
            ("ledger", _("Ledger"), "finance:ledger", Permission.KEEP_LEDGER, ()),
            ("terms", _("Terms"), "finance:terms", Permission.KEEP_LEDGER, ()),
            ("measures", _("Measures"), "catalogue:department", Permission.READ_FIGURES, ("finance",)),
        )
        for order, (key, title, route, permission, arguments) in enumerate(pages):
            register_section(Section("finance", key, title, route, permission, 10 * order, arguments))
        register_measures(MEASURES)
        register_csv_feeds(CSV_FEEDS)
        register_published({"fiscal_periods": period_rows, "purchase_facts": purchase_rows})
        register_source(variance_signals)
        register_source(balance_signals)
        register_source(budget_signals)
        register_source(purchase_signals)
        register_source(contract_signals)
        register_source(saving_signals)
