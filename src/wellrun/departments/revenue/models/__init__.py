"""What revenue keeps."""

from wellrun.departments.revenue.models.accounts import (
    BillingOffice,
    Mailing,
    PatientAccount,
    PaymentPlan,
    PlanPart,
    Statement,
    StatementRun,
)
from wellrun.departments.revenue.models.assistance import AssistanceCase, AssistancePolicy
from wellrun.departments.revenue.models.cashier import Drawer, DrawerDay, Receipt
from wellrun.departments.revenue.models.claims import Claim, ClaimLine, Payer, PayerControl, PayerNumber
from wellrun.departments.revenue.models.contracts import ContractVersion, PayerContract
from wellrun.departments.revenue.models.denials import DenialCase, DenialStep, PayerTerms
from wellrun.departments.revenue.models.disputes import Dispute, DisputedClaim
from wellrun.departments.revenue.models.ledger import LedgerEntry, LedgerLeg
from wellrun.departments.revenue.models.offers import Offer
from wellrun.departments.revenue.models.refunds import CollectionCost, RefundRequest
from wellrun.departments.revenue.models.remittances import RemittanceClaim, RemittanceFile, RemittancePayment

__all__ = [
    "AssistanceCase",
    "AssistancePolicy",
    "BillingOffice",
    "Claim",
    "ClaimLine",
    "CollectionCost",
    "ContractVersion",
    "DenialCase",
    "DenialStep",
    "Dispute",
    "DisputedClaim",
    "Drawer",
    "DrawerDay",
    "LedgerEntry",
    "LedgerLeg",
    "Mailing",
    "Offer",
    "PatientAccount",
    "Payer",
    "PayerContract",
    "PayerControl",
    "PayerNumber",
    "PayerTerms",
    "PaymentPlan",
    "PlanPart",
    "Receipt",
    "RefundRequest",
    "RemittanceClaim",
    "RemittanceFile",
    "RemittancePayment",
    "Statement",
    "StatementRun",
]
