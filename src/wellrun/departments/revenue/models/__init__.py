"""What revenue keeps."""

from wellrun.departments.revenue.models.claims import Claim, ClaimLine, Payer, PayerControl, PayerNumber
from wellrun.departments.revenue.models.contents import ClaimContent
from wellrun.departments.revenue.models.contracts import ContractVersion, PayerContract
from wellrun.departments.revenue.models.denials import DenialCase, DenialStep, PayerTerms
from wellrun.departments.revenue.models.disputes import Dispute, DisputedClaim
from wellrun.departments.revenue.models.ledger import LedgerEntry, LedgerLeg
from wellrun.departments.revenue.models.offers import Offer
from wellrun.departments.revenue.models.remittances import RemittanceClaim, RemittanceFile, RemittancePayment

__all__ = [
    "Claim",
    "ClaimContent",
    "ClaimLine",
    "ContractVersion",
    "DenialCase",
    "DenialStep",
    "Dispute",
    "DisputedClaim",
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
]
