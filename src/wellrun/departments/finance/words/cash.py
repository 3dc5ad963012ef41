"""What cash, its flows and the ratios are called, and what is missing for them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wellrun.departments.finance.rules.cash import AccountRole, Flow, RatioKey

ROLE_NAMES = {
    AccountRole.CASH: _("Cash and investments that are free to use"),
    AccountRole.RECEIVABLE: _("Owed by patients and payers"),
    AccountRole.PAYABLE: _("Owed to suppliers"),
    AccountRole.PAYROLL_OWED: _("Wages owed"),
    AccountRole.EQUIPMENT: _("Buildings and equipment, net"),
    AccountRole.DEPRECIATION: _("Depreciation and amortisation"),
    AccountRole.INTEREST: _("Interest"),
    AccountRole.NON_OPERATING: _("Not operating"),
    AccountRole.PATIENT_REVENUE: _("Patient revenue"),
    AccountRole.INPATIENT_REVENUE: _("Inpatient revenue"),
}
FLOW_NAMES: Mapping[Flow, Promise] = {
    Flow.RECEIPTS: _("Receipts"),
    Flow.PAYROLL: _("Payroll"),
    Flow.SUPPLIERS: _("Suppliers"),
    Flow.CAPITAL: _("Capital"),
}
RATIO_NAMES: Mapping[RatioKey, Promise] = {
    RatioKey.OPERATING_MARGIN: _("Operating margin"),
    RatioKey.EBIDA_MARGIN: _("EBIDA margin"),
    RatioKey.DAYS_CASH: _("Days cash on hand"),
    RatioKey.COST_PER_ADJUSTED_DISCHARGE: _("Cost per adjusted discharge"),
    RatioKey.FTE_PER_OCCUPIED_BED: _("FTE per occupied bed"),
}
RATIO_WORDS: Mapping[RatioKey, Promise] = {
    RatioKey.OPERATING_MARGIN: _("(operating revenue − operating expense) / operating revenue (HFMA)"),
    RatioKey.EBIDA_MARGIN: _(
        "(operating revenue − operating expense + depreciation, amortisation and interest) / operating revenue"
    ),
    RatioKey.DAYS_CASH: _("free cash and investments / (operating expense less depreciation, a day) (Kaufman Hall)"),
    RatioKey.COST_PER_ADJUSTED_DISCHARGE: _(
        "operating expense / (discharges × patient revenue / inpatient revenue) (American Hospital Association)"
    ),
    RatioKey.FTE_PER_OCCUPIED_BED: _("hours worked / 40 a week, over the mean of patients at midnight"),
}
MISSING: Mapping[str, Promise] = {
    "revenue": _("no revenue account is booked"),
    "expense": _("no expense is booked"),
    "depreciation": _("no account is named as depreciation"),
    "interest": _("no account is named as interest"),
    "cash": _("no account is named as cash, or what it held at first is not told"),
    "patient_revenue": _("no account is named as patient revenue"),
    "inpatient_revenue": _("no account is named as inpatient revenue"),
    "discharges": _("no stays are loaded"),
    "hours": _("no worked hours are loaded"),
    "patient_days": _("no stays are loaded"),
}
