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
from wellrun.departments.revenue.models.authorisations import (
    AuthorisationCase,
    AuthorisationNeed,
    AuthorisationStep,
    AuthorisationTerms,
)
from wellrun.departments.revenue.models.banking import (
    BankAccount,
    BankLine,
    BankStatement,
    DepositLink,
    HeldBankRow,
)
from wellrun.departments.revenue.models.benefits import EligibilityCheck, EstimateRecord
from wellrun.departments.revenue.models.cashier import Drawer, DrawerDay, Receipt
from wellrun.departments.revenue.models.charges import AccountCharge, ChargeAccount, Provider
from wellrun.departments.revenue.models.claims import Claim, ClaimLine, Payer, PayerControl, PayerNumber
from wellrun.departments.revenue.models.coding import CodeEntry, CodeList
from wellrun.departments.revenue.models.codings import CodingRecord
from wellrun.departments.revenue.models.contents import ClaimContent, LaterContent
from wellrun.departments.revenue.models.contracts import ContractVersion, PayerContract
from wellrun.departments.revenue.models.denials import DenialCase, DenialStep, PayerTerms
from wellrun.departments.revenue.models.disputes import Dispute, DisputedClaim
from wellrun.departments.revenue.models.edit_tables import EditCoverage, EditLimit, EditPair, ListFile
from wellrun.departments.revenue.models.fees import FeeLine, FeeSchedule
from wellrun.departments.revenue.models.ledger import LedgerEntry, LedgerLeg
from wellrun.departments.revenue.models.offers import Offer
from wellrun.departments.revenue.models.refunds import CollectionCost, RefundRequest
from wellrun.departments.revenue.models.remittances import RemittanceClaim, RemittanceFile, RemittancePayment
from wellrun.departments.revenue.models.scrubbing import (
    DryRun,
    ScrubFinding,
    ScrubFix,
    ScrubOverride,
    ScrubRule,
    ScrubRuleVersion,
    ScrubRun,
)
from wellrun.departments.revenue.models.sending import (
    Answer,
    Batch,
    ClaimMove,
    ControlCounter,
    FilingTerms,
    StatusInquiry,
    Submission,
    TradingPartner,
)

__all__ = [
    "AccountCharge",
    "Answer",
    "AssistanceCase",
    "AssistancePolicy",
    "AuthorisationCase",
    "AuthorisationNeed",
    "AuthorisationStep",
    "AuthorisationTerms",
    "BankAccount",
    "BankLine",
    "BankStatement",
    "Batch",
    "BillingOffice",
    "ChargeAccount",
    "Claim",
    "ClaimContent",
    "ClaimLine",
    "ClaimMove",
    "CodeEntry",
    "CodeList",
    "CodingRecord",
    "CollectionCost",
    "ContractVersion",
    "ControlCounter",
    "DenialCase",
    "DenialStep",
    "DepositLink",
    "Dispute",
    "DisputedClaim",
    "Drawer",
    "DrawerDay",
    "DryRun",
    "EditCoverage",
    "EditLimit",
    "EditPair",
    "EligibilityCheck",
    "EstimateRecord",
    "FeeLine",
    "FeeSchedule",
    "FilingTerms",
    "HeldBankRow",
    "LaterContent",
    "LedgerEntry",
    "LedgerLeg",
    "ListFile",
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
    "Provider",
    "Receipt",
    "RefundRequest",
    "RemittanceClaim",
    "RemittanceFile",
    "RemittancePayment",
    "ScrubFinding",
    "ScrubFix",
    "ScrubOverride",
    "ScrubRule",
    "ScrubRuleVersion",
    "ScrubRun",
    "Statement",
    "StatementRun",
    "StatusInquiry",
    "Submission",
    "TradingPartner",
]
