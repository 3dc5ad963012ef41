"""What revenue keeps."""

from wellrun.departments.revenue.models.claims import Claim, ClaimLine, Payer, PayerControl, PayerNumber
from wellrun.departments.revenue.models.denials import DenialCase, DenialStep, PayerTerms
from wellrun.departments.revenue.models.ledger import LedgerEntry, LedgerLeg
from wellrun.departments.revenue.models.remittances import RemittanceClaim, RemittanceFile, RemittancePayment

__all__ = [
    "Claim",
    "ClaimLine",
    "DenialCase",
    "DenialStep",
    "LedgerEntry",
    "LedgerLeg",
    "Payer",
    "PayerControl",
    "PayerNumber",
    "PayerTerms",
    "RemittanceClaim",
    "RemittanceFile",
    "RemittancePayment",
]
