"""Where Tidewater gives care, and what each ward is like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

ZONE, REGION = "America/New_York", "US-NY"


@dataclass(frozen=True)
class Ward:
    """A ward: its beds, how many come to it each day and stay how long, and how it is staffed."""

    code: str
    name: str
    department: str
    kind: str
    beds: int
    arrivals: float
    stay_days: float
    nurses: tuple[int, int]
    assistants: tuple[int, int]
    falls_share: float
    feels_outbreak: float = 1.0
    acuity: float = 1.0


WARDS: Mapping[str, Ward] = MappingProxyType(
    {
        ward.code: ward
        for ward in (
            Ward("W01", "Ward 1", "surgery", "ward", 28, 5.1, 4.3, (6, 4), (4, 3), 0.9, 0.0),
            Ward("W02", "Ward 2", "surgery", "ward", 26, 4.7, 4.3, (6, 4), (3, 2), 0.9, 0.0),
            Ward("W03", "Ward 3", "medicine", "ward", 28, 4.1, 5.2, (6, 4), (4, 3), 1.2),
            Ward("W04", "Ward 4", "medicine", "ward", 26, 3.9, 5.1, (6, 4), (3, 2), 1.1),
            Ward("W05", "Ward 5", "medicine", "ward", 28, 3.9, 5.3, (5, 5), (2, 1), 1.2),
            Ward("SD", "Step-down", "medicine", "ward", 12, 2.2, 4.0, (4, 3), (2, 1), 0.8, acuity=1.5),
            Ward("W06", "Ward 6", "women", "ward", 18, 4.7, 3.1, (5, 3), (2, 2), 0.3, 0.0),
            Ward("ICU", "Intensive care", "critical", "critical", 14, 3.2, 3.6, (9, 8), (2, 2), 0.2, acuity=2.6),
        )
    }
)
EMERGENCY = Ward("ED", "Emergency department", "emergency", "emergency", 0, 110, 0, (10, 7), (4, 3), 0)
HOME = Ward("MH1", "Marsh House residents", "residents", "residential", 44, 0, 420, (2, 1), (6, 4), 1, 0.0)

HOSPITAL_DEPARTMENTS = (
    ("emergency", "Emergency"),
    ("medicine", "Medicine"),
    ("surgery", "Surgery"),
    ("women", "Women and children"),
    ("critical", "Critical care"),
)
OUTLIERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "W01": ("W02",),
        "W02": ("W01",),
        "W03": ("W05", "W04"),
        "W04": ("W03", "W05"),
        "W05": ("W04", "W03"),
        "SD": ("W03", "W05"),
        "W06": ("W02",),
        "ICU": ("SD",),
    }
)
"""Where a patient goes whose own ward is full."""
