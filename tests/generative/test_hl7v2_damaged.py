"""Damaged HL7 v2: whatever is cut out, doubled, swapped or overwritten, nothing breaks or is lost, and it is told.

``make test-thorough`` tries 20,000; every run a tenth of them.
"""

from __future__ import annotations

import datetime as dt
import os
import random

from wellrun.engines.hl7v2 import (
    Frames,
    TooLong,
    acknowledgement,
    answer_of,
    checked,
    framed,
    header_of,
    read,
    read_bytes,
    record_of,
    verdict_on,
    write_bytes,
)

EXAMPLES = 20_000 if os.environ.get("WELLRUN_THOROUGH") else 2_000
NOW = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)
HEAD = "MSH|^~\\&|PAS|HV|WELLRUN|TIDE|20260301083000||{}|HV000017|P|2.5.1||||||{}\r"
PATIENT = "PID|1||482107^^^HV^MR~99-1^^^ST^SS||Lövell^Ada^M||19410506|F|||1 Quay St^^Midhaven^NY^10001||212-555\r"
VISIT = "PV1|1|I|W05^12^A^HV||||1184^Okafor^Amara|||MED|||||||||V1" + "|" * 25 + "20260301080000\r"
SOUND = (
    HEAD.format("ADT^A01^ADT_A01", "UNICODE UTF-8") + "EVN|A01|20260301083000\r" + PATIENT + VISIT + "ZPI|1|own\r",
    HEAD.format("ADT^A40^ADT_A39", "8859/1") + "EVN|A40|20260301\r" + PATIENT + "MRG|77^^^HV^MR|||A1\r",
    HEAD.format("ORU^R01^ORU_R01", "")
    + PATIENT
    + "ORC|RE|A1|B1\rOBR|1|A1|B1|24323-8^Panel^LN\rOBX|1|NM|2951-2^Sodium^LN||140|mmol/L|136-145|N\rNTE|1||a\\F\\b\r",
    HEAD.format("SIU^S12^SIU_S12", "")
    + "SCH|A7|B7|||||^Visit|||m|^^30^20260305090000\r"
    + PATIENT
    + "AIP|1||1^Okafor\r",
    HEAD.format("DFT^P03^DFT_P03", "")
    + "EVN|P03|20260301\r"
    + PATIENT
    + "FT1|1|||20260301||CG|99213^Visit^C4|||1|120\r",
    "FHS|^~\\&|A\rBHS|^~\\&|A\r"
    + HEAD.format("MDM^T02^MDM_T02", "")
    + PATIENT
    + "TXA|1|CN||20260301||||||||D1\rOBX|1|TX|1||words\r"
    + "BTS|1\rFTS|1\r",
)
PIECES = ("\r", "\n", "|", "^", "~", "\\", "&", "\x0b", "\x1c\r", "\x00", "MSH|", "MSH|^~\\&|", "PID|", "\\X0D\\", '""')
MORE = ("é", "\x80", "9" * 300, "\r\n\r\n", "\ufeff", "OBX|1|", "\\Z", "ADT^A99", "\t", " ")


def damaged(chance: random.Random, text: str) -> bytes:
    """A sound file with one to four things done to it."""
    for _each in range(chance.randrange(1, 5)):
        at = chance.randrange(len(text) + 1)
        to = min(len(text), at + chance.choice((0, 1, 1, 2, 7, 40, 200)))
        other, piece = chance.randrange(len(text) + 1), chance.choice(PIECES + MORE)
        text = {
            "cut": text[:at] + text[to:],
            "end": text[:at],
            "double": text[:to] + text[at:],
            "put": text[:at] + piece + text[at:],
            "over": text[:at] + piece + text[to:],
            "move": text[:at] + text[to:other] + text[at:to] + text[max(other, to) :],
        }[chance.choice(("cut", "end", "double", "put", "over", "move"))]
    return text.encode(chance.choice(("utf-8", "utf-8", "latin-1")), errors="replace")


def test_no_damage_breaks_the_reading_and_no_byte_is_lost() -> None:
    chance, told = random.Random(25), 0
    for _each in range(EXAMPLES):
        raw = damaged(chance, chance.choice(SOUND))
        batch = read_bytes(raw)
        assert write_bytes(batch) == raw
        faults = list(batch.faults)
        for message in batch.messages:
            record = record_of(message)
            found = (*checked(message), *(record.missing if record else ()))
            faults += found
            assert read(message.text).messages[0] == message, "written from its segments it is the same message"
            header = header_of(message)
            answer = read(acknowledgement(header, f"A{verdict_on(found)}", found, control="1", at=NOW).text).messages[0]
            said = answer_of(answer)
            assert said is not None
            assert said.verdict is verdict_on(found)
            assert not [fault for fault in checked(answer) if fault.refuses and fault.field not in (10, 12)]
        assert all(fault.message and fault.code and fault.place for fault in faults)
        # Every line is in a message, between two, or told to be in none.
        lines = sum(bool(line.text) and line.text[:3] not in ("FHS", "BHS", "BTS", "FTS") for line in batch.lines)
        joined = sum(fault.code == "hl7.line_end_within" for fault in batch.faults)
        strays = sum(fault.code == "hl7.stray" for fault in batch.faults)
        envelopes = sum(line.text[:3] in ("FHS", "BHS", "BTS", "FTS") for line in batch.lines)
        kept = sum(len(message.segments) for message in batch.messages) + joined + strays
        assert lines <= kept <= lines + envelopes
        told += bool(faults)
    # What is left sound by its damage, such as a changed name, has nothing to be told.
    assert told > EXAMPLES * 0.35


def test_the_stream_gives_back_what_was_framed_however_it_is_cut() -> None:
    chance = random.Random(11)
    for _each in range(EXAMPLES // 10):
        sent = [chance.choice(SOUND).encode() for _message in range(chance.randrange(1, 5))]
        stream = b"".join(framed(one) + chance.choice((b"", b"\n", b"\r\n", b" ")) for one in sent)
        frames, found = Frames(longest=1 << 20), []
        while stream:
            size = chance.randrange(1, len(stream) + 1)
            found += frames.feed(stream[:size])
            stream = stream[size:]
        assert found == sent
        assert (frames.begun, frames.broken, frames.strays) == (False, 0, 0)


def test_no_damage_breaks_the_stream() -> None:
    chance = random.Random(12)
    for _each in range(EXAMPLES // 10):
        frames = Frames(longest=2_000)
        try:
            for _time in range(4):
                raw = framed(damaged(chance, chance.choice(SOUND)))
                for body in frames.feed(raw):
                    read_bytes(body)
        except TooLong:
            assert len(raw) > 300
