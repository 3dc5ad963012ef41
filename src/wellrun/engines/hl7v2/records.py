"""What messages say, as plain values: only fields that somebody here uses, in the words of HL7 v2.5.1.

A text is empty where nothing was sent, and ``NULL`` where the sender wants it deleted. ``missing`` tells, of each
record, what a reader needs and did not find.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from wellrun.engines.hl7v2.faults import Fault


class Header(NamedTuple):
    """MSH (2.14.9). ``accept`` and ``application`` are MSH-15 and 16: when which answer is wanted (table 0155)."""

    application: str
    facility: str
    to_application: str
    to_facility: str
    sent: dt.datetime | None
    type: str
    event: str
    structure: str
    control: str
    processing: str
    version: str
    accept: str = ""
    answer: str = ""
    character_set: str = ""

    @property
    def enhanced(self) -> bool:
        """Whether the sender asks for the enhanced acknowledgement (2.9.3)."""
        return bool(self.accept or self.answer)


class Identifier(NamedTuple):
    """CX: a number, who gave it, and what sort it is (MR record number, VN visit, …)."""

    value: str
    authority: str = ""
    kind: str = ""


class Name(NamedTuple):
    """XPN or XCN: names of a person; ``id`` where it is somebody who works there."""

    family: str = ""
    given: str = ""
    middle: str = ""
    id: str = ""


class Coded(NamedTuple):
    """CE or CWE: a code, its words, and the system it is of."""

    code: str = ""
    text: str = ""
    system: str = ""


class Location(NamedTuple):
    """PL: point of care, room, bed, facility."""

    unit: str = ""
    room: str = ""
    bed: str = ""
    facility: str = ""


class Person(NamedTuple):
    """PID (3.4.2)."""

    identifiers: tuple[Identifier, ...] = ()
    name: Name = Name()
    born: str = ""
    sex: str = ""
    address: tuple[str, ...] = ()
    phone: str = ""
    account: str = ""
    died: dt.datetime | None = None

    @property
    def record_number(self) -> str:
        """The number marked MR, else the first."""
        marked = (one.value for one in self.identifiers if one.kind == "MR")
        return next(marked, self.identifiers[0].value if self.identifiers else "")


class Visit(NamedTuple):
    """PV1 and PV2 (3.4.3, 3.4.4)."""

    number: str = ""
    patient_class: str = ""
    location: Location = Location()
    prior: Location = Location()
    temporary: Location = Location()
    pending: Location = Location()
    attending: Name = Name()
    service: str = ""
    admit_source: str = ""
    disposition: str = ""
    admitted: dt.datetime | None = None
    discharged: dt.datetime | None = None
    expected_admission: dt.datetime | None = None
    expected_discharge: dt.datetime | None = None


class Merge(NamedTuple):
    """MRG (3.4.9): the numbers that are given up."""

    identifiers: tuple[Identifier, ...] = ()
    account: str = ""
    visit: str = ""
    name: Name = Name()


class Diagnosis(NamedTuple):
    """DG1 (6.5.2)."""

    code: Coded
    kind: str = ""


class Adt(NamedTuple):
    """An event in a patient's stay, or in what is known of the patient (chapter 3)."""

    header: Header
    event: str
    at: dt.datetime | None
    recorded: dt.datetime | None
    reason: str
    person: Person
    visit: Visit
    merges: tuple[tuple[Person, Merge], ...] = ()
    missing: tuple[Fault, ...] = ()


class Resource(NamedTuple):
    """AIS, AIG, AIL or AIP (10.6): what an appointment needs. ``kind`` is the segment."""

    kind: str
    what: Coded
    begins: dt.datetime | None = None
    minutes: str = ""


class Appointment(NamedTuple):
    """A booking or its change (chapter 10); ``event`` says which."""

    header: Header
    event: str
    placer: str
    filler: str
    reason: Coded
    kind: Coded
    status: Coded
    begins: dt.datetime | None
    ends: dt.datetime | None
    duration: str
    person: Person
    visit: Visit
    resources: tuple[Resource, ...]
    missing: tuple[Fault, ...] = ()


class Result(NamedTuple):
    """OBX (7.4.2). ``values`` are all repetitions, as text for a reader."""

    kind: str
    what: Coded
    values: tuple[str, ...]
    units: str
    reference: str
    flags: tuple[str, ...]
    status: str
    at: dt.datetime | None


class Order(NamedTuple):
    """ORC and OBR (4.5) with the results below it."""

    control: str
    placer: str
    filler: str
    status: str
    service: Coded
    at: dt.datetime | None
    provider: Name
    results: tuple[Result, ...] = ()


class Orders(NamedTuple):
    """Orders (ORM) or results (ORU) of one patient; ``loose`` are results that stand below no order."""

    header: Header
    event: str
    person: Person
    visit: Visit
    orders: tuple[Order, ...]
    loose: tuple[Result, ...] = ()
    missing: tuple[Fault, ...] = ()


class Charge(NamedTuple):
    """FT1 (6.5.1). Amounts are texts as sent: what they are worth is for the reader's own money."""

    id: str
    at: dt.datetime | None
    kind: str
    code: Coded
    quantity: str
    amount: str
    unit_amount: str
    department: str
    diagnoses: tuple[Coded, ...]
    performer: Name
    procedure: Coded
    modifiers: tuple[str, ...]


class Charges(NamedTuple):
    """Charges of one account (DFT)."""

    header: Header
    event: str
    person: Person
    visit: Visit
    charges: tuple[Charge, ...]
    missing: tuple[Fault, ...] = ()


class Account(NamedTuple):
    """What is billed for one account, without the charges (BAR)."""

    header: Header
    event: str
    person: Person
    visit: Visit
    diagnoses: tuple[Diagnosis, ...]
    procedures: tuple[Coded, ...]
    missing: tuple[Fault, ...] = ()


class Document(NamedTuple):
    """TXA (9.6.1) with the text that came with it."""

    header: Header
    event: str
    kind: str
    number: str
    parent: str
    at: dt.datetime | None
    author: Name
    completion: str
    availability: str
    text: tuple[str, ...]
    person: Person
    visit: Visit
    missing: tuple[Fault, ...] = ()


Record = Adt | Appointment | Orders | Charges | Account | Document
