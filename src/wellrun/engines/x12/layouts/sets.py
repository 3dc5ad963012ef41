"""What a set is made of (version 005010): its segments, those none of its files can be without, and what opens a loop.

Only what is certain of every guide of the set stands here: whatever depends on a situation is demanded of nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Layout(NamedTuple):
    """A set.

    segments: all its guides use. demanded: those every file of it has. once: those it has at most once. opens: segments
    that open a loop, the outermost first; one that comes again closes all after it. within: which of them has to be
    open where a segment stands. placed: all whose place tells something.
    """

    segments: frozenset[str]
    demanded: tuple[str, ...]
    once: frozenset[str]
    opens: tuple[str, ...]
    within: Mapping[str, str]
    placed: frozenset[str]


def _layout(segments: str, demanded: str, once: str, opens: str, **within: str) -> Layout:
    """within: by the segment that is open, those that stand in it."""
    inside = {one: opener for opener, several in within.items() for one in several.split()}
    placed = frozenset({*once.split(), *opens.split(), *inside})
    return Layout(
        frozenset(segments.split()),
        tuple(demanded.split()),
        frozenset(once.split()),
        tuple(opens.split()),
        inside,
        placed,
    )


LAYOUTS: Mapping[str, Layout] = {
    "270": _layout(
        "ST BHT HL NM1 REF N3 N4 PER PRV TRN DMG INS HI DTP EQ AMT III SE",
        "BHT HL NM1",
        "BHT",
        "HL EQ",
        HL="NM1 N3 N4 PRV TRN DMG INS HI EQ",
        EQ="III",
    ),
    "271": _layout(
        "ST BHT HL AAA NM1 REF N3 N4 PER PRV TRN DMG INS HI DTP MPI EB HSD MSG III LS LE SE",
        "BHT HL NM1",
        "BHT",
        "HL EB",
        HL="NM1 N3 N4 TRN DMG INS HI MPI EB",
        EB="HSD MSG III LS LE",
    ),
    "276": _layout(
        "ST BHT HL NM1 PER DMG TRN REF AMT DTP SVC SE",
        "BHT HL NM1",
        "BHT",
        "HL TRN SVC",
        HL="NM1 DMG TRN",
        TRN="AMT SVC",
    ),
    "277": _layout(
        "ST BHT HL NM1 PER TRN STC REF DTP QTY AMT SVC SE",
        "BHT HL NM1",
        "BHT",
        "HL TRN SVC",
        HL="NM1 TRN",
        TRN="STC QTY AMT SVC",
    ),
    "820": _layout(
        "ST BPR TRN CUR REF DTM N1 N2 N3 N4 RDM PER ENT ADX RMR IT1 SAC SLN NM1 SE",
        "BPR TRN",
        "BPR",
        "ENT RMR",
        ENT="RMR NM1",
    ),
    "834": _layout(
        "ST BGN REF DTP QTY N1 ACT INS NM1 PER N3 N4 DMG EC ICM AMT HLH LUI DSB HD IDC LX PLA COB LS LE SE",
        "BGN",
        "BGN",
        "INS HD COB",
        INS="NM1 DMG EC ICM HLH LUI DSB HD",
        HD="IDC COB",
    ),
    "835": _layout(
        "ST BPR TRN CUR REF DTM N1 N2 N3 N4 PER RDM LX TS3 TS2 CLP CAS NM1 MIA MOA AMT QTY SVC LQ PLB SE",
        "BPR TRN",
        "BPR TRN",
        "CLP SVC",
        CLP="CAS NM1 MIA MOA AMT QTY SVC",
        SVC="LQ",
    ),
    "837": _layout(
        "ST BHT NM1 PER HL PRV CUR N2 N3 N4 REF SBR PAT DMG CLM DTP CL1 PWK CN1 AMT K3 NTE CR1 CR2 CR3 CRC HI HCP CAS "
        "OI MIA MOA LX SV1 SV2 SV5 QTY MEA PS1 LIN CTP SVD LQ FRM SE",
        "BHT HL NM1 CLM",
        "BHT",
        "HL CLM LX",
        HL="SBR PAT CLM",
        CLM="HI CL1 CN1 K3 NTE CR1 CR2 CRC HCP OI MIA MOA LX",
        LX="SV1 SV2 SV5 CR3 MEA PS1 LIN CTP SVD LQ FRM",
    ),
    "999": _layout(
        "ST AK1 AK2 IK3 CTX IK4 IK5 AK9 SE",
        "AK1 AK9",
        "AK1 AK9",
        "AK1 AK2 IK3",
        AK1="AK2",
        AK2="IK3 IK5",
        IK3="CTX IK4",
    ),
}
"""Sets by ST01."""
