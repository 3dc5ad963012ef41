"""X12: transactions in a second of processor time beside plain splitting and two peers, and memory at two sizes.

The peers are measured where an interpreter that has them is named by WELLRUN_X12_PEERS (an environment with pyx12 and
openx12); otherwise they are reported as absent. Rounds go by turns and the best of each is told: other work on the
machine makes a round slower and never quicker. Plain splitting means ``str.split`` for segments and elements, and
nothing kept.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from wellrun.engines.x12 import (
    Controls,
    answers_to,
    billing_of,
    judged,
    read,
    remittance_of,
    write,
    written,
)

PEERS = "WELLRUN_X12_PEERS"
ROUNDS, TRANSACTIONS, OF_PYX12 = 12, 500, 100
SIZES = (32, 1024)
"""Megabytes of the files read for memory."""

ISA = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261127*0712*^*00501*000000905*0*P*:"
REMITTANCE = (
    "BPR*I*371.5*C*ACH*CCP*01*123456789*DA*987654*1999999999**01*123456780*DA*987655*20261127",
    *("TRN*1*9020-1184*1999999999", "REF*EV*HARBOUR", "DTM*405*20261126", "N1*PR*PAYER FOUR*XV*P04", "N3*1 QUAY"),
    *("N4*MIDHAVEN*NY*10001", "PER*BL*HELP*TE*5551234567", "N1*PE*HARBOUR VIEW*XX*1234567893", "LX*1"),
    *("CLP*48210773*1*200*171.5*13.5*12*PC1*11*1", "NM1*QC*1*LOVELL*ADA****MI*W123", "DTM*232*20261103"),
    *("SVC*HC:99213:25*200*171.5**1", "DTM*472*20261103", "CAS*CO*45*15", "CAS*PR*1*13.5", "REF*6R*L1", "AMT*B6*185"),
    *("CLP*48210774*1*240*200*20*12*PC2*11*1", "NM1*QC*1*MARSH*BEN****MI*W124", "DTM*232*20261104"),
    *("SVC*HC:70450*240*200**1", "DTM*472*20261104", "CAS*CO*45*20", "CAS*PR*2*20", "REF*6R*L2", "AMT*B6*220"),
)
CLAIMS = (
    *("BHT*0019*00*244579*20261127*1023*CH", "NM1*41*2*HARBOUR VIEW*****46*TGJ23", "PER*IC*HELP*TE*5551234567"),
    *("NM1*40*2*PAYER FOUR*****46*66783", "HL*1**20*1", "PRV*BI*PXC*203BF0100Y"),
    *("NM1*85*2*HARBOUR CLINIC*****XX*1234567893", "N3*1 QUAY", "N4*MIDHAVEN*NY*10001", "REF*EI*587654321"),
    *("HL*2*1*22*1", "SBR*P**2222-SJ******CI", "NM1*IL*1*LOVELL*GREG****MI*W123", "NM1*PR*2*PAYER FOUR*****PI*P04"),
    *("HL*3*2*23*0", "PAT*19", "NM1*QC*1*LOVELL*ADA", "N3*2 QUAY", "N4*MIDHAVEN*NY*10001", "DMG*D8*19730501*F"),
    *("CLM*26463774*142.5***11:B:1*Y*A*Y*I", "REF*D9*17312345600006351", "HI*ABK:J020*ABF:Z20828"),
    *("LX*1", "SV1*HC:99213*40*UN*1***1", "DTP*472*D8*20261103", "LX*2", "SV1*HC:87070*15*UN*1***1"),
    *("DTP*472*D8*20261103", "LX*3", "SV1*HC:99214*35*UN*1***2", "DTP*472*D8*20261110"),
    *("LX*4", "SV1*HC:86663*52.5*UN*1***2", "DTP*472*D8*20261110"),
)
KINDS = {"835": ("HP", "005010X221A1", REMITTANCE), "837": ("HC", "005010X222A1", CLAIMS)}


def parts(kind: str, count: int) -> Iterator[str]:
    """An interchange with so many transactions of a kind."""
    functional, release, body = KINDS[kind]
    yield f"{ISA}~GS*{functional}*S*R*20261127*0712*7*X*{release}~"
    inside = "".join(f"{one}~" for one in body)
    # The 835 of this version has no ST03.
    more = f"*{release}" if kind == "837" else ""
    for number in range(1, count + 1):
        yield f"ST*{kind}*{number:05}{more}~{inside}SE*{len(body) + 2}*{number:05}~"
    yield f"GE*{count}*7~IEA*1*000000905~"


def splitting(raw: bytes, _kind: str) -> None:
    for segment in raw.decode("latin-1").split("~"):
        segment.split("*")


def typed(raw: bytes, kind: str) -> None:
    reader = {"835": remittance_of, "837": billing_of}[kind]
    for piece in read(io.BytesIO(raw)):
        if piece.set_id:
            reader(piece)


def acknowledged(raw: bytes, _kind: str) -> None:
    """Checked in full, and answered with a 999."""
    for answer in answers_to(judged(read(io.BytesIO(raw)))):
        write(written(answer, Controls(1, 1), dt.datetime(2026, 11, 28, tzinfo=dt.UTC)).pieces)


OURS: dict[str, Callable[[bytes, str], None]] = {
    "plain splitting": splitting,
    "typed records": typed,
    "check and 999": acknowledged,
}


def speeds(kind: str, scratch: Path) -> dict[str, float]:
    """Transactions in a second of processor time, by what does it."""
    raw = "".join(parts(kind, TRANSACTIONS)).encode()
    peers = os.environ.get(PEERS)
    counts = {"openx12": TRANSACTIONS, "pyx12": OF_PYX12} if peers else {}
    for name, count in counts.items():
        (scratch / name).write_text("".join(parts(kind, count + 1)))
    (scratch / "one").write_text("".join(parts(kind, 1)))
    found: dict[str, list[float]] = {name: [] for name in (*OURS, *counts)}
    for _round in range(ROUNDS):
        for name, does in OURS.items():
            start = time.process_time()
            does(raw, kind)
            found[name].append(TRANSACTIONS / (time.process_time() - start))
        for name, count in counts.items():
            script = Path(__file__).with_name("_x12_peers.py")
            files = (str(scratch / "one"), str(scratch / name))
            command = [str(peers), str(script), name, kind, *files, str(count)]
            found[name].append(float(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    return {name: max(several) for name, several in found.items()}


def memory(megabytes: int, scratch: Path) -> dict[str, float]:
    """Peak memory and time of a process that reads a file of this size into typed records."""
    file = scratch / "large.835"
    one = len("".join(parts("835", 2))) - len("".join(parts("835", 1)))
    with file.open("w") as out:
        out.writelines(parts("835", megabytes * (1 << 20) // one))
    done = subprocess.run([sys.executable, "-m", "bench.x12", str(file)], check=True, capture_output=True, text=True)
    file.unlink()
    told: dict[str, float] = json.loads(done.stdout)
    return told


def once(file: Path) -> None:
    """Read one file into records, in this process."""
    start, count = time.perf_counter(), 0
    with file.open("rb") as stream:
        for piece in read(stream):
            if piece.set_id:
                count += len(remittance_of(piece).claims)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"peak_mb": peak, "seconds": time.perf_counter() - start, "claims": count}))


def run(sizes: tuple[int, ...] = SIZES) -> dict[str, object]:
    """Figures of all."""
    told: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as directory:
        scratch = Path(directory)
        for kind, (_functional, _release, body) in KINDS.items():
            found = speeds(kind, scratch)
            records = found["typed records"]
            for name, speed in found.items():
                ratio = "" if name == "typed records" else f"; typed records are {records / speed:.2f} of it"
                told[f"{kind} of {len(body) + 2} segments, {name}"] = f"{speed:,.0f} a CPU second{ratio}"
            if "pyx12" in found:
                told[f"{kind}, check and 999 beside pyx12"] = f"{found['check and 999'] / found['pyx12']:.1f} times"
            else:
                told[f"{kind}, openx12 and pyx12"] = f"absent ({PEERS} names no interpreter)"
        for size in sizes:
            found = memory(size, scratch)
            told[f"835 of {size} MB, typed"] = (
                f"{found['peak_mb']:.0f} MB at most, {found['seconds']:.0f} s, {found['claims']:,} claims"
            )
    return told


if __name__ == "__main__":
    once(Path(sys.argv[1]))
