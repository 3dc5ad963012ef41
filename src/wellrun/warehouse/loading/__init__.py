"""Files into typed Parquet: arrivals, checks, quarantine, replay. Nothing is lost and nothing is counted twice."""

from wellrun.warehouse.loading.arrivals import Arrival, ArrivalReport, Ignored, LoadReport, Origin, Tally
from wellrun.warehouse.loading.csvfeeds import CsvColumn, CsvFeed
from wellrun.warehouse.loading.formats import Reader
from wellrun.warehouse.loading.loader import load
from wellrun.warehouse.loading.mend import replay
from wellrun.warehouse.loading.quarantine import Entry, Quarantine
from wellrun.warehouse.loading.units import Unit

__all__ = [
    "Arrival",
    "ArrivalReport",
    "CsvColumn",
    "CsvFeed",
    "Entry",
    "Ignored",
    "LoadReport",
    "Origin",
    "Quarantine",
    "Reader",
    "Tally",
    "Unit",
    "load",
    "replay",
]
