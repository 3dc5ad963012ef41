"""What revenue keeps."""

from wellrun.departments.revenue.models.claims import Claim, ClaimLine, Payer, PayerControl, PayerNumber
from wellrun.departments.revenue.models.ledger import LedgerEntry, LedgerLeg
from wellrun.departments.revenue.models.remittances import RemittanceClaim, RemittanceFile, RemittancePayment

__all__ = [
    "Claim",
    "ClaimLine",
    "LedgerEntry",
    "LedgerLeg",
    "Payer",
    "PayerControl",
    "PayerNumber",
    "RemittanceClaim",
    "RemittanceFile",
    "RemittancePayment",
]
