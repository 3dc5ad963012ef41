"""What the ledger's own words are called on pages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.rules.appeal_days import Origin
from wellrun.departments.revenue.rules.entries import Kind, Responsible
from wellrun.departments.revenue.rules.plans import Standing

KINDS: Mapping[Kind, Promise | str] = MappingProxyType(
    {
        Kind.CHARGE: _("charge"),
        Kind.CONTRACTUAL: _("contractual adjustment"),
        Kind.PAYER_PAYMENT: _("payment of the payer"),
        Kind.PATIENT_PAYMENT: _("payment of the patient"),
        Kind.TRANSFER: _("passed on"),
        Kind.DENIAL: _("denial"),
        Kind.WRITE_OFF: _("write-off"),
        Kind.REFUND: _("refund"),
        Kind.TAKE_BACK: _("take-back"),
        Kind.REVERSAL: _("reversal"),
        Kind.PROVIDER_ADJUSTMENT: _("adjustment outside of claims"),
        Kind.UNAPPLIED: _("unapplied cash"),
    }
)

OWERS: Mapping[Responsible, Promise | str] = MappingProxyType(
    {
        Responsible.PRIMARY: _("first payer"),
        Responsible.SECONDARY: _("second payer"),
        Responsible.TERTIARY: _("third payer"),
        Responsible.PATIENT: _("patient"),
    }
)

ORIGINS: Mapping[Origin, Promise | str] = MappingProxyType(
    {
        Origin.CONTRACT: _("by contract"),
        Origin.PAYER: _("days of its own"),
        Origin.LAW: _("by law"),
        Origin.HOUSE: _("house rule"),
    }
)
"""By what an appeal has its days."""

STANDINGS: Mapping[Standing, Promise | str] = MappingProxyType(
    {
        Standing.KEPT: _("kept"),
        Standing.RUNNING: _("running"),
        Standing.BEHIND: _("behind"),
        Standing.BROKEN: _("broken"),
    }
)
