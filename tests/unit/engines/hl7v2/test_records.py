"""What is read of each sort of message, field by field as HL7 v2.5.1 names them; what is missing is told."""

from __future__ import annotations

import datetime as dt

import pytest

from wellrun.engines.hl7v2 import From, Message, moment, new_message, new_segment, read, record_of

OF = From("PAS", "HV", "WELLRUN", "TIDE")
NOW = dt.datetime.fromisoformat("20260301T0830")
PID = new_segment(
    "PID", {3: [("7", "", "", "HV", "PI"), ("8", "", "", "HV", "MR")], 5: ("O'Hara & Söhne", "Ann", "M"), 7: NOW.date()}
)


def told(kind: str, event: str, *segments):  # type: ignore[no-untyped-def]
    message = new_message(kind, event, [PID, *segments], of=OF, control="1", at=NOW)
    again = read(message.text).messages[0]
    assert again == message
    return record_of(again)


def test_a_built_message_names_its_structure_and_character_set() -> None:
    message = new_message("ADT", "A08", [PID], of=OF, control="1", at=NOW)
    assert message.segments[0].text == (
        "MSH|^~\\&|PAS|HV|WELLRUN|TIDE|20260301083000||ADT^A08^ADT_A01|1|P|2.5.1||||||UNICODE UTF-8"
    )
    assert PID.text == "PID|||7^^^HV^PI~8^^^HV^MR||O'Hara \\T\\ Söhne^Ann^M||20260301"


def test_a_movement() -> None:
    adt = told(
        "ADT",
        "A02",
        new_segment("EVN", {1: "A02", 2: NOW, 4: "01", 6: NOW.replace(minute=0)}),
        new_segment(
            "PV1", {2: "I", 3: ("W5", "12", "A", "HV"), 6: ("ED", "", "3"), 7: ("9", "Okafor"), 10: "MED", 19: "V1"}
        ),
        new_segment("PV2", {9: dt.date(2026, 3, 4)}),
    )
    assert (adt.event, adt.at, adt.recorded, adt.reason) == ("A02", NOW.replace(minute=0), NOW, "01")
    assert (adt.person.record_number, adt.person.name.family, adt.person.born) == ("8", "O'Hara & Söhne", "20260301")
    assert adt.visit.location == ("W5", "12", "A", "HV")
    assert (adt.visit.prior.unit, adt.visit.prior.bed, adt.visit.number) == ("ED", "3", "V1")
    assert (adt.visit.attending.id, adt.visit.attending.family, adt.visit.service) == ("9", "Okafor", "MED")
    assert adt.visit.expected_discharge == NOW.replace(day=4, hour=0, minute=0)
    assert adt.missing == ()


def test_each_pair_of_a_merge() -> None:
    other = new_segment("PID", {3: ("20", "", "", "HV", "MR")})
    gone = [new_segment("MRG", {1: (number, "", "", "HV", "MR"), 5: "V9"}) for number in ("70", "200")]
    adt = told("ADT", "A40", gone[0], other, gone[1])
    assert [(person.record_number, merge.identifiers[0].value) for person, merge in adt.merges] == [
        ("8", "70"),
        ("20", "200"),
    ]


def test_an_appointment_by_any_of_its_times() -> None:
    needs = new_segment("AIP", {3: ("9", "Okafor"), 6: NOW, 9: 30})
    by_schedule = told("SIU", "S12", new_segment("SCH", {1: "A7", 11: ("", "", "30", NOW), 25: "Booked"}), needs)
    by_timing = told("SIU", "S12", new_segment("SCH", {1: "A7"}), new_segment("TQ1", {7: NOW, 8: NOW}))
    by_resource = told("SIU", "S12", new_segment("SCH", {2: "B7"}), needs)
    assert by_schedule.begins == by_timing.begins == by_resource.begins == NOW
    assert (by_schedule.placer, by_schedule.status.code, by_resource.filler) == ("A7", "Booked", "B7")
    assert by_resource.resources[0] == ("AIP", ("9", "Okafor", ""), NOW, "30")
    assert [fault.place for fault in told("SIU", "S12", new_segment("SCH", {})).missing] == ["SCH-1", "SCH-11"]


