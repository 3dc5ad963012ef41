"""HL7 v2 messages in pipe-and-hat form: read, looked into, and written back byte for byte.

Follows HL7 v2.5.1 chapter 2 (control): 2.5 message construction, 2.7 escape sequences, 2.10.3 batch protocol.
"""

from wellrun.engines.hl7v2.batch import Batch, read, write
from wellrun.engines.hl7v2.message import Delimiters, Message, Segment, Unreadable

__all__ = ["Batch", "Delimiters", "Message", "Segment", "Unreadable", "read", "write"]
