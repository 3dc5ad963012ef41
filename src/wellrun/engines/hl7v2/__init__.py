"""HL7 v2 messages in pipe-and-hat form: read, looked into, checked, answered, and written back byte for byte.

Follows HL7 v2.5.1 chapters 2 (control), 3, 4, 6, 7, 9 and 10, and takes what versions 2.1 to 2.9 do otherwise. Real
senders break most of its rules: what can be read is read, and what is unusual is told.
"""

from wellrun.engines.hl7v2.acknowledging import (
    Answer,
    Verdict,
    acknowledgement,
    answer_of,
    answer_to,
    verdict_on,
    wanted,
)
from wellrun.engines.hl7v2.batch import Batch, read, read_bytes, write, write_bytes
from wellrun.engines.hl7v2.building import From, new_message, new_segment
from wellrun.engines.hl7v2.checking import checked
from wellrun.engines.hl7v2.delimiters import Delimiters, Unreadable
from wellrun.engines.hl7v2.encoding import decoded, encoded
from wellrun.engines.hl7v2.faults import Condition, Fault, Severity
from wellrun.engines.hl7v2.framing import Frames, TooLong, framed
from wellrun.engines.hl7v2.message import NULL, Message, Segment
from wellrun.engines.hl7v2.reading import header_of, record_of
from wellrun.engines.hl7v2.records import Adt, Appointment, Header, Record
from wellrun.engines.hl7v2.times import moment

__all__ = [
    "NULL",
    "Adt",
    "Answer",
    "Appointment",
    "Batch",
    "Condition",
    "Delimiters",
    "Fault",
    "Frames",
    "From",
    "Header",
    "Message",
    "Record",
    "Segment",
    "Severity",
    "TooLong",
    "Unreadable",
    "Verdict",
    "acknowledgement",
    "answer_of",
    "answer_to",
    "checked",
    "decoded",
    "encoded",
    "framed",
    "header_of",
    "moment",
    "new_message",
    "new_segment",
    "read",
    "read_bytes",
    "record_of",
    "verdict_on",
    "wanted",
    "write",
    "write_bytes",
]