def test_results_stand_below_their_order() -> None:
    obx = [
        new_segment(
            "OBX", {1: n, 2: "NM", 3: ("2951-2", "Sodium", "LN"), 5: [140, 141], 6: "mmol/L", 8: ["H", "A"], 11: "F"}
        )
        for n in (1, 2)
    ]
    obr = new_segment("OBR", {2: "P1", 3: "F1", 4: ("24323-8", "Panel", "LN"), 7: NOW, 25: "F"})
    orders = told(
        "ORU",
        "R01",
        obx[0],
        new_segment("ORC", {1: "RE", 2: "P1"}),
        obr,
        obx[1],
        new_segment("ORC", {1: "NW", 2: "P2"}),
    )
    assert [(one.control, one.placer, one.filler, one.status, len(one.results)) for one in orders.orders] == [
        ("RE", "P1", "F1", "F", 1),
        ("NW", "P2", "", "", 0),
    ]
    assert len(orders.loose) == 1
    result = orders.orders[0].results[0]
    assert (result.what.code, result.values, result.units, result.flags) == (
        "2951-2",
        ("140", "141"),
        "mmol/L",
        ("H", "A"),
    )
    assert [fault.place for fault in told("ORU", "R01").missing] == ["OBR"]


def test_charges_an_account_and_a_document() -> None:
    ft1 = new_segment("FT1", {4: NOW, 6: "CG", 7: ("99213", "Visit"), 10: 2, 11: "120.50", 19: [("J18.9",), ("I10",)]})
    charges = told("DFT", "P03", ft1, new_segment("FT1", {6: "CG"}))
    assert (charges.charges[0].amount, [one.code for one in charges.charges[0].diagnoses]) == (
        "120.50",
        ["J18.9", "I10"],
    )
    assert [fault.place for fault in charges.missing] == ["FT1[2]-7", "FT1[2]-4"]
    account = told("BAR", "P01", new_segment("DG1", {3: ("J18.9", "Pneumonia", "I10"), 6: "A"}))
    assert account.diagnoses == ((("J18.9", "Pneumonia", "I10"), "A"),)
    text = new_segment("OBX", {2: "TX", 5: "Seen & well"})
    document = told("MDM", "T02", new_segment("TXA", {2: "CN", 4: NOW, 12: "D1", 17: "AU"}), text)
    assert (document.number, document.text, document.completion) == ("D1", ("Seen & well",), "AU")


def test_without_a_patient_that_is_told() -> None:
    def missing(text: Message) -> list[str]:
        record = record_of(text)
        assert record is not None
        return [fault.place for fault in record.missing]

    head = "MSH|^~\\&|A|B|C|D|20260301||ADT^A01|1|P|2.5.1\r"
    assert missing(read(head).messages[0]) == ["PID"]
    assert missing(read(f"{head}PID|1\r").messages[0]) == ["PID-3"]
    assert missing(read(f"{head}PID|1|77\r").messages[0]) == [], "before 2.3.1 the number stood in PID-2"
    assert record_of(read(head.replace("ADT^A01", "QRY^Q01")).messages[0]) is None


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2026", "2026-01-01T00:00:00"),
        ("202603", "2026-03-01T00:00:00"),
        ("20260301", "2026-03-01T00:00:00"),
        ("2026030108", "2026-03-01T08:00:00"),
        ("202603010830", "2026-03-01T08:30:00"),
        ("20260301083015", "2026-03-01T08:30:15"),
        ("20260301083015.1234", "2026-03-01T08:30:15.123400"),
        ("202603010830+0215", "2026-03-01T08:30:00+02:15"),
        ("20260301083015-0500", "2026-03-01T08:30:15-05:00"),
        ("20260231", None),
        ("2026-03-01", None),
        ("", None),
        ("00000000", None),
        ("20260301250000", None),
        ("20260301083015+9900", None),
        ("\uff12\uff10\uff12\uff160301", None),
    ],
)
def test_times_are_read_as_precisely_as_they_are_told(text: str, when: str | None) -> None:
    found = moment(text)
    assert (found.isoformat() if found else None) == when
