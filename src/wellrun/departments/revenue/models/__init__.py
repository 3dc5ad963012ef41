"""What revenue keeps."""

from wellrun.departments.revenue.models.charges import AccountCharge, ChargeAccount, Provider
from wellrun.departments.revenue.models.claims import Claim, ClaimLine, Payer, PayerControl, PayerNumber
from wellrun.departments.revenue.models.coding import CodeEntry, CodeList
from wellrun.departments.revenue.models.contents import ClaimContent, LaterContent
from wellrun.departments.revenue.models.contracts import ContractVersion, PayerContract
from wellrun.departments.revenue.models.denials import DenialCase, DenialStep, PayerTerms
from wellrun.departments.revenue.models.disputes import Dispute, DisputedClaim
from wellrun.departments.revenue.models.fees import FeeLine, FeeSchedule
from wellrun.departments.revenue.models.ledger import LedgerEntry, LedgerLeg
from wellrun.departments.revenue.models.offers import Offer
from wellrun.departments.revenue.models.remittances import RemittanceClaim, RemittanceFile, RemittancePayment

__all__ = [
    "AccountCharge",
    "ChargeAccount",
    "Claim",
    "ClaimContent",
    "ClaimLine",
    "CodeEntry",
    "CodeList",
    "ContractVersion",
    "DenialCase",
    "DenialStep",
    "Dispute",
    "DisputedClaim",
    "FeeLine",
    "FeeSchedule",
    "LaterContent",
    "LedgerEntry",
    "LedgerLeg",
    "Offer",
    "Payer",
    "PayerContract",
    "PayerControl",
    "PayerNumber",
    "PayerTerms",
    "Provider",
    "RemittanceClaim",
    "RemittanceFile",
    "RemittancePayment",
]
