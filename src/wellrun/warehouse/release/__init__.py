"""De-identified releases of warehouse tables (45 CFR 164.514)."""

from wellrun.warehouse.release.asking import (
    DUTY,
    NOTES,
    Asked,
    Dates,
    FileFormat,
    KeyOrigin,
    Places,
    Released,
    ReleasedColumn,
    ReleasedTable,
    SmallClasses,
)
from wellrun.warehouse.release.making import MANIFEST, release
from wellrun.warehouse.release.treatments import TREATMENTS, Treated, Treatment

__all__ = [
    "DUTY",
    "MANIFEST",
    "NOTES",
    "TREATMENTS",
    "Asked",
    "Dates",
    "FileFormat",
    "KeyOrigin",
    "Places",
    "Released",
    "ReleasedColumn",
    "ReleasedTable",
    "SmallClasses",
    "Treated",
    "Treatment",
    "release",
]
