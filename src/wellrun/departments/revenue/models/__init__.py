"""What revenue keeps."""

from wellrun.departments.revenue.models.benefits import EligibilityCheck, EstimateRecord
from wellrun.departments.revenue.models.claims import Claim, ClaimLine, Payer, PayerControl, PayerNumber
from wellrun.departments.revenue.models.contents import ClaimContent
from wellrun.departments.revenue.models.contracts import ContractVersion, PayerContract
from wellrun.departments.revenue.models.denials import DenialCase, DenialStep, PayerTerms
from wellrun.departments.revenue.models.disputes import Dispute, DisputedClaim
from wellrun.departments.revenue.models.ledger import LedgerEntry, LedgerLeg
from wellrun.departments.revenue.models.offers import Offer
from wellrun.departments.revenue.models.remittances import RemittanceClaim, RemittanceFile, RemittancePayment
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
    "Answer",
    "Batch",
    "Claim",
    "ClaimContent",
    "ClaimLine",
    "ClaimMove",
    "ContractVersion",
    "ControlCounter",
    "DenialCase",
    "DenialStep",
    "Dispute",
    "DisputedClaim",
    "EligibilityCheck",
    "EstimateRecord",
    "FilingTerms",
    "LedgerEntry",
    "LedgerLeg",
    "Offer",
    "Payer",
    "PayerContract",
    "PayerControl",
    "PayerNumber",
    "PayerTerms",
    "RemittanceClaim",
    "RemittanceFile",
    "RemittancePayment",
    "StatusInquiry",
    "Submission",
    "TradingPartner",
]
