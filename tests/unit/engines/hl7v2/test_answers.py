"""HL7 v2.5.1, 2.9: what is answered to a message, in original and enhanced mode and in each version."""

from __future__ import annotations

import datetime as dt

import pytest

from wellrun.engines.hl7v2 import (
    Verdict,
    acknowledgement,
    answer_of,
    answer_to,
    checked,
    header_of,
    read,
    verdict_on,
)

NOW = dt.datetime(2026, 3, 1, 8, 31, tzinfo=dt.UTC)


def message(version: str = "2.5.1", *, kind: str = "ADT^A01", control: str = "17", more: str = "", pid: str = "1||7"):  # type: ignore[no-untyped-def]
    head = f"MSH|^~\\&|PAS|HV|WELLRUN|TIDE|20260301083000||{kind}|{control}|P|{version}{more}\r"
    return read(f"{head}EVN|A01|20260301\rPID|{pid}\r").messages[0]


def answered(text, verdict: Verdict | None = None):  # type: ignore[no-untyped-def]
    faults = checked(text)
    return answer_to(text, verdict or verdict_on(faults), faults, control="A1", at=NOW)


def test_a_sound_message_is_accepted_by_whom_it_was_sent_to() -> None:
    answer = answered(message())
    assert answer.text == ("MSH|^~\\&|WELLRUN|TIDE|PAS|HV|20260301083100+0000||ACK^A01^ACK|A1|P|2.5.1\rMSA|AA|17\r")


@pytest.mark.parametrize(
    ("version", "kind"),
    [("2.2", "ACK"), ("2.3", "ACK"), ("2.3.1", "ACK^A01^ACK"), ("2.8.2", "ACK^A01^ACK"), ("9", "ACK^A01^ACK")],
)
def test_the_answer_is_in_the_version_of_the_message(version: str, kind: str) -> None:
    header = answered(message(version)).segments[0]
    assert header.field(9) == kind
    assert header.field(12) == (version if version != "9" else "2.5.1")


def test_errors_are_told_with_their_place_and_words_and_never_with_a_value() -> None:
    text = read(message().text.replace("EVN|A01|20260301\rPID|1||7\r", "EVN|A01|SECRET\r")).messages[0]
    answer = answered(text)
    assert answer.segments[1].text == "MSA|AE|17|PID: A message of type ADT needs PID, and there is none."
    err = answer.segments[2]
    assert (err.field(2), err.field(3), err.field(4)) == ("PID^1", "100^Segment sequence error^HL70357", "E")
    assert "SECRET" not in answer.text
    said = answer_of(answer)
    assert said is not None
    assert said.verdict is Verdict.ERROR
    assert said.errors == ("PID: A message of type ADT needs PID, and there is none. Send the whole message again.",)


def test_until_version_2_4_one_err_holds_all_places() -> None:
    answer = answered(read(message("2.4").text.replace("PID|1||7", "ZPI|1")).messages[0])
    assert answer.segments[2].text == "ERR|PID^^^100&Segment sequence error"
    said = answer_of(answer)
    assert said is not None
    assert said.errors == ("PID: Segment sequence error",)


@pytest.mark.parametrize(
    ("more", "good", "bad"),
    [
        ("", "AA", "AE"),
        ("|||AL|NE", "CA", "CE"),
        ("|||AL|AL", "CA", "CE"),
        ("|||NE|AL", "AA", "AE"),
        ("|||ER|NE", "", "CE"),
        ("|||SU|NE", "CA", ""),
        ("|||NE|NE", "", ""),
        ("|||XX|", "CA", "CE"),
    ],
)
def test_the_sender_says_when_it_wants_which_answer(more: str, good: str, bad: str) -> None:
    """HL7 table 0155."""
    for verdict, code in ((Verdict.ACCEPT, good), (Verdict.ERROR, bad)):
        answer = answer_to(message(more=more), verdict, (), control="A1", at=NOW)
        assert (answer.value("MSA", 1) if answer else "") == code


@pytest.mark.parametrize(
    ("text", "verdict", "place"),
    [
        (message(), Verdict.ACCEPT, []),
        (message(control=""), Verdict.REFUSE, ["MSH-10"]),
        (message("3"), Verdict.REFUSE, ["MSH-12"]),
        (message("2.10"), Verdict.ACCEPT, ["MSH-12"]),
        (message(kind=""), Verdict.ERROR, ["MSH-9"]),
        (message(kind="ADT"), Verdict.ACCEPT, ["MSH-9"]),
        (message(kind="QRY^Q01"), Verdict.ACCEPT, ["MSH-9"]),
        (message(pid="1||7||Lovell||1941-05-06"), Verdict.ACCEPT, ["PID-7"]),
    ],
    ids=["sound", "no number", "version 3", "version unknown", "no type", "event in EVN", "other type", "odd date"],
)
def test_what_is_refused_what_is_kept_and_what_is_only_told(text, verdict: Verdict, place: list[str]) -> None:  # type: ignore[no-untyped-def]
    faults = checked(text)
    assert verdict_on(faults) is verdict
    assert [fault.place for fault in faults] == place


@pytest.mark.parametrize("code", ["", "ZZ", "A", "AAA"])
def test_an_answer_that_says_nothing_we_know_has_no_verdict(code: str) -> None:
    said = answer_of(acknowledgement(header_of(message()), code, control="1", at=NOW))
    assert said is not None
    assert said.verdict is None


def test_what_is_no_answer_is_told_apart() -> None:
    assert answer_of(message()) is None
