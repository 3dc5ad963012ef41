"""HL7 v2: messages in a second of processor time beside plain splitting and a peer; the listener; messages on the wire.

The peer (package ``hl7``) is measured where an interpreter that has it is named by WELLRUN_HL7_PEERS; otherwise it is
reported as absent. Rounds go by turns and the best of each is told: other work on the machine makes a round slower and
never quicker. Plain splitting means ``str.split`` down to components, and nothing kept. The messages are five of our
own, of the sorts and the length that interface engines send (1 to 5 KB).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from wellrun.engines.hl7v2 import checked, read, record_of

PEERS = "WELLRUN_HL7_PEERS"
ROUNDS, MESSAGES, OF_PEER = 9, 500, 200
LOADS, SECONDS = ((1, 1), (8, 1), (8, 8)), 5
"""Senders and messages each has under way; real ones wait for each answer."""

PID = (
    "PID|1||482107^^^HV^MR~99-1^^^STATE^SS||Lovell^Ada^M^^Ms||19410506|F||2106-3^White^CDCREC|1 Quay St^^Midhaven^NY"
    "^10001^USA^H~PO Box 1^^Midhaven^NY^10001||212-555-0101^PRN^PH~^NET^Internet^ada@example.invalid||EN|W|CHR|V100201"
    "||||N||||||N\r"
)
PV1 = (
    "PV1|1|I|W05^12^A^HV|E|||1184^Okafor^Amara^^^Dr|2201^Marsh^Ben|3302^Quill^Jo|MED||||EMD|||1184^Okafor^Amara^^^Dr"
    "|IN|V100201|COM|||||||||||||||||HOM|||HV||||20260301080000\r"
)


def _msh(kind: str, number: int) -> str:
    return f"MSH|^~\\&|PAS|HV|WELLRUN|TIDE|20260301083000||{kind}|HV{number:06}|P|2.5.1|||AL|NE||UNICODE UTF-8\r"


def _obx(number: int) -> str:
    return (
        f"OBX|{number}|NM|2951-2^Sodium [Moles/volume] in Serum^LN||{130 + number % 20}|mmol/L|136-145|"
        f"{'L' * (number % 2)}|||F|||20260301080000||1184^Okafor^Amara\r"
        "NTE|1|L|At rest\\F\\ repeated once; see the note of the ward.\r"
    )


def messages() -> list[str]:
    """Five sorts of messages by turns."""
    evn = "EVN|A01|20260301083000|||1184^Okafor^Amara|20260301080000\r"
    more = "NK1|1|Lovell^Greg|SPO|2 Quay St^^Midhaven^NY|212-555-0102\rDG1|1||J18.9^Pneumonia^I10|||A\r" * 3
    insured = "IN1|1|PPO|P04|Payer Four|9 Pier^^Midhaven^NY|||G100||||20260101|||PPO|Lovell^Ada|SEL|19410506\r" * 2
    orders = "ORC|RE|A1|B1||CM\rOBR|1|A1|B1|24323-8^Metabolic panel^LN|||20260301080000\r" + "".join(
        map(_obx, range(24))
    )
    sch = "SCH|A77|B77|||||Return^^L|FOLLOWUP|30|min|^^30^20260305090000^20260305093000|||||1184||||2201|||||Booked\r"
    needs = "RGS|1\rAIS|1||99213^Visit^C4|20260305090000\rAIL|1||C2^^^HV\rAIP|1||1184^Okafor^Amara\r"
    charge = (
        "FT1|1|T1||20260301|20260302|CG|99213^Visit^C4|||1|120.00|||||W05||||J18.9^Pneumonia^I10|1184||||99213^^C4\r"
    )
    bodies = {
        "ADT^A01^ADT_A01": evn + PID + PV1 + more + insured,
        "ADT^A08^ADT_A01": evn + PID + PV1,
        "ORU^R01^ORU_R01": PID + PV1 + orders,
        "SIU^S12^SIU_S12": sch + PID + PV1 + needs,
        "DFT^P03^DFT_P03": evn + PID + PV1 + charge * 6,
    }
    return [_msh(kind, number) + body for number, (kind, body) in enumerate([*bodies.items()] * (MESSAGES // 5))]


def splitting(texts: list[str]) -> None:
    for text in texts:
        for segment in text.split("\r"):
            for field in segment.split("|"):
                for repetition in field.split("~"):
                    repetition.split("^")


def opened(texts: list[str]) -> None:
    """Read, and its type looked at, which is what the listener needs."""
    for text in texts:
        read(text).messages[0].value("MSH", 9)


def typed(texts: list[str]) -> None:
    """Read, and made a record of."""
    for text in texts:
        record_of(read(text).messages[0])


def judged(texts: list[str]) -> None:
    """Read, made a record of, and checked."""
    for text in texts:
        message = read(text).messages[0]
        record_of(message)
        checked(message)


def whole(texts: list[str]) -> None:
    """Read, and every subcomponent unescaped, which nobody needs but ``wellrun hl7 read``."""
    for text in texts:
        for segment in read(text).messages[0].segments:
            segment.parsed()


OURS: dict[str, Callable[[list[str]], None]] = {
    "plain splitting": splitting,
    "read, fields when asked": opened,
    "typed records": typed,
    "records and check": judged,
    "every subcomponent": whole,
}


def speeds() -> dict[str, float]:
    """Messages in a second of processor time, by what does it."""
    texts, peer = messages(), os.environ.get(PEERS)
    found: dict[str, list[float]] = {name: [] for name in (*OURS, *(["hl7"] if peer else []))}
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "messages"
        file.write_text("\x00".join(texts[:OF_PEER]), encoding="utf-8", newline="")
        for _round in range(ROUNDS):
            for name, does in OURS.items():
                start = time.process_time()
                does(texts)
                found[name].append(len(texts) / (time.process_time() - start))
            if peer:
                # Isolated: this folder has a module of the peer's name.
                command = [peer, "-I", str(Path(__file__).with_name("_hl7_peers.py")), str(file)]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
                found["hl7"].append(float(done.stdout))
    return {name: max(several) for name, several in found.items()}


def listening(senders: int, ahead: int) -> dict[str, float]:
    """A listener on an empty installation under the load of so many senders, each so many messages ahead."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "WELLRUN_HOME": home, "DJANGO_SETTINGS_MODULE": "wellrun.config.settings"}
        command = [sys.executable, "-m", "bench._listening", str(senders), str(ahead), str(SECONDS)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def run() -> dict[str, object]:
    """Figures of all."""
    found = speeds()
    told: dict[str, object] = {}
    records = found["typed records"]
    for name, speed in found.items():
        ratio = "" if name == "typed records" else f"; typed records are {records / speed:.2f} of it"
        told[f"reading, {name}"] = f"{speed:,.0f} a CPU second{ratio}"
    if "hl7" not in found:
        told["reading, hl7"] = f"absent ({PEERS} names no interpreter)"
    for senders, ahead in LOADS:
        under = listening(senders, ahead)
        told[f"listening, {senders} senders, {ahead} under way"] = (
            f"{under['a second']:,.0f} a second stored and answered; "
            f"p50 {under['p50']:.1f} ms, p99 {under['p99']:.1f} ms"
        )
    return told
