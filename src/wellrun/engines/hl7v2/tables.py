"""Which messages, versions and processing ids there are, and which segments a message cannot do without."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

VERSIONS = ("2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8", "2.8.1", "2.8.2", "2.9")
"""HL7 table 0104, as far as it is of version 2."""

PROCESSING = ("P", "T", "D")
"""HL7 table 0103: production, training, debugging."""


def _numbered(letter: str, last: int) -> frozenset[str]:
    return frozenset(f"{letter}{number:02}" for number in range(1, last + 1))


EVENTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "ADT": _numbered("A", 62),
        "SIU": _numbered("S", 27),
        "ORM": frozenset({"O01"}),
        "ORU": frozenset({"R01", "R30", "R31", "R32", "R40", "W01"}),
        "DFT": frozenset({"P03", "P11"}),
        "BAR": frozenset({"P01", "P02", "P05", "P06", "P10", "P12"}),
        "MDM": _numbered("T", 11),
        "ACK": frozenset(),
    }
)
"""Message types that are read here, with the events of HL7 table 0003 that belong to each."""

NEEDED: Mapping[str, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {
        "ADT": (("PID",),),
        "SIU": (("SCH",),),
        "ORM": (("ORC", "OBR"),),
        "ORU": (("OBR", "OBX"),),
        "DFT": (("PID",), ("FT1",)),
        "BAR": (("PID",),),
        "MDM": (("TXA",),),
        "ACK": (("MSA",),),
    }
)
"""For each type the segments of which one must be there, by its abstract syntax."""

TIMES: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "MSH": (7,),
        "EVN": (2, 3, 6),
        "PID": (7, 29),
        "PV1": (44, 45),
        "PV2": (8, 9),
        "OBR": (7, 8, 22),
        "OBX": (14,),
        "ORC": (9,),
        "FT1": (4, 5),
        "TXA": (4, 6, 7),
    }
)
"""Fields that are times."""

NUMBERS: Mapping[str, tuple[int, ...]] = MappingProxyType({"FT1": (10,), "SCH": (9,), "AIS": (7,), "BTS": (1,)})
"""Fields that are plain numbers."""
