"""The revenue tab and its pages."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RevenueConfig(AppConfig):
    name = "wellrun.departments.revenue"
    label = "revenue"
    verbose_name = _("Revenue")

    def ready(self) -> None:
        from wellrun.departments.revenue.signals.authorisation import authorisation_signals
        from wellrun.departments.revenue.signals.denial import denial_signals
        from wellrun.departments.revenue.signals.deposit import deposit_signals
        from wellrun.departments.revenue.signals.remittance import remittance_signals
        from wellrun.departments.revenue.signals.sending import sending_signals
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
        register_section(Section("revenue", "deposits", _("Deposits"), "revenue:deposits", Permission.POST_PAYMENTS, 5))
        _billing()
        _patients_side()
        _measures()
        register_source(authorisation_signals)
        register_source(denial_signals)
        register_source(deposit_signals)
        register_source(remittance_signals)
        register_source(sending_signals)


def _billing() -> None:
    from wellrun.foundations.access.rules import Permission
    from wellrun.foundations.pages.navigation import Section, Tab, register_section, register_tab

    register_tab(Tab("billing", _("Billing"), "revenue:charges", Permission.ENTER_CHARGES, 33))
    pages = (
        ("charges", _("Charges"), Permission.ENTER_CHARGES),
        ("coding", _("Coding"), Permission.ENTER_CHARGES),
        ("authorisations", _("Authorisations"), Permission.SEE_CLAIMS),
        ("unbilled", _("Not billed"), Permission.ENTER_CHARGES),
        ("eligibility", _("Eligibility"), Permission.CHECK_ELIGIBILITY),
        ("estimates", _("Estimates"), Permission.CHECK_ELIGIBILITY),
        ("to-send", _("Claims to send"), Permission.SEE_CLAIMS),
        ("scrub-rules", _("Rules"), Permission.SEE_CLAIMS),
        ("batches", _("Batches"), Permission.SEE_CLAIMS),
        ("answers", _("Answers that fit nothing"), Permission.SEE_CLAIMS),
        ("filing", _("Filing in time"), Permission.SEE_CLAIMS),
        ("codes", _("Codes"), Permission.ENTER_CHARGES),
        ("lists", _("Fees and lists"), Permission.ENTER_CHARGES),
        ("edits", _("Edits"), Permission.ENTER_CHARGES),
    )
    for order, (key, title, permission) in enumerate(pages):
        register_section(Section("billing", key, title, f"revenue:{key}", permission, 10 * order))


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


def _measures() -> None:
    from wellrun.departments.revenue.measures import MEASURES
    from wellrun.departments.revenue.queries import published
    from wellrun.foundations.access.rules import Permission
    from wellrun.foundations.catalogue.registry import register_measures, register_published
    from wellrun.foundations.pages.navigation import Section, register_section

    register_measures(MEASURES)
    register_published(
        {
            "claims": published.claim_rows,
            "remits": published.remit_rows,
            "receivable_days": published.receivable_rows,
            "revenue_days": published.revenue_rows,
            "ledger_moves": published.move_rows,
        }
    )
    register_section(Section("revenue", "ageing", _("Ageing"), "revenue:ageing", Permission.SEE_CLAIMS, 80))
    measures = ("revenue",)
    register_section(
        Section("revenue", "measures", _("Measures"), "catalogue:department", Permission.READ_FIGURES, 90, measures)
    )
