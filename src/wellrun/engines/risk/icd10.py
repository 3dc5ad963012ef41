"""ICD-10 codes as the conditions of the Charlson index.

After Quan and others, Medical Care 2005;43:1130, table 1. Their one group of renal disease is told apart by stage,
since LACE weighs mild and severe kidney disease differently: N18.1, N18.2 and N18.9 are mild, the rest is severe.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from wellrun.engines.risk.scores import Condition

_FITS: Mapping[Condition, re.Pattern[str]] = MappingProxyType(
    {
        Condition.MYOCARDIAL_INFARCTION: re.compile(r"I2[12]|I252"),
        Condition.HEART_FAILURE: re.compile(r"I099|I110|I13[02]|I255|I420|I42[5-9]|I43|I50|P290"),
        Condition.PERIPHERAL_VASCULAR: re.compile(r"I7[01]|I73[189]|I771|I79[02]|K55[189]|Z95[89]"),
        Condition.CEREBROVASCULAR: re.compile(r"G4[56]|H340|I6\d"),
        Condition.DEMENTIA: re.compile(r"F0[0-3]|F051|G30|G311"),
        Condition.CHRONIC_LUNG: re.compile(r"I27[89]|J4[0-7]|J6[0-7]|J684|J70[13]"),
        Condition.CONNECTIVE_TISSUE: re.compile(r"M0[56]|M315|M3[2-4]|M35[13]|M360"),
        Condition.MILD_LIVER_OR_RENAL: re.compile(r"B18|K70[0-39]|K71[3-57]|K7[34]|K76[02-489]|Z944|N18[129]"),
        Condition.DIABETES: re.compile(r"E1[0-4][01689]"),
        Condition.DIABETES_WITH_DAMAGE: re.compile(r"E1[0-4][2-57]"),
        Condition.SEVERE_LIVER_OR_RENAL: re.compile(
            r"I120|I131|N03[2-7]|N05[2-7]|N18[3-6]|N19|N250|Z49[0-2]|Z940|Z992|"
            r"I85[09]|I864|I982|K704|K711|K72[19]|K76[5-7]"
        ),
        Condition.TUMOUR: re.compile(
            r"C[01]\d|C2[0-6]|C3[0-4]|C3[7-9]|C4[0135-9]|C5[0-8]|C6\d|C7[0-6]|C8[1-58]|C9[0-7]"
        ),
        Condition.METASTATIC: re.compile(r"C7[7-9]|C80"),
        Condition.AIDS: re.compile(r"B2[0124]"),
    }
)


def conditions_of(codes: Iterable[str]) -> frozenset[Condition]:
    """The conditions that ICD-10 codes name, with or without their point; any other code names none."""
    plain = {code.replace(".", "").upper() for code in codes}
    return frozenset(condition for condition, fits in _FITS.items() if any(map(fits.match, plain)))
