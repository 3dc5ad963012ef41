"""X12 as health care sends it: read in pieces, kept whole, judged as data, written back as it came.

Formats are those of the public record (segment layouts as open-source maps and CMS companion guides show them); the
implementation guides of X12 are licensed and not copied. No code list of X12 is here.
"""

from wellrun.engines.x12.acknowledgement import (
    ElementNote,
    GroupAnswer,
    InterchangeAnswer,
    SegmentNote,
    SetAnswer,
    group_answer_of,
    interchange_answer_of,
)
from wellrun.engines.x12.answering import Answer, answers_to, written
from wellrun.engines.x12.balance import balance_of
from wellrun.engines.x12.claim_reading import billing_of
from wellrun.engines.x12.claim_writing import write_claims
from wellrun.engines.x12.claims import BilledClaim, BilledLine, Billing, Insured, OtherPayer
from wellrun.engines.x12.delimiters import Delimiters
from wellrun.engines.x12.elements import element_faults
from wellrun.engines.x12.eligibility import (
    Benefit,
    Delivery,
    Eligibility,
    Member,
    Query,
    Refusal,
    Service,
    Trace,
    eligibility_of,
)
from wellrun.engines.x12.enrolment import Coverage, Enrolled, Enrolment, OtherCoverage, enrolment_of
from wellrun.engines.x12.envelope import Kind, Piece, read, write
from wellrun.engines.x12.faults import Fault, Level
from wellrun.engines.x12.inquiry_writing import write_eligibility_inquiries, write_status_inquiries
from wellrun.engines.x12.judging import judged
from wellrun.engines.x12.parties import Contact, Party, Place
from wellrun.engines.x12.premium import PremiumAdjustment, PremiumEntity, PremiumItem, PremiumPayment, premium_of
from wellrun.engines.x12.remittance import (
    Adjustment,
    PaidClaim,
    PaidLine,
    ProviderAdjustment,
    Remittance,
)
from wellrun.engines.x12.remittance_reading import remittance_of
from wellrun.engines.x12.status import (
    ClaimStatus,
    Reason,
    Status,
    StatusClaim,
    StatusLevel,
    StatusLine,
    claim_status_of,
)
from wellrun.engines.x12.unread import Unread
from wellrun.engines.x12.writing import Address, Controls, Written

__all__ = [
    "Address",
    "Adjustment",
    "Answer",
    "Benefit",
    "BilledClaim",
    "BilledLine",
    "Billing",
    "ClaimStatus",
    "Contact",
    "Controls",
    "Coverage",
    "Delimiters",
    "Delivery",
    "ElementNote",
    "Eligibility",
    "Enrolled",
    "Enrolment",
    "Fault",
    "GroupAnswer",
    "Insured",
    "InterchangeAnswer",
    "Kind",
    "Level",
    "Member",
    "OtherCoverage",
    "OtherPayer",
    "PaidClaim",
    "PaidLine",
    "Party",
    "Piece",
    "Place",
    "PremiumAdjustment",
    "PremiumEntity",
    "PremiumItem",
    "PremiumPayment",
    "ProviderAdjustment",
    "Query",
    "Reason",
    "Refusal",
    "Remittance",
    "SegmentNote",
    "Service",
    "SetAnswer",
    "Status",
    "StatusClaim",
    "StatusLevel",
    "StatusLine",
    "Trace",
    "Unread",
    "Written",
    "answers_to",
    "balance_of",
    "billing_of",
    "claim_status_of",
    "element_faults",
    "eligibility_of",
    "enrolment_of",
    "group_answer_of",
    "interchange_answer_of",
    "judged",
    "premium_of",
    "read",
    "remittance_of",
    "write",
    "write_claims",
    "write_eligibility_inquiries",
    "write_status_inquiries",
    "written",
]
