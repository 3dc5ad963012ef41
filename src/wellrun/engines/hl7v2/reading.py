"""Messages into records: header, patient, visit, and one reader for each sort of message."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from wellrun.engines.hl7v2.faults import Condition, Fault
from wellrun.engines.hl7v2.message import Message, Segment
from wellrun.engines.hl7v2.records import (
    Account,
    Adt,
    Appointment,
    Charge,
    Charges,
    Coded,
    Diagnosis,
    Document,
    Header,
    Identifier,
    Location,
    Merge,
    Name,
    Order,
    Orders,
    Person,
    Record,
    Resource,
    Result,
    Visit,
)
from wellrun.engines.hl7v2.times import moment


def header_of(message: Message) -> Header:
    """MSH of a message; a type that was sent in one piece (``ADT_A01``, ``ADT A01``) is taken apart."""
    msh = message.segments[0]
    application, facility, to_application, to_facility, sent = msh.values(3, 4, 5, 6, 7)
    control, processing, version, accept, answer, character_set = msh.values(10, 11, 12, 15, 16, 18)
    kind = [*msh.components(9), "", "", ""][:3]
    if not kind[1] and len(kind[0]) == 7 and not kind[0][3].isalnum():
        kind = [kind[0][:3], kind[0][4:], ""]
    return Header(
        application,
        facility,
        to_application,
        to_facility,
        moment(sent),
        kind[0].strip(),
        kind[1].strip(),
        kind[2].strip(),
        control,
        processing,
        version,
        accept.strip().upper(),
        answer.strip().upper(),
        character_set,
    )


def record_of(message: Message) -> Record | None:
    """The message as the record of its type; None where no reader is known for it."""
    header = header_of(message)
    reader = READERS.get(header.type)
    return None if reader is None else reader(message, header)


def adt_of(message: Message, header: Header) -> Adt:
    """An ADT message. The event of MSH-9 goes before that of EVN-1, which older senders leave standing."""
    evn = message.first("EVN")
    event = header.event or (evn.value(1) if evn else "")
    at = (moment(evn.value(6)) or moment(evn.value(2))) if evn else None
    recorded = moment(evn.value(2)) if evn else None
    person, visit = person_of(message), visit_of(message)
    return Adt(
        header,
        event,
        at or header.sent,
        recorded,
        evn.value(4) if evn else "",
        person,
        visit,
        tuple(_merges(message)),
        tuple(_patient_missing(person, message)),
    )


def appointment_of(message: Message, header: Header) -> Appointment:
    """An SIU message; its time by SCH-11, by TQ1, or by the first resource that has one."""
    sch = message.first("SCH") or Segment("SCH", message.segments[0].delimiters)
    tq1 = message.first("TQ1")
    timing = [*sch.components(11), *[""] * 6]
    resources = tuple(_resources(message))
    begins = moment(timing[3]) or (moment(tq1.value(7)) if tq1 else None)
    begins = begins or next((one.begins for one in resources if one.begins), None)
    ends = moment(timing[4]) or (moment(tq1.value(8)) if tq1 else None)
    person = person_of(message)
    missing = list(_patient_missing(person, message))
    if not sch.value(1) and not sch.value(2):
        missing.append(_missing("SCH", 1, "the number of the appointment, by placer or filler"))
    if begins is None:
        missing.append(_missing("SCH", 11, "when the appointment begins"))
    return Appointment(
        header,
        header.event,
        sch.value(1),
        sch.value(2),
        _coded(sch, 7) if sch.field(7) else _coded(sch, 6),
        _coded(sch, 8),
        _coded(sch, 25),
        begins,
        ends,
        sch.value(9),
        person,
        visit_of(message),
        resources,
        tuple(missing),
    )


def orders_of(message: Message, header: Header) -> Orders:
    """An ORM or ORU message: each ORC and OBR as an order, with the OBX that follow it."""
    orders: list[Order] = []
    loose: list[Result] = []
    orc: Segment | None = None
    for segment in message.segments:
        if segment.name == "ORC":
            if orc is not None:
                orders.append(_order(orc, None))
            orc = segment
        elif segment.name == "OBR":
            orders.append(_order(orc, segment))
            orc = None
        elif segment.name == "OBX":
            if orc is not None:
                orders.append(_order(orc, None))
                orc = None
            if orders:
                orders[-1] = orders[-1]._replace(results=(*orders[-1].results, _result(segment)))
            else:
                loose.append(_result(segment))
    if orc is not None:
        orders.append(_order(orc, None))
    person = person_of(message)
    missing = list(_patient_missing(person, message))
    if not orders:
        missing.append(_missing("OBR", 0, "at least one order or report"))
    visit = visit_of(message)
    return Orders(header, header.event, person, visit, tuple(orders), tuple(loose), tuple(missing))


def charges_of(message: Message, header: Header) -> Charges:
    """A DFT message."""
    person = person_of(message)
    charges = tuple(_charge(segment) for segment in message.every("FT1"))
    missing = list(_patient_missing(person, message))
    if not charges:
        missing.append(_missing("FT1", 0, "at least one charge"))
    for number, one in enumerate(charges, start=1):
        if not one.code.code and not one.procedure.code:
            missing.append(_missing("FT1", 7, "what is charged", occurrence=number))
        if one.at is None:
            missing.append(_missing("FT1", 4, "the day of the service", occurrence=number))
    return Charges(header, header.event, person, visit_of(message), charges, tuple(missing))


def account_of(message: Message, header: Header) -> Account:
    """A BAR message."""
    person = person_of(message)
    diagnoses = tuple(Diagnosis(_coded(one, 3), one.value(6)) for one in message.every("DG1"))
    procedures = tuple(_coded(one, 3) for one in message.every("PR1"))
    missing = tuple(_patient_missing(person, message))
    return Account(header, header.event, person, visit_of(message), diagnoses, procedures, missing)


def document_of(message: Message, header: Header) -> Document:
    """An MDM message."""
    txa = message.first("TXA") or Segment("TXA", message.segments[0].delimiters)
    person = person_of(message)
    missing = list(_patient_missing(person, message))
    if not txa.value(12):
        missing.append(_missing("TXA", 12, "the number of the document"))
    return Document(
        header,
        header.event,
        txa.value(2),
        txa.value(12),
        txa.value(13),
        moment(txa.value(4)) or moment(txa.value(6)),
        _name(txa, 9, of_staff=True),
        txa.value(17),
        txa.value(19),
        tuple(text for one in message.every("OBX") for text in _result(one).values),
        person,
        visit_of(message),
        tuple(missing),
    )


READERS: Mapping[str, Callable[[Message, Header], Record]] = MappingProxyType(
    {
        "ADT": adt_of,
        "SIU": appointment_of,
        "ORM": orders_of,
        "ORU": orders_of,
        "DFT": charges_of,
        "BAR": account_of,
        "MDM": document_of,
    }
)


def person_of(message: Message) -> Person:
    """The first PID; without it a person of whom nothing is known."""
    pid = message.first("PID")
    return Person() if pid is None else _person(pid)


def visit_of(message: Message) -> Visit:
    """The first PV1 and PV2; without them a visit of which nothing is known."""
    pv1, pv2 = message.first("PV1"), message.first("PV2")
    if pv1 is None:
        return Visit()
    number, patient_class, service, source, disposition, admitted, discharged = pv1.values(19, 2, 10, 14, 36, 44, 45)
    return Visit(
        number,
        patient_class,
        _location(pv1, 3),
        _location(pv1, 6),
        _location(pv1, 11),
        _location(pv1, 42),
        _name(pv1, 7, of_staff=True),
        service,
        source,
        disposition,
        moment(admitted),
        moment(discharged),
        moment(pv2.value(8)) if pv2 else None,
        moment(pv2.value(9)) if pv2 else None,
    )


def _person(pid: Segment) -> Person:
    # Before 2.3.1 the number stood in PID-2; some senders still leave PID-3 empty.
    numbers = _identifiers(pid, 3) or _identifiers(pid, 2)
    born, sex, phone, account, died = pid.values(7, 8, 13, 18, 29)
    return Person(
        numbers,
        _name(pid, 5),
        born,
        sex,
        tuple(pid.components(11)[:6]),
        phone,
        account,
        moment(died),
    )


def _merges(message: Message) -> Iterator[tuple[Person, Merge]]:
    """Each MRG with the PID that stands before it: several pairs are allowed in A40."""
    person = Person()
    for segment in message.segments:
        if segment.name == "PID":
            person = _person(segment)
        elif segment.name == "MRG":
            name = _name(segment, 7)
            yield person, Merge(_identifiers(segment, 1), segment.value(3), segment.value(5), name)


def _resources(message: Message) -> Iterator[Resource]:
    """Place of what, of when, and of the minutes in each of the four segments (10.6.4 to 10.6.7)."""
    places = {"AIS": (3, 4, 7), "AIG": (3, 8, 11), "AIL": (3, 6, 9), "AIP": (3, 6, 9)}
    for segment in message.segments:
        if segment.name in places:
            what, begins, minutes = places[segment.name]
            yield Resource(segment.name, _coded(segment, what), moment(segment.value(begins)), segment.value(minutes))


def _order(orc: Segment | None, obr: Segment | None) -> Order:
    """One of them at least is there."""
    either = obr or orc
    assert either is not None
    return Order(
        orc.value(1) if orc else "",
        (orc.value(2) if orc else "") or either.value(2),
        (orc.value(3) if orc else "") or either.value(3),
        (obr.value(25) if obr else "") or (orc.value(5) if orc else ""),
        _coded(obr, 4) if obr else Coded(),
        (moment(obr.value(7)) if obr else None) or (moment(orc.value(9)) if orc else None),
        _name(obr, 16, of_staff=True) if obr else _name(either, 12, of_staff=True),
    )


def _result(obx: Segment) -> Result:
    marks = obx.delimiters
    values = tuple(marks.unescaped(one) for one in obx.repetitions(5))
    flags = tuple(one for one in obx.repetitions(8) if one)
    kind, units, reference, status, at = obx.values(2, 6, 7, 11, 14)
    return Result(kind, _coded(obx, 3), values, units, reference, flags, status, moment(at))


def _charge(ft1: Segment) -> Charge:
    number, at, kind, quantity, amount, unit_amount, department = ft1.values(2, 4, 6, 10, 11, 12, 13)
    return Charge(
        number,
        moment(at),
        kind,
        _coded(ft1, 7),
        quantity,
        amount,
        unit_amount,
        department,
        tuple(_coded(ft1, 19, repetition=n) for n in range(1, len(ft1.repetitions(19)) + 1)),
        _name(ft1, 20, of_staff=True),
        _coded(ft1, 25),
        tuple(ft1.value(26, repetition=n) for n in range(1, len(ft1.repetitions(26)) + 1)),
    )


def _identifiers(segment: Segment, number: int) -> tuple[Identifier, ...]:
    found = []
    for at in range(1, len(segment.repetitions(number)) + 1):
        parts = [*segment.components(number, repetition=at), "", "", "", ""]
        if parts[0]:
            found.append(Identifier(parts[0], parts[3], parts[4]))
    return tuple(found)


def _name(segment: Segment, number: int, *, of_staff: bool = False) -> Name:
    parts = [*segment.components(number), "", "", "", ""]
    return Name(parts[1], parts[2], parts[3], parts[0]) if of_staff else Name(parts[0], parts[1], parts[2])


def _coded(segment: Segment, number: int, *, repetition: int = 1) -> Coded:
    parts = [*segment.components(number, repetition=repetition), "", "", ""]
    return Coded(parts[0], parts[1], parts[2])


def _location(segment: Segment, number: int) -> Location:
    parts = [*segment.components(number), "", "", "", ""]
    return Location(parts[0], parts[1], parts[2], parts[3])


def _patient_missing(person: Person, message: Message) -> Iterator[Fault]:
    if message.first("PID") is None:
        yield _missing("PID", 0, "the patient")
    elif not person.identifiers:
        yield _missing("PID", 3, "the number of the patient")


def _missing(segment: str, field: int, expected: str, *, occurrence: int = 0) -> Fault:
    return Fault(
        "hl7.missing",
        f"{segment}{f'-{field}' if field else ''} is missing: it would hold {expected}.",
        segment=segment,
        occurrence=occurrence,
        field=field,
        expected=expected,
        remedy="Complete it in the sending system and send the message again.",
        condition=Condition.REQUIRED if field else Condition.ORDER,
    )
