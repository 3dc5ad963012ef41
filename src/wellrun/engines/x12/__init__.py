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
from wellrun.engines.x12.claims import BilledClaim, BilledLine, Billing, OtherPayer, Party, billing_of
from wellrun.engines.x12.delimiters import Delimiters
from wellrun.engines.x12.elements import element_faults
from wellrun.engines.x12.envelope import Kind, Piece, read, write
from wellrun.engines.x12.faults import Fault, Level
from wellrun.engines.x12.judging import judged
from wellrun.engines.x12.remittance import (
    Adjustment,
    PaidClaim,
    PaidLine,
    ProviderAdjustment,
    Remittance,
    remittance_of,
)
from wellrun.engines.x12.writing import Address, Controls, Written

__all__ = [
    "Address",
    "Adjustment",
    "Answer",
    "BilledClaim",
    "BilledLine",
    "Billing",
    "Controls",
    "Delimiters",
    "ElementNote",
    "Fault",
    "GroupAnswer",
    "InterchangeAnswer",
    "Kind",
    "Level",
    "OtherPayer",
    "PaidClaim",
    "PaidLine",
    "Party",
    "Piece",
    "ProviderAdjustment",
    "Remittance",
    "SegmentNote",
    "SetAnswer",
    "Written",
    "answers_to",
    "balance_of",
    "billing_of",
    "element_faults",
    "group_answer_of",
    "interchange_answer_of",
    "judged",
    "read",
    "remittance_of",
    "write",
    "written",
]
